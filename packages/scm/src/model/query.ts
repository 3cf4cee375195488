/**
 * P(of | given) after do, in a finite model or a network: exactly by variable elimination, or by likelihood weighting
 * with an interval (Fung & Chang 1989; Shachter & Peot 1989).
 */
import { ScmError } from '../errors.ts'
import { type EliminationOptions, eliminate } from '../inference/eliminate.ts'
import { type EliminationPlan, planElimination } from '../inference/eliminationOrder.ts'
import type { Factor } from '../inference/factor.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { Random } from '../random.ts'
import { type FiniteScm, valueIndex, variableIndex } from './finiteScm.ts'
import { type DiscreteNetwork, interveneOnNetwork, networkFactors } from './network.ts'
import { ancestorsOf, worldFactors } from './worldFactors.ts'
import { createWorlds, type Value } from './worlds.ts'

export type DiscreteModel = FiniteScm | DiscreteNetwork

export type Query = {
  /** The variables asked about; the answer has them in this order. */
  of: readonly string[]
  /** What was seen, in the world after `do`. */
  given?: { readonly [variable: string]: Value }
  do?: { readonly [variable: string]: Value }
}

export type SamplingOptions = { samples: number; random: Random; signal?: AbortSignal }

/** `lower` and `upper` bound each entry with 95 % confidence; `effectiveSamples` is Kish's (Σw)²/Σw². */
export type SampledJoint = DiscreteJoint & {
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly effectiveSamples: number
}

type Problem = {
  factors: Factor[]
  cards: number[]
  keep: number[]
  observed: Int32Array
  variables: DiscreteJoint['variables']
}

/** Exact. Throws `inference/too-large` before any work, and `evidence/impossible`. */
export function query(model: DiscreteModel, asked: Query, options: EliminationOptions = {}): DiscreteJoint {
  const { factors, cards, keep, observed, variables } = pose(model, asked)
  const { factor } = eliminate(factors, cards, keep, observed, options)
  const total = factor.p.reduce((sum, one) => sum + one, 0)
  if (!(total > 0)) throw impossible(asked.given ?? {})
  return { variables, p: factor.p.map((one) => one / total) }
}

/** What an exact answer would cost: the largest table and the width, found without computing anything. */
export function queryCost(model: DiscreteModel, asked: Query): EliminationPlan {
  const { factors, cards, keep, observed } = pose(model, asked)
  const scopes = factors.map((factor) => factor.scope.filter((variable) => observed[variable]! < 0))
  return planElimination(scopes, cards, new Set(keep))
}

/** The joint distribution of all endogenous variables (of a network: of all variables), or of those named. */
export function distribution(
  model: DiscreteModel,
  { of = endogenousNames(model), ...rest }: Omit<Query, 'of'> & { of?: readonly string[] } = {},
  options: EliminationOptions = {},
): DiscreteJoint {
  return query(model, { of, ...rest }, options)
}

export function endogenousNames(model: DiscreteModel): string[] {
  if (model.kind === 'network') return model.variables.map(({ name }) => name)
  return model.variables.flatMap(({ name, mechanism }) => (mechanism ? [name] : []))
}

function pose(model: DiscreteModel, { of, given = {}, do: set = {} }: Query): Problem {
  if (new Set(of).size < of.length)
    throw new ScmError('query/duplicate', `The query names a variable twice: ${of.join(', ')}.`)
  const shared = of.find((name) => name in given)
  if (shared !== undefined)
    throw new ScmError('query/given', `“${shared}” is both asked about and given.`, {
      hint: 'Leave it out of one of the two.',
    })
  const posed = model.kind === 'network' ? poseNetwork(model, of, given, set) : poseScm(model, of, given, set)
  const variables = of.map((name) => {
    const { levels } = model.variables[variableIndex(model, name)]!
    return { name, levels }
  })
  return { ...posed, variables }
}

type Setting = { readonly [variable: string]: Value }

function poseNetwork(network: DiscreteNetwork, of: readonly string[], given: Setting, set: Setting) {
  const numbers = (setting: Setting) =>
    new Map(
      Object.entries(setting).map(([name, value]) => {
        const at = variableIndex(network, name)
        return [at, valueIndex(network.variables[at]!, value)] as const
      }),
    )
  const keep = of.map((name) => variableIndex(network, name))
  const evidence = numbers(given)
  const observed = new Int32Array(network.variables.length).fill(-1)
  for (const [variable, value] of evidence) observed[variable] = value
  const factors = networkFactors(interveneOnNetwork(network, numbers(set)), [...keep, ...evidence.keys()])
  return { factors, cards: network.variables.map(({ card }) => card), keep, observed }
}

