import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Random, seededRandom } from '../random.ts'
import { type Query, queryCost } from './discreteQuery.ts'
import { defineFiniteScm } from './finiteScm.ts'
import { type DiscreteNetwork, defineNetwork } from './network.ts'
import { networkFromBif } from './networkFromBif.ts'
import { distribution, query } from './query.ts'
import { enumerated, randomModel } from './testing.ts'

const networks = new URL('../../../../../shared/data/networks/', import.meta.url)
const real = (name: string) => networkFromBif(gunzipSync(readFileSync(new URL(`${name}.bif.gz`, networks))).toString())

function randomNetwork(random: Random, size: number): DiscreteNetwork {
  const below = (n: number) => Math.floor(random() * n)
  const levels: string[][] = []
  return defineNetwork(
    Array.from({ length: size }, (_, i) => {
      levels.push(Array.from({ length: 2 + below(2) }, (_, value) => `${value}`))
      const parents = [...new Set(Array.from({ length: Math.min(i, below(4)) }, () => below(i)))]
      const rows = parents.reduce((product, parent) => product * levels[parent]!.length, 1)
      const table = Array.from({ length: rows }, () => {
        const weights = levels[i]!.map(() => (random() < 0.15 ? 0 : random())).map((one, at) =>
          at === 0 ? one + 0.01 : one,
        )
        const sum = weights.reduce((a, b) => a + b, 0)
        return weights.map((one) => one / sum)
      })
      return { name: `X${i}`, levels: levels[i]!, parents: parents.map((parent) => `X${parent}`), table: table.flat() }
    }),
  )
}

type ListQuery = Query & { of: readonly string[] }

/** Every entry of the joint, by the chain rule; the answer by adding entries up. */
function added({ variables }: DiscreteNetwork, { of, given = {}, do: set = {} }: ListQuery): number[] {
  const answer = new Map<string, number>()
  const values = variables.map(() => 0)
  const go = (at: number, p: number): void => {
    if (at === variables.length) {
      if (Object.entries(given).some(([name, value]) => String(values[Number(name.slice(1))]) !== value)) return
      const key = of.map((name) => values[Number(name.slice(1))]).join()
      answer.set(key, (answer.get(key) ?? 0) + p)
      return
    }
    const { name, card, parents, table } = variables[at]!
    const row = parents.reduce((sum, parent) => sum * variables[parent]!.card + values[parent]!, 0) * card
    for (let value = 0; value < card; value++) {
      values[at] = value
      const factor = name in set ? (String(value) === set[name] ? 1 : 0) : table[row + value]!
      if (factor > 0) go(at + 1, p * factor)
    }
  }
  go(0, 1)
  const total = [...answer.values()].reduce((a, b) => a + b, 0)
  const cards = of.map((name) => variables[Number(name.slice(1))]!.card)
  const keys = cards.reduce<number[][]>(
    (all, card) => all.flatMap((key) => Array.from({ length: card }, (_, v) => [...key, v])),
    [[]],
  )
  return keys.map((key) => (answer.get(key.join()) ?? 0) / total)
}

function randomQuery(random: Random, { variables }: DiscreteNetwork): ListQuery {
  const below = (n: number) => Math.floor(random() * n)
  const names = variables.map(({ name }) => name).sort(() => random() - 0.5)
  const value = (name: string) =>
    variables[Number(name.slice(1))]!.levels[below(variables[Number(name.slice(1))]!.card)]!
  const setting = (some: string[]) => Object.fromEntries(some.map((name) => [name, value(name)]))
  return {
    of: names.slice(0, 1 + below(2)),
    given: setting(names.slice(2, 2 + below(3))),
    do: setting(names.slice(5, 5 + below(2))),
  }
}

test('agrees with adding up the joint, on random networks, with evidence and interventions', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededRandom(seed)
      const network = randomNetwork(random, 7)
      const asked = randomQuery(random, network)
      const truth = added(network, asked)
      if (truth.some(Number.isNaN)) expect(() => query(network, asked)).toThrow('cannot occur')
      else expect([...query(network, asked).p]).toEqual(truth.map((p) => expect.closeTo(p, 10)))
    }),
    { numRuns: 400 },
  )
})

