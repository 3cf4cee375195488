/**
 * Paired bootstrap of a mean difference (Efron & Tibshirani 1993, §13.3, percentile interval): queries are drawn with
 * replacement, and both engines keep their values on each drawn query.
 */
import { quantile, seeded } from '../measuring/measure.ts'
import { mean } from './metrics.ts'

export type Interval = { difference: number; low: number; high: number }

export function pairedBootstrap(
  ours: readonly number[],
  theirs: readonly number[],
  { resamples = 10_000, seed = 1, level = 0.95 } = {},
): Interval {
  if (ours.length !== theirs.length || ours.length === 0)
    throw new Error(`pairedBootstrap: ${ours.length} values against ${theirs.length}; both need one a query.`)
  const differences = ours.map((value, at) => value - theirs[at]!)
  const random = seeded(seed)
  const means = Array.from({ length: resamples }, () => resampledMean(differences, random))
  return {
    difference: mean(differences),
    low: quantile(means, (1 - level) / 2),
    high: quantile(means, (1 + level) / 2),
  }
}

function resampledMean(values: readonly number[], random: () => number): number {
  let sum = 0
  for (let draw = 0; draw < values.length; draw++) sum += values[Math.floor(random() * values.length)]!
  return sum / values.length
}
