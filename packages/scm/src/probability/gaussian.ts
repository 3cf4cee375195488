/** A multivariate normal distribution. */

/** `covariance` is row-major, [variables, variables]; `mean` in the order of `variables`. */
export type Gaussian = {
  readonly variables: readonly string[]
  readonly mean: Float64Array
  readonly covariance: Float64Array
}
