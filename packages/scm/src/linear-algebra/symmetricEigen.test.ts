import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagonal, fromRows, matrix, transpose } from './matrix.ts'
import { multiply } from './multiply.ts'
import { symmetricEigen, symmetricEigenvalues } from './symmetricEigen.ts'
import { hilbert, largest, largestDifference, orthonormality, product, randomSymmetric, scaledBy } from './testing.ts'

describe('known spectra', () => {
  test('the second difference of n points has the eigenvalues 2 − 2 cos(kπ/(n + 1)) and sines for vectors', () => {
    const n = 37
    const rows = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_column, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    )
    const { values, vectors } = symmetricEigen(fromRows(rows))
    for (let k = 0; k < n; k++) {
      expect(values[k]!).toBeCloseTo(2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)), 13)
      const sine = Math.sqrt(2 / (n + 1)) * Math.abs(Math.sin((5 * (n - k) * Math.PI) / (n + 1)))
      expect(Math.abs(vectors.values[4 * n + k]!)).toBeCloseTo(sine, 12)
    }
  })

  test('equal correlations have 1 + (n − 1)ρ once and 1 − ρ else', () => {
    const rows = Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_column, j) => (i === j ? 1 : 0.3)))
    expect([...symmetricEigenvalues(fromRows(rows))].map((value) => Number(value.toFixed(12)))).toEqual([
      2.5, 0.7, 0.7, 0.7, 0.7, 0.7,
    ])
  })

  test("Wilkinson's W₂₁⁺ has two largest values that agree to 14 digits", () => {
    // 10.74619418290339 and 10.74619418290332 (Wilkinson 1965, p. 309)
    const rows = Array.from({ length: 21 }, (_, i) =>
      Array.from({ length: 21 }, (_column, j) => (i === j ? Math.abs(10 - i) : Math.abs(i - j) === 1 ? 1 : 0)),
    )
    const values = symmetricEigenvalues(fromRows(rows))
    expect(values[0]).toBeCloseTo(10.74619418290339, 12)
    expect(values[1]).toBeCloseTo(10.74619418290332, 12)
  })

  test("Hilbert's matrix of 8: the largest is 1.69593899692195, the smallest 1.11e-10 within 2⁻⁵³ of the largest", () => {
    // mpmath 1.3.0, eigsy at 60 digits
    const values = symmetricEigenvalues(hilbert(8))
    expect(values[0]).toBeCloseTo(1.6959389969219496, 14)
    expect(values[3]).toBeCloseTo(0.0014676881177418672, 14)
    expect(Math.abs(values[7]! - 1.1115389663724424e-10)).toBeLessThan(1e-15)
  })

  test('a diagonal matrix, graded over thirty decades, is its own answer exactly', () => {
    const entries = Array.from({ length: 16 }, (_, i) => 10 ** (15 - 2 * i))
    expect([...symmetricEigen(diagonal(entries)).values]).toEqual(entries)
  })

  test('sizes 1 and 2, and a matrix of zeros', () => {
    expect([...symmetricEigen(fromRows([[-3]])).values]).toEqual([-3])
    const { values, vectors } = symmetricEigen(
      fromRows([
        [0, 1],
        [1, 0],
      ]),
    )
    expect([...values]).toEqual([expect.closeTo(1, 15), expect.closeTo(-1, 15)])
    expect([...vectors.values].map((value) => Math.sign(value))).toEqual([1, 1, 1, -1])
    expect([...symmetricEigen(matrix(3, 3)).values]).toEqual([0, 0, 0])
  })
})

const sizes = fc.integer({ min: 1, max: 24 })
const seeds = fc.integer()
const scales = fc.constantFrom(1, 1e9, 1e-9, 1e150, 1e-150)

test('property: V diag(λ) Vᵀ gives the matrix back, V is orthonormal, λ descends, at every scale', () => {
  fc.assert(
    fc.property(sizes, seeds, scales, (size, seed, scale) => {
      const a = scaledBy(randomSymmetric(size, seed), scale)
      const { values, vectors } = symmetricEigen(a)
      const tolerance = 4e-15 * size
      expect(largestDifference(product(vectors, diagonal(values), transpose(vectors)), a)).toBeLessThanOrEqual(
        tolerance * largest(a),
      )
      expect(orthonormality(vectors)).toBeLessThan(tolerance)
      for (let k = 1; k < size; k++) expect(values[k - 1]!).toBeGreaterThanOrEqual(values[k]!)
      expect(symmetricEigenvalues(a)).toEqual(values)
    }),
  )
})

test('property: repeated eigenvalues keep their vectors orthonormal', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 16 }), seeds, (size, seed) => {
      const { vectors } = symmetricEigen(randomSymmetric(size, seed))
      const entries = Array.from({ length: size }, (_, i) => (i < size / 2 ? 3 : -1))
      const again = symmetricEigen(product(vectors, diagonal(entries), transpose(vectors)))
      expect(orthonormality(again.vectors)).toBeLessThan(4e-15 * size)
      expect(again.values.every((value, i) => Math.abs(value - entries[i]!) < 1e-13)).toBe(true)
    }),
  )
})

test('metamorphic: a graded matrix D S D gives A v = λ v to rounding of its norm', () => {
  const grading = diagonal(Array.from({ length: 12 }, (_, i) => 10 ** (-i / 2)))
  const a = product(grading, randomSymmetric(12, 5), grading)
  const { values, vectors } = symmetricEigen(a)
  expect(largestDifference(multiply(a, vectors), multiply(vectors, diagonal(values)))).toBeLessThan(1e-14 * largest(a))
})

describe('refuses', () => {
  test('a matrix that is not square', () =>
    expect(() => symmetricEigen(matrix(2, 3))).toThrow(expect.objectContaining({ code: 'linear-algebra/shape' })))
  test('NaN, and says where', () =>
    expect(() =>
      symmetricEigen(
        fromRows([
          [1, 0],
          [Number.NaN, 1],
        ]),
      ),
    ).toThrow('row 1, column 0 is NaN'))
  test('a matrix that is not symmetric, and says where', () =>
    expect(() =>
      symmetricEigen(
        fromRows([
          [1, 2],
          [3, 1],
        ]),
      ),
    ).toThrow('row 1, column 0 is 3'))
})
