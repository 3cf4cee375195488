/** Householder QR with column pivoting (Businger & Golub 1965) of a matrix at least as tall as wide. */
import type { Matrix } from './matrix.ts'

export type PivotedQr = {
  /** [n, n], row-major: R, zero below the diagonal. */
  upper: Float64Array
  /** Column `order[k]` of A became column k of AP = QR. */
  order: number[]
  /** Row k is the vector of reflection k, [n, rows]; zero before entry k; empty where nothing was reflected. */
  reflections: { vector: Float64Array; factor: number }[]
}

/** Columns below 10⁻¹⁴⁰ are zero to it: scale the matrix first. */
export function pivotedQr({ rows, columns, values }: Matrix): PivotedQr {
  const a = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_row, i) => values[i * columns + j]!),
  )
  const order = Array.from({ length: columns }, (_, j) => j)
  const upper = new Float64Array(columns * columns)
  const reflections: PivotedQr['reflections'] = []
  const rest = a.map((column) => squaresFrom(column, 0))
  const atStart = [...rest]
  for (let k = 0; k < columns; k++) {
    swapInLongest(k, a, order, rest, atStart)
    const column = a[k]!
    const reflection = reflectionFrom(column, k)
    reflections.push(reflection)
    for (let j = k + 1; j < columns; j++) {
      const target = a[j]!
      reflect(reflection, target, k)
      rest[j]! -= target[k]! * target[k]!
      if (rest[j]! < 1e-3 * atStart[j]!) {
        rest[j] = squaresFrom(target, k + 1)
        atStart[j] = rest[j]!
      }
    }
    for (let i = 0; i <= k; i++) upper[i * columns + k] = column[i]!
  }
  return { upper, order, reflections }
}

/** x ← Q x; x has as many entries as A has rows. */
export function applyReflections({ reflections }: PivotedQr, x: Float64Array): void {
  for (let k = reflections.length - 1; k >= 0; k--) reflect(reflections[k]!, x, k)
}

/** The first `found` rows of `rows`, [n, n], are orthonormal; the others become so too. */
export function completed(rows: Float64Array, found: number, n: number): void {
  for (let at = found; at < n; at++) {
    const row = rows.subarray(at * n, (at + 1) * n)
    let best = -1
    for (let axis = 0; axis < n && best < 0.5 / Math.sqrt(n); axis++) {
      row.fill(0)
      row[axis] = 1
      // Twice is enough (Kahan; Parlett 1998, §6.9).
      for (let pass = 0; pass < 2; pass++) for (let k = 0; k < at; k++) subtractPart(row, rows, k * n)
      best = Math.sqrt(squaresFrom(row, 0))
    }
    for (let i = 0; i < n; i++) row[i]! /= best
  }
}

function subtractPart(row: Float64Array, rows: Float64Array, from: number): void {
  let product = 0
  for (let i = 0; i < row.length; i++) product += row[i]! * rows[from + i]!
  for (let i = 0; i < row.length; i++) row[i]! -= product * rows[from + i]!
}

function swapInLongest(k: number, a: Float64Array[], order: number[], rest: number[], atStart: number[]): void {
  let longest = k
  for (let j = k + 1; j < rest.length; j++) if (rest[j]! > rest[longest]!) longest = j
  for (const list of [a, order, rest, atStart] as unknown[][]) {
    const held = list[k]
    list[k] = list[longest]
    list[longest] = held
  }
}

/** Reflects entries k … of the column onto its entry k, in place. */
function reflectionFrom(column: Float64Array, k: number): { vector: Float64Array; factor: number } {
  const norm = Math.sqrt(squaresFrom(column, k))
  if (norm < 1e-140) {
    column.fill(0, k)
    return { vector: new Float64Array(0), factor: 0 }
  }
  const alpha = column[k]! > 0 ? -norm : norm
  const vector = Float64Array.from(column, (entry, i) => (i < k ? 0 : entry))
  vector[k]! -= alpha
  const factor = 1 / (norm * (norm + Math.abs(column[k]!))) // 2/(vᵀv)
  column.fill(0, k)
  column[k] = alpha
  return { vector, factor }
}

function reflect({ vector, factor }: { vector: Float64Array; factor: number }, target: Float64Array, k: number): void {
  if (factor === 0) return
  let product = 0
  for (let i = k; i < target.length; i++) product += vector[i]! * target[i]!
  product *= factor
  for (let i = k; i < target.length; i++) target[i]! -= product * vector[i]!
}

function squaresFrom(column: Float64Array, k: number): number {
  let sum = 0
  for (let i = k; i < column.length; i++) sum += column[i]! * column[i]!
  return sum
}
