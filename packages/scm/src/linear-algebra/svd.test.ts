import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagonal, fromRows, matrix, transpose } from './matrix.ts'
import { multiply } from './multiply.ts'
import { pseudoInverse } from './solve.ts'
import { rank, singularValues, svd } from './svd.ts'
import { symmetricEigen } from './symmetricEigen.ts'
import { hilbert, largest, largestDifference, orthonormality, product, randomMatrix, scaledBy } from './testing.ts'

const shapes = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
const seeds = fc.integer()
const scales = fc.constantFrom(1, 1e9, 1e-9, 1e150, 1e-150)

test('property: U diag(σ) Vᵀ gives the matrix back with orthonormal sides, at every shape and scale', () => {
  fc.assert(
    fc.property(shapes, seeds, scales, ([rows, columns], seed, scale) => {
      const a = scaledBy(randomMatrix(rows, columns, seed), scale)
      const { u, values, v } = svd(a)
      const tolerance = 8e-15 * Math.max(rows, columns)
      expect(largestDifference(product(u, diagonal(values), transpose(v)), a)).toBeLessThanOrEqual(
        tolerance * largest(a),
      )
      expect(Math.max(orthonormality(u), orthonormality(v))).toBeLessThan(tolerance)
      for (let k = 1; k < values.length; k++) expect(values[k - 1]!).toBeGreaterThanOrEqual(values[k]!)
      expect(singularValues(a)).toEqual(values)
    }),
  )
})

test('property: of a product of low rank both sides stay orthonormal, and rank counts', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 5 }), seeds, ([rows, columns], inner, seed) => {
      const a =
        inner === 0
          ? matrix(rows, columns)
          : multiply(randomMatrix(rows, inner, seed), randomMatrix(inner, columns, seed + 1))
      const { u, v } = svd(a)
      expect(Math.max(orthonormality(u), orthonormality(v))).toBeLessThan(1e-13)
      expect(rank(a, { tolerance: 1e-12 })).toBeLessThanOrEqual(Math.min(rows, columns, inner))
    }),
  )
})

describe('known answers', () => {
  test('[[3, 0], [4, 5]] has √45 and √5', () => {
    const values = singularValues(
      fromRows([
        [3, 0],
        [4, 5],
      ]),
    )
    expect(values[0]).toBeCloseTo(Math.sqrt(45), 14)
    expect(values[1]).toBeCloseTo(Math.sqrt(5), 14)
  })

  test("Läuchli's matrix with ε = 10⁻⁸ keeps its small values, which the square AᵀA has lost", () => {
    const e = 1e-8
    const values = singularValues(
      fromRows([
        [1, 1, 1],
        [e, 0, 0],
        [0, e, 0],
        [0, 0, e],
      ]),
    )
    expect(values[0]).toBeCloseTo(Math.sqrt(3 + e * e), 14)
    for (const small of values.slice(1)) expect(Math.abs(small / e - 1)).toBeLessThan(1e-7)
  })

  test('columns graded over 60 decades keep relative accuracy in every singular value', () => {
    const grading = Array.from({ length: 6 }, (_, j) => 10 ** (-12 * j))
    const { vectors } = symmetricEigen(multiply(randomMatrix(6, 6, 3), transpose(randomMatrix(6, 6, 3))))
    const values = singularValues(multiply(vectors, diagonal(grading)))
    for (const [k, value] of values.entries()) expect(Math.abs(value / grading[k]! - 1)).toBeLessThan(1e-14)
  })

  test("Hilbert's matrix of 8 has the smallest singular value 1.1115389663724424e-10", () => {
    // mpmath 1.3.0, svd_r at 60 digits; the entries 1/3, 1/5, … are rounded, which moves it in the seventh digit
    expect(Math.abs(singularValues(hilbert(8))[7]! / 1.1115389663724424e-10 - 1)).toBeLessThan(1e-5)
  })
})

test('property: the four conditions of Penrose hold for matrices of full and of lower rank', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 4 }), seeds, ([rows, columns], inner, seed) => {
      const a = multiply(randomMatrix(rows, inner, seed), randomMatrix(inner, columns, seed + 1))
      const options = { tolerance: 1e-7 * singularValues(a)[0]! }
      const { u, values, v } = svd(a)
      const kept = values.map((value) => (value > options.tolerance ? value : 0))
      const near = product(u, diagonal(kept), transpose(v)) // A without what the tolerance leaves out
      const p = pseudoInverse(near, options)
      const size = largest(p) * largest(near) * 1e-12 + 1e-12
      expect(largestDifference(product(near, p, near), near)).toBeLessThan(size * largest(near))
      expect(largestDifference(product(p, near, p), p)).toBeLessThan(size * largest(p))
      for (const projection of [multiply(near, p), multiply(p, near)])
        expect(largestDifference(projection, transpose(projection))).toBeLessThan(size)
    }),
  )
})
