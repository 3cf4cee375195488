/** The parts of the engine meet: what identification says, the models and the bounds confirm by their own computation. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { manskiBounds } from './bounds/causalBounds.ts'
import { identifyCounterfactual } from './counterfactual-identification/identifyCounterfactual.ts'
import { evaluate } from './expression/evaluate.ts'
import { identify } from './identification/identify.ts'
import { counterfactual, defineScm } from './model/model.ts'
import { distribution, query } from './model/query.ts'
import { seededRandom } from './random.ts'
import { randomFiniteModel } from './testing/counterfactuals.ts'
import { randomMixedGraph } from './testing/graphs.ts'

const asked = { treatment: 'a', outcome: 'd' }

test('an identified effect is what the model says after the intervention, and the natural bounds hold it', () => {
  let identified = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const graph = randomMixedGraph(seed, { nodes: 4, kind: 'admg', density: 0.5 })
      const model = defineScm(randomFiniteModel(graph, seededRandom(seed)))
      const answer = identify(graph, asked)
      const truth = [0, 1].flatMap((a) => [...query(model, { of: ['d'], do: { a } }).p])
      const joint = distribution(model)
      const { treated, untreated } = manskiBounds(joint, asked)
      for (const [bounds, p] of [
        [untreated, truth[1]!],
        [treated, truth[3]!],
      ] as const) {
        expect(bounds.lower).toBeLessThanOrEqual(p + 1e-12)
        expect(bounds.upper).toBeGreaterThanOrEqual(p - 1e-12)
      }
      if (!answer.identifiable) return
      identified++
      expect([...evaluate(answer.estimand, joint).p]).toEqual(truth.map((p) => expect.closeTo(p, 9)))
    }),
    { numRuns: 500 },
  )
  expect(identified).toBeGreaterThan(40)
})

test('a witness is two models that agree on all that is seen and differ after the intervention', () => {
  let witnessed = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const graph = randomMixedGraph(seed, { nodes: 4, kind: 'admg', density: 0.6 })
      const answer = identify(graph, { ...asked, witness: true })
      if (answer.identifiable || !answer.witness) return
      witnessed++
      const [one, other] = answer.witness.map((model) => defineScm(model))
      const of = graph.nodes
      expect([...distribution(one!, { of }).p]).toEqual(
        [...distribution(other!, { of }).p].map((p) => expect.closeTo(p, 12)),
      )
      const after = [one!, other!].map((model) => [0, 1].flatMap((a) => [...query(model, { of: ['d'], do: { a } }).p]))
      expect(Math.max(...after[0]!.map((p, i) => Math.abs(p - after[1]![i]!)))).toBeGreaterThan(1e-3)
    }),
    { numRuns: 1000 },
  )
  expect(witnessed).toBeGreaterThan(20)
})

test('the effect on those not treated: its estimand and the model’s counterfactual agree', () => {
  let identified = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const graph = randomMixedGraph(seed, { nodes: 4, kind: 'admg', density: 0.4 })
      const model = defineScm(randomFiniteModel(graph, seededRandom(seed)))
      const atoms = { event: [{ variable: 'd', value: 1, do: { a: 1 } }], given: [{ variable: 'a', value: 0 }] }
      const answer = identifyCounterfactual(graph, atoms)
      if (!answer.identifiable || answer.from !== 'observations') return
      identified++
      const value = evaluate(answer.estimand, distribution(model)).p[0]
      expect(value).toBeCloseTo(counterfactual(model, atoms).probability, 9)
    }),
    { numRuns: 500 },
  )
  expect(identified).toBeGreaterThan(30)
})
