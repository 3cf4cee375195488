/** Known answers are from SciPy 1.17.1 or the source named; calibration is of size under the null. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { kendall, pearson, spearman } from './association.ts'
import { binomialProbability, binomialTails, binomialTest, mcNemarTest, signTest } from './countTests.ts'
import { ksTest, ksTwoSampleTest } from './kolmogorovSmirnov.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { pairedPermutationTest, permutationTest } from './permutationTests.ts'
import { pairedTTest, tTest, welchTTest } from './tTests.ts'

// Hollander & Wolfe 1973, p. 29: depression before and after
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
const x = [2.1, 3.4, 1.2, 5.6, 4.4, 2.2, 7.8, 6.1, 3.3, 9.0, 8.2, 5.5]
const y = [1.0, 3.1, 2.0, 4.4, 5.2, 1.5, 9.1, 4.9, 4.1, 7.7, 6.6, 8.8]
const tiedX = [1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 7, 7]
const tiedY = [1, 1, 2, 4, 3, 3, 3, 5, 7, 6, 6, 8]

const normals = (random: () => number, n: number) => Float64Array.from({ length: n }, () => normalQuantile(random()))

/** The share of 2,000 null p-values at most 5 %, and whether it is within four standard errors of 5 %, or below if `conservative`. */
function expectSize(p: (random: () => number) => number, { conservative = false } = {}): void {
  const random = seededRandom(20261124)
  const trials = 2000
  let rejected = 0
  for (let i = 0; i < trials; i++) if (p(random) <= 0.05) rejected++
  const room = 4 * Math.sqrt((0.05 * 0.95) / trials)
  expect(rejected / trials).toBeLessThan(0.05 + room)
  if (!conservative) expect(rejected / trials).toBeGreaterThan(0.05 - room)
}

describe('t tests', () => {
  test('known answers: paired, one-sided, Welch', () => {
    expect(pairedTTest(before, after).statistic).toBeCloseTo(3.0353754156485917, 12)
    expect(pairedTTest(before, after).p).toBeCloseTo(0.016176627434908088, 14)
    expect(pairedTTest(before, after, { alternative: 'greater' }).p).toBeCloseTo(0.008088313717454044, 14)
    expect(pairedTTest(before, after, { alternative: 'less' }).p).toBeCloseTo(1 - 0.008088313717454044, 14)
    const welch = welchTTest(before, after)
    expect(welch.df).toBeCloseTo(15.795035582541257, 10)
    expect(welch.p).toBeCloseTo(0.24588283853317094, 13)
  })
  test('calibration: Welch with 5 against 15 of twice the spread', () => {
    expectSize(
      (random) =>
        welchTTest(
          normals(random, 5),
          normals(random, 15).map((value) => 2 * value),
        ).p,
    )
  })
  test('metamorphic: a constant added to both changes nothing, exchange turns the sign', () => {
    const moved = welchTTest(
      before.map((value) => value + 100),
      after.map((value) => value + 100),
    )
    expect(moved.statistic).toBeCloseTo(welchTTest(before, after).statistic, 10)
    expect(welchTTest(after, before).statistic).toBe(-welchTTest(before, after).statistic)
  })
  test('refuses values without variation, pairs that are none, one value', () => {
    expect(() => tTest([1, 1, 1])).toThrow('All values are equal')
    expect(() => pairedTTest([1, 2], [1])).toThrow('there are 2 and 1 values')
    expect(() => tTest([1])).toThrow('needs at least 2 values in values, there is 1')
    expect(() => tTest([1, Number.NaN])).toThrow('values[1] is NaN')
  })
})

