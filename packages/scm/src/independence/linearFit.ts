/** Least squares as the likelihood-ratio tests need it: which columns add something, and what is left over. */

/** Of columns in this order, those that are no linear function of the ones before, by modified Gram–Schmidt done twice. */
export function independentColumns(columns: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = []
  return columns.filter((column) => {
    const size = Math.sqrt(dot(column, column))
    const rest = lessBasis(basis, column)
    const left = Math.sqrt(dot(rest, rest))
    if (size === 0 || left <= 1e-7 * size) return false
    basis.push(rest.map((value) => value / left))
    return true
  })
}

/** Σ (y − ŷ)² of y on these columns, which are linearly independent. */
export function residualSum(columns: readonly Float64Array[], y: Float64Array): number {
  const residual = residualOf(columns, y)
  return dot(residual, residual)
}

/** y less its projection on the columns, which are linearly independent. */
export function residualOf(columns: readonly Float64Array[], y: Float64Array): Float64Array {
  const basis: Float64Array[] = []
  for (const column of columns) {
    const rest = lessBasis(basis, column)
    const left = Math.sqrt(dot(rest, rest))
    basis.push(rest.map((value) => value / left))
  }
  return lessBasis(basis, y)
}

function lessBasis(basis: readonly Float64Array[], column: Float64Array): Float64Array {
  const rest = column.slice()
  for (let pass = 0; pass < 2; pass++)
    for (const direction of basis) {
      const share = dot(direction, rest)
      for (let i = 0; i < rest.length; i++) rest[i]! -= share * direction[i]!
    }
  return rest
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
