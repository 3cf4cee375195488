/**
 * Verdicts on graphs of the literature; every estimand evaluated on random models and compared with the intervention;
 * every refusal confirmed by two models that agree on what is observed and differ in the effect.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../expression/evaluate.ts'
import { toText } from '../expression/toText.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import { enumerate, marginalOf, totalVariation } from '../testing/finiteModels.ts'
import {
  admg,
  jointOfModel,
  largestGap,
  randomAdmg,
  randomModel,
  seededRandom,
  settingsOf,
  truth,
} from '../testing/latentModels.ts'
import { type Identified, identify } from './identify.ts'
import type { NotIdentified } from './notIdentified.ts'
import { describeStep } from './steps.ts'

type Query = { treatment: string[]; outcome: string[]; given?: string[] }

function gapOf(graph: Graph, { treatment, outcome, given = [] }: Query, seed: number, cards?: number[]): number {
  const found = identify(graph, { treatment, outcome, given }) as Identified
  expect(found.identifiable).toBe(true)
  const model = randomModel(graph, seededRandom(seed), cards)
  return largestGap(evaluate(found.estimand, jointOfModel(model)).p, truth(model, treatment, outcome, given))
}

/** How far apart two witnesses are, [in the joint, in the effect]. */
function witnessGaps({ witness }: NotIdentified, treatment: string[], outcome: string[]): [number, number] {
  const [one, other] = witness!
  const cards = treatment.map((name) => one.endogenous.find((each) => each.name === name)!.card)
  const effects = settingsOf(cards).map((setting) => {
    const set = Object.fromEntries(treatment.map((name, i) => [name, setting[i]!]))
    return totalVariation(marginalOf(enumerate(one, set), outcome), marginalOf(enumerate(other, set), outcome))
  })
  return [totalVariation(enumerate(one), enumerate(other)), Math.max(...effects)]
}

