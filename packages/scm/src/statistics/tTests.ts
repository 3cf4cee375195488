/** Tests about means. */

import { ScmError } from '../errors.ts'
import { studentT } from './distributions.ts'
import { type Alternative, mean, requirePairs, requireValues, symmetricP, variance } from './sample.ts'

export type TTest = {
  /** The mean, or the difference of means, first less second. */
  estimate: number
  statistic: number
  df: number
  p: number
}

type Options = { alternative?: Alternative /** What the mean is under the null hypothesis: 0. */; mean?: number }

/** Student's test of one sample. Throws `statistics/no-variation` where all values are equal. */
export function tTest(values: ArrayLike<number>, { alternative = 'two-sided', mean: null_ = 0 }: Options = {}): TTest {
  requireValues('tTest', { values }, 2)
  const estimate = mean(values)
  const error = Math.sqrt(variance(values) / values.length)
  return tested(estimate, estimate - null_, error, values.length - 1, alternative)
}

/** Student's test of the differences x − y. */
export function pairedTTest(x: ArrayLike<number>, y: ArrayLike<number>, options: Options = {}): TTest {
  requirePairs('pairedTTest', x, y)
  return tTest(
    Float64Array.from(x, (value, i) => value - y[i]!),
    options,
  )
}

/** Welch's test of two independent samples (1947): variances may differ. */
export function welchTTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { alternative = 'two-sided', mean: null_ = 0 }: Options = {},
): TTest {
  requireValues('welchTTest', { first, second }, 2)
  const a = variance(first) / first.length
  const b = variance(second) / second.length
  const df = (a + b) ** 2 / (a ** 2 / (first.length - 1) + b ** 2 / (second.length - 1))
  const estimate = mean(first) - mean(second)
  return tested(estimate, estimate - null_, Math.sqrt(a + b), df, alternative)
}

function tested(estimate: number, distance: number, error: number, df: number, alternative: Alternative): TTest {
  if (!(error > 0))
    throw new ScmError('statistics/no-variation', 'All values are equal: a t test has no measure of chance.', {
      hint: 'Use the exact sign test or a permutation test.',
    })
  const statistic = distance / error
  return { estimate, statistic, df, p: symmetricP(statistic, studentT(df).upperTail, alternative) }
}
