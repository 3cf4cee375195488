/** Which spikes are kept, and the projection x ↦ μ + P(x − μ) onto their span. */
import { LabError } from '@causerie/lab'
import type { Matrix } from '@causerie/scm/linear-algebra'
import { quantile } from '@causerie/scm/statistics'
import type { Spectrum } from './spectrum.ts'

export type Filter = {
  mean: Float64Array
  /** Orthonormal, [p] each. */
  basis: Float64Array[]
}

/** The spikes whose score is at most the `share` quantile of all scores. Throws when there are none. */
export function keptSpikes(scores: readonly number[], share: number): number[] {
  if (scores.length === 0)
    throw new LabError('eigenshield/no-spike', 'No direction exceeds the noise law; nothing to keep.', {
      hint: 'The filter would put the mean in place of everything. Bring more rows, or standardise the columns.',
    })
  const most = quantile(scores, share)
  const kept = Array.from(scores.keys()).filter((k) => scores[k]! <= most)
  if (kept.length === 0)
    throw new LabError('eigenshield/nothing-kept', `The quantile ${share} keeps none of ${scores.length} directions.`, {
      hint: 'Raise the quantile.',
    })
  return kept
}

export function filterOf({ mean, vectors }: Spectrum, kept: readonly number[]): Filter {
  return { mean, basis: kept.map((k) => vectors[k]!) }
}

/** μ + P(x − μ) of every row, [n, p]. */
export function filtered(x: Matrix, { mean, basis }: Filter): Matrix {
  const { rows, columns: p } = x
  const values = new Float64Array(rows * p)
  for (let i = 0; i < rows; i++) {
    const row = values.subarray(i * p, (i + 1) * p)
    row.set(mean)
    for (const vector of basis) {
      let along = 0
      for (let j = 0; j < p; j++) along += (x.values[i * p + j]! - mean[j]!) * vector[j]!
      for (let j = 0; j < p; j++) row[j]! += along * vector[j]!
    }
  }
  return { rows, columns: p, values }
}

/** P w, [p]. */
export function projected(w: ArrayLike<number>, basis: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(w.length)
  for (const vector of basis) {
    const along = dot(w, vector)
    for (let j = 0; j < result.length; j++) result[j]! += along * vector[j]!
  }
  return result
}

/** ⟨vector, row⟩ of every row, [n]. */
export function projections(x: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: x.rows }, (_, i) =>
    dot(x.values.subarray(i * x.columns, (i + 1) * x.columns), vector),
  )
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!
  return sum
}

export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a))
}
