import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  betaDistribution,
  chiSquare,
  type Distribution,
  fDistribution,
  gammaDistribution,
  normalDistribution,
  studentT,
} from './distributions.ts'
import { normalCdf, normalQuantile, normalUpperQuantile, normalUpperTail } from './normal.ts'
import { betaTails, gammaTails, logGamma } from './specialFunctions.ts'

const reference = JSON.parse(readFileSync(new URL('./fixtures/reference.json', import.meta.url), 'utf8')) as {
  normalUpperTail: [number, number][]
  normalUpperQuantile: [number, number][]
  logGamma: [number, number][]
  gammaTails: [number, number, number, number][]
  betaTails: [number, number, number, number, number, number][]
}

/** To so much of the value itself. */
const near = (found: number, expected: number, relative: number, at: unknown) =>
  expect(
    Math.abs(found - expected) <= relative * Math.abs(expected),
    `${JSON.stringify(at)}: ${found}, not ${expected}`,
  ).toBe(true)

describe('to 10⁻¹² of the value, against mpmath at 50 to 340 digits', () => {
  test('the normal tail from −8 to 38', () => {
    for (const [x, tail] of reference.normalUpperTail) near(normalUpperTail(x), tail, 1e-14, x)
  })
  test('the normal quantile down to 10⁻³⁰⁰', () => {
    for (const [p, x] of reference.normalUpperQuantile) near(normalUpperQuantile(p), x, 1e-14, p)
  })
  test('ln Γ, its zeros at 1 and 2 included', () => {
    for (const [x, value] of reference.logGamma) near(logGamma(x), value, 1e-14, x)
  })
  test('both incomplete gamma integrals, shapes from 10⁻³ to 3·10⁴, tails down to 10⁻³⁰⁰', () => {
    for (const [a, x, lower, upper] of reference.gammaTails) {
      near(gammaTails(a, x).lower, lower, 1e-12, { a, x })
      near(gammaTails(a, x).upper, upper, 1e-12, { a, x })
    }
  })
  test('both incomplete beta integrals, shapes from 0.1 to 10⁴, tails down to 10⁻³⁰⁰', () => {
    for (const [x, y, a, b, lower, upper] of reference.betaTails) {
      near(betaTails(x, y, a, b).lower, lower, 1e-12, { x, a, b })
      near(betaTails(x, y, a, b).upper, upper, 1e-12, { x, a, b })
    }
  })
})

describe('published tables', () => {
  test('Abramowitz & Stegun 1964, table 26.1: P(1), Q of 3 and 5', () => {
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 15)
    near(normalUpperTail(5), 2.8665157187919391e-7, 1e-14, 5)
    near(normalUpperTail(3), 0.0013498980316300946, 1e-14, 3)
  })
  test('table 26.8: χ² beyond 3.84146 (1 df), 18.3070 (10 df), 149.449 (100 df, 0.001)', () => {
    expect(chiSquare(1).upperQuantile(0.05)).toBeCloseTo(3.84146, 5)
    expect(chiSquare(10).upperQuantile(0.05)).toBeCloseTo(18.307, 4)
    expect(chiSquare(100).upperQuantile(0.001)).toBeCloseTo(149.449, 3)
  })
  test('table 26.9: F beyond 3.33 (5 and 10, 0.05) and 18.77 (3 and 7, 0.001)', () => {
    expect(fDistribution({ numerator: 5, denominator: 10 }).upperQuantile(0.05)).toBeCloseTo(3.33, 2)
    expect(fDistribution({ numerator: 3, denominator: 7 }).upperQuantile(0.001)).toBeCloseTo(18.77, 2)
  })
  test('table 26.10: t of 12.706 (1 df), 2.228 (10), 1.98 (120), two-sided 5 %', () => {
    expect(studentT(1).upperQuantile(0.025)).toBeCloseTo(12.706, 3)
    expect(studentT(10).upperQuantile(0.025)).toBeCloseTo(2.228, 3)
    expect(studentT(120).upperQuantile(0.025)).toBeCloseTo(1.98, 3)
  })
})

