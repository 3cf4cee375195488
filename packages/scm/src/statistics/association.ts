/** Correlations of values and of ranks, with their tests of independence. */
import { ScmError } from '../errors.ts'
import { studentT } from './distributions.ts'
import { normalUpperTail } from './normal.ts'
import { ranks, tieSizes } from './ranks.ts'
import { type Alternative, mean, requirePairs, requireValues, symmetricP } from './sample.ts'

export type Association = {
  estimate: number
  p: number
  /** Whether p is the exact one over all orders, or by the approximation that the function names. */
  exact: boolean
}

type Options = { alternative?: Alternative }

/** Pearson's r with Student's t on n − 2 degrees of freedom. Throws `statistics/no-variation` for a constant sample. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>, options: Options = {}): Association {
  requireSamples('pearson', x, y, 3)
  const estimate = productMoment(x, y)
  return { estimate, p: studentP(estimate, x.length, options), exact: false }
}

/** Spearman's ρ, ties sharing their mean rank: over all orders up to 9 pairs, by Student's t on n − 2 beyond. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>, options: Options = {}): Association {
  requireSamples('spearman', x, y, 3)
  const [first, second] = [ranks(x), ranks(y)]
  const estimate = productMoment(first, second)
  if (x.length > 9) return { estimate, p: studentP(estimate, x.length, options), exact: false }
  return { estimate, p: enumeratedP(first, second, options), exact: true }
}

/**
 * Kendall's τ-b in O(n log n) (Knight 1966). Without ties and up to 60 pairs exact by the distribution of inversions; else
 * normal with the variance for ties of Kendall (1970, ch. 5).
 */
export function kendall(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { alternative = 'two-sided' }: Options = {},
): Association {
  requireSamples('kendall', x, y, 2)
  const n = x.length
  const pairs = (n * (n - 1)) / 2
  const [tiedX, tiedY] = [tieSizes(x), tieSizes(y)]
  const [pairsX, pairsY] = [tiedPairs(tiedX), tiedPairs(tiedY)]
  const { discordant, tiedBoth } = countDiscordant(x, y)
  const score = pairs - pairsX - pairsY + tiedBoth - 2 * discordant // concordant less discordant
  const estimate = score / Math.sqrt(pairs - pairsX) / Math.sqrt(pairs - pairsY)
  if (pairsX === 0 && pairsY === 0 && n <= 60)
    return { estimate, p: inversionP(discordant, n, alternative), exact: true }
  const z = score / Math.sqrt(scoreVariance(n, tiedX, tiedY))
  return { estimate, p: symmetricP(z, normalUpperTail, alternative), exact: false }
}

/** Pearson's r of samples that vary, from deviations. */
function productMoment(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [meanX, meanY] = [mean(x), mean(y)]
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i]! - meanX, y[i]! - meanY]
    xx += a * a
    yy += b * b
    xy += a * b
  }
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)))
}

function studentP(r: number, n: number, { alternative = 'two-sided' }: Options): number {
  const t = r * Math.sqrt((n - 2) / Math.max(0, 1 - r * r))
  return symmetricP(t, studentT(n - 2).upperTail, alternative)
}

/** The share of all orders of y whose Σ xᵢyᵢ is as extreme about its mean; Heap's way through the orders. */
function enumeratedP(x: Float64Array, y: Float64Array, { alternative = 'two-sided' }: Options): number {
  const n = x.length
  const centre = (n * (n + 1) ** 2) / 4
  const order = Float64Array.from(y)
  const moment = () => order.reduce((sum, value, i) => sum + value * x[i]!, -centre)
  const observed = moment()
  let total = 0
  let asExtreme = 0
  const look = () => {
    const here = moment()
    total++
    if (
      alternative === 'greater'
        ? here >= observed - 1e-9
        : alternative === 'less'
          ? here <= observed + 1e-9
          : Math.abs(here) >= Math.abs(observed) - 1e-9
    )
      asExtreme++
  }
  const state = new Uint8Array(n)
  look()
  for (let i = 1; i < n; ) {
    if (state[i]! >= i) {
      state[i++] = 0
      continue
    }
    const other = i % 2 === 0 ? 0 : state[i]!
    const held = order[i]!
    order[i] = order[other]!
    order[other] = held
    look()
    state[i]!++
    i = 1
  }
  return asExtreme / total
}