test('agrees with going through every setting of a structural model', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededRandom(seed)
      const description = randomModel({ random, endogenous: 5, exogenous: 3 })
      const model = defineFiniteScm(description)
      const act = { V1: 0 }
      const { p } = query(model, { of: ['V4', 'V2'], do: act })
      const { card } = description.endogenous[2]!
      for (const [entry, probability] of p.entries()) {
        const event = [
          { variable: 'V4', value: Math.floor(entry / card), do: act },
          { variable: 'V2', value: entry % card, do: act },
        ]
        expect(probability).toBeCloseTo(enumerated(description, event), 10)
      }
    }),
    { numRuns: 100 },
  )
})

test('the evidence of 2,000 unlikely observations does not underflow', () => {
  const network = defineNetwork([
    { name: 'H', levels: ['a', 'b'], parents: [], table: [0.5, 0.5] },
    ...Array.from({ length: 2000 }, (_, i) => ({
      name: `E${i}`,
      levels: ['n', 'y'],
      parents: ['H'],
      table: [0.999, 0.001, 0.9989, 0.0011],
    })),
  ])
  const given = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`E${i}`, i < 2 ? 'y' : 'n']))
  const odds = (1.1 ** 2 * 0.9989 ** 1998) / 0.999 ** 1998
  expect(query(network, { of: ['H'], given }).p[1]).toBeCloseTo(odds / (1 + odds), 8)
})

test('likelihood weighting covers the exact answer as often as its interval says', () => {
  const random = seededRandom(5)
  let inside = 0
  let asked = 0
  for (let trial = 0; trial < 60; trial++) {
    const network = randomNetwork(random, 7)
    const question = { of: ['X6'], given: { X2: '0' }, do: { X0: '0' } }
    const { p } = query(network, question)
    const { lower, upper } = query(network, question, { method: 'sampling', samples: 2000, random })
    for (const [entry, truth] of p.entries()) {
      if (truth < 0.02 || truth > 0.98) continue
      asked++
      if (lower[entry]! <= truth && truth <= upper[entry]!) inside++
    }
  }
  // 95 % nominal; entries of one network are dependent, so the bound is that of as many trials as networks.
  expect(inside / asked).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / 60))
})

test('sampling a structural model agrees with the exact answer within four standard errors', () => {
  const random = seededRandom(6)
  const model = defineFiniteScm(randomModel({ random, endogenous: 5, exogenous: 3 }))
  const likely = query(model, { of: ['V1'], do: { V0: 1 } }).p
  const asked = { of: ['V4'], given: { V1: likely.indexOf(Math.max(...likely)) }, do: { V0: 1 } }
  const exact = query(model, asked)
  const { p, upper, lower } = query(model, asked, { method: 'sampling', samples: 20_000, random })
  for (const [entry, truth] of exact.p.entries())
    expect(Math.abs(p[entry]! - truth)).toBeLessThan(((4 / 1.96) * (upper[entry]! - lower[entry]!)) / 2 + 1e-9)
  expect(() => query(model, asked, { method: 'sampling' })).toThrow('they need `random`')
})

describe('on bad input', () => {
  const network = randomNetwork(seededRandom(1), 4)

  test.each([
    [{ of: ['Y1'] }, 'no variable “Y1”'],
    [{ of: ['X1'], given: { X2: 'maybe' } }, '“X2” has no value "maybe"'],
    [{ of: ['X1', 'X1'] }, 'names a variable twice'],
    [{ of: ['X1'], given: { X1: '0' } }, 'both asked about and given'],
  ])('%o', (asked, message) => {
    expect(() => query(network, asked)).toThrow(message)
  })

  test('a network too wide is refused before any work, with its width', () => {
    const n = 40
    const wide = defineNetwork([
      ...Array.from({ length: n }, (_, i) => ({ name: `X${i}`, levels: ['0', '1'], parents: [], table: [0.5, 0.5] })),
      ...Array.from({ length: (n * (n - 1)) / 2 }, (_, k) => {
        const i = Math.floor((1 + Math.sqrt(1 + 8 * k)) / 2)
        return {
          name: `E${k}`,
          levels: ['0', '1'],
          parents: [`X${i}`, `X${k - (i * (i - 1)) / 2}`],
          table: [0.9, 0.1, 0.1, 0.9, 0.1, 0.9, 0.9, 0.1],
        }
      }),
    ])
    const given = Object.fromEntries(Array.from({ length: (n * (n - 1)) / 2 }, (_, k) => [`E${k}`, '0']))
    expect(queryCost(wide, { of: ['X0'], given }).width).toBe(39)
    expect(() => query(wide, { of: ['X0'], given })).toThrow('over 40 variables')
  })
})

