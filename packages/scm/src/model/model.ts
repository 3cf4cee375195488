/**
 * The doors that are the same for every kind of model: define, intervene, sample, and ask what would have been.
 */
import { ScmError } from '../errors.ts'
import type { EliminationOptions } from '../inference/eliminate.ts'
import { eliminate } from '../inference/eliminate.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import {
  type CounterfactualAnswer,
  type CounterfactualOptions,
  counterfactualProbability,
  type ParallelWorldsQuery,
} from './counterfactual.ts'
import { defineFiniteScm, type FiniteScm, type FiniteScmDescription, valueIndex, variableIndex } from './finiteScm.ts'
import {
  defineFunctionalScm,
  type FunctionalScm,
  type FunctionalScmDescription,
  interveneOnFunctional,
  type Mechanism,
} from './functionalScm.ts'
import { type ExactGaussian, gaussianAnswer, isLinearGaussian } from './gaussian.ts'
import { intervene as interveneOnFinite } from './intervene.ts'
import { type DiscreteNetwork, interveneOnNetwork } from './network.ts'
import { type ParticleOptions, particleAnswer, type SampledAnswer } from './particles.ts'
import { ancestorsOf, worldFactors } from './worldFactors.ts'
import { createWorlds, type Value } from './worlds.ts'

export type Model = FiniteScm | FunctionalScm | DiscreteNetwork

/** A finite model from `endogenous` tables or equations, a functional one from `mechanisms`. */
export function defineScm(description: FiniteScmDescription): FiniteScm
export function defineScm(description: FunctionalScmDescription): FunctionalScm
export function defineScm(description: FiniteScmDescription | FunctionalScmDescription): FiniteScm | FunctionalScm {
  if ('mechanisms' in description) return defineFunctionalScm(description)
  if (Array.isArray(description.exogenous) && Array.isArray(description.endogenous)) return defineFiniteScm(description)
  throw new ScmError('model/shape', 'A model needs `exogenous` and `endogenous` variables, or `mechanisms`.', {
    hint: 'Pass { exogenous: [{ names, cards, p }], endogenous: [{ name, card, parents, table }] }.',
  })
}

/** do: the variables named are set (in a functional model they may also get another mechanism). The model given stays as it is. */
export function intervene(model: FiniteScm, set: Readonly<Record<string, Value>>): FiniteScm
export function intervene(model: DiscreteNetwork, set: Readonly<Record<string, Value>>): DiscreteNetwork
export function intervene(model: FunctionalScm, set: Readonly<Record<string, number | Mechanism>>): FunctionalScm
export function intervene<Kind extends Model>(model: Kind, set: Readonly<Record<string, Value | Mechanism>>): Model {
  if (model.kind === 'finite') return interveneOnFinite(model, set as Record<string, Value>)
  if (model.kind === 'functional') return interveneOnFunctional(model, set as Record<string, number | Mechanism>)
  return interveneOnNetwork(model, numbered(model, set as Record<string, Value>))
}

/** `evidence` was seen in the world as it is; `of` is asked about in the world after `do`. */
export type WhatWouldHaveBeen<Number = Value> = {
  evidence?: Readonly<Record<string, Number>>
  do?: Readonly<Record<string, Number>>
  of: readonly string[]
}

/**
 * Counterfactuals by abduction, action and prediction.
 *
 * A finite model answers `{ event, given }` (any number of worlds) with a probability, and `{ evidence, do, of }` with the
 * joint distribution of the variables asked about, both exactly. A functional model answers `{ evidence, do, of }`: exactly
 * with a Gaussian when it is linear-Gaussian, by weighted samples otherwise, for which `random` is needed. A network of
 * conditional probabilities has no counterfactuals: throws `counterfactual/network`.
 */
export function counterfactual(
  model: FiniteScm,
  query: ParallelWorldsQuery,
  options?: CounterfactualOptions,
): CounterfactualAnswer
export function counterfactual(model: FiniteScm, query: WhatWouldHaveBeen, options?: EliminationOptions): DiscreteJoint
export function counterfactual(
  model: FunctionalScm,
  query: WhatWouldHaveBeen<number>,
  options?: Partial<ParticleOptions>,
): ExactGaussian | SampledAnswer
export function counterfactual(
  model: Model,
  query: ParallelWorldsQuery | WhatWouldHaveBeen | WhatWouldHaveBeen<number>,
  options: CounterfactualOptions & Partial<ParticleOptions> = {},
): CounterfactualAnswer | DiscreteJoint | ExactGaussian | SampledAnswer {
  if (model.kind === 'network') throw noCounterfactuals()
  if (!('event' in query) && !('of' in query))
    throw new ScmError('counterfactual/nothing', 'The query asks for nothing: it has neither `event` nor `of`.', {
      hint: 'Pass { event, given }, lists of { variable, value, do }; or { evidence, do, of }.',
    })
  if (model.kind === 'finite')
    return 'event' in query ? counterfactualProbability(model, query, options) : finiteJoint(model, query, options)
  return functionalAnswer(model, query as WhatWouldHaveBeen<number>, options)
}

