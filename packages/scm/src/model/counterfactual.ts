/**
 * P(event | given) in a finite structural causal model, where events and evidence may lie in any number of worlds.
 *
 * Abduction, action and prediction (Pearl 2009, theorem 7.1.7) in one sum: P(event | given) is the probability of all the
 * exogenous settings in which both hold over that of the settings in which the evidence holds. The sum is taken by
 * variable elimination on the network of worlds, so its cost is that network's width and not the number of settings.
 */
import { ScmError } from '../errors.ts'
import { type EliminationOptions, eliminate } from '../inference/eliminate.ts'
import type { Factor } from '../inference/factor.ts'
import { exactMass } from './exactMass.ts'
import { type FiniteScm, valueIndex, variableIndex } from './finiteScm.ts'
import { type Rational, rational, toNumber } from './rational.ts'
import { ancestorsOf, worldFactors } from './worldFactors.ts'
import { createWorlds, type Demand, type WorldAtom, type WorldNode, type Worlds } from './worlds.ts'

export type ParallelWorldsQuery = { readonly event: readonly WorldAtom[]; readonly given?: readonly WorldAtom[] }

export type CounterfactualOptions = EliminationOptions & {
  /** Also the answer as a fraction, by going through every relevant exogenous setting. */
  exact?: boolean
}

export type CounterfactualAnswer = { probability: number; rational?: Rational }

/**
 * Throws `evidence/impossible` when the evidence has probability zero, `inference/too-large` before any work when the
 * network of worlds is too wide, and `model/unknown-variable` or `model/unknown-value` for a name the model lacks.
 */
export function counterfactualProbability(
  model: FiniteScm,
  { event, given = [] }: ParallelWorldsQuery,
  { exact = false, ...options }: CounterfactualOptions = {},
): CounterfactualAnswer {
  const worlds = createWorlds(model)
  const evidence = given.map((atom) => demandOf(model, worlds, atom))
  const both = [...evidence, ...event.map((atom) => demandOf(model, worlds, atom))]
  if (exact) {
    const whole = exactMass(model, worlds.nodes, evidence)
    if (whole.numerator === 0n) throw impossible(given)
    const part = exactMass(model, worlds.nodes, both)
    const answer = rational(part.numerator * whole.denominator, part.denominator * whole.numerator)
    return { probability: toNumber(answer), rational: answer }
  }
  const whole = logMass(model, worlds.nodes, evidence, options)
  if (whole === -Infinity) throw impossible(given)
  return { probability: Math.min(1, Math.exp(logMass(model, worlds.nodes, both, options) - whole)) }
}

export function demandOf(model: FiniteScm, worlds: Worlds, atom: WorldAtom): Demand {
  const node = worlds.node(atom)
  const variable = model.variables[variableIndex(model, atom.variable)]!
  const allowed = Array<boolean>(worlds.nodes[node]!.card).fill(false)
  for (const value of Array.isArray(atom.value) ? atom.value : [atom.value]) allowed[valueIndex(variable, value)] = true
  return { node, allowed }
}

/** log P(all demands hold). */
function logMass(
  model: FiniteScm,
  nodes: readonly WorldNode[],
  demands: readonly Demand[],
  options: EliminationOptions,
) {
  if (demands.length === 0) return 0
  const needed = ancestorsOf(
    nodes,
    demands.map(({ node }) => node),
  )
  const cards = nodes.map(({ card }) => card)
  const factors = [...worldFactors(model, nodes, needed), ...demands.map(demandFactor)]
  const { factor, logScale } = eliminate(factors, cards, [], new Int32Array(cards.length).fill(-1), options)
  return factor.p[0]! > 0 ? Math.log(factor.p[0]!) + logScale : -Infinity
}

function demandFactor({ node, allowed }: Demand): Factor {
  return { scope: Int32Array.of(node), p: Float64Array.from(allowed, Number) }
}

function impossible(given: readonly WorldAtom[]): ScmError {
  return new ScmError(
    'evidence/impossible',
    `The evidence ${given.map(written).join(', ')} cannot occur in this model.`,
    {
      hint: 'Its probability is zero, so nothing follows from it. Change or drop a part of it.',
    },
  )
}

function written({ variable, value, do: world }: WorldAtom): string {
  const names = Object.keys(world ?? {})
  return `${variable}${names.length > 0 ? `[do ${names.join(', ')}]` : ''} = ${Array.isArray(value) ? value.join(' or ') : value}`
}