const identifiable: [name: string, graph: string, query: Query][] = [
  ['back-door', 'Z -> X -> Y, Z -> Y', { treatment: ['X'], outcome: ['Y'] }],
  ['front-door (Pearl 1995)', 'X -> Z -> Y, X <-> Y', { treatment: ['X'], outcome: ['Y'] }],
  ['M-bias (Greenland, Pearl & Robins 1999)', 'X -> Y, X <-> Z, Z <-> Y', { treatment: ['X'], outcome: ['Y'] }],
  [
    'napkin (Pearl & Mackenzie 2018, fig. 7.5)',
    'W1 -> W2 -> X -> Y, W1 <-> X, W1 <-> Y',
    { treatment: ['X'], outcome: ['Y'] },
  ],
  [
    'double napkin',
    'W0 -> W1 -> W2 -> X -> Y, W0 <-> W2, W0 <-> Y, W1 <-> X, W1 <-> Y',
    { treatment: ['X'], outcome: ['W2'] },
  ],
  ['Verma (Verma & Pearl 1990)', 'A -> B -> C -> D, B <-> D', { treatment: ['C'], outcome: ['D'] }],
  ['Verma, joint', 'A -> B -> C -> D, B <-> D', { treatment: ['A', 'C'], outcome: ['B', 'D'] }],
  [
    'Pearl 2009, p. 92, ten edges (Tian & Pearl 2002)',
    'Z2 -> X -> Z1 -> Y, Z2 -> Z1, Z2 -> Z3 -> Y, Z2 <-> X, Z2 <-> Y, X <-> Z3, X <-> Y',
    { treatment: ['X'], outcome: ['Y'] },
  ],
  [
    'Pearl 2009, p. 92',
    'X -> Z1 -> Z2 -> Y, X -> Y, Z1 -> Y, X <-> Z2, Z1 <-> Y',
    { treatment: ['X'], outcome: ['Y'] },
  ],
  [
    'Pearl 2009, p. 80',
    'Z1 -> Z2 -> X -> Y, Z1 -> Z3 -> X, Z4 -> X, Z4 -> Z5, Z3 -> Y',
    { treatment: ['X'], outcome: ['Y'] },
  ],
  [
    'Pearl 2009, p. 119 (sequential plans)',
    'X1 -> Z -> X2 -> Y, X1 -> Y, X1 -> X2, X1 <-> Z, Z <-> Y',
    { treatment: ['X1', 'X2'], outcome: ['Y'] },
  ],
  [
    'Pearl 2009, p. 125',
    'Z1 -> X1 -> X2 -> Y, Z2 -> Y, Z1 <-> Z2, Z1 <-> X2, Z2 <-> X2',
    { treatment: ['X1', 'X2'], outcome: ['Y'] },
  ],
  [
    'Tian 2002, p. 90',
    'W1 -> W2 -> X -> Y, W3 -> W4 -> X, W1 <-> X, W1 <-> Y, W1 <-> W3, W3 <-> W2, W3 <-> W5, W5 <-> W4',
    { treatment: ['X'], outcome: ['Y'] },
  ],
  [
    'Tian 2002, p. 70',
    'V1 -> V2 -> V3 -> V4 -> V5, V1 <-> V3, V2 <-> V4, V3 <-> V5',
    { treatment: ['V1'], outcome: ['V5'] },
  ],
  [
    'Tian 2002, p. 59',
    'V1 -> V2 -> V3 -> V4 -> V5, V1 <-> V5, V1 <-> V3, V2 <-> V4',
    { treatment: ['V1'], outcome: ['V5'] },
  ],
  [
    'Shpitser & Pearl 2008, fig. 5 (a)',
    'X -> Y1, W1 -> X, W1 <-> Y2, W1 <-> X, W2 -> Y2',
    { treatment: ['X'], outcome: ['Y1', 'Y2'] },
  ],
  ['front-door and back-door together', 'X -> Z -> Y, W -> X, W -> Y, X <-> Y', { treatment: ['X'], outcome: ['Y'] }],
  [
    'Shpitser & Pearl 2006, fig. 1 (b) (hedge removed)',
    'X -> W -> Y, W <-> Y, X <-> Z, Z -> Y',
    { treatment: ['X'], outcome: ['Z'] },
  ],
  [
    'Huang & Valtorta 2006',
    'X2 -> X1 -> X -> Y, X4 -> X, X4 -> Y, X3 -> X4, X2 <-> X, X1 <-> X3, X1 <-> X4, X1 <-> Y',
    { treatment: ['X'], outcome: ['Y', 'X4', 'X2', 'X3'] },
  ],
  [
    'sequential back-door (Pearl & Robins 1995)',
    'X1 -> Z -> X2 -> Y, X1 -> Y, X1 <-> Z, Z <-> Y, X1 -> X2',
    { treatment: ['X2'], outcome: ['Y'] },
  ],
  ['conditional on a covariate', 'Z -> X -> Y, Z -> Y', { treatment: ['X'], outcome: ['Y'], given: ['Z'] }],
  ['conditional on a mediator', 'X -> Z -> Y, X <-> Y', { treatment: ['X'], outcome: ['Y'], given: ['Z'] }],
]

const notIdentifiable: [name: string, graph: string, query: Query][] = [
  ['bow', 'X -> Y, X <-> Y', { treatment: ['X'], outcome: ['Y'] }],
  ['instrument', 'Z -> X -> Y, X <-> Y', { treatment: ['X'], outcome: ['Y'] }],
  ['confounded mediator', 'X -> Z -> Y, X <-> Z', { treatment: ['X'], outcome: ['Y'] }],
  ['parent confounded with the outcome', 'X -> Y, X <-> Z, Z -> X, Z <-> Y', { treatment: ['X'], outcome: ['Y'] }],
  [
    'Shpitser & Pearl 2006, fig. 3 (a)',
    'X1 -> Y1, X1 <-> W2, W1 -> X1, W1 -> Y2, W2 -> Y2, W1 <-> Y1, W1 <-> W2, X1 <-> Y1',
    { treatment: ['X1'], outcome: ['Y1', 'Y2'] },
  ],
  ['two outcomes, one spoilt', 'X -> Y1 -> Y2, X <-> Y2, X -> Y2', { treatment: ['X'], outcome: ['Y1', 'Y2'] }],
]