describe('permutation tests', () => {
  const options = (seed: number) => ({ random: seededRandom(seed), permutations: 4999 })
  test('known answer: {1, 2, 3} against {4, 5, 6} is as extreme in 2 of 20 splits', () => {
    expect(permutationTest([1, 2, 3], [4, 5, 6], options(1)).p).toBeCloseTo(0.1, 1)
    expect(Math.abs(permutationTest([1, 2, 3], [4, 5, 6], options(2)).p - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / 4999))
  })
  test('known answer: eight differences of one sign are as extreme in 2 of 256 sign changes', () => {
    const ones = [1, 2, 3, 4, 5, 6, 7, 8]
    const zeros = ones.map(() => 0)
    const { p } = pairedPermutationTest(ones, zeros, options(3))
    expect(Math.abs(p - 2 / 256)).toBeLessThan(4 * Math.sqrt(2 / 256 / 4999) + 1 / 5000)
  })
  test('p is never 0', () => {
    const far = permutationTest([0, 0, 0, 0, 0, 0, 0, 0], [9, 9, 9, 9, 9, 9, 9, 9], {
      random: seededRandom(1),
      permutations: 19,
    })
    expect(far.p).toBeGreaterThanOrEqual(1 / 20)
  })
  test('calibration: 4 against 40 rejects 5 % of the time', () => {
    expectSize((random) => permutationTest(normals(random, 4), normals(random, 40), { random, permutations: 199 }).p)
  })
})

describe('counts', () => {
  test('known answers of the binomial test', () => {
    expect(binomialTest({ successes: 682, trials: 925, chance: 0.75 }).p).toBeCloseTo(0.3824915595748517, 12)
    expect(binomialTest({ successes: 7, trials: 20, chance: 0.3 }).p).toBeCloseTo(0.6294979666766769, 12)
    expect(binomialTest({ successes: 2, trials: 17, chance: 0.31 }).p).toBeCloseTo(0.1149369665057138, 12)
    expect(binomialTest({ successes: 12, trials: 20, chance: 0.9, alternative: 'less' }).p).toBeCloseTo(
      0.00041563501884547534,
      14,
    )
  })
  test('property: the two-sided p is the sum over outcomes no likelier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (k, more, chance) => {
          const n = k + more
          const seen = binomialProbability({ k, n, p: chance }) * (1 + 1e-7)
          let sum = 0
          for (let at = 0; at <= n; at++) {
            const probability = binomialProbability({ k: at, n, p: chance })
            if (probability <= seen) sum += probability
          }
          expect(binomialTest({ successes: k, trials: n, chance }).p).toBeCloseTo(Math.min(1, sum), 11)
          const { lower, upper } = binomialTails({ k, n, p: chance })
          expect(lower + upper).toBeCloseTo(1, 12)
        },
      ),
    )
  })
  test('signs: 15 of 17 pairs, ties left out; McNemar counts the discordant pairs alone', () => {
    const first = [...Array(15).fill(1), 0, 0, 5, 5]
    const second = [...Array(15).fill(0), 1, 1, 5, 5]
    expect(signTest(first, second)).toEqual({ p: expect.closeTo(0.002349853515625, 14), successes: 15, trials: 17 })
    expect(mcNemarTest({ onlyFirst: 15, onlySecond: 2 }).p).toBeCloseTo(0.002349853515625, 14)
    expect(mcNemarTest({ onlyFirst: 0, onlySecond: 0 }).p).toBe(1)
    expect(() => binomialTest({ successes: 3, trials: 2 })).toThrow('3 successes in 2 trials')
  })
})

