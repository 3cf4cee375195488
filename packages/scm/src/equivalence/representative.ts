/**
 * One graph that stands for a class: a DAG of a CPDAG, a MAG of a PAG, the acyclification of a cyclic graph. It has the
 * class’s separations, so that one engine answers for every kind. Kept as long as the graph is.
 *
 * A MAG of a PAG: o→ and o— become →, and the o–o part, which is chordal, is oriented without unshielded colliders
 * (Zhang 2008, Lemma 7 and Theorem 2).
 */
import { createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import { requireAcyclic } from '../graph/walks.ts'
import { acyclification } from './acyclification.ts'
import { consistentExtension } from './consistentExtension.ts'

const kept = new WeakMap<Graph, Graph>()

/**
 * A partly directed graph without consistent extension stands for itself, its undirected edges read as those of an
 * undirected graph.
 */
export function representative(graph: Graph): Graph {
  if (graph.kind === 'dag' || graph.kind === 'admg' || graph.kind === 'mag') {
    requireAcyclic(graph)
    return graph
  }
  const before = kept.get(graph)
  if (before) return before
  const found =
    graph.kind === 'cpdag'
      ? (consistentExtension(graph) ?? graph)
      : graph.kind === 'pag'
        ? magOf(graph)
        : acyclification(graph)
  kept.set(graph, found)
  return found
}

function magOf(graph: Graph): Graph {
  const place = circleOrder(graph)
  const edges = graph.edges.map((edge): Edge => {
    const { from, to, fromMark, toMark } = edge
    if (fromMark === 'circle' && toMark === 'circle')
      return place[graph.index.get(from)!]! < place[graph.index.get(to)!]! ? directed(from, to) : directed(to, from)
    if (fromMark === 'circle') return toMark === 'arrow' ? directed(from, to) : directed(to, from)
    if (toMark === 'circle') return fromMark === 'arrow' ? directed(to, from) : directed(from, to)
    return edge
  })
  const { nodes, roles, positions } = graph
  return createGraph({ kind: 'mag', nodes, edges, roles, positions })
}

/** [nodes]: places in a maximum-cardinality search of the o–o edges (Tarjan & Yannakakis 1984); early to late is collider-free. */
function circleOrder(graph: Graph): Int32Array {
  const count = graph.nodes.length
  const neighbours: number[][] = graph.nodes.map(() => [])
  for (const { from, to, fromMark, toMark } of graph.edges) {
    if (fromMark !== 'circle' || toMark !== 'circle') continue
    neighbours[graph.index.get(from)!]!.push(graph.index.get(to)!)
    neighbours[graph.index.get(to)!]!.push(graph.index.get(from)!)
  }
  const place = new Int32Array(count).fill(-1)
  const weight = new Int32Array(count)
  for (let next = 0; next < count; next++) {
    let best = -1
    for (let node = 0; node < count; node++)
      if (place[node] === -1 && (best === -1 || weight[node]! > weight[best]!)) best = node
    place[best] = next
    for (const other of neighbours[best]!) weight[other]!++
  }
  return place
}
