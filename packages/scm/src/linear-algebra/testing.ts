/** Random matrices and distances for the tests of this folder. */
import { seededRandom } from '../random.ts'
import { identity, type Matrix, matrix, transpose } from './matrix.ts'
import { gram, multiply } from './multiply.ts'

export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed)
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => 2 * random() - 1),
  )
}

export function randomSymmetric(size: number, seed: number): Matrix {
  const half = randomMatrix(size, size, seed)
  const turned = transpose(half)
  return matrix(
    size,
    size,
    half.values.map((value, at) => value + turned.values[at]!),
  )
}

export function scaledBy({ rows, columns, values }: Matrix, factor: number): Matrix {
  return { rows, columns, values: values.map((value) => value * factor) }
}

/** Hilbert's matrix, 1/(i + j + 1): condition about e^{3.5 n}. */
export function hilbert(size: number): Matrix {
  return matrix(
    size,
    size,
    Float64Array.from({ length: size * size }, (_, at) => 1 / (Math.floor(at / size) + (at % size) + 1)),
  )
}

export function largestDifference(a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows || a.columns !== b.columns) return Number.POSITIVE_INFINITY
  return a.values.reduce((most, value, at) => Math.max(most, Math.abs(value - b.values[at]!)), 0)
}

export function largest({ values }: Matrix): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

/** How far the columns are from orthonormal. */
export function orthonormality(a: Matrix): number {
  return largestDifference(gram(a), identity(a.columns))
}

/** A·B·C */
export function product(a: Matrix, b: Matrix, c: Matrix): Matrix {
  return multiply(multiply(a, b), c)
}
