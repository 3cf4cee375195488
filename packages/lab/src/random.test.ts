/** Every seed is fixed, so that nothing here depends on luck; limits are quantiles of the named distributions. */
import { describe, expect, test } from 'vitest'
import { integer, normal, type Random, seededRandom, shuffled } from './random.ts'

const draws = (random: () => number, count: number) => Array.from({ length: count }, random)

/** Pearson's statistic of counts that should be equal; with k − 1 = 99, 0.9999 of the null lies below 161. */
function chiSquare(values: readonly number[], bins: number): number {
  const counts = Array<number>(bins).fill(0)
  for (const value of values) counts[Math.floor(value * bins)]!++
  const expected = values.length / bins
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  const covariance = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    x.reduce((sum, value, at) => sum + (value - mx) * (y[at]! - my), 0)
  return covariance(a, b, meanA, meanB) / Math.sqrt(covariance(a, a, meanA, meanA) * covariance(b, b, meanB, meanB))
}

/** sfc32 by its definition in integers of any size, begun from the same words as ours: see the next test. */
function sfc32InBigInts(a: bigint, b: bigint, c: bigint) {
  const mask = 0xffffffffn
  let counter = 1n
  const draw = () => {
    const sum = (a + b + counter++) & mask
    a = b ^ (b >> 9n)
    b = (c + (c << 3n)) & mask
    c = ((((c << 21n) | (c >> 11n)) & mask) + sum) & mask
    return sum
  }
  for (let i = 0; i < 15; i++) draw()
  return () => Number((draw() >> 5n) * 67_108_864n + (draw() >> 6n)) / 2 ** 53
}

