/** P(of | given) after do, in a finite model or a network, exactly by variable elimination. */
import { ScmError } from '../errors.ts'
import { type Names, namesOf } from '../graph/names.ts'
import { type EliminationOptions, eliminate } from '../inference/eliminate.ts'
import { type EliminationPlan, planElimination } from '../inference/eliminationOrder.ts'
import type { Factor } from '../inference/factor.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import { type FiniteScm, valueIndex, variableIndex } from './finiteScm.ts'
import { type DiscreteNetwork, interveneOnNetwork, networkFactors } from './network.ts'
import { ancestorsOf, worldFactors } from './worldFactors.ts'
import { createWorlds, type Value } from './worlds.ts'

export type DiscreteModel = FiniteScm | DiscreteNetwork

export type Query = {
  /** The variables asked about; the answer has them in this order. */
  of: Names
  /** What was seen, in the world after `do`. */
  given?: { readonly [variable: string]: Value }
  do?: { readonly [variable: string]: Value }
}

type Problem = {
  factors: Factor[]
  cards: number[]
  keep: number[]
  observed: Int32Array
  variables: DiscreteJoint['variables']
}

/** Exact. Throws `inference/too-large` before any work, and `evidence/impossible`. */
export function exactQuery(model: DiscreteModel, asked: Query, options: EliminationOptions = {}): DiscreteJoint {
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

export function endogenousNames(model: DiscreteModel): string[] {
  if (model.kind === 'network') return model.variables.map(({ name }) => name)
  return model.variables.flatMap(({ name, mechanism }) => (mechanism ? [name] : []))
}

export function pose(model: DiscreteModel, { of: asked, given = {}, do: set = {} }: Query): Problem {
  if (asked === undefined)
    throw new ScmError('query/nothing', 'The query does not say which variables it is about.', {
      hint: 'Pass { of, given, do }, e.g. { of: "Y", do: { X: 1 } }.',
    })
  const of = namesOf(asked)
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

function impossible(given: Setting): ScmError {
  const seen = Object.entries(given).map(([name, value]) => `${name} = ${value}`)
  return new ScmError('evidence/impossible', `The evidence ${seen.join(', ')} cannot occur in this model.`, {
    hint: 'Its probability is zero, so nothing follows from it. Change or drop a part of it.',
  })
}