function poseScm(model: FiniteScm, of: readonly string[], given: Setting, set: Setting) {
  const worlds = createWorlds(model)
  const node = (name: string) => worlds.node({ variable: name, do: set })
  const keep = of.map(node)
  const evidence = Object.entries(given).map(
    ([name, value]) => [node(name), valueIndex(model.variables[variableIndex(model, name)]!, value)] as const,
  )
  const needed = ancestorsOf(worlds.nodes, [...keep, ...evidence.map(([at]) => at)])
  const observed = new Int32Array(worlds.nodes.length).fill(-1)
  for (const [at, value] of evidence) observed[at] = value
  return {
    factors: worldFactors(model, worlds.nodes, needed),
    cards: worlds.nodes.map(({ card }) => card),
    keep,
    observed,
  }
}

/** By likelihood weighting, for models too wide for exact work. Throws `evidence/unseen` when no sample agrees with it. */
export function sampleQuery(
  network: DiscreteNetwork,
  asked: Query,
  { samples, random, signal }: SamplingOptions,
): SampledJoint {
  const { variables, keep, observed } = pose(network, asked)
  const set = new Map(
    Object.entries(asked.do ?? {}).map(([name, value]) => [variableIndex(network, name), value] as const),
  )
  const acted = interveneOnNetwork(
    network,
    new Map([...set].map(([at, value]) => [at, valueIndex(network.variables[at]!, value)])),
  )
  const cards = keep.map((at) => network.variables[at]!.card)
  const size = cards.reduce((product, card) => product * card, 1)
  const weights = new Float64Array(size)
  const squares = new Float64Array(size)
  const values = new Int32Array(network.variables.length)
  for (let i = 0; i < samples; i++) {
    if (i % 4096 === 0) signal?.throwIfAborted()
    const weight = drawWeighted(acted, observed, values, random)
    let entry = 0
    for (const [place, at] of keep.entries()) entry = entry * cards[place]! + values[at]!
    weights[entry]! += weight
    squares[entry]! += weight * weight
  }
  return summarised(variables, weights, squares, asked)
}

/** Draws every variable that was not seen, causes first; the weight is the probability of what was seen. */
function drawWeighted(
  { variables, order }: DiscreteNetwork,
  observed: Int32Array,
  values: Int32Array,
  random: Random,
): number {
  let weight = 1
  for (const at of order) {
    const { parents, table, card } = variables[at]!
    let row = 0
    for (const parent of parents) row = row * variables[parent]!.card + values[parent]!
    row *= card
    if (observed[at]! >= 0) {
      values[at] = observed[at]!
      weight *= table[row + observed[at]!]!
    } else values[at] = drawFrom(table, row, card, random())
  }
  return weight
}

/** The value whose part of [0, 1) holds `u`, of the probabilities in `p` from `start` on. */
export function drawFrom(p: Float64Array, start: number, card: number, u: number): number {
  let rest = u
  for (let value = 0; value < card - 1; value++) {
    rest -= p[start + value]!
    if (rest < 0) return value
  }
  let last = card - 1
  while (last > 0 && p[start + last] === 0) last-- // rounding must not draw what cannot be
  return last
}

/** Ratio estimates with their delta-method standard errors: Var(p̂) ≈ Σ w²(1[x] − p̂)² / (Σ w)². */
function summarised(
  variables: DiscreteJoint['variables'],
  weights: Float64Array,
  squares: Float64Array,
  { given = {} }: Query,
): SampledJoint {
  const total = weights.reduce((sum, one) => sum + one, 0)
  const square = squares.reduce((sum, one) => sum + one, 0)
  if (!(total > 0))
    throw new ScmError('evidence/unseen', `No sample agrees with ${Object.keys(given).join(', ')}.`, {
      hint: 'The evidence is very unlikely or impossible: draw more samples, or ask for an exact answer.',
    })
  const p = weights.map((weight) => weight / total)
  const half = p.map((one, i) => (1.96 * Math.sqrt(squares[i]! * (1 - 2 * one) + one * one * square)) / total)
  return {
    variables,
    p,
    lower: p.map((one, i) => Math.max(0, one - half[i]!)),
    upper: p.map((one, i) => Math.min(1, one + half[i]!)),
    effectiveSamples: (total * total) / square,
  }
}

function impossible(given: Setting): ScmError {
  const seen = Object.entries(given).map(([name, value]) => `${name} = ${value}`)
  return new ScmError('evidence/impossible', `The evidence ${seen.join(', ')} cannot occur in this model.`, {
    hint: 'Its probability is zero, so nothing follows from it. Change or drop a part of it.',
  })
}
