/** Exact tests of counts: binomial, sign, McNemar. */
import { ScmError } from '../errors.ts'
import { requireProbability } from './distributions.ts'
import { type Alternative, requireCounts, requirePairs } from './sample.ts'
import { betaTails, binomialTermReal, type Tails } from './specialFunctions.ts'

/** P(X ≤ k) and P(X > k) for X binomial. */
export function binomialTails({ k, n, p }: { k: number; n: number; p: number }): Tails {
  if (k < 0) return { lower: 0, upper: 1 }
  if (k >= n) return { lower: 1, upper: 0 }
  return betaTails(1 - p, p, n - Math.floor(k), Math.floor(k) + 1)
}

/** P(X = k) for X binomial. */
export function binomialProbability({ k, n, p }: { k: number; n: number; p: number }): number {
  if (!(Number.isInteger(k) && k >= 0 && k <= n)) return 0
  return binomialTermReal(k, n - k, p, 1 - p)
}

export type CountTest = { p: number; successes: number; trials: number }

/** Whether the chance of success is `chance`. Two-sided: all outcomes no likelier than the one seen, to 10⁻⁷, as in R. */
export function binomialTest({
  successes,
  trials,
  chance = 0.5,
  alternative = 'two-sided',
}: {
  successes: number
  trials: number
  chance?: number
  alternative?: Alternative
}): CountTest {
  requireCounts('binomialTest', { successes, trials })
  requireProbability(chance)
  if (successes > trials)
    throw new ScmError('statistics/count', `binomialTest: there are ${successes} successes in ${trials} trials.`)
  const k = successes
  const n = trials
  if (alternative === 'greater') return { p: binomialTails({ k: k - 1, n, p: chance }).upper, successes, trials }
  if (alternative === 'less') return { p: binomialTails({ k, n, p: chance }).lower, successes, trials }
  return { p: twoSided(k, n, chance), successes, trials }
}

/** Whether x − y is as often positive as negative; ties are left out. */
export function signTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { alternative = 'two-sided' }: { alternative?: Alternative } = {},
): CountTest {
  requirePairs('signTest', x, y)
  let positive = 0
  let negative = 0
  for (let i = 0; i < x.length; i++) {
    if (x[i]! > y[i]!) positive++
    else if (x[i]! < y[i]!) negative++
  }
  return binomialTest({ successes: positive, trials: positive + negative, alternative })
}

/**
 * Whether two classifiers err equally often on the same cases: `onlyFirst` and `onlySecond` count the cases that one alone
 * has right. Exact (conditional on the discordant pairs).
 */
export function mcNemarTest({
  onlyFirst,
  onlySecond,
  alternative = 'two-sided',
}: {
  onlyFirst: number
  onlySecond: number
  alternative?: Alternative
}): CountTest {
  requireCounts('mcNemarTest', { onlyFirst, onlySecond })
  return binomialTest({ successes: onlyFirst, trials: onlyFirst + onlySecond, alternative })
}

/** The tail on the side of k, and on the other side all that is no likelier: probabilities fall away from the mode. */
function twoSided(k: number, n: number, chance: number): number {
  const seen = binomialProbability({ k, n, p: chance }) * (1 + 1e-7)
  const likely = (at: number) => binomialProbability({ k: at, n, p: chance }) > seen
  const mode = Math.min(n, Math.floor((n + 1) * chance))
  if (!likely(mode)) return 1
  // The run of likelier outcomes is [from, to].
  const from = k < mode ? k + 1 : firstWhere(0, mode, likely)
  const to = k > mode ? k - 1 : firstWhere(mode, n + 1, (at) => !likely(at)) - 1
  return Math.min(1, binomialTails({ k: from - 1, n, p: chance }).lower + binomialTails({ k: to, n, p: chance }).upper)
}

/** The first whole number in [low, high) where it holds, `high` if none: it holds from there on. */
function firstWhere(low: number, high: number, holds: (at: number) => boolean): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