function functionalAnswer(model: FunctionalScm, query: WhatWouldHaveBeen<number>, options: Partial<ParticleOptions>) {
  if (isLinearGaussian(model)) return gaussianAnswer(model, query)
  const { random } = options
  if (!random)
    throw new ScmError(
      'counterfactual/random',
      'This model is not linear-Gaussian; its counterfactuals are sampled and need `random`.',
      {
        hint: 'Pass { random: seededRandom(1) }.',
      },
    )
  return particleAnswer(model, query, { ...options, random })
}

function finiteJoint(
  model: FiniteScm,
  { evidence = {}, do: set = {}, of }: WhatWouldHaveBeen,
  options: EliminationOptions,
): DiscreteJoint {
  const worlds = createWorlds(model)
  const keep = of.map((variable) => worlds.node({ variable, do: set }))
  if (new Set(keep).size < keep.length)
    throw new ScmError('query/duplicate', `The query names a variable twice: ${of.join(', ')}.`)
  const seen = Object.entries(evidence).map(([name, value]) => {
    return [worlds.node({ variable: name }), valueIndex(model.variables[variableIndex(model, name)]!, value)] as const
  })
  const cards = worlds.nodes.map(({ card }) => card)
  const needed = ancestorsOf(worlds.nodes, [...keep, ...seen.map(([at]) => at)])
  // What was seen is a factor and not a reduction, since the intervention may leave a variable asked about as it was.
  const factors = [
    ...worldFactors(model, worlds.nodes, needed),
    ...seen.map(([at, value]) => point(at, value, cards[at]!)),
  ]
  const { factor } = eliminate(factors, cards, keep, new Int32Array(cards.length).fill(-1), options)
  const total = factor.p.reduce((sum, one) => sum + one, 0)
  if (!(total > 0)) throw impossible(evidence)
  const variables = of.map((name) => ({ name, levels: model.variables[variableIndex(model, name)]!.levels }))
  return { variables, p: factor.p.map((one) => one / total) }
}

function point(at: number, value: number, card: number) {
  const p = new Float64Array(card)
  p[value] = 1
  return { scope: Int32Array.of(at), p }
}

/** The nodes and arrows of the twin network: which variables differ between the two worlds, and what they share. */
export function twinNetwork(
  model: FiniteScm,
  set: Readonly<Record<string, Value>>,
): { nodes: { name: string; world: 'shared' | 'factual' | 'counterfactual' }[]; edges: [from: string, to: string][] } {
  const worlds = createWorlds(model)
  const names = model.variables.map(({ name }) => name)
  const factual = new Map(names.map((variable) => [worlds.node({ variable }), variable]))
  const other = new Map(names.map((variable) => [worlds.node({ variable, do: set }), variable]))
  const nodes = [...new Set([...factual.keys(), ...other.keys()])].map((at) => {
    const world = factual.has(at) ? (other.has(at) ? 'shared' : 'factual') : 'counterfactual'
    const name = factual.get(at) ?? other.get(at)!
    return {
      at,
      name: world === 'counterfactual' ? `${name}*` : name,
      world: world as 'shared' | 'factual' | 'counterfactual',
    }
  })
  const nameOf = new Map(nodes.map(({ at, name }) => [at, name]))
  const edges = nodes.flatMap(({ at, name }) =>
    [...new Set(worlds.nodes[at]!.inputs)].map((input): [string, string] => [nameOf.get(input)!, name]),
  )
  return { nodes: nodes.map(({ name, world }) => ({ name, world })), edges }
}

function numbered(model: DiscreteNetwork, set: Readonly<Record<string, Value>>): Map<number, number> {
  return new Map(
    Object.entries(set).map(([name, value]) => {
      const at = variableIndex(model, name)
      return [at, valueIndex(model.variables[at]!, value)]
    }),
  )
}

function noCounterfactuals(): ScmError {
  return new ScmError(
    'counterfactual/network',
    'A network of conditional probabilities does not say what would have been.',
    {
      hint: 'Many structural models have the same probabilities: define one with `defineScm`, or bound the answer with `causationBounds`.',
    },
  )
}

function impossible(evidence: Readonly<Record<string, Value>>): ScmError {
  const seen = Object.entries(evidence).map(([name, value]) => `${name} = ${value}`)
  return new ScmError('evidence/impossible', `The evidence ${seen.join(', ')} cannot occur in this model.`, {
    hint: 'Its probability is zero, so nothing follows from it. Change or drop a part of it.',
  })
}