describe('graphs of the literature', () => {
  test.each(identifiable)('%s is identifiable, and its estimand is the effect', (_, text, query) => {
    const graph = admg(text)
    for (const seed of [1, 2, 3]) expect(gapOf(graph, query, seed)).toBeLessThan(1e-10)
  })

  test.each(identifiable)('%s: the same with two, three and two levels', (_, text, query) => {
    const graph = admg(text)
    const cards = graph.nodes.map((_, at) => 2 + (at % 2))
    expect(gapOf(graph, query, 4, graph.nodes.length > 5 ? undefined : cards)).toBeLessThan(1e-10)
  })

  test.each(notIdentifiable)('%s is not, and two models show it', (_, text, { treatment, outcome }) => {
    const found = identify(admg(text), { treatment, outcome, witness: true }) as NotIdentified
    expect(found.identifiable).toBe(false)
    const [joint, effect] = witnessGaps(found, treatment, outcome)
    expect(joint).toBeLessThan(1e-12)
    expect(effect).toBeGreaterThan(0.2)
  })

  test('the napkin has the ratio of Pearl & Mackenzie, not P(Y | X)', () => {
    const found = identify(admg(identifiable[3]![1]), { treatment: 'X', outcome: 'Y' }) as Identified
    expect(toText(found.estimand)).toBe('[Σ_{W1} P(W1) P(X, Y | W1, W2)] / [Σ_{W1} P(W1) P(X | W1, W2)]')
    const model = randomModel(admg(identifiable[3]![1]), seededRandom(5))
    const naive = { kind: 'conditional' as const, of: [{ variable: 'Y' }], given: [{ variable: 'X' }], do: [] }
    const query = { treatment: [{ variable: 'X' }], given: [], outcome: [{ variable: 'Y' }] }
    const gap = largestGap(evaluate({ ...naive, query }, jointOfModel(model)).p, truth(model, ['X'], ['Y']))
    expect(gap).toBeGreaterThan(0.005)
  })

  test('the steps name the lines of ID', () => {
    const lines = (text: string) => identify(admg(text), { treatment: 'X', outcome: 'Y' }).steps.map(({ line }) => line)
    expect(lines('W1 -> W2 -> X -> Y, W1 <-> X, W1 <-> Y')).toEqual([3, 7, 2, 6])
    expect(lines('X -> Z -> Y, X <-> Y')).toEqual([4, 2, 6, 7, 2, 6])
    expect(lines('X -> Y, X <-> Y')).toEqual([7, 5])
    expect(lines('Y -> X')).toEqual([1])
    const { steps } = identify(admg('Z -> X -> Y, Z -> Y'), { treatment: 'X', outcome: 'Y', given: 'Z' })
    expect(steps.map(describeStep).every((text) => /^(?:IDC l|L)ine \d/.test(text))).toBe(true)
  })

  test('the hedge of a bow is the bow', () => {
    const { hedge } = identify(admg('X -> Y, X <-> Y'), { treatment: 'X', outcome: 'Y' }) as NotIdentified
    expect(hedge).toEqual({
      outer: { nodes: ['X', 'Y'], directed: [['X', 'Y']], bidirected: [['Y', 'X']] },
      inner: { nodes: ['Y'], directed: [], bidirected: [] },
      roots: ['Y'],
    })
  })
})

describe('all graphs on three nodes', () => {
  test('every query is either computed right or refuted by a witness', () => {
    const random = seededRandom(7)
    const nodes = ['A', 'B', 'C']
    let checked = 0
    for (let code = 0; code < 64; code++) {
      const parts = [
        ['A', 'B'],
        ['A', 'C'],
        ['B', 'C'],
      ].flatMap(([from, to], at) => [
        ...((code >> (2 * at)) & 1 ? [`${from} -> ${to}`] : []),
        ...((code >> (2 * at + 1)) & 1 ? [`${from} <-> ${to}`] : []),
      ])
      const graph = createGraph({ kind: 'admg', nodes, edges: admg(parts.join(', ')).edges })
      for (const roles of settingsOf([4, 4, 4])) {
        const [treatment, outcome, given] = [0, 1, 2].map((role) => nodes.filter((_, at) => roles[at] === role))
        if (outcome!.length === 0) continue
        checked += checkQuery(graph, { treatment: treatment!, outcome: outcome!, given: given! }, random)
      }
    }
    expect(checked).toBe(64 * 37)
  })
})

