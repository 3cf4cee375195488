import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { counterfactualProbability } from './counterfactual.ts'
import { defineFiniteScm, type FiniteScmDescription } from './finiteScm.ts'
import { enumerated, randomModel } from './testing.ts'
import { createWorlds, type World, type WorldAtom } from './worlds.ts'

/** Pearl (2009), §7.1.2: the firing squad. U orders, C signals, A and B shoot, D dies. */
const firingSquad: FiniteScmDescription = {
  exogenous: [
    { names: ['U'], cards: [2], p: ['1/2', '1/2'] },
    { names: ['W'], cards: [2], p: ['3/4', '1/4'] },
  ],
  endogenous: [
    { name: 'C', card: 2, parents: ['U'], table: [0, 1] },
    { name: 'A', card: 2, parents: ['C', 'W'], equation: ({ C, W }) => C === 1 || W === 1 },
    { name: 'B', card: 2, parents: ['C'], table: [0, 1] },
    { name: 'D', card: 2, parents: ['A', 'B'], equation: ({ A, B }) => A === 1 || B === 1 },
  ],
}

describe('the firing squad (Pearl 2009, §7.1.2)', () => {
  const model = defineFiniteScm(firingSquad)

  test('D would have survived A’s not shooting with probability (1 − p)q / (1 − (1 − q)(1 − p)): here 1/5', () => {
    // p = P(U = 1) = 1/2, q = P(W = 1) = 1/4: P(¬D_{¬A} | D) = q(1 − p) / (1 − (1 − q)(1 − p)) = (1/8)/(5/8)
    const answer = counterfactualProbability(
      model,
      { event: [{ variable: 'D', value: 0, do: { A: 0 } }], given: [{ variable: 'D', value: 1 }] },
      { exact: true },
    )
    expect(answer).toEqual({ probability: 0.2, rational: { numerator: 1n, denominator: 5n } })
  })

  test('evidence that cannot occur is named', () => {
    const impossible = {
      event: [{ variable: 'D', value: 1 }],
      given: [
        { variable: 'A', value: 0 },
        { variable: 'B', value: 1 },
      ],
    }
    expect(() => counterfactualProbability(model, impossible)).toThrow('The evidence A = 0, B = 1 cannot occur')
    expect(() => counterfactualProbability(model, impossible, { exact: true })).toThrow('cannot occur')
  })

  test('names that the model lacks are answered with the nearest', () => {
    const ask = (atom: WorldAtom) => () => counterfactualProbability(model, { event: [atom] })
    expect(ask({ variable: 'd', value: 1 })).toThrow('no variable “d”')
    expect(ask({ variable: 'D', value: 2 })).toThrow('“D” has no value 2')
    expect(ask({ variable: 'D', value: 1, do: { U: 1 } })).toThrow('exogenous')
  })
})

test('the natural direct effect nests one world in another', () => {
  const model: FiniteScmDescription = {
    exogenous: [{ names: ['U'], cards: [4], p: [0.1, 0.2, 0.3, 0.4] }],
    endogenous: [
      { name: 'X', card: 2, parents: ['U'], equation: ({ U }) => U! > 1 },
      { name: 'M', card: 2, parents: ['X', 'U'], equation: ({ X, U }) => X! + U! > 2 },
      { name: 'Y', card: 2, parents: ['X', 'M', 'U'], equation: ({ X, M, U }) => (X! + M! + U!) % 2 },
    ],
  }
  const event = [{ variable: 'Y', value: 1, do: { X: 1, M: { variable: 'M', do: { X: 0 } } } }]
  // M_{X=0} = [U > 2]; Y = (1 + [U > 2] + U) mod 2 is 1 for U = 0, 2 and 3: 0.1 + 0.3 + 0 … worked out by hand below
  // U=0: 1+0+0 = 1 → 1; U=1: 1+0+1 = 2 → 0; U=2: 1+0+2 = 3 → 1; U=3: 1+1+3 = 5 → 1.
  expect(counterfactualProbability(defineFiniteScm(model), { event }).probability).toBeCloseTo(0.8, 12)
})

/** Random conjunctions over random worlds, nested terms among them. */
function randomAtoms(model: FiniteScmDescription, random: () => number, count: number): WorldAtom[] {
  const below = (n: number) => Math.floor(random() * n)
  const pick = () => model.endogenous[below(model.endogenous.length)]!
  const world = (depth: number): World =>
    Object.fromEntries(
      Array.from({ length: below(3) }, () => {
        const { name, card } = pick()
        return [name, depth < 2 && random() < 0.3 ? { variable: name, do: world(depth + 1) } : below(card)]
      }),
    )
  return Array.from({ length: count }, () => {
    const { name, card } = pick()
    return { variable: name, value: random() < 0.2 ? [0, card - 1] : below(card), do: world(0) }
  })
}

test('agrees with going through every setting, on random models and worlds', () => {
  let asked = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededRandom(seed)
      const description = randomModel({
        random,
        endogenous: 2 + Math.floor(random() * 5),
        exogenous: 1 + Math.floor(random() * 4),
      })
      const model = defineFiniteScm(description)
      const event = randomAtoms(description, random, 1 + Math.floor(random() * 3))
      const given = randomAtoms(description, random, Math.floor(random() * 3))
      const truth = enumerated(description, event, given)
      if (Number.isNaN(truth)) {
        expect(() => counterfactualProbability(model, { event, given })).toThrow('cannot occur')
        return
      }
      asked++
      expect(counterfactualProbability(model, { event, given }).probability).toBeCloseTo(truth, 10)
      expect(counterfactualProbability(model, { event, given }, { exact: true }).probability).toBeCloseTo(truth, 10)
    }),
    { numRuns: 600 },
  )
  expect(asked).toBeGreaterThan(200)
})

test('two worlds share every node that the intervention does not reach', () => {
  const worlds = createWorlds(defineFiniteScm(firingSquad))
  worlds.node({ variable: 'D' })
  const before = worlds.nodes.length
  worlds.node({ variable: 'D', do: { A: 0 } })
  expect(worlds.nodes.length - before).toBe(2) // the constant A = 0, and another D; C and B are shared
  expect(worlds.node({ variable: 'B', do: { A: 0 } })).toBe(worlds.node({ variable: 'B' }))
})

test('a chain of 40 variables in four worlds is a narrow network, not 2⁴⁰ settings', () => {
  const n = 40
  const model = defineFiniteScm({
    exogenous: Array.from({ length: n }, (_, i) => ({ names: [`U${i}`], cards: [2], p: [0.9, 0.1] })),
    endogenous: Array.from({ length: n }, (_, i) => ({
      name: `V${i}`,
      card: 2,
      parents: i === 0 ? ['U0'] : [`V${i - 1}`, `U${i}`],
      table: i === 0 ? [0, 1] : [0, 1, 1, 0],
    })),
  })
  const event = [0, 10, 20, 30].map((i) => ({ variable: `V${n - 1}`, value: 1, do: { [`V${i}`]: 1 } }))
  const { probability } = counterfactualProbability(model, { event })
  // V39 under do(V_i = 1) is 1 exactly when the flips after V_i are even in number: so they are in each stretch between.
  const even = (flips: number) => (1 + 0.8 ** flips) / 2
  expect(probability).toBeCloseTo(even(10) ** 3 * even(9), 12)
})
