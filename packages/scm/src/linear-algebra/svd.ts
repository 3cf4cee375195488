/**
 * Singular values and vectors: QR with column pivoting, then one-sided Jacobi rotations on Rᵀ
 * (Hestenes 1958; Drmač & Veselić 2008). Small singular values of a matrix with graded columns come out with
 * the relative accuracy that its columns allow, which bidiagonalisation does not give.
 * Time: O(m n²) for the QR and a few sweeps of O(n³), n the smaller side.
 */
import { ScmError } from '../errors.ts'
import { binaryScale, type Matrix, requireFinite, transpose } from './matrix.ts'
import { applyReflections, completed, pivotedQr } from './pivotedQr.ts'
import { fixSign } from './symmetricEigen.ts'

/** A = U diag(values) Vᵀ with r = min(rows, columns). */
export type Svd = {
  /** [rows, r], orthonormal columns. */
  u: Matrix
  /** [r], descending, ≥ 0. */
  values: Float64Array
  /** [columns, r], orthonormal columns; of each column's entries largest in size, the first is positive. */
  v: Matrix
}

/** The thin decomposition. Throws `linear-algebra/not-finite`. */
export function svd(a: Matrix): Svd {
  requireFinite('svd', a)
  if (a.rows >= a.columns) return signed(tallSvd(a))
  const { u, values, v } = tallSvd(transpose(a))
  return signed({ u: v, values, v: u })
}

/** [min(rows, columns)], descending. Throws `linear-algebra/not-finite`. */
export function singularValues(a: Matrix): Float64Array {
  requireFinite('singularValues', a)
  const { scale, work, norms, order } = diagonalised(a.rows >= a.columns ? a : transpose(a))
  return Float64Array.from({ length: work.rows }, (_, at) => norms[order[at]!]! * scale)
}

/** The number of singular values above `tolerance`, max(rows, columns)·2⁻⁵²·the largest unless given. */
export function rank(a: Matrix, { tolerance }: { tolerance?: number } = {}): number {
  const values = singularValues(a)
  const least = tolerance ?? negligible(a, values)
  return values.filter((value) => value > least).length
}

/** Below this a singular value is rounding. */
export function negligible({ rows, columns }: Matrix, values: Float64Array): number {
  return Math.max(rows, columns) * Number.EPSILON * (values[0] ?? 0)
}

/** A P = Q R; Rᵀ Z = W Σ by rotations from the right; so A = (Q Z) Σ (P W)ᵀ. */
function tallSvd(a: Matrix): Svd {
  const n = a.columns
  const z = new Float64Array(n * n) // rows are the columns of Z
  for (let i = 0; i < n; i++) z[i * n + i] = 1
  const { scale, work, norms, order, qr } = diagonalised(a, z)
  const left = new Float64Array(n * a.rows) // rows are the columns of U
  const right = new Float64Array(n * n) // rows are the columns of V
  const values = new Float64Array(n)
  let found = 0
  for (const [at, k] of order.entries()) {
    values[at] = norms[k]! * scale
    left.set(z.subarray(k * n, (k + 1) * n), at * a.rows)
    applyReflections(qr, left.subarray(at * a.rows, (at + 1) * a.rows))
    if (norms[k]! > 0) found++
    for (let i = 0; i < n && norms[k]! > 0; i++) right[at * n + qr.order[i]!] = work.values[k * n + i]! / norms[k]!
  }
  completed(right, found, n)
  return {
    u: transpose({ rows: n, columns: a.rows, values: left }),
    values,
    v: transpose({ rows: n, columns: n, values: right }),
  }
}

/** Rotates the rows of R (the columns of Rᵀ) until they are orthogonal; `z` has its rows rotated along. */
function diagonalised(a: Matrix, z?: Float64Array) {
  const n = a.columns
  const scale = binaryScale(a.values)
  const qr = pivotedQr({ ...a, values: a.values.map((value) => value / scale) })
  const work: Matrix = { rows: n, columns: n, values: qr.upper }
  const norms = orthogonaliseRows(work, z)
  const order = Array.from(norms.keys()).sort((i, j) => norms[j]! - norms[i]!)
  return { scale, qr, work, norms, order }
}

/** [rows]: the lengths of the rows after they were made orthogonal to working precision. */
function orthogonaliseRows({ rows: n, values }: Matrix, z: Float64Array | undefined): Float64Array {
  const squares = new Float64Array(n)
  for (let sweep = 0; ; sweep++) {
    if (sweep === 60)
      throw new ScmError('linear-algebra/not-converged', `The singular values of ${n} columns did not settle.`)
    for (let i = 0; i < n; i++) squares[i] = dot(values, i * n, i * n, n)
    let rotations = 0
    for (let i = 0; i < n - 1; i++)
      for (let j = i + 1; j < n; j++) if (orthogonalise(values, squares, i, j, n, z)) rotations++
    if (rotations === 0) break
  }
  return squares.map(Math.sqrt)
}

/** Whether the two rows had to be rotated; the longer one comes to stand first. */
function orthogonalise(
  values: Float64Array,
  squares: Float64Array,
  i: number,
  j: number,
  n: number,
  z: Float64Array | undefined,
): boolean {
  const alpha = squares[i]!
  const beta = squares[j]!
  if (alpha === 0 || beta === 0) return false
  const gamma = dot(values, i * n, j * n, n)
  if (Math.abs(gamma) <= 2 ** -51 * Math.sqrt(alpha) * Math.sqrt(beta)) return false
  const zeta = (beta - alpha) / (2 * gamma)
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
  const c = 1 / Math.hypot(1, t)
  const s = c * t
  rotate(values, i * n, j * n, n, c, s)
  if (z) rotate(z, i * n, j * n, n, c, s)
  squares[i] = Math.max(0, alpha - t * gamma)
  squares[j] = beta + t * gamma
  // Where the difference lost its digits, the length is taken anew.
  if (squares[i]! < 0.01 * alpha) squares[i] = dot(values, i * n, i * n, n)
  if (squares[j]! < 0.01 * beta) squares[j] = dot(values, j * n, j * n, n)
  return true
}

function rotate(values: Float64Array, first: number, second: number, n: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const x = values[first + k]!
    const y = values[second + k]!
    values[first + k] = c * x - s * y
    values[second + k] = s * x + c * y
  }
}

function dot(values: Float64Array, first: number, second: number, n: number): number {
  let sum = 0
  for (let k = 0; k < n; k++) sum += values[first + k]! * values[second + k]!
  return sum
}

function signed({ u, values, v }: Svd): Svd {
  const [left, right] = [transpose(u), transpose(v)]
  for (let k = 0; k < right.rows; k++) {
    const vector = right.values.subarray(k * right.columns, (k + 1) * right.columns)
    const before = Float64Array.from(vector)
    fixSign(vector)
    if (vector.every((entry, i) => entry === before[i])) continue
    const other = left.values.subarray(k * left.columns, (k + 1) * left.columns)
    for (let i = 0; i < other.length; i++) other[i] = -other[i]!
  }
  return { u: transpose(left), values, v: transpose(right) }
}