/** MurmurHash3 (32 bits) over 32-bit words, in integers of any size. */
function murmur3(words: readonly number[], seed: number): bigint {
  const mask = 0xffffffffn
  const word = (value: number | bigint) => BigInt.asUintN(32, BigInt(value))
  const rotate = (x: bigint, r: bigint) => ((x << r) | (x >> (32n - r))) & mask
  let h = word(seed)
  for (const unit of words) {
    const k = (rotate((word(unit) * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask
    h = (rotate(h ^ k, 13n) * 5n + 0xe6546b64n) & mask
  }
  h ^= word(words.length)
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask
  return h ^ (h >> 16n)
}

test('known answer: the stream is sfc32 of three Murmur hashes of the seed', () => {
  const key = [0x9e3779b9, 0x243f6a88, 0xb7e15162]
  const words = [...key, ...'seed 7'].map((unit) => (typeof unit === 'number' ? unit : unit.charCodeAt(0)))
  const [a, b, c] = [key[0]!, key[1]! ^ 0x5bd1e995, key[2]! ^ 0x27d4eb2f].map((seed) => murmur3(words, seed))
  const reference = sfc32InBigInts(a!, b!, c!)
  const random = seededRandom(7)
  expect(draws(random, 1000)).toEqual(draws(reference, 1000))
})

test('the numbers of a seed never change: kept runs and verdicts rest on them', () => {
  expect(draws(seededRandom(1), 3)).toEqual([0.414581528968195, 0.420590000216135, 0.40865460792410735])
  expect(draws(seededRandom('swan').split('flock').split(3), 3)).toEqual([
    0.39135531539912327, 0.9363735034311066, 0.6112684389256976,
  ])
})

describe('a stream is uniform', () => {
  const values = draws(seededRandom(20), 200_000)
  test('in [0, 1)', () => expect(values.every((value) => value >= 0 && value < 1)).toBe(true))
  test('over 100 bins', () => expect(chiSquare(values, 100)).toBeLessThan(161))
  test('in its finer digits', () =>
    expect(
      chiSquare(
        values.map((value) => (value * 1e6) % 1),
        100,
      ),
    ).toBeLessThan(161))
  test('over pairs', () => {
    const pairs = values.flatMap((value, at) =>
      at % 2 === 0 ? [(Math.floor(value * 10) + Math.floor(values[at + 1]! * 10) / 10 + 0.05) / 10] : [],
    )
    expect(chiSquare(pairs, 100)).toBeLessThan(161)
  })
  test.each([1, 2, 7])('a number says nothing of the one %i later', (lag) => {
    expect(Math.abs(correlation(values.slice(lag), values.slice(0, -lag)))).toBeLessThan(4 / Math.sqrt(values.length))
  })
})

describe('splits', () => {
  const first = (random: Random) => random()

  test('depend on names only, not on what was drawn', () => {
    const fresh = seededRandom(3)
    const used = seededRandom(3)
    draws(used, 17)
    used.split('other')
    expect(draws(used.split('part'), 5)).toEqual(draws(fresh.split('part'), 5))
    expect(draws(fresh, 5), 'nor does splitting draw').toEqual(draws(seededRandom(3), 5))
  })

  test('of different names, kinds of name, seeds and ways are different', () => {
    const random = seededRandom(3)
    const all = [
      random,
      seededRandom(4),
      random.split('a'),
      random.split('b'),
      random.split('ab'),
      random.split('a').split('b'),
      random.split('b').split('a'),
      random.split(1),
      random.split('1'),
    ].map(first)
    expect(new Set(all).size).toBe(all.length)
  })

  test('a seed typed as a text is the number', () => expect(seededRandom('3')()).toBe(seededRandom(3)()))

  test.each(['number', 'name'])('numbered one after the other are uniform and independent (by %s)', (kind) => {
    const random = seededRandom(11)
    const parts = Array.from({ length: 20_000 }, (_, at) => random.split(kind === 'number' ? at : `part ${at}`))
    const [one, two] = [parts.map(first), parts.map(first)]
    expect(chiSquare(one, 100)).toBeLessThan(161)
    const limit = 4 / Math.sqrt(one.length)
    expect(Math.abs(correlation(one.slice(1), one.slice(0, -1)))).toBeLessThan(limit)
    expect(Math.abs(correlation(one, two))).toBeLessThan(limit)
  })

  test.each([0, 1, 'deep'])('are independent of the stream they come from (%s)', (name) => {
    const random = seededRandom(12)
    const part = draws(random.split(name), 50_000)
    expect(Math.abs(correlation(draws(random, 50_000), part))).toBeLessThan(4 / Math.sqrt(50_000))
  })
})

test('integers below 7 are equally likely', () => {
  const random = seededRandom(5)
  const values = Array.from({ length: 70_000 }, () => integer(random, 7))
  expect(Math.min(...values)).toBe(0)
  expect(Math.max(...values)).toBe(6)
  expect(
    chiSquare(
      values.map((value) => (value + 0.5) / 7),
      7,
    ),
    'χ² with 6 degrees, 0.9999',
  ).toBeLessThan(27.9)
})

test('normal numbers have the moments and tails of the standard normal', () => {
  const random = seededRandom(6)
  const values = Array.from({ length: 200_000 }, () => normal(random))
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length
  // Within 4 standard errors: var(z) = 1, var(z²) = 2, var(z³) = 15, var(z⁴) = 96.
  for (const [power, expected, variance] of [
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ] as const)
    expect(Math.abs(moment(power) - expected)).toBeLessThan(4 * Math.sqrt(variance / values.length))
  const beyond = values.filter((value) => Math.abs(value) > 1.959964).length / values.length
  expect(Math.abs(beyond - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / values.length))
})

test('each order of four is equally likely, and the items stay as they were', () => {
  const random = seededRandom(8)
  const items = ['a', 'b', 'c', 'd']
  const counts = new Map<string, number>()
  for (let i = 0; i < 24_000; i++) {
    const order = shuffled(items, random).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect(items).toEqual(['a', 'b', 'c', 'd'])
  expect(counts.size).toBe(24)
  const statistic = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  expect(statistic, 'χ² with 23 degrees, 0.9999').toBeLessThan(58.6)
})