/** P of at most, or at least, this many inversions in a random order of n: a product of uniform sums. */
function inversionP(inversions: number, n: number, alternative: Alternative): number {
  const most = (n * (n - 1)) / 2
  const lower = (k: number) => shareUpTo(k, n) // few inversions: agreement
  if (alternative === 'greater') return lower(inversions)
  if (alternative === 'less') return lower(most - inversions)
  return Math.min(1, 2 * lower(Math.min(inversions, most - inversions)))
}

function shareUpTo(k: number, n: number): number {
  let shares = new Float64Array(k + 1)
  shares[0] = 1
  for (let size = 2; size <= n; size++) {
    const next = new Float64Array(k + 1)
    for (let at = 0; at <= k; at++) {
      let sum = 0
      for (let back = Math.max(0, at - size + 1); back <= at; back++) sum += shares[back]!
      next[at] = sum / size
    }
    shares = next
  }
  return Math.min(
    1,
    shares.reduce((sum, share) => sum + share, 0),
  )
}

function scoreVariance(n: number, tiedX: number[], tiedY: number[]): number {
  const sum = (sizes: number[], term: (t: number) => number) => sizes.reduce((total, t) => total + term(t), 0)
  const whole = (t: number) => t * (t - 1) * (2 * t + 5)
  const two = (t: number) => t * (t - 1)
  const three = (t: number) => t * (t - 1) * (t - 2)
  const first = (whole(n) - sum(tiedX, whole) - sum(tiedY, whole)) / 18
  const second = n > 2 ? (sum(tiedX, three) * sum(tiedY, three)) / (9 * three(n)) : 0
  return first + second + (sum(tiedX, two) * sum(tiedY, two)) / (2 * two(n))
}

function tiedPairs(sizes: number[]): number {
  return sizes.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0)
}

/** Pairs that x and y order differently, and pairs equal in both. */
function countDiscordant(x: ArrayLike<number>, y: ArrayLike<number>) {
  const order = Array.from({ length: x.length }, (_, i) => i).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!)
  const keys = order.map((i) => `${x[i]} ${y[i]}`)
  const tiedBoth = tiedPairs(runLengths(keys))
  const sorted = Float64Array.from(order, (i) => y[i]!)
  return { discordant: inversions(sorted), tiedBoth }
}

function runLengths(keys: string[]): number[] {
  const runs: number[] = []
  for (const [at, key] of keys.entries()) {
    if (at > 0 && key === keys[at - 1]) runs[runs.length - 1]!++
    else runs.push(1)
  }
  return runs
}

/** Pairs out of order, by merging; sorts in place. */
function inversions(values: Float64Array): number {
  if (values.length < 2) return 0
  const middle = values.length >> 1
  const left = values.slice(0, middle)
  const right = values.slice(middle)
  let count = inversions(left) + inversions(right)
  for (let i = 0, j = 0, at = 0; at < values.length; at++) {
    if (j >= right.length || (i < left.length && left[i]! <= right[j]!)) values[at] = left[i++]!
    else {
      count += left.length - i
      values[at] = right[j++]!
    }
  }
  return count
}

function requireSamples(what: string, x: ArrayLike<number>, y: ArrayLike<number>, least: number): void {
  requirePairs(what, x, y)
  requireValues(what, { x, y }, least)
  for (const [name, values] of [
    ['x', x],
    ['y', y],
  ] as const)
    if (Array.from(values).every((value) => value === values[0]))
      throw new ScmError('statistics/no-variation', `${what}: all values of ${name} are ${values[0]}.`)
}
