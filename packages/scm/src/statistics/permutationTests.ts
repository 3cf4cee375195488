/**
 * Permutation tests. Phipson & Smyth (2010): p̂ = (b + 1)/(m + 1), b of m random permutations as extreme as what was seen,
 * so never 0 and never too small. Ties count as extreme, to 10⁻¹² of the statistic.
 */
import type { Random } from '../random.ts'
import { type Alternative, mean, requirePairs, requireValues } from './sample.ts'

export type PermutationTest = { statistic: number; p: number; permutations: number }

export type PermutationOptions = {
  random: Random
  /** 9,999 unless given. */
  permutations?: number
  alternative?: Alternative
}

/** `draws` are the statistic under permutations; two-sided compares sizes. */
export function permutationP(
  observed: number,
  draws: ArrayLike<number>,
  alternative: Alternative = 'two-sided',
): number {
  const room = 1e-12 * Math.abs(observed)
  let asExtreme = 0
  for (let i = 0; i < draws.length; i++) if (isAsExtreme(draws[i]!, observed, alternative, room)) asExtreme++
  return (asExtreme + 1) / (draws.length + 1)
}

/** Two independent samples; the statistic is the difference of means, first less second, unless given. */
export function permutationTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { random, permutations = 9999, alternative = 'two-sided' }: PermutationOptions,
  statistic: (first: Float64Array, second: Float64Array) => number = (a, b) => mean(a) - mean(b),
): PermutationTest {
  requireValues('permutationTest', { first, second })
  const size = first.length
  const pooled = new Float64Array(size + second.length)
  pooled.set(Float64Array.from(first))
  pooled.set(Float64Array.from(second), size)
  const both = () => statistic(pooled.subarray(0, size), pooled.subarray(size))
  const observed = both()
  const draws = Float64Array.from({ length: permutations }, () => {
    shuffle(pooled, random) // labels move, group sizes stay
    return both()
  })
  return { statistic: observed, p: permutationP(observed, draws, alternative), permutations }
}

/** Pairs: under the null each difference x − y may as well have the other sign. The statistic is their mean. */
export function pairedPermutationTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { random, permutations = 9999, alternative = 'two-sided' }: PermutationOptions,
): PermutationTest {
  requirePairs('pairedPermutationTest', x, y)
  requireValues('pairedPermutationTest', { x, y })
  const differences = Float64Array.from(x, (value, i) => value - y[i]!)
  const observed = mean(differences)
  const draws = Float64Array.from({ length: permutations }, () => {
    let sum = 0
    for (const difference of differences) sum += random() < 0.5 ? difference : -difference
    return sum / differences.length
  })
  return { statistic: observed, p: permutationP(observed, draws, alternative), permutations }
}

function isAsExtreme(draw: number, observed: number, alternative: Alternative, room: number): boolean {
  if (alternative === 'greater') return draw >= observed - room
  if (alternative === 'less') return draw <= observed + room
  return Math.abs(draw) >= Math.abs(observed) - room
}

/** In place (Fisher & Yates). */
function shuffle(values: Float64Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = values[i]!
    values[i] = values[j]!
    values[j] = held
  }
}
