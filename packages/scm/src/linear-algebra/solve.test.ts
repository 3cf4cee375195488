import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cholesky, choleskySolve, logDeterminant } from './cholesky.ts'
import { columnOf, diagonal, fromRows, identity, matrix, transpose } from './matrix.ts'
import { gram, multiply, multiplyVector } from './multiply.ts'
import { conditionNumber, inverse, solve } from './solve.ts'
import { hilbert, largest, largestDifference, randomMatrix, scaledBy } from './testing.ts'

const sizes = fc.integer({ min: 1, max: 20 })
const seeds = fc.integer()

describe('solve', () => {
  test('property: the residual is rounding, at every scale', () => {
    fc.assert(
      fc.property(sizes, seeds, fc.constantFrom(1, 1e9, 1e-9, 1e200), (size, seed, scale) => {
        const a = scaledBy(randomMatrix(size, size, seed), scale)
        const b = randomMatrix(size, 3, seed + 1)
        const x = solve(a, b)
        const room = 1e-14 * size * size * (largest(a) * largest(x) + 1)
        expect(largestDifference(multiply(a, x), b)).toBeLessThan(room)
      }),
    )
  })

  test("the inverse of Hilbert's matrix of 5 is whole numbers", () => {
    const first = [25, -300, 1050, -1400, 630] // Choi 1983
    const found = inverse(hilbert(5))
    for (const [j, value] of first.entries()) expect(found.values[j]).toBeCloseTo(value, 6)
  })

  test('a diagonal over two hundred decades is regular; two equal rows are not, at any scale', () => {
    const graded = diagonal([1e100, 1, 1e-100])
    expect([...inverse(graded).values].filter((_, at) => at % 4 === 0)).toEqual(
      [1e-100, 1, 1e100].map((x) => expect.closeTo(x, 12)),
    )
    for (const scale of [1, 1e-12, 1e12])
      expect(() =>
        inverse(
          scaledBy(
            fromRows([
              [1, 2, 3],
              [1, 2, 3],
              [0, 1, 1],
            ]),
            scale,
          ),
        ),
      ).toThrow(expect.objectContaining({ code: 'linear-algebra/singular', details: { pivot: 2 } }))
  })

  test('refuses sizes that do not fit, and names them', () => {
    expect(() => solve(identity(3), matrix(2, 1))).toThrow('the matrix has 3 rows, the right side 2')
    expect(() => multiply(matrix(2, 3), matrix(2, 3))).toThrow('inner sizes differ, 2 × 3 and 2 × 3')
    expect(() => fromRows([[1, 2], [3]])).toThrow('Row 1 of the matrix has 1 entries, the first has 2')
  })

  test('the condition of a diagonal is the ratio of its ends', () =>
    expect(conditionNumber(diagonal([8, 2, 0.5]))).toBeCloseTo(16, 12))
})

describe('cholesky', () => {
  test('property: L Lᵀ gives the matrix back, solves it, and has its determinant', () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const a = gram(randomMatrix(size + 5, size, seed))
        const factor = cholesky(a)
        if (!factor.definite) throw new Error('a Gram matrix of many rows is definite')
        expect(largestDifference(multiply(factor.lower, transpose(factor.lower)), a)).toBeLessThan(1e-13 * size)
        const x = choleskySolve(factor.lower, identity(size))
        expect(largestDifference(x, inverse(a))).toBeLessThan(1e-9 * (1 + largest(x)) ** 2)
        expect(logDeterminant(factor.lower)).toBeCloseTo(-logDeterminant(definite(inverse(a))), 7)
      }),
    )
  })

  test('says which leading block is not positive definite', () => {
    expect(
      cholesky(
        fromRows([
          [4, 2],
          [2, 1],
        ]),
      ),
    ).toEqual({ definite: false, pivot: 1 })
    expect(
      cholesky(
        fromRows([
          [-1, 0],
          [0, 1],
        ]),
      ),
    ).toEqual({ definite: false, pivot: 0 })
  })

  const definite = (a: ReturnType<typeof gram>) => {
    const n = a.rows
    const even = a.values.map((value, at) => (value + a.values[(at % n) * n + Math.floor(at / n)]!) / 2)
    const factor = cholesky({ ...a, values: even })
    if (!factor.definite) throw new Error('not definite')
    return factor.lower
  }
})

test('property: gram is the product with the transpose, and a vector is a matrix of one column', () => {
  fc.assert(
    fc.property(sizes, sizes, seeds, (rows, columns, seed) => {
      const a = randomMatrix(rows, columns, seed)
      expect(largestDifference(gram(a), multiply(transpose(a), a))).toBeLessThan(1e-13)
      const x = randomMatrix(columns, 1, seed + 1)
      expect([...multiplyVector(a, x.values)]).toEqual(
        [...columnOf(multiply(a, x), 0)].map((v) => expect.closeTo(v, 13)),
      )
    }),
  )
})
