/**
 * Total effects when the graph is known up to its class: IDA (Maathuis, Kalisch & Bühlmann 2009), with the optimal
 * adjustment sets of Witte, Henckel, Maathuis & Didelez (2020), and jointly for several treatments (Nandy, Maathuis &
 * Richardson 2017).
 *
 * For linear models without hidden variables, normal or not. In each DAG of the class the effect of x on y is the
 * coefficient of x in the regression of y on x and Pa(x), and zero when y ∈ Pa(x).
 */
import { optimalAdjustmentSet } from '../adjustment/optimalAdjustmentSet.ts'
import { consistentExtension } from '../equivalence/consistentExtension.ts'
import { ScmError } from '../errors.ts'
import { type Graph, nodeIndex } from '../graph/graph.ts'
import { type Names, namesOf } from '../graph/names.ts'
import { topologicalOrder } from '../graph/walks.ts'
import { type Covariance, regressionCoefficient, requireCovariance } from '../numerics/regression.ts'
import { countWith, type ParentSets, parentSets } from './parentSets.ts'

export type IdaOptions = {
  treatment: string
  outcome: string
  covariance: Covariance
  /** Adjust for the treatment’s parents, as IDA does, or (by default) for the set of least variance. */
  adjustment?: 'optimal' | 'parents'
  signal?: AbortSignal
}

export type PossibleEffect = {
  /** What one unit more of the treatment does. */
  readonly effect: number
  /** The treatment’s parents in the DAGs that have this effect. */
  readonly parents: readonly string[]
  /** What was adjusted for; `undefined` when the graph alone says that there is no effect. */
  readonly set: readonly string[] | undefined
  /** How many DAGs of the class: the multiplicity in the global multiset. */
  readonly count: bigint
}

export type PossibleEffects = {
  /** One for each parent set of the treatment that some DAG has: the multiset of the local method. */
  readonly effects: readonly PossibleEffect[]
  readonly lower: number
  readonly upper: number
}

/** Throws as `parentSets`, and `regression/…` for a covariance that is none. */
export function ida(graph: Graph, options: IdaOptions): PossibleEffects {
  const { treatment, outcome, covariance, adjustment = 'optimal', signal } = options
  requireCovariance(covariance)
  requireSides(graph, [treatment], outcome)
  const effects = parentSets(graph, treatment, { signal }).map((each): PossibleEffect => {
    const parents = each.parents[0]!
    const set = adjustment === 'parents' ? parentsFor(parents, outcome) : optimalFor(each, treatment, outcome)
    const effect = set ? regressionCoefficient(covariance, { outcome, regressor: treatment, given: set }) : 0
    return { effect, parents, set, count: countWith(each, graph) }
  })
  return { effects, ...range(effects.map(({ effect }) => effect)) }
}

export type JointIdaOptions = { treatment: Names; outcome: string; covariance: Covariance; signal?: AbortSignal }

export type PossibleJointEffect = {
  /** What one unit more of each treatment does while the others are held, in the order asked. */
  readonly effects: readonly number[]
  /** The parents of each treatment, in the order asked. */
  readonly parents: readonly (readonly string[])[]
  readonly count: bigint
}

/**
 * The effects of setting all treatments together, one vector for each way the treatments’ parents can be.
 *
 * With β the total effects of the treatments on the outcome and T those on each other, a path to the outcome splits at
 * its last treatment: β = θ + T θ, which is solved for the joint effects θ (recursive regressions, their §3.1).
 */
export function jointIda(
  graph: Graph,
  { treatment, outcome, covariance, signal }: JointIdaOptions,
): PossibleJointEffect[] {
  const names = namesOf(treatment)
  requireCovariance(covariance)
  requireSides(graph, names, outcome)
  return parentSets(graph, names, { signal }).map((each) => {
    const total = (at: number, target: string) => {
      const given = parentsFor(each.parents[at]!, target)
      return given ? regressionCoefficient(covariance, { outcome: target, regressor: names[at]!, given }) : 0
    }
    return { effects: splitAtLast(each, names, outcome, total), parents: each.parents, count: countWith(each, graph) }
  })
}

/** θ, the last treatment in causal order first. */
function splitAtLast(
  { graph }: ParentSets,
  names: readonly string[],
  outcome: string,
  total: (at: number, target: string) => number,
): number[] {
  const dag = consistentExtension(graph)!
  const place = new Map(topologicalOrder(dag).map((name, at) => [name, at]))
  const order = names.map((_, at) => at).sort((a, b) => place.get(names[b]!)! - place.get(names[a]!)!)
  const effects = names.map(() => 0)
  for (const [done, at] of order.entries()) {
    const through = order.slice(0, done).reduce((sum, later) => sum + total(at, names[later]!) * effects[later]!, 0)
    effects[at] = total(at, outcome) - through
  }
  return effects
}

function parentsFor(parents: readonly string[], outcome: string): readonly string[] | undefined {
  return parents.includes(outcome) ? undefined : parents
}

/** The same in every DAG with these parents: all proper paths from the treatment start alike. */
function optimalFor({ graph }: ParentSets, treatment: string, outcome: string): readonly string[] | undefined {
  const best = optimalAdjustmentSet(consistentExtension(graph)!, { treatment, outcome })
  return Array.isArray(best) ? best : undefined
}

function requireSides(graph: Graph, treatment: readonly string[], outcome: string): void {
  for (const name of [...treatment, outcome]) nodeIndex(graph, name)
  if (treatment.includes(outcome))
    throw new ScmError('graph/overlap', `“${outcome}” is both treatment and outcome.`, {
      hint: 'Name different nodes.',
      details: { node: outcome },
    })
  if (new Set(treatment).size < treatment.length || treatment.length === 0)
    throw new ScmError('effect/no-side', 'Name at least one treatment, each once.', {
      hint: 'Pass { treatment: … }.',
    })
}

function range(effects: readonly number[]): { lower: number; upper: number } {
  return { lower: Math.min(...effects), upper: Math.max(...effects) }
}