describe('conditional effects', () => {
  test('a witness, where there is one, differs in the conditional effect itself', () => {
    const random = seededRandom(61)
    const seen = { refused: 0, witnessed: 0 }
    for (let round = 0; round < 600; round++) {
      const graph = randomAdmg(random, 4, 0.5, 0.4)
      const [treatment, outcome, given] = [0, 2, 1].map((at) => [graph.nodes[at + Math.floor(random() * 2)]!])
      if (new Set([...treatment!, ...outcome!, ...given!]).size < 3) continue
      const found = identify(graph, { treatment: treatment!, outcome: outcome!, given: given!, witness: true })
      if (found.identifiable) continue
      seen.refused++
      if (!found.witness) continue
      seen.witnessed++
      const [one, other] = found.witness
      expect(totalVariation(enumerate(one), enumerate(other))).toBeLessThan(1e-12)
      const card = one.endogenous.find((each) => each.name === treatment![0])!.card
      const gaps = settingsOf([card]).map(([value]) => {
        const effects = found.witness!.map((model) => {
          const joint = enumerate(model, { [treatment![0]!]: value! })
          const condition = marginalOf(joint, given!)
          const both = marginalOf(joint, [...outcome!, ...given!])
          return new Map([...both].map(([key, mass]) => [key, mass / condition.get(marginalKey(key, given!))!]))
        })
        return totalVariation(effects[0]!, effects[1]!)
      })
      expect(Math.max(...gaps)).toBeGreaterThan(0.001)
    }
    expect(seen.refused).toBeGreaterThan(30)
    expect(seen.witnessed).toBeGreaterThan(seen.refused / 3)
  })
})

function marginalKey(key: string, names: readonly string[]): string {
  return [...marginalOf(new Map([[key, 1]]), names).keys()][0]!
}

describe('random graphs', () => {
  test('up to seven nodes: every query is either computed right or refuted by a witness', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 4, max: 7 }),
        fc.double({ min: 0.1, max: 0.35, noNaN: true }),
        (seed, count, arcs) => {
          const random = seededRandom(seed)
          const graph = randomAdmg(random, count, 0.45, count > 5 ? arcs / 2 : arcs)
          const roles = graph.nodes.map(() => Math.floor(random() * 6))
          const pick = (role: number) => graph.nodes.filter((_, at) => roles[at] === role)
          const outcome = pick(1).length > 0 ? pick(1) : [graph.nodes.at(-1)!]
          const without = (names: string[]) => names.filter((name) => !outcome.includes(name))
          checkQuery(graph, { treatment: without(pick(0)), outcome, given: without(pick(2)) }, random)
        },
      ),
      { numRuns: 150, seed: 11 },
    )
  })

  test('renaming and reordering the nodes changes no answer', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const graph = randomAdmg(random, 5, 0.5, 0.25)
        const [treatment, outcome] = [[graph.nodes[1]!], [graph.nodes[4]!]]
        const reordered = createGraph({ kind: 'admg', nodes: graph.nodes.toReversed(), edges: graph.edges })
        const found = [graph, reordered].map((each) => identify(each, { treatment, outcome }))
        expect(found[0]!.identifiable).toBe(found[1]!.identifiable)
        if (!found[0]!.identifiable || !found[1]!.identifiable) return
        const joint = jointOfModel(randomModel(graph, random))
        const values = found.map((each) => evaluate((each as Identified).estimand, joint).p)
        expect(largestGap(values[0]!, values[1]!)).toBeLessThan(1e-10)
      }),
      { numRuns: 60, seed: 12 },
    )
  })

  test('adjustment, where it is preferred and possible, is the same effect', () => {
    const random = seededRandom(51)
    let adjusted = 0
    for (let round = 0; round < 200; round++) {
      const graph = randomAdmg(random, 5, 0.5, 0.15)
      const query = { treatment: graph.nodes.slice(0, 2).filter(() => random() < 0.7), outcome: [graph.nodes[4]!] }
      const found = identify(graph, { ...query, prefer: 'adjustment' })
      expect(found.identifiable).toBe(identify(graph, query).identifiable)
      if (!found.identifiable || found.steps[0]?.line !== 'adjustment') continue
      adjusted++
      const model = randomModel(graph, random)
      const { p } = evaluate(found.estimand, jointOfModel(model))
      expect(largestGap(p, truth(model, query.treatment, query.outcome))).toBeLessThan(1e-9)
    }
    expect(adjusted).toBeGreaterThan(40)
    const chain = identify(admg('X -> Z -> Y'), { treatment: 'X', outcome: 'Y', prefer: 'adjustment' }) as Identified
    expect(toText(chain.estimand)).toBe('P(Y | X)')
  })

  test('latent nodes are projected: the answer is that of the ADMG', () => {
    const spelt = admg('X -> Z -> Y, U -> X, U -> Y, U -> V, V -> Y', ['U', 'V'])
    const found = identify(spelt, { treatment: 'X', outcome: 'Y' }) as Identified
    expect(toText(found.estimand)).toBe('Σ_{Z} P(Z | X) [Σ_{X′} P(X′) P(Y | X′, Z)]')
  })
})

