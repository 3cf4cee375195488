/** Linear systems, inverses and generalised inverses. */
import { ScmError } from '../errors.ts'
import { subtractRow } from './cholesky.ts'
import { identity, type Matrix, requireFinite, requireSquare, transpose } from './matrix.ts'
import { multiply } from './multiply.ts'
import { negligible, svd } from './svd.ts'

/**
 * X with A X = B, [a.rows, b.columns], by LU with partial pivoting after rows and columns were scaled by powers of two
 * (Golub & Van Loan 2013, §3.4–3.5). Throws `linear-algebra/singular` where a pivot is rounding, at n·2⁻⁵².
 */
export function solve(a: Matrix, b: Matrix): Matrix {
  requireSquare('solve', a)
  requireFinite('solve', b)
  if (a.rows !== b.rows)
    throw new ScmError('linear-algebra/shape', `solve: the matrix has ${a.rows} rows, the right side ${b.rows}.`)
  const n = a.rows
  const { lu, rowScales, columnScales } = equilibrated(a)
  const columns = b.columns
  const x = b.values.map((value, at) => value * rowScales[Math.floor(at / columns)]!)
  for (let k = 0; k < n; k++) {
    const pivot = pivotRow(lu, k, n)
    if (Math.abs(lu[pivot * n + k]!) <= n * Number.EPSILON) throw singular(n, k)
    swapRows(lu, k, pivot, n)
    swapRows(x, k, pivot, columns)
    for (let i = k + 1; i < n; i++) {
      const factor = lu[i * n + k]! / lu[k * n + k]!
      if (factor === 0) continue
      for (let j = k + 1; j < n; j++) lu[i * n + j]! -= factor * lu[k * n + j]!
      subtractRow(x, i, k, factor, columns)
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(x, i, k, lu[i * n + k]!, columns)
    for (let c = 0; c < columns; c++) x[i * columns + c]! /= lu[i * n + i]!
  }
  for (let at = 0; at < x.length; at++) x[at]! *= columnScales[Math.floor(at / columns)]!
  return { rows: n, columns, values: x }
}

/** Throws `linear-algebra/singular`. To solve a system, `solve` is faster and more accurate. */
export function inverse(a: Matrix): Matrix {
  requireSquare('inverse', a)
  return solve(a, identity(a.rows))
}

/**
 * The Moore–Penrose inverse, [columns, rows]: singular values up to `tolerance`, max(rows, columns)·2⁻⁵²·the largest unless
 * given, count as zero. Every matrix has one.
 */
export function pseudoInverse(a: Matrix, { tolerance }: { tolerance?: number } = {}): Matrix {
  const { u, values, v } = svd(a)
  const least = tolerance ?? negligible(a, values)
  const scaled = v.values.map((entry, at) => {
    const value = values[at % v.columns]!
    return value > least ? entry / value : 0
  })
  return multiply({ ...v, values: scaled }, transpose(u))
}

/** |largest singular value| / |smallest|; infinite for a singular matrix. */
export function conditionNumber(a: Matrix): number {
  const { values } = svd(a)
  return values.length === 0 ? 1 : values[0]! / values.at(-1)!
}

/** R A C with the largest entry of each row, then column, in [1, 2); rows and columns of zeros stay. */
function equilibrated({ rows: n, values }: Matrix) {
  const lu = Float64Array.from(values)
  const rowScales = new Float64Array(n)
  const columnScales = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    rowScales[i] = powerOver(lu, i * n, 1, n)
    for (let j = 0; j < n; j++) lu[i * n + j]! *= rowScales[i]!
  }
  for (let j = 0; j < n; j++) {
    columnScales[j] = powerOver(lu, j, n, n)
    for (let i = 0; i < n; i++) lu[i * n + j]! *= columnScales[j]!
  }
  return { lu, rowScales, columnScales }
}

function powerOver(values: Float64Array, from: number, step: number, count: number): number {
  let largest = 0
  for (let k = 0; k < count; k++) largest = Math.max(largest, Math.abs(values[from + k * step]!))
  return largest === 0 ? 1 : 2 ** -Math.floor(Math.log2(largest))
}

function pivotRow(lu: Float64Array, k: number, n: number): number {
  let best = k
  for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]!) > Math.abs(lu[best * n + k]!)) best = i
  return best
}

function swapRows(values: Float64Array, i: number, k: number, columns: number): void {
  if (i === k) return
  const held = values.slice(i * columns, (i + 1) * columns)
  values.copyWithin(i * columns, k * columns, (k + 1) * columns)
  values.set(held, k * columns)
}

function singular(n: number, k: number): ScmError {
  return new ScmError('linear-algebra/singular', `The matrix of ${n} × ${n} is singular: its rank is about ${k}.`, {
    hint: 'Leave out what follows from the other rows, or use pseudoInverse.',
    details: { pivot: k },
  })
}
