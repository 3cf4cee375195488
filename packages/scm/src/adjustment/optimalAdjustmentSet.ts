/**
 * The adjustment set with the smallest asymptotic variance: the O-set of Henckel, Perković & Maathuis (2022, def. 3.12) in
 * DAGs and CPDAGs (linear models); the same set is optimal for non-parametric estimators (Rotnitzky & Smucler 2020).
 *
 *   O = Pa(Cn) \ (Forb ∪ X),   Cn = the nodes other than X on proper possibly causal paths
 */
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { reachable, row } from '../graph/walks.ts'
import { sortedNames } from '../separation/separators.ts'
import { checkAdjustmentSet } from './adjustmentSets.ts'
import { type EffectQuery, effectOf, possiblyCausalRows } from './effect.ts'

/**
 * `undefined` when no adjustment set exists, or when the best set has a latent node, so that no graph alone tells which
 * observed set is best, or when no treatment can affect an outcome: the effect is zero. Throws `graph/kind` for
 * graphs with ↔ or circles: hidden variables leave no set that is best in every model (Smucler, Sapienza & Rotnitzky 2022).
 */
export function optimalAdjustmentSet(graph: Graph, query: EffectQuery = {}): string[] | undefined {
  if (graph.kind !== 'dag' && graph.kind !== 'cpdag' && (graph.kind !== 'admg' || graph.spouses.items.length > 0))
    throw new ScmError(
      'graph/kind',
      `An optimal set is defined for DAGs and CPDAGs; this is a ${graph.kind.toUpperCase()}.`,
      {
        hint: 'Take minimumCostAdjustmentSet or adjustmentSets, which work here.',
        details: { kind: graph.kind },
      },
    )
  const effect = effectOf(graph, query)
  if (effect.unclearPath) return undefined
  const { graph: closed, x, y, towardsOutcome, forbidden } = effect
  const fromTreatment = reachable(closed.nodes.length, [possiblyCausalRows(closed)], x)
  const causal = closed.nodes.flatMap((_, node) =>
    towardsOutcome[node] === 1 && fromTreatment[node] === 1 ? [node] : [],
  )
  if (causal.length === 0) return undefined
  const found = new Set(causal.flatMap((node) => [...row(closed.parents, node)]))
  for (const node of [...found]) if (forbidden[node] === 1 || x.includes(node) || y.includes(node)) found.delete(node)
  const set = sortedNames(closed, [...found])
  const hasHidden = set.some((name) => closed.roles.latent.includes(name))
  return !hasHidden && checkAdjustmentSet(graph, { ...query, set }).valid ? set : undefined
}
