import { describe, expect, test } from 'vitest'
import { correlation, covariance } from './covariance.ts'
import { fromColumns, fromRows } from './matrix.ts'
import { largestDifference, randomMatrix, scaledBy } from './testing.ts'

// Anscombe 1973, first set: variances 11 and 4.127269090909091, correlation 0.81642051634484
const anscombe = fromColumns([
  [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
  [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
])

describe('known answers', () => {
  test("Anscombe's first set", () => {
    const c = covariance(anscombe)
    expect(c.values[0]).toBeCloseTo(11, 13)
    expect(c.values[3]).toBeCloseTo(4.127269090909091, 13)
    expect(correlation(anscombe).values[1]).toBeCloseTo(0.81642051634484, 13)
  })

  test('ddof 0 divides by n', () => expect(covariance(anscombe, { ddof: 0 }).values[0]).toBeCloseTo(10, 13))
})

test('metamorphic: adding 10⁹ to every value changes nothing but what the values themselves lost', () => {
  const x = randomMatrix(40, 3, 1)
  const moved = { ...x, values: x.values.map((value) => Math.round(value * 2 ** 20) / 2 ** 20 + 2 ** 30) }
  const still = { ...x, values: moved.values.map((value) => value - 2 ** 30) }
  expect(largestDifference(covariance(moved), covariance(still))).toBeLessThan(1e-14)
})

test('metamorphic: scaling all values leaves correlations', () => {
  const x = randomMatrix(40, 3, 2)
  for (const scale of [1e9, 1e-9])
    expect(largestDifference(correlation(scaledBy(x, scale)), correlation(x))).toBeLessThan(1e-14)
})

describe('refuses', () => {
  test('a constant column, and names it', () =>
    expect(() =>
      correlation(
        fromRows([
          [1, 5],
          [2, 5],
          [4, 5],
        ]),
      ),
    ).toThrow('Column 1 is constant'))
  test('a single row', () => expect(() => covariance(fromRows([[1, 5]]))).toThrow('needs at least 2 rows, there are 1'))
  test('NaN', () => expect(() => covariance(fromRows([[1], [Number.NaN]]))).toThrow('row 1, column 0 is NaN'))
})
