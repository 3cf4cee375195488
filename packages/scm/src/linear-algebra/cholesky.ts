/** The Cholesky factor of a symmetric positive definite matrix, and what follows from it. */
import { ScmError } from '../errors.ts'
import { type Matrix, requireSquare } from './matrix.ts'

export type Cholesky =
  /** A = L Lᵀ, `lower` is L, [n, n]. */
  | { definite: true; lower: Matrix }
  /** The first leading block of A that is not positive definite has size `pivot` + 1. */
  | { definite: false; pivot: number }

/** Reads the lower triangle. A pivot is taken for positive above n·2⁻⁵² of its diagonal entry. */
export function cholesky(a: Matrix): Cholesky {
  requireSquare('cholesky', a)
  const n = a.rows
  const lower = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a.values[i * n + j]!
      for (let k = 0; k < j; k++) rest -= lower[i * n + k]! * lower[j * n + k]!
      if (i > j) lower[i * n + j] = rest / lower[j * n + j]!
      else if (rest > n * Number.EPSILON * a.values[i * n + i]!) lower[i * n + i] = Math.sqrt(rest)
      else return { definite: false, pivot: i }
    }
  }
  return { definite: true, lower: { rows: n, columns: n, values: lower } }
}

/** X with L Lᵀ X = B, [n, b.columns]. */
export function choleskySolve(lower: Matrix, b: Matrix): Matrix {
  if (b.rows !== lower.rows)
    throw new ScmError(
      'linear-algebra/shape',
      `choleskySolve: the factor has ${lower.rows} rows, the right side ${b.rows}.`,
    )
  const n = lower.rows
  const columns = b.columns
  const x = Float64Array.from(b.values)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, i, k, lower.values[i * n + k]!, columns)
    divideRow(x, i, lower.values[i * n + i]!, columns)
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(x, i, k, lower.values[k * n + i]!, columns)
    divideRow(x, i, lower.values[i * n + i]!, columns)
  }
  return { rows: n, columns, values: x }
}

/** log det A = 2 Σ log Lᵢᵢ. */
export function logDeterminant(lower: Matrix): number {
  let sum = 0
  for (let i = 0; i < lower.rows; i++) sum += Math.log(lower.values[i * lower.columns + i]!)
  return 2 * sum
}

/** Row i of x less `factor` times row k. */
export function subtractRow(x: Float64Array, i: number, k: number, factor: number, columns: number): void {
  if (factor === 0) return
  for (let c = 0; c < columns; c++) x[i * columns + c]! -= factor * x[k * columns + c]!
}

function divideRow(x: Float64Array, i: number, divisor: number, columns: number): void {
  for (let c = 0; c < columns; c++) x[i * columns + c]! /= divisor
}
