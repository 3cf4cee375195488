/** Where the numbers of a discrete evaluation come from: the marginals of a joint table, or the counts of a data table. */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { CategoricalTable } from '../probability/table.ts'
import { requireSize, sizeOf, stridesOf, walk } from './factor.ts'

export type DiscreteSource = {
  readonly names: readonly string[]
  levels(name: string): readonly string[]
  /** Mass over some variables, row-major in the order asked; need not sum to one. */
  marginal(names: readonly string[]): Float64Array
}

/** Printed probabilities are rounded: their sum may miss one by this much. */
const rounding = 1e-3

/** Mass below this of a joint is taken for rounding of zero. */
const negligible = 1e-300

/** `set`: the table is of an experiment, a distribution for every setting of these. */
export function jointSource({ variables, p }: DiscreteJoint, set: readonly string[] = []): DiscreteSource {
  const cards = variables.map(({ levels }) => levels.length)
  requireProbabilities(cards, p)
  if (set.length === 0) requireSumOfOne(p)
  const strides = stridesOf(cards)
  const byName = new Map(variables.map((variable, at) => [variable.name, at]))
  const kept = new Map<string, Float64Array>()
  return {
    names: [...byName.keys()],
    levels: (name) => variables[indexOf(byName, name)]!.levels,
    marginal(names) {
      const key = names.join('\0')
      const before = kept.get(key)
      if (before) return before
      const at = names.map((name) => indexOf(byName, name))
      const asked = at.map((i) => cards[i]!)
      requireSize(names, asked)
      const mass = new Float64Array(sizeOf(asked))
      const steps = stridesInto(at, asked, cards.length)
      walk(cards, [steps, strides], (i, [cell]) => {
        mass[cell!]! += p[i]! < negligible ? 0 : p[i]!
      })
      kept.set(key, mass)
      return mass
    },
  }
}

/** For every axis of the whole table, how far a step along it moves in the marginal. */
function stridesInto(at: readonly number[], cards: readonly number[], count: number): number[] {
  const strides = stridesOf(cards)
  const steps = new Array<number>(count).fill(0)
  at.forEach((axis, i) => {
    steps[axis] = strides[i]!
  })
  return steps
}

function requireProbabilities(cards: readonly number[], p: Float64Array): void {
  if (p.length !== sizeOf(cards))
    throw new ScmError('joint/size', `The joint has ${p.length} probabilities; its levels make ${sizeOf(cards)}.`, {
      hint: 'Give one probability for every combination of levels, the first variable slowest.',
    })
  const wrong = p.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY))
  if (wrong >= 0)
    throw new ScmError('joint/probability', `Entry ${wrong} of the joint is ${p[wrong]}, which is no probability.`, {
      hint: 'Every entry must be a number of at least 0.',
      details: { entry: wrong, value: p[wrong] },
    })
}

function requireSumOfOne(p: Float64Array): void {
  const total = p.reduce((sum, value) => sum + value, 0)
  if (Math.abs(total - 1) <= rounding) return
  throw new ScmError('joint/sum', `The probabilities of the joint sum to ${total}, not to one.`, {
    hint: 'Divide counts by their number, or pass { columns }.',
    details: { total },
  })
}

export type TableOptions = {
  /** Added to the count of every combination of levels (Laplace, Jeffreys); 0 by default. */
  smoothing?: number
  /** Levels of a column and their order; by default those that occur, numbers by size, texts by code. */
  levels?: { readonly [name: string]: readonly string[] }
}

/** Plug-in frequencies. */
export function tableSource(
  { columns }: CategoricalTable,
  { smoothing = 0, levels = {} }: TableOptions = {},
): DiscreteSource {
  const names = Object.keys(columns)
  const byName = new Map(names.map((name, at) => [name, at]))
  const rows = names.length === 0 ? 0 : columns[names[0]!]!.length
  for (const name of names) {
    if (columns[name]!.length === rows) continue
    throw new ScmError(
      'table/ragged',
      `Column “${name}” has ${columns[name]!.length} rows, “${names[0]}” has ${rows}.`,
      {
        hint: 'Give every column one value per row.',
      },
    )
  }
  if (!(smoothing >= 0))
    throw new ScmError('table/smoothing', `Smoothing is ${smoothing}; it must be a number of at least 0.`)
  if (rows === 0)
    throw new ScmError('table/empty', 'The table has no rows.', { hint: 'Give at least one observation.' })
  const coded = new Map<string, { levels: readonly string[]; codes: Int32Array }>()
  const column = (name: string) => {
    indexOf(byName, name)
    const before = coded.get(name)
    if (before) return before
    const fresh = encode(name, columns[name]!, levels[name])
    coded.set(name, fresh)
    return fresh
  }
  const counted = new Map<string, Float64Array>()
  return {
    names,
    levels: (name) => column(name).levels,
    marginal(asked) {
      const key = asked.join('\0')
      const before = counted.get(key)
      if (before) return before
      const parts = asked.map(column)
      const cards = parts.map((part) => part.levels.length)
      requireSize(asked, cards)
      const strides = stridesOf(cards)
      const mass = new Float64Array(sizeOf(cards)).fill(smoothing)
      for (let row = 0; row < rows; row++) {
        let cell = 0
        for (let i = 0; i < parts.length; i++) cell += parts[i]!.codes[row]! * strides[i]!
        mass[cell]!++
      }
      counted.set(key, mass)
      return mass
    },
  }
}

function encode(name: string, values: ArrayLike<string | number | boolean>, known: readonly string[] | undefined) {
  const levels = known ?? levelsOf(values)
  const codes = new Map(levels.map((level, at) => [level, at]))
  const coded = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const code = codes.get(String(values[row]))
    if (code === undefined)
      throw new ScmError(
        'table/level',
        `Row ${row + 1} of “${name}” is “${values[row]}”, which is none of its levels.`,
        {
          hint: `Its levels are ${levels.join(', ')}.`,
          details: { column: name, row: row + 1, value: values[row] },
        },
      )
    coded[row] = code
  }
  return { levels, codes: coded }
}

function levelsOf(values: ArrayLike<string | number | boolean>): string[] {
  const distinct = [...new Set(Array.from(values, String))]
  const numeric = distinct.every((text) => text.trim() !== '' && Number.isFinite(Number(text)))
  return distinct.sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1))
}

function indexOf(byName: ReadonlyMap<string, number>, name: string): number {
  const at = byName.get(name)
  if (at !== undefined) return at
  const near = nearestName(name, byName.keys())
  throw new ScmError(
    'estimand/missing-variable',
    `The distribution has no variable “${name}”, which the estimand needs.`,
    {
      hint: near === undefined ? `It has ${[...byName.keys()].join(', ')}.` : `It has “${near}”: rename one of them?`,
      details: { variable: name, near },
    },
  )
}
