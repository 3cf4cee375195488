/** Bootstrap intervals (Efron & Tibshirani 1993, ch. 13–14): percentile and BCa, of single values or of whole clusters. */
import { ScmError } from '../errors.ts'
import type { Random } from '../random.ts'
import type { ConfidenceInterval } from './intervals.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { requireLevel, sortedQuantile } from './sample.ts'

export type BootstrapOptions = {
  random: Random
  /** 2,000 unless given. */
  resamples?: number
  level?: number
  /** BCa corrects for bias and skewness, at the cost of one statistic per unit more. */
  method?: 'percentile' | 'bca'
}

export type BootstrapInterval = ConfidenceInterval & {
  /** The statistic on each resample, ascending, [resamples]. */
  draws: Float64Array
}

/** An interval for `statistic` of a sample whose items are independent; an item may be a row, a pair, anything. */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  statistic: (items: readonly Item[]) => number,
  options: BootstrapOptions,
): BootstrapInterval {
  const singles = items.map((item) => [item])
  return clusterBootstrapInterval(singles, statistic, options)
}

/** The same for items that are independent between clusters only: whole clusters are drawn. */
export function clusterBootstrapInterval<Item>(
  clusters: readonly (readonly Item[])[],
  statistic: (items: readonly Item[]) => number,
  { random, resamples = 2000, level = 0.95, method = 'percentile' }: BootstrapOptions,
): BootstrapInterval {
  requireLevel(level)
  if (clusters.length < 2)
    throw new ScmError(
      'statistics/too-few',
      `A bootstrap needs at least 2 independent units, there ${clusters.length === 1 ? 'is 1' : 'are none'}.`,
    )
  const estimate = finite(statistic(clusters.flat()), 'the sample itself')
  const draws = Float64Array.from({ length: resamples }, () => {
    const drawn = clusters.map(() => clusters[Math.floor(random() * clusters.length)]!)
    return finite(statistic(drawn.flat()), 'a resample')
  }).sort()
  const tail = (1 - level) / 2
  const [low, high] = method === 'bca' ? correctedTails(draws, estimate, clusters, statistic, tail) : [tail, 1 - tail]
  return { estimate, low: sortedQuantile(draws, low), high: sortedQuantile(draws, high), level, draws }
}

/** The two percentiles of BCa: z₀ from the share of draws below the estimate, a from the jackknife (eq. 14.10–14.15). */
function correctedTails<Item>(
  draws: Float64Array,
  estimate: number,
  clusters: readonly (readonly Item[])[],
  statistic: (items: readonly Item[]) => number,
  tail: number,
): [number, number] {
  let below = 0
  for (const draw of draws) below += draw < estimate ? 1 : draw === estimate ? 0.5 : 0
  const share = Math.min(1 - 0.5 / draws.length, Math.max(0.5 / draws.length, below / draws.length))
  const bias = normalQuantile(share)
  const acceleration = skewness(
    clusters.map((_, at) => statistic(clusters.filter((_one, other) => other !== at).flat())),
  )
  const corrected = (z: number) => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)))
  const z = normalQuantile(tail)
  return [corrected(z), corrected(-z)]
}

/** Σ (θ̄ − θᵢ)³ / (6 (Σ (θ̄ − θᵢ)²)^{3/2}) */
function skewness(leftOut: readonly number[]): number {
  const centre = leftOut.reduce((sum, value) => sum + value, 0) / leftOut.length
  let squares = 0
  let cubes = 0
  for (const value of leftOut) {
    squares += (centre - value) ** 2
    cubes += (centre - value) ** 3
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

function finite(value: number, where: string): number {
  if (Number.isFinite(value)) return value
  throw new ScmError('statistics/not-finite', `The statistic is ${value} on ${where}.`, {
    hint: 'Give one that every resample has, or say what it is where it cannot be computed.',
  })
}
