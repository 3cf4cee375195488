/** The frozen head: logistic regression, plain or trained against an attack. */
import { LabError } from '@causerie/lab'
import { cholesky, choleskySolve, type Matrix, matrix } from '@causerie/scm/linear-algebra'
import { dot, norm } from './filter.ts'

/** The margin of x is ⟨weights, x⟩ + bias; its sign is the label. */
export type Head = { weights: Float64Array; bias: number }

export function margin({ weights, bias }: Head, row: ArrayLike<number>): number {
  return dot(weights, row) + bias
}

/**
 * Minimises Σ log(1 + e^{−y·(margin − y·ε‖w‖)}) + ½‖w‖² by Newton's method; ε > 0 trains against the strongest L2 attack of that
 * size, which for a linear head is exact (the worst case moves the margin by ε‖w‖).
 */
export function trainHead(x: Matrix, labels: ArrayLike<number>, { epsilon = 0, ridge = 1 } = {}): Head {
  const p = x.columns
  // The bias last, not penalised. Against an attack ‖w‖ has a kink at 0, so that training starts from the plain head.
  let w = new Float64Array(p + 1)
  if (epsilon > 0) {
    const plain = trainHead(x, labels, { ridge })
    w.set(plain.weights)
    w[p] = plain.bias
  }
  let loss = objective(x, labels, w, epsilon, ridge)
  for (let step = 0; step < 100; step++) {
    const { gradient, hessian } = derivatives(x, labels, w, epsilon, ridge)
    const factor = cholesky(hessian)
    if (!factor.definite)
      throw new LabError('eigenshield/head', 'The head could not be trained: its columns follow from each other.')
    const direction = choleskySolve(factor.lower, matrix(p + 1, 1, gradient)).values
    const { next, value } = lineSearch(w, direction, gradient, (at) => objective(x, labels, at, epsilon, ridge), loss)
    const gain = loss - value
    w = next
    loss = value
    if (gain <= 1e-10 * (1 + loss)) break
  }
  return { weights: w.slice(0, p), bias: w[p]! }
}

/** The first of 1, ½, ¼, … that lowers the loss enough (Armijo). */
function lineSearch(
  w: Float64Array,
  direction: Float64Array,
  gradient: Float64Array,
  at: (w: Float64Array) => number,
  loss: number,
): { next: Float64Array<ArrayBuffer>; value: number } {
  const slope = dot(direction, gradient)
  for (let size = 1; size > 1e-9; size /= 2) {
    const next = Float64Array.from(w, (value, j) => value - size * direction[j]!)
    const value = at(next)
    if (value <= loss - 1e-4 * size * slope) return { next, value }
  }
  return { next: Float64Array.from(w), value: loss }
}

function objective(x: Matrix, labels: ArrayLike<number>, w: Float64Array, epsilon: number, ridge: number): number {
  const p = x.columns
  const size = norm(w.subarray(0, p))
  let sum = (ridge / 2) * size * size
  for (let i = 0; i < x.rows; i++) sum += softplus(-(signedMargin(x, labels, w, i) - epsilon * size))
  return sum
}

/** The bias has a little curvature of its own, so that the Hessian stays definite where all rows are far from the edge. */
function derivatives(x: Matrix, labels: ArrayLike<number>, w: Float64Array, epsilon: number, ridge: number) {
  const p = x.columns
  const size = norm(w.subarray(0, p))
  const gradient = new Float64Array(p + 1)
  const hessian = new Float64Array((p + 1) * (p + 1))
  let shares = 0
  const slope = new Float64Array(p + 1) // ∂(y·margin − ε‖w‖)/∂w
  for (let i = 0; i < x.rows; i++) {
    const y = labels[i]!
    for (let j = 0; j < p; j++) slope[j] = y * x.values[i * p + j]! - (size > 0 ? (epsilon * w[j]!) / size : 0)
    slope[p] = y
    const share = 1 / (1 + Math.exp(signedMargin(x, labels, w, i) - epsilon * size))
    const curvature = share * (1 - share)
    shares += share
    for (let a = 0; a <= p; a++) {
      gradient[a]! -= share * slope[a]!
      const factor = curvature * slope[a]!
      for (let b = 0; b <= a; b++) hessian[a * (p + 1) + b]! += factor * slope[b]!
    }
  }
  const bend = size > 0 ? (epsilon * shares) / size : 0 // of ε‖w‖: (I − wwᵀ/‖w‖²)/‖w‖
  for (let a = 0; a < p; a++) {
    gradient[a]! += ridge * w[a]!
    hessian[a * (p + 1) + a]! += ridge + bend
    for (let b = 0; b <= a && bend > 0; b++) hessian[a * (p + 1) + b]! -= (bend * w[a]! * w[b]!) / (size * size)
  }
  hessian[p * (p + 1) + p]! += 1e-9
  return { gradient, hessian: matrix(p + 1, p + 1, hessian) }
}

function signedMargin(x: Matrix, labels: ArrayLike<number>, w: Float64Array, i: number): number {
  const p = x.columns
  let sum = w[p]!
  for (let j = 0; j < p; j++) sum += x.values[i * p + j]! * w[j]!
  return labels[i]! * sum
}

/** log(1 + eᶻ) */
function softplus(z: number): number {
  return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z))
}
