/** Tables as the generators and axes take them: columns of numbers, or of levels as codes. */
import { type Random, shuffled } from '@causerie/lab'
import { isDiscrete, type Variable, type Variables } from '@causerie/scm/independence'

export function rowsIn(columns: Variables): number {
  const [first] = Object.values(columns)
  return first === undefined ? 0 : isDiscrete(first) ? first.codes.length : first.length
}

export function takeRows(columns: Variables, rows: ArrayLike<number>): Variables {
  const taken = (variable: Variable): Variable =>
    isDiscrete(variable)
      ? { levels: variable.levels, codes: Int32Array.from(rows, (row) => variable.codes[row]!) }
      : Float64Array.from(rows, (row) => variable[row]!)
  return Object.fromEntries(Object.entries(columns).map(([name, variable]) => [name, taken(variable)]))
}

/** The first `count` of the rows in random order. */
export function someRows(columns: Variables, count: number, random: Random): Variables {
  const rows = rowsIn(columns)
  if (count >= rows) return columns
  return takeRows(
    columns,
    shuffled(
      Array.from({ length: rows }, (_, i) => i),
      random,
    ).slice(0, count),
  )
}

export type Split = { train: Variables; test: Variables }

/** A share of the rows is kept for testing. */
export function split(columns: Variables, testShare: number, random: Random): Split {
  const rows = rowsIn(columns)
  const order = shuffled(
    Array.from({ length: rows }, (_, i) => i),
    random,
  )
  const count = Math.round(rows * testShare)
  return { train: takeRows(columns, order.slice(count)), test: takeRows(columns, order.slice(0, count)) }
}

export function numericNames(columns: Variables): string[] {
  return Object.keys(columns).filter((name) => !isDiscrete(columns[name]!))
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

/** With divisor n; 0 for a constant column. */
export function spreadOf(values: ArrayLike<number>): number {
  const centre = meanOf(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2
  return Math.sqrt(sum / values.length)
}

/**
 * Rows as points: numbers less `centre` over `scale` of the reference, levels as indicators; [rows][dimensions]. A constant
 * number of the reference is left out.
 */
export function pointsOf(columns: Variables, reference: Variables, scaling: 'standard' | 'min-max'): Float64Array[] {
  const parts = Object.keys(reference).flatMap((name): Float64Array[] => {
    const [variable, from] = [columns[name]!, reference[name]!]
    if (isDiscrete(variable))
      return Array.from({ length: variable.levels }, (_, level) =>
        Float64Array.from(variable.codes, (code) => (code === level ? Math.SQRT1_2 : 0)),
      )
    const values = from as Float64Array
    const [low, high] = values.reduce(
      ([least, most], value) => [Math.min(least!, value), Math.max(most!, value)],
      [Infinity, -Infinity],
    ) as [number, number]
    const [centre, scale] = scaling === 'standard' ? [meanOf(values), spreadOf(values)] : [low, high - low]
    return scale === 0 ? [] : [variable.map((value) => (value - centre) / scale)]
  })
  return Array.from({ length: rowsIn(columns) }, (_, row) => Float64Array.from(parts, (part) => part[row]!))
}

export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2
  return sum
}
