/**
 * A DAG with the same adjacencies and unshielded colliders as a partly directed graph, if there is one.
 * Dor & Tarsi (1992): take a node x without outgoing edges such that every node joined to x by an undirected edge is
 * adjacent to all others adjacent to x; turn x’s undirected edges into x; remove x; repeat.
 */
import { createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import { row } from '../graph/walks.ts'

/** `undefined` when there is none: the graph has a directed cycle or a chordless undirected one, or forces a collider. */
export function consistentExtension(graph: Graph): Graph | undefined {
  const rank = sinkOrder(graph)
  if (!rank) return undefined
  const edges = graph.edges.map(({ from, to, fromMark, toMark }): Edge => {
    if (fromMark !== 'tail' || toMark !== 'tail') return { from, to, fromMark, toMark }
    return rank[graph.index.get(from)!]! > rank[graph.index.get(to)!]! ? directed(from, to) : directed(to, from)
  })
  const { nodes, roles, positions } = graph
  return createGraph({ kind: 'dag', nodes, edges, roles, positions })
}

/** [nodes]: when each node was removed, sinks first; `undefined` when the removal stops early. */
function sinkOrder(graph: Graph): Int32Array | undefined {
  const count = graph.nodes.length
  const adjacent = graph.nodes.map(
    (_, node) => new Set([...row(graph.parents, node), ...row(graph.children, node), ...row(graph.undirected, node)]),
  )
  const out = graph.nodes.map((_, node) => row(graph.children, node).length)
  const rank = new Int32Array(count).fill(-1)
  const isSink = (node: number) =>
    out[node] === 0 &&
    row(graph.undirected, node).every((other) => {
      if (rank[other] !== -1) return true
      for (const third of adjacent[node]!) if (third !== other && !adjacent[other]!.has(third)) return false
      return true
    })
  let removed = 0
  let waiting = graph.nodes.map((_, node) => node)
  while (waiting.length > 0) {
    const looked = new Set<number>()
    for (const node of waiting) {
      if (rank[node] !== -1 || !isSink(node)) continue
      rank[node] = removed++
      // Only what was adjacent to a removed node can have become a sink.
      for (const other of adjacent[node]!) {
        adjacent[other]!.delete(node)
        looked.add(other)
      }
      for (const parent of row(graph.parents, node)) out[parent]!--
    }
    waiting = [...looked].filter((node) => rank[node] === -1)
  }
  return removed === count ? rank : undefined
}
