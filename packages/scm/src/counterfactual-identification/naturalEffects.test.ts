/** Effects on the treated, natural effects and path-specific effects against random models. */
import { describe, expect, test } from 'vitest'
import { evaluate } from '../expression/evaluate.ts'
import { toText } from '../expression/toText.ts'
import type { Graph } from '../graph/graph.ts'
import {
  counterfactualTruth,
  experimentOn,
  measuredFor,
  pathSpecificTruth,
  randomFiniteModel,
} from '../testing/counterfactuals.ts'
import { admg, randomAdmg, seededRandom, settingsOf } from '../testing/latentModels.ts'
import { identifyPathSpecificEffect, isPathSpecificIdentifiable } from './identifyPathSpecificEffect.ts'
import { identifyEffectOnTreated, identifyNaturalEffects } from './naturalEffects.ts'

describe('the effect on the treated', () => {
  test('by adjustment, in a table over what is set, what was taken, and the outcome', () => {
    const graph = admg('Z -> X -> Y, Z -> Y')
    const found = identifyEffectOnTreated(graph, { treatment: 'X', outcome: 'Y' })
    if (!found.identifiable) throw new Error(found.reason)
    expect(toText(found.estimand)).toBe('[Σ_{Z} P(Z, X′) P(Y | Z, X)] / P(X′)')
    const model = randomFiniteModel(graph, seededRandom(1))
    const { variables, p } = evaluate(found.estimand, experimentOn(model, []))
    expect(variables.map(({ name }) => name)).toEqual(['X', 'X′', 'Y'])
    for (const [at, [set, taken, y]] of settingsOf([2, 2, 2]).entries()) {
      const truth = counterfactualTruth(
        model,
        [{ variable: 'Y', value: y!, do: { X: set! } }],
        [{ variable: 'X', value: taken! }],
      )
      expect(p[at]).toBeCloseTo(truth.probability, 10)
    }
  })

  test('not under confounding', () => {
    expect(identifyEffectOnTreated(admg('X -> Y, X <-> Y'), { treatment: 'X', outcome: 'Y' }).identifiable).toBe(false)
  })
})

describe('natural effects', () => {
  test.each([
    ['X -> M -> Y, X -> Y', ['M']],
    ['X -> M -> Y, X -> Y, W -> X, W -> M, W -> Y', ['M']],
    ['X -> L -> M -> Y, L -> Y, X -> Y', ['L', 'M']],
    ['X -> M -> Y, X -> Y, X <-> M, W -> X', ['M']],
  ])('%s through %j', (text, mediators) => {
    const graph = admg(text)
    const found = identifyNaturalEffects(graph, { treatment: 'X', outcome: 'Y', mediators })
    if (!found.identifiable) throw new Error(found.reason)
    for (const seed of [1, 2]) {
      const model = randomFiniteModel(graph, seededRandom(seed))
      const { variables, p } = evaluate(found.estimand, measuredFor(found.estimand, model))
      expect(variables.map(({ name }) => name)).toEqual(['X', 'X′', 'Y'])
      for (const [at, [x, other, y]] of settingsOf([2, 2, 2]).entries()) {
        const nested = Object.fromEntries(mediators.map((m) => [m, { variable: m, do: { X: other! } }]))
        const truth = counterfactualTruth(model, [{ variable: 'Y', value: y!, do: { X: x!, ...nested } }], [])
        expect(p[at]).toBeCloseTo(truth.probability, 10)
      }
    }
  })

  test('not with a confounded mediator, nor with half of the mediators', () => {
    const ask = (text: string, mediators: string[]) =>
      identifyNaturalEffects(admg(text), { treatment: 'X', outcome: 'Y', mediators }).identifiable
    expect(ask('X -> M -> Y, X -> Y, M <-> Y', ['M'])).toBe(false)
    expect(ask('X -> L -> M -> Y, L -> Y, X -> Y', ['M'])).toBe(false)
  })
})

describe('path-specific effects', () => {
  test('the recanting witness is named (Avin, Shpitser & Pearl 2005, the kite)', () => {
    const graph = admg('X -> Z -> Y, Z -> W -> Y, X -> Y')
    const found = identifyPathSpecificEffect(graph, { treatment: 'X', outcome: 'Y', paths: [['X', 'Z', 'W', 'Y']] })
    expect(found).toMatchObject({ identifiable: false, recantingWitness: 'Z' })
    const ask = (paths: string[][]) => isPathSpecificIdentifiable(graph, { treatment: 'X', outcome: 'Y', paths })
    expect([ask([['X', 'Z', 'W', 'Y']]), ask([['X', 'Y']])]).toEqual([false, true])
  })

  test('the recanting district is named (Shpitser 2013)', () => {
    const graph = admg('X -> M -> Y, X -> Y, M <-> Y')
    const found = identifyPathSpecificEffect(graph, { treatment: 'X', outcome: 'Y', paths: [['X', 'Y']] })
    expect(found).toMatchObject({ identifiable: false, recantingDistrict: ['M', 'Y'] })
  })

  test('a path that is none is refused', () => {
    const ask = () =>
      identifyPathSpecificEffect(admg('X -> M -> Y'), { treatment: 'X', outcome: 'Y', paths: [['X', 'Y']] })
    expect(ask).toThrow(/X → Y is no directed path/)
  })

  test('random graphs and path sets: whatever is identified is the path-specific probability', () => {
    const random = seededRandom(31)
    const seen = { identified: 0, mixed: 0, witness: 0, district: 0, hedge: 0 }
    for (let round = 0; round < 400; round++) {
      const graph = randomAdmg(random, 5, 0.6, 0.15)
      const [treatment, outcome] = [graph.nodes[Math.floor(random() * 2)]!, graph.nodes[4]!]
      const all = directedPaths(graph, treatment, outcome)
      const paths = all.filter((path) => random() < (path.length === 2 ? 0.5 : 0.6))
      const found = identifyPathSpecificEffect(graph, { treatment, outcome, paths })
      if (!found.identifiable) {
        if (found.recantingWitness !== undefined) seen.witness++
        else if (found.recantingDistrict !== undefined) seen.district++
        else seen.hedge++
        continue
      }
      seen.identified++
      if (paths.length > 0 && paths.length < all.length) seen.mixed++
      const model = randomFiniteModel(graph, random)
      const { p } = evaluate(found.estimand, experimentOn(model, []))
      for (const [at, values] of settingsOf([2, 2]).entries())
        expect(p[2 * at + 1]).toBeCloseTo(
          pathSpecificTruth(model, { treatment, outcome, paths }, values as [number, number]),
          9,
        )
    }
    expect(seen.identified).toBeGreaterThan(60)
    expect(seen.mixed).toBeGreaterThan(15)
    expect(Math.min(seen.witness, seen.district, seen.hedge)).toBeGreaterThan(3)
  })
})

function directedPaths(graph: Graph, from: string, to: string): string[][] {
  if (from === to) return [[to]]
  const children = graph.edges.filter((edge) => edge.from === from && edge.fromMark === 'tail').map((edge) => edge.to)
  return children.flatMap((child) => directedPaths(graph, child, to).map((path) => [from, ...path]))
}
