/** Questions that the types forbid and a program without types may still ask: each gets a code and a sentence. */
import { expect, test } from 'vitest'
import * as scm from './index.ts'

// biome-ignore lint/suspicious/noExplicitAny: asked as plain JavaScript asks
const untyped = scm as any

const graph = scm.parseGraph('x [exposure] y [outcome] z -> {x y} x -> y')
const model = scm.defineScm({
  exogenous: [{ names: ['U'], cards: [2], p: [0.5, 0.5] }],
  endogenous: [{ name: 'X', card: 2, parents: ['U'], table: [0, 1] }],
})
const block = { names: ['U'], cards: [2] }
const found = scm.identify(graph, { treatment: 'x', outcome: 'y' }) as scm.Identified
const joint = (p: number[]) => ({
  variables: ['x', 'y', 'z'].map((name) => ({ name, levels: ['0', '1'] })),
  p: Float64Array.from(p),
})

test.each([
  ['separation/no-side', () => untyped.isSeparated(graph, { x: 'x' })],
  ['adjustment/limit', () => scm.adjustmentSets(graph, { limit: Number.NaN })],
  ['adjustment/limit', () => scm.adjustmentSets(graph, { limit: -1 })],
  ['adjustment/option', () => untyped.adjustmentSets(graph, { type: 'minimum' })],
  ['adjustment/option', () => untyped.adjustmentSets(graph, { effect: 'natural' })],
  ['model/shape', () => untyped.defineScm({ exogenous: [] })],
  ['model/probabilities', () => untyped.defineScm({ exogenous: [block], endogenous: [] })],
  ['model/probabilities', () => scm.defineScm({ exogenous: [{ ...block, p: [0.5, 0.4] }], endogenous: [] })],
  ['model/probabilities', () => scm.defineScm({ exogenous: [{ ...block, p: [Number.NaN, 1] }], endogenous: [] })],
  ['query/nothing', () => untyped.query(model, { given: { X: 1 } })],
  ['counterfactual/nothing', () => untyped.counterfactual(model, {})],
  ['sample/random', () => untyped.sample(model, { n: 3 })],
  ['joint/sum', () => scm.evaluate(found.estimand, joint([1, 1, 1, 1, 1, 1, 1, 1]))],
  ['joint/probability', () => scm.evaluate(found.estimand, joint([Number.NaN, 1, 0, 0, 0, 0, 0, 0]))],
  ['joint/size', () => scm.evaluate(found.estimand, joint([1]))],
])('%s', (code, ask) => {
  expect(ask).toThrow(expect.objectContaining({ name: 'ScmError', code, message: expect.stringMatching(/\.$/) }))
})

test('one variable may be named without a list', () => {
  expect(scm.query(model, { of: 'X' }).p).toEqual(Float64Array.of(0.5, 0.5))
  expect(scm.distribution(model, { of: 'X', do: { X: 1 } }).p).toEqual(Float64Array.of(0, 1))
})
