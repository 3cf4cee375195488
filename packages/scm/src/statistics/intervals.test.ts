import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { bootstrapInterval, clusterBootstrapInterval } from './bootstrap.ts'
import { binomialProbability } from './countTests.ts'
import { clopperPearsonInterval, meanInterval, wilsonInterval } from './intervals.ts'
import { normalQuantile } from './normal.ts'
import { mean, variance } from './sample.ts'

describe('a proportion', () => {
  test('known answer: 81 of 263 (Newcombe 1998, table I)', () => {
    const { low, high } = wilsonInterval({ successes: 81, trials: 263 })
    expect([low, high].map((value) => value.toFixed(4))).toEqual(['0.2553', '0.3662'])
    const exact = clopperPearsonInterval({ successes: 81, trials: 263 })
    expect([exact.low, exact.high].map((value) => value.toFixed(4))).toEqual(['0.2527', '0.3676'])
  })
  test('none of 20: Clopper and Pearson end at 1 − 0.025^{1/20}', () => {
    const { low, high } = clopperPearsonInterval({ successes: 0, trials: 20 })
    expect(low).toBe(0)
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / 20), 14)
    expect(wilsonInterval({ successes: 0, trials: 20 })).toMatchObject({
      low: 0,
      high: expect.closeTo(0.16112515805281935, 12),
    })
  })
  test('coverage, summed over all outcomes: Clopper and Pearson never below 95 %, Wilson 95 % on average', () => {
    const n = 30
    const covered = (interval: typeof wilsonInterval, p: number) => {
      let sum = 0
      for (let k = 0; k <= n; k++) {
        const { low, high } = interval({ successes: k, trials: n })
        if (low <= p && p <= high) sum += binomialProbability({ k, n, p })
      }
      return sum
    }
    const chances = Array.from({ length: 199 }, (_, i) => (i + 1) / 200)
    for (const p of chances) expect(covered(clopperPearsonInterval, p)).toBeGreaterThan(0.95 - 1e-9)
    expect(Math.abs(mean(chances.map((p) => covered(wilsonInterval, p))) - 0.95)).toBeLessThan(0.006)
  })
  test('refuses more successes than trials, and a level in per cent', () => {
    expect(() => wilsonInterval({ successes: 3, trials: 2 })).toThrow('3 successes in 2 trials')
    expect(() => wilsonInterval({ successes: 1, trials: 2, level: 95 })).toThrow(
      expect.objectContaining({ hint: 'Write 0.95 for 95 %.' }),
    )
  })
})

/** Coverage of 95 % intervals over repeats, within `room` beside four standard errors. */
function expectCoverage(
  trials: number,
  covers: (random: () => number) => boolean,
  [least, most]: [number, number],
): void {
  const random = seededRandom(7)
  let hits = 0
  for (let i = 0; i < trials; i++) if (covers(random)) hits++
  const error = 4 * Math.sqrt((0.95 * 0.05) / trials)
  expect(hits / trials).toBeGreaterThan(least - error)
  expect(hits / trials).toBeLessThan(most + error)
}

const normals = (random: () => number, n: number) => Array.from({ length: n }, () => normalQuantile(random()))

test('calibration: Student’s interval of 5 values covers 95 %', () => {
  expectCoverage(
    4000,
    (random) => {
      const { low, high } = meanInterval(normals(random, 5))
      return low <= 0 && 0 <= high
    },
    [0.95, 0.95],
  )
})

describe('bootstrap', () => {
  test('calibration: a mean of 50 normal values, by percentiles; theory for n = 50 says about 94 %', () => {
    expectCoverage(
      400,
      (random) => {
        const { low, high } = bootstrapInterval(normals(random, 50), mean, { random, resamples: 400 })
        return low <= 0 && 0 <= high
      },
      [0.935, 0.95],
    )
  })

  test('BCa covers a variance of skewed values better than percentiles do', () => {
    const count = (method: 'percentile' | 'bca') => {
      const random = seededRandom(11)
      let hits = 0
      for (let i = 0; i < 300; i++) {
        const values = normals(random, 40)
        const { low, high } = bootstrapInterval(values, variance, { random, resamples: 400, method })
        if (low <= 1 && 1 <= high) hits++
      }
      return hits / 300
    }
    expect(count('bca')).toBeGreaterThan(count('percentile'))
  })

  test('clusters: of 20 clusters of 10 equal values only the 20 count', () => {
    expectCoverage(
      300,
      (random) => {
        const clusters = normals(random, 20).map((value) => Array.from({ length: 10 }, () => value))
        const { low, high } = clusterBootstrapInterval(clusters, mean, { random, resamples: 300 })
        return low <= 0 && 0 <= high
      },
      [0.91, 0.95],
    )
    const random = seededRandom(3)
    const clusters = normals(random, 20).map((value) => Array.from({ length: 10 }, () => value))
    const width = ({ low, high }: { low: number; high: number }) => high - low
    const together = clusterBootstrapInterval(clusters, mean, { random })
    const apart = bootstrapInterval(clusters.flat(), mean, { random })
    expect(width(together)).toBeGreaterThan(2 * width(apart))
  })

  test('the same seed gives the same interval, the draws ascend', () => {
    const once = () =>
      bootstrapInterval([1, 4, 2, 8, 5], mean, { random: seededRandom(1), method: 'bca', resamples: 200 })
    expect(once()).toEqual(once())
    expect([...once().draws]).toEqual([...once().draws].sort((a, b) => a - b))
  })

  test('refuses a single cluster, and a statistic that is not a number', () => {
    const random = seededRandom(1)
    expect(() => clusterBootstrapInterval([[1, 2, 3]], mean, { random })).toThrow(
      'at least 2 independent units, there is 1',
    )
    expect(() => bootstrapInterval([1, 2], () => Number.NaN, { random })).toThrow(
      'The statistic is NaN on the sample itself',
    )
  })
})
