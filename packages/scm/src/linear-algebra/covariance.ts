/** Means, covariances and correlations of the columns of a table of observations. */
import { ScmError } from '../errors.ts'
import { type Matrix, requireFinite } from './matrix.ts'
import { gram } from './multiply.ts'

export type CovarianceOptions = {
  /** Delta degrees of freedom: the sums of products are divided by rows − ddof. 1 unless given. */
  ddof?: number
}

/** [columns] */
export function columnMeans({ rows, columns, values }: Matrix): Float64Array {
  const means = new Float64Array(columns)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) means[j]! += values[i * columns + j]!
  for (let j = 0; j < columns; j++) means[j]! /= rows
  return means
}

/** The observations less `means`, their own unless given. */
export function centred(x: Matrix, means: ArrayLike<number> = columnMeans(x)): Matrix {
  const { rows, columns } = x
  const values = Float64Array.from(x.values)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j]! -= means[j]!
  return { rows, columns, values }
}

/** [columns, columns] of observations in rows, centred first. Throws with fewer than ddof + 1 rows, or at NaN. */
export function covariance(x: Matrix, { ddof = 1 }: CovarianceOptions = {}): Matrix {
  requireFinite('covariance', x)
  if (!(x.rows > ddof))
    throw new ScmError(
      'linear-algebra/too-few-rows',
      `A covariance with divisor n − ${ddof} needs at least ${Math.floor(ddof) + 1} rows, there are ${x.rows}.`,
    )
  const products = gram(centred(centred(x))) // the second time takes away what rounding left of the mean
  return { ...products, values: products.values.map((sum) => sum / (x.rows - ddof)) }
}

/** [columns, columns], ones on the diagonal. Throws `linear-algebra/constant-column` and names the columns. */
export function correlation(x: Matrix): Matrix {
  return correlationOf(covariance(x))
}

/** The correlations that belong to a covariance. Throws `linear-algebra/constant-column`. */
export function correlationOf({ rows: size, values }: Matrix): Matrix {
  const sd = Float64Array.from({ length: size }, (_, i) => Math.sqrt(values[i * size + i]!))
  const constant = Array.from(sd.keys()).filter((i) => !(sd[i]! > 0))
  if (constant.length > 0)
    throw new ScmError(
      'linear-algebra/constant-column',
      `Column ${constant.join(', ')} is constant, so it has no correlation with anything.`,
      { hint: 'Leave it out.', details: { columns: constant } },
    )
  const scaled = values.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    return i === j ? 1 : Math.max(-1, Math.min(1, value / sd[i]! / sd[j]!))
  })
  return { rows: size, columns: size, values: scaled }
}