/** 1 when the verdict is confirmed. Refusals of conditional effects are confirmed by that of the joint they come from. */
function checkQuery(graph: Graph, query: Required<Query>, random: () => number): 1 {
  const found = identify(graph, { ...query, witness: true })
  if (found.identifiable) {
    const model = randomModel(graph, random)
    const { p } = evaluate(found.estimand, jointOfModel(model))
    expect(largestGap(p, truth(model, query.treatment, query.outcome, query.given))).toBeLessThan(1e-9)
  } else if (query.given.length === 0) {
    const [joint, effect] = witnessGaps(found, query.treatment, query.outcome)
    expect(joint).toBeLessThan(1e-12)
    expect(effect).toBeGreaterThan(0.2)
    const [one] = found.witness!
    expect(enumerate(one).size).toBe(one.endogenous.reduce((size, { card }) => size * card, 1))
  } else expect(found.hedge).toBeDefined()
  return 1
}

describe('what is refused', () => {
  const graph = admg('X -> Y, X -> Z')
  const codeOf = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      return error as { code: string; message: string; hint: string }
    }
    throw new Error('nothing was thrown')
  }

  test('a treatment that is the outcome', () => {
    const { code, message } = codeOf(() => identify(graph, { treatment: ['X', 'Y'], outcome: 'Y' }))
    expect([code, message]).toEqual(['identify/overlap', '“Y” cannot be both treatment and outcome.'])
  })
  test('an unknown node, with the nearest name', () => {
    const long = admg('smoking -> cancer')
    const { code, hint } = codeOf(() => identify(long, { treatment: 'smokin', outcome: 'cancer' }))
    expect([code, hint]).toEqual(['graph/unknown-node', 'Did you mean “smoking”?'])
  })
  test('a cycle, spelt out', () => {
    const { code, message } = codeOf(() => identify(admg('X -> Y -> Z -> X'), { treatment: 'X', outcome: 'Y' }))
    expect(code).toBe('graph/cycle')
    expect(message).toMatch(/X → Y → Z → X/)
  })
  test('a latent outcome, no outcome, a graph of a class', () => {
    const latent = admg('X -> Y, X -> U', ['U'])
    expect(codeOf(() => identify(latent, { treatment: 'X', outcome: 'U' })).code).toBe('identify/latent')
    expect(codeOf(() => identify(graph, { treatment: 'X', outcome: [] })).code).toBe('identify/no-outcome')
    const cpdag = createGraph({ kind: 'cpdag', nodes: ['X', 'Y'] })
    expect(codeOf(() => identify(cpdag, { treatment: 'X', outcome: 'Y' })).code).toBe('identify/kind')
  })
})