describe('association', () => {
  test('known answers without ties', () => {
    expect(kendall(x, y)).toEqual({
      estimate: expect.closeTo(2 / 3, 14),
      p: expect.closeTo(0.0018032758136924804, 15),
      exact: true,
    })
    expect(spearman(x, y)).toEqual({
      estimate: expect.closeTo(0.8321678321678322, 14),
      p: expect.closeTo(0.0007854416778536133, 14),
      exact: false,
    })
  })
  test('known answers with ties', () => {
    expect(kendall(tiedX, tiedY)).toEqual({
      estimate: expect.closeTo(0.8264745061341079, 14),
      p: expect.closeTo(0.00041782112683194406, 14),
      exact: false,
    })
    expect(spearman(tiedX, tiedY).estimate).toBeCloseTo(0.9266562233495232, 14)
    expect(spearman(tiedX, tiedY).p).toBeCloseTo(1.4764716211875934e-5, 14)
  })
  test('property: Kendall is concordant less discordant pairs, counted one by one', () => {
    const small = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), {
      minLength: 3,
      maxLength: 25,
    })
    fc.assert(
      fc.property(small, (pairs) => {
        const [a, b] = [pairs.map(([one]) => one), pairs.map(([, two]) => two)]
        fc.pre(new Set(a).size > 1 && new Set(b).size > 1)
        let [score, untiedA, untiedB] = [0, 0, 0]
        for (let i = 0; i < a.length; i++)
          for (let j = 0; j < i; j++) {
            const [da, db] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)]
            score += da * db
            untiedA += da * da
            untiedB += db * db
          }
        expect(kendall(a, b).estimate).toBeCloseTo(score / Math.sqrt(untiedA * untiedB), 12)
        expect(
          kendall(
            a,
            b.map((value) => value ** 3 - 5),
          ).estimate,
        ).toBe(kendall(a, b).estimate)
      }),
    )
  })
  test('exact p over all orders: of five pairs in full agreement 2 of 120, for both', () => {
    expect(spearman([1, 2, 3, 4, 5], [10, 20, 30, 40, 50]).p).toBeCloseTo(2 / 120, 14)
    expect(kendall([1, 2, 3, 4, 5], [10, 20, 30, 40, 50]).p).toBeCloseTo(2 / 120, 14)
    expect(spearman([1, 2, 3, 4, 5], [10, 20, 30, 40, 50], { alternative: 'less' }).p).toBe(1)
  })
  test('calibration: Spearman and Kendall of heavy ties, Pearson of few pairs', () => {
    const coarse = (random: () => number) => Array.from({ length: 25 }, () => Math.floor(random() * 4))
    expectSize((random) => spearman(coarse(random), coarse(random)).p)
    expectSize((random) => kendall(coarse(random), coarse(random)).p)
    expectSize((random) => pearson(normals(random, 6), normals(random, 6)).p)
    expectSize((random) => kendall(normals(random, 12), normals(random, 12)).p, { conservative: true })
  })
  test('refuses a constant', () => expect(() => spearman([1, 2, 3], [4, 4, 4])).toThrow('all values of y are 4'))
})

describe('Kolmogorov and Smirnov', () => {
  const uniform = (value: number) => Math.max(0, Math.min(1, value))
  test('known answers of one sample, from likely to far', () => {
    expect(ksTest([0.1, 0.15, 0.3, 0.42, 0.55, 0.61, 0.68, 0.95], uniform).p).toBeCloseTo(0.8681314310770185, 12)
    const grid = Array.from({ length: 100 }, (_, i) => (i + 1) / 100)
    expect(
      ksTest(
        grid.map((value) => value ** 1.2),
        uniform,
      ).p,
    ).toBeCloseTo(0.73505260098137, 11)
    expect(
      ksTest(
        grid.map((value) => value ** 2),
        uniform,
      ).p / 5.408871776434847e-6,
    ).toBeCloseTo(1, 9)
    expect(
      ksTest(
        grid.map((value) => value ** 3),
        uniform,
      ).p / 7.719428271384419e-14,
    ).toBeCloseTo(1, 9)
  })
  test('known answers of two samples', () => {
    expect(ksTwoSampleTest(x, y)).toEqual({
      statistic: expect.closeTo(1 / 6, 14),
      p: expect.closeTo(0.9984852944874484, 12),
      exact: true,
    })
    expect(ksTwoSampleTest([1, 2, 3, 4, 5, 6], [5.5, 6.5, 7, 8]).p).toBeCloseTo(0.04761904761904761, 13)
  })
  test('two samples with ties: {1, 1, 2} against {2, 2, 2} has all 20 arrangements looked at', () => {
    // 8 of them put both ones into one sample, as here; the others have no gap at all
    expect(ksTwoSampleTest([1, 1, 2], [2, 2, 2]).p).toBeCloseTo(8 / 20, 14)
  })
  test('the limit for many values meets the exact p at its edge', () => {
    const sample = (n: number) => Array.from({ length: n }, (_, i) => ((i + 0.5) / n) ** 1.03)
    expect(ksTest(sample(2001), uniform).p).toBeCloseTo(ksTest(sample(2000), uniform).p, 2)
  })
  test('calibration', () => {
    expectSize((random) => ksTest(normals(random, 20), normalCdf).p)
    expectSize((random) => ksTwoSampleTest(normals(random, 15), normals(random, 18)).p, { conservative: true })
  })
})
