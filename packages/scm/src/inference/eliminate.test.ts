import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { queryCost } from '../model/discreteQuery.ts'
import { defineNetwork, type NetworkDescription } from '../model/network.ts'
import { query } from '../model/query.ts'
import { sample } from '../model/sample.ts'
import { type Random, seededRandom } from '../random.ts'
import { eliminate } from './eliminate.ts'
import { type Factor, sumProduct, tableSize } from './factor.ts'

/** Tables over three or fewer of `cards.length` variables; one entry in four is zero. */
function randomFactors(random: Random, cards: readonly number[], count: number): Factor[] {
  return Array.from({ length: count }, () => {
    const size = Math.floor(random() * 4)
    const scope = Int32Array.from(new Set(Array.from({ length: size }, () => Math.floor(random() * cards.length))))
    const p = Float64Array.from({ length: tableSize(scope, cards) }, () => (random() < 0.25 ? 0 : random()))
    return { scope, p }
  })
}

/** The product of the factors at one setting of all variables. */
function productAt(factors: readonly Factor[], cards: readonly number[], setting: readonly number[]): number {
  return factors.reduce((product, { scope, p }) => {
    const at = scope.reduce((row, variable) => row * cards[variable]! + setting[variable]!, 0)
    return product * p[at]!
  }, 1)
}

function* settings(cards: readonly number[]): Generator<number[]> {
  const size = tableSize(cards.keys(), cards)
  for (let cell = 0; cell < size; cell++) {
    let rest = cell
    yield cards.map((card) => {
      const value = rest % card
      rest = Math.floor(rest / card)
      return value
    })
  }
}

/** Σ over everything but `kept`, row-major over `kept`. */
function bySummation(factors: readonly Factor[], cards: readonly number[], kept: readonly number[]): Float64Array {
  const sums = new Float64Array(tableSize(kept, cards))
  for (const setting of settings(cards))
    sums[kept.reduce((row, variable) => row * cards[variable]! + setting[variable]!, 0)]! += productAt(
      factors,
      cards,
      setting,
    )
  return sums
}

const cards = [2, 3, 5, 1, 4]

describe('tables', () => {
  test('a sum of products is what going through every setting gives', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, count) => {
        const factors = randomFactors(seededRandom(seed), cards, count)
        const union = [...new Set(factors.flatMap(({ scope }) => [...scope]))]
        const [sumOut = -1, ...kept] = union
        const unionCards = cards.map((card, variable) => (union.includes(variable) ? card : 1))
        const found = sumProduct(factors, cards, { sumOut, order: kept })
        for (const [i, expected] of bySummation(factors, unionCards, kept).entries())
          expect(found.p[i]).toBeCloseTo(expected, 12)
        const free = sumProduct(factors, cards, { sumOut })
        expect([...free.scope].sort()).toEqual(kept.toSorted())
        const reordered = sumProduct([free], cards, { order: kept })
        for (const [i, expected] of found.p.entries()) expect(reordered.p[i]).toBeCloseTo(expected, 12)
      }),
      { numRuns: 300 },
    )
  })

  test('elimination gives the marginal of the product, whatever is observed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const factors = [
          ...randomFactors(random, cards, 6),
          { scope: Int32Array.of(1, 2), p: new Float64Array(15).fill(1) },
        ]
        const observed = cards.map((card, at) => (at !== 1 && random() < 0.3 ? Math.floor(random() * card) : -1))
        const { factor, logScale } = eliminate(factors, cards, [1], observed)
        const indicators = observed.flatMap((value, at): Factor[] =>
          value < 0
            ? []
            : [{ scope: Int32Array.of(at), p: Float64Array.from({ length: cards[at]! }, (_, i) => +(i === value)) }],
        )
        const named = new Set(factors.flatMap(({ scope }) => [...scope]))
        const unionCards = cards.map((card, at) => (named.has(at) || observed[at]! >= 0 ? card : 1))
        const expected = bySummation([...factors, ...indicators], unionCards, [1])
        for (const [i, p] of expected.entries()) expect(factor.p[i]! * Math.exp(logScale)).toBeCloseTo(p, 12)
      }),
      { numRuns: 300 },
    )
  })

  test('thousands of findings do not underflow', () => {
    const twenty = Array.from(
      { length: 5000 },
      (_, i): Factor => ({ scope: Int32Array.of(0, i + 1), p: Float64Array.of(1e-3, 1, 2e-3, 1) }),
    )
    const observed = [-1, ...twenty.map(() => 0)]
    const { factor, logScale } = eliminate(
      twenty,
      observed.map(() => 2),
      [0],
      observed,
    )
    expect(logScale + Math.log(factor.p[1]!)).toBeCloseTo(5000 * Math.log(2e-3), 6)
  })
})

/**
 * As large as munin (Andreassen et al. 1989) and of its make: 1,041 nodes, up to 21 values, up to three parents, here
 * among the last twelve nodes.
 */
function muninSized(random: Random): NetworkDescription {
  const levels = Array.from({ length: 1041 }, () =>
    Array.from({ length: 2 + Math.floor(random() ** 3 * 20) }, (_, value) => `v${value}`),
  )
  return levels.map((own, at) => {
    const count = at < 12 ? 0 : Math.floor(random() * 2.4) + (random() < 0.05 ? 1 : 0)
    const parents = [...new Set(Array.from({ length: count }, () => at - 1 - Math.floor(random() ** 2 * 12)))]
    const rows = parents.reduce((size, parent) => size * levels[parent]!.length, 1)
    const table = Array.from({ length: rows }, () => {
      const weights = own.map(() => -Math.log(1 - random()))
      const total = weights.reduce((sum, each) => sum + each, 0)
      return weights.map((each) => each / total)
    })
    return { name: `n${at}`, levels: own, parents: parents.map((parent) => `n${parent}`), table: table.flat() }
  })
}

describe('a network of 1,041 nodes', () => {
  const random = seededRandom(1041)
  const network = defineNetwork(muninSized(random))
  const drawn = sample(network, { n: 20_000, random })

  test('is answered exactly, its cost known beforehand', () => {
    for (const place of [20, 400, 700, 1039]) {
      const [of, seen] = [`n${place}`, `n${place + 1}`]
      const level = drawn.columns[seen]![0]!
      const asked = { of: [of], given: { [seen]: level } }
      expect(queryCost(network, asked).largestTable).toBeLessThan(2 ** 25)
      const { p } = query(network, asked)
      const units = [...drawn.columns[of]!].filter((_, unit) => drawn.columns[seen]![unit] === level)
      for (const [value, probability] of p.entries()) {
        const share = units.filter((each) => each === value).length / units.length
        const error = Math.sqrt((probability * (1 - probability)) / units.length)
        expect(Math.abs(share - probability)).toBeLessThanOrEqual(5 * error + 1e-9)
      }
    }
  })

  test('a hundred findings, all over the network', () => {
    const given = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`n${i * 10 + 5}`, drawn.columns[`n${i * 10 + 5}`]![0]!]),
    )
    const { p } = query(network, { of: ['n500'], given })
    expect(p.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12)
    const near = Object.fromEntries(
      Object.entries(given).filter(([name]) => Math.abs(Number(name.slice(1)) - 500) < 250),
    )
    for (const [i, each] of query(network, { of: ['n500'], given: near }).p.entries())
      expect(each).toBeCloseTo(p[i]!, 3)
  })
})
