/** Linear least squares by Householder QR (Golub & Van Loan 2013, §5.2–5.3), columns in the order given. */

export type LeastSquares =
  | {
      rank: 'full'
      coefficients: Float64Array
      /** Σ (y − ŷ)². */
      residualSum: number
    }
  /** The column that follows from those before it. */
  | { rank: 'deficient'; column: number }

/** `columns` are the regressors, each as long as `y`; none is changed. */
export function leastSquares(columns: readonly ArrayLike<number>[], y: ArrayLike<number>): LeastSquares {
  const n = y.length
  const a = columns.map((column) => Float64Array.from(column))
  const b = Float64Array.from(y)
  const norms = a.map((column) => normFrom(column, 0))
  const diagonal = new Float64Array(a.length)
  for (const [k, column] of a.entries()) {
    const norm = normFrom(column, k)
    if (norm <= 1e-10 * norms[k]! || norm === 0) return { rank: 'deficient', column: k }
    const alpha = column[k]! > 0 ? -norm : norm
    // v = x − αe₁, kept in the column below the diagonal; H = I − 2vvᵀ/(vᵀv)
    column[k]! -= alpha
    const length = norm * norm - alpha * (column[k]! + alpha) // vᵀv / 2
    for (const target of [...a.slice(k + 1), b]) reflect(column, target, k, length)
    diagonal[k] = alpha
  }
  const coefficients = new Float64Array(a.length)
  for (let k = a.length - 1; k >= 0; k--) {
    let sum = b[k]!
    for (let j = k + 1; j < a.length; j++) sum -= a[j]![k]! * coefficients[j]!
    coefficients[k] = sum / diagonal[k]!
  }
  let residualSum = 0
  for (let i = a.length; i < n; i++) residualSum += b[i]! * b[i]!
  return { rank: 'full', coefficients, residualSum }
}

function reflect(v: Float64Array, target: Float64Array, from: number, halfLength: number): void {
  let product = 0
  for (let i = from; i < target.length; i++) product += v[i]! * target[i]!
  const factor = product / halfLength
  for (let i = from; i < target.length; i++) target[i]! -= factor * v[i]!
}

function normFrom(column: Float64Array, from: number): number {
  let sum = 0
  for (let i = from; i < column.length; i++) sum += column[i]! * column[i]!
  return Math.sqrt(sum)
}
