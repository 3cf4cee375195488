/** Counterfactuals of the literature; every estimand evaluated on random models and compared with all worlds run. */
import { describe, expect, test } from 'vitest'
import type { Estimand } from '../expression/estimand.ts'
import { evaluate } from '../expression/evaluate.ts'
import { toText } from '../expression/toText.ts'
import type { Random } from '../random.ts'
import { counterfactualTruth, measuredFor, randomFiniteModel } from '../testing/counterfactuals.ts'
import { admg, randomAdmg, seededRandom } from '../testing/latentModels.ts'
import type { CounterfactualActions, CounterfactualAtom, CounterfactualQuery } from './counterfactualQuery.ts'
import { type CounterfactualIdentified, identifyCounterfactual } from './identifyCounterfactual.ts'

const y = (value: number, actions: CounterfactualActions = {}): CounterfactualAtom => ({
  variable: 'Y',
  value,
  do: actions,
})
const x = (value: number): CounterfactualAtom => ({ variable: 'X', value })

/** Shpitser & Pearl 2008, fig. 9 (a). */
const figure9 = 'X -> W -> Y, D -> Z -> Y, X <-> Y'

const known: [name: string, graph: string, query: CounterfactualQuery, expected: string][] = [
  [
    'Shpitser & Pearl 2008, § 4.3: P(y_x | x′, z_d, d)',
    figure9,
    {
      event: [y(1, { X: 1 })],
      given: [x(0), { variable: 'Z', value: 1, do: { D: 1 } }, { variable: 'D', value: 1 }],
    },
    '[Σ_{W} P(X = 0, Y = 1 | do(W, Z = 1)) P(W | do(X = 1))] / P(X = 0)',
  ],
  [
    'effect on the treated, no confounding',
    'X -> Y',
    { event: [y(1, { X: 1 })], given: [x(0)] },
    'P(Y = 1 | do(X = 1))',
  ],
  [
    'consistency: what was done anyway',
    'X -> Y, X <-> Y',
    { event: [y(1, { X: 1 })], given: [x(1)] },
    'P(Y = 1 | X = 1)',
  ],
  [
    'natural direct effect (Pearl 2001)',
    'X -> M -> Y, X -> Y',
    { event: [y(1, { X: 1, M: { variable: 'M', do: { X: 0 } } })] },
    'Σ_{M} P(M | do(X = 0)) P(Y = 1 | do(X = 1, M))',
  ],
  ['an action undone by another', 'X -> M -> Y', { event: [y(1, { X: 1, M: 0 })] }, 'P(Y = 1 | do(M = 0))'],
  ['a thing set is as it was set', 'X -> Y', { event: [{ variable: 'X', value: 1, do: { X: 1 } }] }, '1'],
  ['a thing set is not otherwise', 'X -> Y', { event: [{ variable: 'X', value: 0, do: { X: 1 } }] }, '0'],
  ['one world, two values', 'X -> Y', { event: [y(0, { X: 1 }), y(1, { X: 1 })] }, '0'],
  ['what was observed fixes the same world elsewhere', 'X -> Y', { event: [y(0, { X: 1 })], given: [x(1), y(1)] }, '0'],
]

const unknown: [name: string, graph: string, query: CounterfactualQuery][] = [
  ['effect on the treated under confounding', 'X -> Y, X <-> Y', { event: [y(1, { X: 1 })], given: [x(0)] }],
  ['probability of necessity', 'X -> Y', { event: [y(0, { X: 0 })], given: [x(1), y(1)] }],
  ['two worlds of one outcome', 'X -> Y', { event: [y(0, { X: 0 }), y(1, { X: 1 })] }],
  [
    'natural direct effect with a confounded mediator',
    'X -> M -> Y, X -> Y, M <-> Y',
    { event: [y(1, { X: 1, M: { variable: 'M', do: { X: 0 } } })] },
  ],
  [
    'recanting witness (Avin, Shpitser & Pearl 2005)',
    'X -> L -> M -> Y, L -> Y, X -> Y',
    { event: [y(1, { X: 1, M: { variable: 'M', do: { X: 0 } } })] },
  ],
]

