/**
 * The acyclification of a cyclic graph (Forré & Mooij 2018; Bongers, Forré, Peters & Mooij 2021): an ADMG whose
 * m-separations are the σ-separations of the graph. Every parent of a strongly connected
 * component points to each of its nodes; nodes of one component, or of two that ↔ joins, are joined by ↔.
 */
import { bidirected, createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import { strongComponents } from '../graph/walks.ts'

export function acyclification(graph: Graph): Graph {
  const component = strongComponents(graph)
  const members = new Map<number, string[]>()
  for (const [node, name] of graph.nodes.entries())
    members.set(component[node]!, [...(members.get(component[node]!) ?? []), name])
  const componentOf = (name: string) => component[graph.index.get(name)!]!
  const edges: Edge[] = []
  for (const { from, to, fromMark } of graph.edges) {
    const [a, b] = [componentOf(from), componentOf(to)]
    if (fromMark === 'tail' && a !== b) for (const end of members.get(b)!) edges.push(directed(from, end))
    if (fromMark === 'arrow' && a !== b)
      for (const one of members.get(a)!) for (const other of members.get(b)!) edges.push(bidirected(one, other))
  }
  for (const inner of members.values())
    for (const [i, one] of inner.entries()) for (const other of inner.slice(i + 1)) edges.push(bidirected(one, other))
  const { nodes, roles, positions } = graph
  return createGraph({ kind: 'admg', nodes, edges, roles, positions })
}
