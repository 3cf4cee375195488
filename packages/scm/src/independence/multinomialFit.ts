/** Multinomial logistic regression by Newton's method with step halving (Böhning 1992; McCullagh & Nelder 1989, §5.2). */
import { cholesky, choleskySolve, matrix } from '../linear-algebra/index.ts'

export type MultinomialFit = {
  /** Levels that occur. */
  classes: number
  logLikelihood: number
  /** False where the likelihood still grew after 50 steps, or coefficients ran away: the levels are separated. */
  converged: boolean
}

/** `columns` are the regressors, the constant among them, linearly independent. The first level that occurs is the base. */
export function multinomialFit(
  { levels, codes }: { levels: number; codes: Int32Array },
  columns: readonly Float64Array[],
): MultinomialFit {
  const occurring = Array.from({ length: levels }, (_, level) => level).filter((level) => codes.includes(level))
  const place = new Map(occurring.map((level, at) => [level, at - 1])) // −1 is the base
  const y = Int32Array.from(codes, (code) => place.get(code)!)
  const free = occurring.length - 1
  const size = free * columns.length
  let beta = new Float64Array(size) // [free, columns]
  let current = likelihood(beta, y, columns, free)
  for (let step = 0; step < 50; step++) {
    const { gradient, information } = derivatives(beta, y, columns, free)
    for (let at = 0; at < size; at++) information[at * size + at]! += 1e-9
    const factor = cholesky(matrix(size, size, information))
    if (!factor.definite) return { classes: free + 1, logLikelihood: current, converged: false }
    const direction = choleskySolve(factor.lower, matrix(size, 1, gradient)).values
    let scale = 1
    let next = current
    let moved = beta
    for (; scale > 1e-4; scale /= 2) {
      moved = beta.map((value, at) => value + scale * direction[at]!)
      next = likelihood(moved, y, columns, free)
      if (next >= current) break
    }
    if (scale <= 1e-4) return { classes: free + 1, logLikelihood: current, converged: true }
    const gain = next - current
    beta = moved
    current = next
    if (gain < 1e-8)
      return { classes: free + 1, logLikelihood: current, converged: beta.every((value) => Math.abs(value) < 30) }
  }
  return { classes: free + 1, logLikelihood: current, converged: size === 0 }
}

/** Writes each class's probability, base excluded, for row i; returns ln Σ exp. */
function softmax(
  beta: Float64Array,
  columns: readonly Float64Array[],
  free: number,
  i: number,
  out: Float64Array,
): number {
  let largest = 0
  for (let c = 0; c < free; c++) {
    let score = 0
    for (const [j, column] of columns.entries()) score += beta[c * columns.length + j]! * column[i]!
    out[c] = score
    largest = Math.max(largest, score)
  }
  let sum = Math.exp(-largest)
  for (let c = 0; c < free; c++) sum += Math.exp(out[c]! - largest)
  const logSum = largest + Math.log(sum)
  for (let c = 0; c < free; c++) out[c] = Math.exp(out[c]! - logSum)
  return logSum
}

function likelihood(beta: Float64Array, y: Int32Array, columns: readonly Float64Array[], free: number): number {
  let sum = 0
  const scores = new Float64Array(free)
  for (let i = 0; i < y.length; i++) {
    const logSum = softmax(beta, columns, free, i, scores)
    let own = 0
    if (y[i]! >= 0) for (const [j, column] of columns.entries()) own += beta[y[i]! * columns.length + j]! * column[i]!
    sum += own - logSum
  }
  return sum
}

function derivatives(beta: Float64Array, y: Int32Array, columns: readonly Float64Array[], free: number) {
  const p = columns.length
  const size = free * p
  const gradient = new Float64Array(size)
  const information = new Float64Array(size * size)
  const probabilities = new Float64Array(free)
  for (let i = 0; i < y.length; i++) {
    softmax(beta, columns, free, i, probabilities)
    for (let c = 0; c < free; c++) {
      const error = (y[i] === c ? 1 : 0) - probabilities[c]!
      for (let j = 0; j < p; j++) gradient[c * p + j]! += error * columns[j]![i]!
      for (let d = 0; d <= c; d++) {
        const weight = probabilities[c]! * ((c === d ? 1 : 0) - probabilities[d]!)
        for (let j = 0; j < p; j++)
          for (let k = 0; k < p; k++)
            information[(c * p + j) * size + d * p + k]! += weight * columns[j]![i]! * columns[k]![i]!
      }
    }
  }
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++) information[a * size + b] = information[b * size + a]!
  return { gradient, information }
}