describe('of the literature', () => {
  test.each(known)('%s', (_, graph, query, expected) => {
    const found = identifyCounterfactual(admg(graph), query) as CounterfactualIdentified
    expect(found.identifiable).toBe(true)
    expect(toText(found.experimental)).toBe(expected)
  })

  test.each(unknown)('%s is not identifiable, and the conflict is named', (_, graph, query) => {
    const found = identifyCounterfactual(admg(graph), query)
    expect(found).toMatchObject({ identifiable: false, conflict: { variable: expect.any(String) } })
  })

  test('experiments may answer what observations do not', () => {
    const query = { event: [y(1, { X: 1 })] }
    const graph = admg('X -> Y, X <-> Y')
    expect(identifyCounterfactual(graph, query)).toMatchObject({ identifiable: true, from: 'experiments' })
    expect(identifyCounterfactual(graph, query, { from: 'observations' })).toMatchObject({
      identifiable: false,
      hedge: { roots: ['Y'] },
    })
    const sources = [{ do: ['X'] }]
    expect(identifyCounterfactual(graph, query, { sources })).toMatchObject({ from: 'observations' })
  })

  test('a condition that contradicts itself is said to have probability zero', () => {
    const found = identifyCounterfactual(admg('X -> Y'), { event: [x(1)], given: [y(0, { X: 1 }), y(1, { X: 1 })] })
    expect(found).toMatchObject({ identifiable: false, impossibleCondition: true })
  })

  test('values by name are told apart by their names', () => {
    const query = { event: [{ variable: 'Y', value: 'y', do: { X: 'x' } }], given: [{ variable: 'X', value: 'x′' }] }
    expect(identifyCounterfactual(admg('X -> Y, X <-> Y'), query).identifiable).toBe(false)
  })
})

describe('random graphs, models and queries', () => {
  test('whatever is identified has the probability of the model', () => {
    const random = seededRandom(21)
    const seen = { observations: 0, experiments: 0, conditional: 0, nested: 0, refused: 0, impossible: 0, zero: 0 }
    for (let round = 0; round < 700; round++) {
      const graph = randomAdmg(random, 4, 0.5, 0.3)
      const query = randomQuery(graph.nodes, random)
      const found = identifyCounterfactual(graph, query)
      const model = randomFiniteModel(graph, random)
      if (!found.identifiable) {
        seen.refused++
        if (!found.impossibleCondition) continue
        seen.impossible++
        expect(counterfactualTruth(model, query.event, query.given!).condition).toBe(0)
        continue
      }
      const { probability, condition } = counterfactualTruth(model, query.event, query.given!)
      if (condition === 0) continue
      seen[found.from]++
      if (query.given!.length > 0) seen.conditional++
      if (JSON.stringify(query).includes('"do":{"V1":{"variable"')) seen.nested++
      if (probability === 0) seen.zero++
      for (const each of [found.estimand, found.experimental]) {
        const { variables, p } = evaluate(each as Estimand, measuredFor(each, model))
        expect(variables).toEqual([])
        expect(p[0]).toBeCloseTo(probability, 9)
      }
    }
    expect(seen.observations).toBeGreaterThan(150)
    expect(seen.experiments).toBeGreaterThan(10)
    expect(seen.conditional).toBeGreaterThan(50)
    expect(seen.nested).toBeGreaterThan(5)
    expect(seen.zero).toBeGreaterThan(5)
    expect(seen.impossible).toBeGreaterThan(5)
    expect(seen.refused).toBeGreaterThan(50)
  })
})

function randomQuery(nodes: readonly string[], random: Random): Required<CounterfactualQuery> {
  const pick = () => nodes[Math.floor(random() * nodes.length)]!
  const bit = () => Number(random() < 0.5)
  const actions = (depth: number): CounterfactualActions => {
    const set: Record<string, number | { variable: string; do: CounterfactualActions }> = {}
    for (let i = 0; i < Math.floor(random() * 2.5); i++) {
      const variable = pick()
      set[variable] = depth > 0 && random() < 0.25 ? { variable, do: actions(depth - 1) } : bit()
    }
    return set
  }
  const atoms = (count: number) =>
    Array.from({ length: count }, () => ({ variable: pick(), value: bit(), do: actions(1) }))
  return { event: atoms(1 + Math.floor(random() * 2)), given: atoms(Math.floor(random() * 3)) }
}
