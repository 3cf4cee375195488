/** Inverse of a symmetric positive definite matrix by its Cholesky factor. */

/** Row-major, [size, size]; `undefined` when a pivot is not clearly positive. */
export function invert(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j]!
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!
      if (i === j && !(rest > 1e-12 * Math.abs(matrix[i * size + i]!))) return undefined
      lower[i * size + j] = i === j ? Math.sqrt(rest) : rest / lower[j * size + j]!
    }
  }
  const inverse = new Float64Array(size * size)
  for (let column = 0; column < size; column++) {
    const x = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      let rest = i === column ? 1 : 0
      for (let k = 0; k < i; k++) rest -= lower[i * size + k]! * x[k]!
      x[i] = rest / lower[i * size + i]!
    }
    for (let i = size - 1; i >= 0; i--) {
      let rest = x[i]!
      for (let k = i + 1; k < size; k++) rest -= lower[k * size + i]! * x[k]!
      x[i] = rest / lower[i * size + i]!
      inverse[i * size + column] = x[i]!
    }
  }
  return inverse
}
