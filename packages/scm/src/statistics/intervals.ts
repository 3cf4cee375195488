/** Confidence intervals for a proportion and a mean. */

import { ScmError } from '../errors.ts'
import { betaDistribution, studentT } from './distributions.ts'
import { normalUpperQuantile } from './normal.ts'
import { mean, requireCounts, requireLevel, requireValues, variance } from './sample.ts'

export type ConfidenceInterval = {
  estimate: number
  low: number
  high: number
  /** The share of intervals made so that hold the truth: 0.95. */
  level: number
}

export type Proportion = { successes: number; trials: number; level?: number }

/** Wilson's interval for a proportion (1927): close to its level on average, also near 0 and 1. */
export function wilsonInterval({ successes, trials, level = 0.95 }: Proportion): ConfidenceInterval {
  requireProportion('wilsonInterval', successes, trials, level)
  const z = normalUpperQuantile((1 - level) / 2)
  const share = successes / trials
  const shrink = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / shrink
  const half = (z / shrink) * Math.sqrt((share * (1 - share) + (z * z) / (4 * trials)) / trials)
  return {
    estimate: share,
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
    level,
  }
}

/** Clopper and Pearson's interval for a proportion (1934): never below its level, so often wider. */
export function clopperPearsonInterval({ successes, trials, level = 0.95 }: Proportion): ConfidenceInterval {
  requireProportion('clopperPearsonInterval', successes, trials, level)
  const tail = (1 - level) / 2
  const failures = trials - successes
  return {
    estimate: successes / trials,
    low: successes === 0 ? 0 : betaDistribution({ a: successes, b: failures + 1 }).quantile(tail),
    high: failures === 0 ? 1 : betaDistribution({ a: successes + 1, b: failures }).upperQuantile(tail),
    level,
  }
}

/** Student's interval for the mean of normal values. */
export function meanInterval(values: ArrayLike<number>, { level = 0.95 }: { level?: number } = {}): ConfidenceInterval {
  requireLevel(level)
  requireValues('meanInterval', { values }, 2)
  const estimate = mean(values)
  const half = studentT(values.length - 1).upperQuantile((1 - level) / 2) * Math.sqrt(variance(values) / values.length)
  return { estimate, low: estimate - half, high: estimate + half, level }
}

function requireProportion(what: string, successes: number, trials: number, level: number): void {
  requireCounts(what, { successes, trials })
  requireLevel(level)
  if (trials === 0 || successes > trials)
    throw new ScmError('statistics/count', `${what}: ${successes} successes in ${trials} trials is no proportion.`)
}
