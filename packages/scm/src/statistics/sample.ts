/** Means and spreads of one sample, and what every function here asks of it. */
import { ScmError } from '../errors.ts'

export type Alternative = 'two-sided' | 'greater' | 'less'

/** Throws `statistics/empty` for an empty sample. */
export function mean(values: ArrayLike<number>): number {
  requireValues('mean', { values })
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

/** The sample variance, divisor n − 1, about the mean. Throws `statistics/too-few` for fewer than two. */
export function variance(values: ArrayLike<number>): number {
  requireValues('variance', { values }, 2)
  const centre = mean(values)
  let sum = 0
  let left = 0 // what rounding left of the deviations' sum (Chan, Golub & LeVeque 1983)
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - centre
    sum += deviation * deviation
    left += deviation
  }
  return (sum - (left * left) / values.length) / (values.length - 1)
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** The p-quantile of a sample, between neighbours on a line (Hyndman & Fan 1996, type 7). */
export function quantile(values: ArrayLike<number>, p: number): number {
  requireValues('quantile', { values })
  return sortedQuantile(Float64Array.from(values).sort(), p)
}

/** As `quantile`, of values that ascend. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  const at = Math.max(0, Math.min(1, p)) * (sorted.length - 1)
  const low = Math.floor(at)
  const here = sorted[low]!
  return at === low ? here : here + (at - low) * (sorted[low + 1]! - here)
}

/** Throws `statistics/too-few` naming the sample, `statistics/not-finite` at NaN or infinity. */
export function requireValues(what: string, samples: Record<string, ArrayLike<number>>, least = 1): void {
  for (const [name, values] of Object.entries(samples)) {
    if (values.length < least)
      throw new ScmError(
        values.length === 0 ? 'statistics/empty' : 'statistics/too-few',
        `${what} needs at least ${least} value${least === 1 ? '' : 's'} in ${name}, there ${values.length === 1 ? 'is' : 'are'} ${values.length}.`,
      )
    for (let i = 0; i < values.length; i++)
      if (!Number.isFinite(values[i]!))
        throw new ScmError('statistics/not-finite', `${what}: ${name}[${i}] is ${values[i]}, not a finite number.`, {
          hint: 'Leave out what is missing first.',
        })
  }
}

/** Throws `statistics/unequal-lengths` for pairs that are none. */
export function requirePairs(what: string, x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length)
    throw new ScmError(
      'statistics/unequal-lengths',
      `${what} needs pairs, but there are ${x.length} and ${y.length} values.`,
    )
}

/** Throws `statistics/count` unless each is a whole number ≥ 0. */
export function requireCounts(what: string, counts: Record<string, number>): void {
  for (const [name, count] of Object.entries(counts))
    if (!(Number.isInteger(count) && count >= 0))
      throw new ScmError('statistics/count', `${what} needs a whole number ≥ 0 for ${name}, not ${count}.`)
}

/** Throws `statistics/level` unless 0 < level < 1. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new ScmError('statistics/level', `The level of an interval lies between 0 and 1, not at ${level}.`, {
      hint: level > 1 && level < 100 ? `Write ${level / 100} for ${level} %.` : undefined,
    })
}

/** The p-value of a statistic from its distribution's tails, for one symmetric about zero. */
export function symmetricP(statistic: number, upperTail: (x: number) => number, alternative: Alternative): number {
  if (alternative === 'greater') return upperTail(statistic)
  if (alternative === 'less') return upperTail(-statistic)
  return Math.min(1, 2 * upperTail(Math.abs(statistic)))
}
