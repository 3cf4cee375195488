import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { covariance } from './covariance.ts'
import { type Contrast, fastIca } from './fastIca.ts'
import { fromRows, identity, type Matrix, matrix, transpose } from './matrix.ts'
import { multiply } from './multiply.ts'
import { largestDifference, randomMatrix } from './testing.ts'

const laplace = (random: () => number) => Math.log((1 - random()) / (1 - random())) / Math.SQRT2
const uniform = (random: () => number) => (2 * random() - 1) * Math.sqrt(3)

/** [n, k] of unit variance. */
function sources(n: number, k: number, draw: (random: () => number) => number, seed: number): Matrix {
  const random = seededRandom(seed)
  return matrix(
    n,
    k,
    Float64Array.from({ length: n * k }, () => draw(random)),
  )
}

/** Amari's distance of unmixing · mixing from a scaled permutation, 0 to 1 (Amari, Cichocki & Yang 1996). */
function amari(unmixing: Matrix, mixing: Matrix): number {
  const product = multiply(unmixing, mixing)
  const k = product.rows
  let sum = 0
  for (const p of [product, transpose(product)])
    for (let i = 0; i < k; i++) {
      const row = [...p.values.subarray(i * k, (i + 1) * k)].map(Math.abs)
      sum += row.reduce((total, value) => total + value, 0) / Math.max(...row) - 1
    }
  return sum / (2 * k * (k - 1))
}

const cases: [string, Contrast, (random: () => number) => number][] = [
  ['Laplace', 'log-cosh', laplace],
  ['Laplace', 'exp', laplace],
  ['uniform', 'log-cosh', uniform],
  ['uniform', 'cube', uniform],
]

test.each(cases)('%s sources are separated by %s, from a random mixing in more dimensions', (_name, contrast, draw) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const s = sources(4000, 3, draw, seed)
    const mixing = randomMatrix(6, 3, seed + 10)
    const found = fastIca(multiply(s, transpose(mixing)), { random: seededRandom(seed), components: 3, contrast })
    expect(found.converged).toBe(true)
    expect(amari(found.unmixing, mixing)).toBeLessThan(0.05)
  }
})

test('more data, less error: four times the rows halve it, within a factor of two', () => {
  const error = (n: number) => {
    const errors = Array.from({ length: 12 }, (_, seed) => {
      const mixing = randomMatrix(3, 3, seed + 100)
      const x = multiply(sources(n, 3, laplace, seed + 1), transpose(mixing))
      return amari(fastIca(x, { random: seededRandom(seed) }).unmixing, mixing)
    })
    return errors.reduce((sum, value) => sum + value, 0) / errors.length
  }
  const ratio = error(500) / error(8000) // 4 in theory
  expect(ratio).toBeGreaterThan(2)
  expect(ratio).toBeLessThan(8)
})

test('sources come out uncorrelated with variance 1, and mixing undoes unmixing', () => {
  const x = multiply(sources(1000, 3, uniform, 1), transpose(randomMatrix(5, 3, 1)))
  const { sources: found, unmixing, mixing } = fastIca(x, { random: seededRandom(1), components: 3 })
  expect(largestDifference(covariance(found, { ddof: 0 }), identity(3))).toBeLessThan(1e-10)
  expect(largestDifference(multiply(unmixing, mixing), identity(3))).toBeLessThan(1e-10)
})

describe('metamorphic', () => {
  const s = sources(3000, 3, laplace, 3)
  const x = multiply(s, transpose(randomMatrix(3, 3, 3)))
  const rowsOf = ({ rows, columns, values }: Matrix) =>
    Array.from({ length: rows }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]).sort(
      (a, b) => a[0]! - b[0]!,
    )

  test('another start finds the same components, in another order at most', () => {
    const [one, two] = [11, 12].map((seed) => rowsOf(fastIca(x, { random: seededRandom(seed) }).unmixing))
    for (const [i, row] of one!.entries())
      for (const [j, value] of row.entries()) expect(two![i]![j]).toBeCloseTo(value, 3)
  })

  test('a constant added to all values changes nothing but the mean', () => {
    const moved = { ...x, values: x.values.map((value) => value + 5) }
    const [one, two] = [x, moved].map((data) => fastIca(data, { random: seededRandom(1) }))
    expect(largestDifference(one!.unmixing, two!.unmixing)).toBeLessThan(1e-6)
  })

  test('the same seed gives the same numbers', () =>
    expect(fastIca(x, { random: seededRandom(9) })).toEqual(fastIca(x, { random: seededRandom(9) })))
})

test('normal sources are not separated', () => {
  const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const errors = Array.from({ length: 10 }, (_, seed) => {
    const x = sources(4000, 3, normal, seed)
    return amari(fastIca(x, { random: seededRandom(seed), iterations: 100, starts: 1 }).unmixing, identity(3))
  }).sort((a, b) => a - b)
  expect(errors[5]!).toBeGreaterThan(0.15)
})

describe('says', () => {
  test('the rank, when more components are asked for', () => {
    const flat = fromRows(Array.from({ length: 20 }, (_, i) => [i, 2 * i, (i * 7) % 5]))
    expect(() => fastIca(flat, { random: seededRandom(1) })).toThrow('have rank 2 about their mean')
  })
  test('that it did not settle', () => {
    const x = sources(200, 3, laplace, 1)
    expect(fastIca(x, { random: seededRandom(1), iterations: 1, starts: 2 })).toMatchObject({
      converged: false,
      iterations: 1,
      start: 2,
    })
  })
})