describe('BIF', () => {
  const asia = `network "Asia" { property author = "somebody" ; }
variable smoke { type discrete [ 2 ] { yes, no }; }
variable lung { type discrete[2] { yes, no }; property position = (1, 2) ; } // a remark
probability ( smoke ) { table 0.5, 0.5; }
probability ( lung | smoke ) { (yes) 0.1, 0.9; default 0.01, 0.99; }`

  test('is read, with properties, remarks and defaults', () => {
    expect(query(networkFromBif(asia), { of: ['lung'] }).p[0]).toBeCloseTo(0.055, 12)
  })

  test('`table` lists the variable’s own values slowest', () => {
    const text = asia.replace('(yes) 0.1, 0.9; default 0.01, 0.99;', 'table 0.1, 0.01, 0.9, 0.99;')
    expect(query(networkFromBif(text), { of: ['lung'], given: { smoke: 'no' } }).p[0]).toBeCloseTo(0.01, 12)
  })

  test.each([
    [
      'discrete [ 2 ] { yes, no }',
      'discrete [ 3 ] { yes, no }',
      'Line 2, column 49: “smoke” announces 3 values and lists 2.',
    ],
    ['lung | smoke', 'lung | smok', 'Line 5, column 27: “smok” is not declared.'],
    ['(yes) 0.1', '(maybe) 0.1', '“smoke” has no value “maybe”'],
    ['0.1, 0.9', '0.1, much', '“much” is no number'],
    ['0.1, 0.9', '0.1, 0.3', 'sums to 0.4'],
    ['default 0.01, 0.99;', '', 'has no probabilities for setting 1'],
    ['variable smoke', 'variabel smoke', '“variabel” begins no part of a network'],
    ['default 0.01, 0.99; }', '', 'the file ends in the middle'],
  ])('%s → %s', (from, to, message) => {
    expect(() => networkFromBif(asia.replace(from, to))).toThrow(message)
  })
})

describe.skipIf(!existsSync(networks))('the networks of the data folder (skipped where it is absent)', () => {
  test('asia’s marginals are those of Lauritzen & Spiegelhalter (1988)', () => {
    const network = real('asia')
    const yes = (name: string, given = {}) => query(network, { of: [name], given }).p[0]!
    expect([yes('tub'), yes('lung'), yes('xray'), yes('dysp')].map((p) => p.toFixed(4))).toEqual([
      '0.0104',
      '0.0550',
      '0.1103',
      '0.4360',
    ])
    expect(distribution(network).p).toHaveLength(256)
  })

  test.each(['child', 'insurance', 'alarm', 'water', 'hailfinder', 'hepar2', 'win95pts'])(
    '%s: exact answers lie in the sampled intervals',
    (name) => {
      const network = real(name)
      const random = seededRandom(11)
      const last = network.variables[network.order.at(-1)!]!
      const first = network.variables[network.order[0]!]!
      const asked = { of: [first.name], given: { [last.name]: last.levels[0]! } }
      const exact = query(network, asked)
      const { lower, upper } = query(network, asked, { method: 'sampling', samples: 4000, random })
      const outside = exact.p.filter((p, i) => p < lower[i]! - 0.02 || p > upper[i]! + 0.02)
      expect([...outside]).toEqual([])
    },
  )
})