describe('closed forms', () => {
  test("Cauchy's tail is arctan(1/t)/π, also where t² overflows", () => {
    for (const t of [0.1, 1, 30, 1e10, 1e200]) near(studentT(1).upperTail(t), Math.atan(1 / t) / Math.PI, 1e-12, t)
  })
  test('t with 2 degrees of freedom: density (2 + t²)^{−3/2}, quantile (2p − 1)/√(2p(1 − p))', () => {
    for (const t of [-4, -0.3, 0, 1e-9, 2.5]) near(studentT(2).density(t), (2 + t * t) ** -1.5, 1e-14, t)
    for (const p of [0.01, 0.3, 0.5, 0.99])
      near(studentT(2).quantile(p), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-13, p)
  })
  test('χ² with 2 degrees of freedom is exponential', () => {
    for (const x of [1e-8, 0.5, 100, 1400]) {
      near(chiSquare(2).upperTail(x), Math.exp(-x / 2), 1e-12, x)
      near(chiSquare(2).cdf(x), -Math.expm1(-x / 2), 1e-12, x)
    }
  })
  test('beta with b = 1 is xᵃ', () => {
    for (const a of [0.02, 1, 7.5]) near(betaDistribution({ a, b: 1 }).cdf(0.3), 0.3 ** a, 1e-13, a)
  })
})

const positive = (from: number, to: number) =>
  fc.double({ min: from, max: to, noNaN: true }).map((power) => 10 ** power)
const distributions: [string, fc.Arbitrary<Distribution>][] = [
  [
    'normal',
    fc.tuple(fc.integer({ min: -9, max: 9 }), positive(-3, 3)).map(([mean, sd]) => normalDistribution({ mean, sd })),
  ],
  ['t', positive(-0.3, 5).map(studentT)],
  ['χ²', positive(-0.3, 5).map(chiSquare)],
  [
    'F',
    fc
      .tuple(positive(-0.3, 4), positive(-0.3, 4))
      .map(([numerator, denominator]) => fDistribution({ numerator, denominator })),
  ],
  ['gamma', fc.tuple(positive(-1, 4), positive(-3, 3)).map(([shape, scale]) => gammaDistribution({ shape, scale }))],
  ['beta', fc.tuple(positive(-1, 4), positive(-1, 4)).map(([a, b]) => betaDistribution({ a, b }))],
]

describe.each(distributions)('%s', (name, arbitrary) => {
  test('property: quantiles invert both tails, as far as a number can', () => {
    fc.assert(
      fc.property(arbitrary, positive(-40, -0.01), (distribution, p) => {
        for (const [x, tail] of [
          [distribution.quantile(p), distribution.cdf],
          [distribution.upperQuantile(p), distribution.upperTail],
        ] as const) {
          if (Math.abs(x) < 1e-290 || !Number.isFinite(x)) continue
          const rounding = (Math.abs(x) + 9) * distribution.density(x) * 4e-16 // of x itself, and of the mean it is measured from
          if (name === 'beta' && x > 0.999) continue // 1 − x has lost its digits there
          near(tail(x), p, 1e-12 + rounding / p, { x, p })
        }
      }),
    )
  })

  test('property: the tails rise and fall and sum to 1; the density is the slope between', () => {
    fc.assert(
      fc.property(arbitrary, fc.double({ min: 0.02, max: 0.96, noNaN: true }), (distribution, p) => {
        const [low, high] = [distribution.quantile(p), distribution.quantile(p + 0.02)]
        expect(low).toBeLessThanOrEqual(high)
        expect(distribution.cdf(low) + distribution.upperTail(low)).toBeCloseTo(1, 13)
        // Simpson's rule over two hundredths of probability; a density may be steep near 0, so not for tiny shapes
        if (high > 4 * Math.abs(low) || high - low < 1e-9 * Math.abs(high)) return
        const middle = distribution.density((low + high) / 2)
        const area = ((high - low) / 6) * (distribution.density(low) + 4 * middle + distribution.density(high))
        if (
          Number.isFinite(area) &&
          distribution.density(low) < 30 * middle &&
          distribution.density(high) < 30 * middle
        )
          expect(Math.abs(area / 0.02 - 1)).toBeLessThan(0.25)
      }),
    )
  })
})

test('ends and what is refused', () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(chiSquare(3).quantile(0)).toBe(0)
  expect(chiSquare(3).upperQuantile(0)).toBe(Number.POSITIVE_INFINITY)
  expect(studentT(4).quantile(0.5)).toBe(0)
  expect(() => chiSquare(0)).toThrow('needs a positive finite df, not 0')
  expect(() => studentT(5).quantile(1.2)).toThrow('A probability lies between 0 and 1, not at 1.2')
})
