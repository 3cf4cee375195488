/**
 * The same marginal model with fewer and simpler latent nodes (Evans 2016, lemmas 1 to 3): latent nodes get no parents (these
 * point to its children instead), a latent node with at most one child goes, and so does one whose children another has.
 */
import { ScmError } from '../errors.ts'
import { removeNodes, withEdges } from '../graph/changes.ts'
import { directed, type Graph } from '../graph/graph.ts'
import { childrenOf, parentsOf, topologicalOrder } from '../graph/walks.ts'

/** A DAG; its latent nodes are those of that role. What is observed keeps its model, separations and effects. */
export function simplifyLatents(graph: Graph): Graph {
  if (graph.kind !== 'dag')
    throw new ScmError('graph/kind', `Latent nodes are simplified in DAGs; this is a ${graph.kind.toUpperCase()}.`, {
      hint: 'In an ADMG the latent nodes are its ↔ (canonicalDag makes them nodes).',
    })
  const latent = topologicalOrder(graph).filter((name) => graph.roles.latent.includes(name))
  const exogenous = latent.reduce(withoutParents, graph)
  return removeNodes(exogenous, redundant(exogenous, latent))
}

/** Causes first, so that a latent parent has lost its own parents before. */
function withoutParents(graph: Graph, name: string): Graph {
  const children = childrenOf(graph, name)
  const added = parentsOf(graph, name).flatMap((parent) => children.map((child) => directed(parent, child)))
  return withEdges(graph, [...graph.edges.filter(({ to }) => to !== name), ...added])
}

function redundant(graph: Graph, latent: readonly string[]): string[] {
  const children = new Map(latent.map((name) => [name, new Set(childrenOf(graph, name))]))
  const kept = new Set(latent)
  for (const [name, own] of [...children].toReversed()) {
    const isCovered = [...kept].some(
      (other) => other !== name && [...own].every((child) => children.get(other)!.has(child)),
    )
    if (own.size <= 1 || isCovered) kept.delete(name)
  }
  return latent.filter((name) => !kept.has(name))
}
