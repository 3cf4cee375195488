/**
 * What is left for adjustment: the proper back-door graph with the nodes that may be in no set projected away (Witte,
 * Henckel, Maathuis & Didelez 2020, def. 3, here also for hidden nodes, MAGs and PAGs).
 *
 * Its nodes are the treatments, the outcomes and N, the nodes that may be adjusted for. No treatment is an ancestor of
 * an outcome in it, and Z ⊆ N is an adjustment set exactly when it separates the two here.
 */
import { latentProjection } from '../equivalence/latentProjection.ts'
import { createGraph, type Graph } from '../graph/graph.ts'
import type { AdjustmentTask } from './adjustmentTask.ts'

/** An ADMG. `undefined` for graphs with undirected edges, which stand for selection and have no projection. */
export function forbiddenProjection({ graph, cut, x, y, barred }: AdjustmentTask): Graph | undefined {
  if (cut.undirected.items.length > 0) return undefined
  const { nodes, edges, positions } = cut
  const latent = nodes.filter((_, node) => barred[node] === 1 && !x.includes(node) && !y.includes(node))
  const names = (side: readonly number[]) => side.map((node) => graph.nodes[node]!)
  const roles = { latent, treatment: names(x), outcome: names(y) }
  return latentProjection(createGraph({ kind: 'admg', nodes, edges, positions, roles }))
}
