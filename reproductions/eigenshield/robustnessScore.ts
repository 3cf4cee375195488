/**
 * The Robustness-based Nonconformity Score (RbNS). Its definition was not found in what could be read of the paper, so
 * these are three readings of ours. In all of them low is robust and is kept.
 */
import { LabError, normal, type Random } from '@causerie/lab'
import { type Matrix, matrix, selectRows } from '@causerie/scm/linear-algebra'
import { dot, projections } from './filter.ts'
import { leadingVectors, type Spectrum } from './spectrum.ts'

export type Reading = 'stability' | 'attack-shift' | 'environment'

/** S: 1 − (1/B) Σ_b ‖V_bᵀ vₖ‖², V_b the leading vectors, as many as there are spikes, of a bootstrap with noise added. [spikes] */
export function stabilityScores(
  x: Matrix,
  spectrum: Spectrum,
  { random, repeats = 20, noise = 0.3 }: { random: Random; repeats?: number; noise?: number },
): number[] {
  const kept = new Float64Array(spectrum.spikes)
  const sd = noise * Math.sqrt(spectrum.law.sigma2)
  for (let b = 0; b < repeats; b++) {
    const draw = random.split(b)
    const chosen = Array.from({ length: x.rows }, () => Math.floor(draw() * x.rows))
    const rows = selectRows(x, chosen)
    const copies = matrix(
      rows.rows,
      rows.columns,
      rows.values.map((value) => value + sd * normal(draw)),
    )
    const again = leadingVectors(copies, spectrum.spikes)
    for (let k = 0; k < spectrum.spikes; k++)
      for (const vector of again) kept[k]! += dot(vector, spectrum.vectors[k]!) ** 2 / repeats
  }
  return Array.from(kept, (share) => 1 - share)
}

/** A: E|⟨vₖ, x_attacked − x⟩| / √λₖ over calibration items and their attacked twins. [spikes] */
export function attackShiftScores(x: Matrix, attacked: Matrix, spectrum: Spectrum): number[] {
  if (attacked.rows !== x.rows || attacked.columns !== x.columns)
    throw new LabError(
      'eigenshield/twins',
      `The attacked twins are ${attacked.rows} × ${attacked.columns}, the embeddings ${x.rows} × ${x.columns}: row i must be the twin of row i.`,
    )
  const shift = matrix(
    x.rows,
    x.columns,
    attacked.values.map((value, at) => value - x.values[at]!),
  )
  return spikeNumbers(spectrum).map((k) => {
    const moved = projections(shift, spectrum.vectors[k]!)
    return moved.reduce((sum, value) => sum + Math.abs(value), 0) / moved.length / Math.sqrt(spectrum.values[k]!)
  })
}

/** E: how much the correlation of ⟨vₖ, x⟩ with the label differs between two environments. [spikes] */
export function environmentScores(
  x: Matrix,
  labels: ArrayLike<number>,
  isSecond: ArrayLike<boolean>,
  spectrum: Spectrum,
): number[] {
  const rows = Array.from({ length: x.rows }, (_, i) => i)
  const parts = [rows.filter((i) => !isSecond[i]), rows.filter((i) => isSecond[i])]
  return spikeNumbers(spectrum).map((k) => {
    const along = projections(x, spectrum.vectors[k]!)
    const [first, second] = parts.map((part) =>
      correlationOf(
        part.map((i) => along[i]!),
        part.map((i) => labels[i]!),
      ),
    )
    return Math.abs(first! - second!)
  })
}

function spikeNumbers({ spikes }: Spectrum): number[] {
  return Array.from({ length: spikes }, (_, k) => k)
}

/** 0 where one of them is constant. */
function correlationOf(x: number[], y: number[]): number {
  const [meanX, meanY] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length)
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    xx += (x[i]! - meanX!) ** 2
    yy += (y[i]! - meanY!) ** 2
    xy += (x[i]! - meanX!) * (y[i]! - meanY!)
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0
}
