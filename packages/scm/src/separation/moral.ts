/**
 * The moral (augmented) graph: nodes are joined when an edge joins them or every node between them on some walk is a
 * collider. Separation in a mixed graph is plain separation in the moral graph of the ancestors concerned (Lauritzen 1996;
 * Richardson 2003, thm. 1). A district with its parents becomes a clique.
 */
import { createGraph, type Graph, type Rows, undirected } from '../graph/graph.ts'
import { everyRow, reachable, row } from '../graph/walks.ts'

/** The moral graph of a whole graph, as a graph whose edges are all undirected (its kind is `cpdag`: tails only). */
export function moralize(graph: Graph): Graph {
  const all = new Uint8Array(graph.nodes.length).fill(1)
  const rows = moralRows(graph, all)
  const edges = graph.nodes.flatMap((name, node) =>
    [...row(rows, node)].filter((other) => other > node).map((other) => undirected(name, graph.nodes[other]!)),
  )
  const { nodes, roles, positions } = graph
  return createGraph({ kind: 'cpdag', nodes, edges, roles, positions })
}

/** Neighbours in the moral graph of the subgraph on `kept` ([nodes], 1 = kept), under the graph’s own node numbers. */
export function moralRows(graph: Graph, kept: Uint8Array): Rows {
  const pairs: number[] = [] // node, neighbour, node, neighbour, …: repeated where several reasons join two nodes
  for (const { starts, items } of everyRow(graph))
    for (let node = 0; node < kept.length; node++) {
      if (kept[node] !== 1) continue
      for (let at = starts[node]!; at < starts[node + 1]!; at++)
        if (kept[items[at]!] === 1) pairs.push(node, items[at]!)
    }
  for (const clique of colliderCliques(graph, kept))
    for (const a of clique) for (const b of clique) if (a !== b) pairs.push(a, b)
  return distinctRows(kept.length, pairs)
}

/** Each district within `kept` together with its parents; a node without ↔ is a district of its own. */
function* colliderCliques(graph: Graph, kept: Uint8Array): Generator<number[]> {
  const done = new Uint8Array(kept.length)
  for (let node = 0; node < kept.length; node++) {
    if (kept[node] !== 1 || done[node] === 1) continue
    if (row(graph.spouses, node).length === 0) {
      yield [...row(graph.parents, node)].filter((parent) => kept[parent] === 1)
      continue
    }
    const clique = new Set<number>()
    const queue = [node]
    done[node] = 1
    for (const member of queue) {
      clique.add(member)
      for (const parent of row(graph.parents, member)) if (kept[parent] === 1) clique.add(parent)
      for (const spouse of row(graph.spouses, member)) {
        if (kept[spouse] !== 1 || done[spouse] === 1) continue
        done[spouse] = 1
        queue.push(spouse)
      }
    }
    yield [...clique]
  }
}

/** [nodes]: 1 for the ancestors of `nodes`, themselves included; undirected edges are walked too, as in anterior graphs. */
export function anteriorMask(graph: Graph, nodes: Iterable<number>): Uint8Array {
  return reachable(graph.nodes.length, [graph.parents, graph.undirected], nodes)
}

/** Rows of pairs in which each neighbour stands once, ascending. */
function distinctRows(count: number, pairs: readonly number[]): Rows {
  const ends = new Int32Array(count + 1)
  for (let i = 0; i < pairs.length; i += 2) ends[pairs[i]! + 1]!++
  for (let node = 0; node < count; node++) ends[node + 1]! += ends[node]!
  const all = new Int32Array(pairs.length / 2)
  const next = ends.slice()
  for (let i = 0; i < pairs.length; i += 2) all[next[pairs[i]!]!++] = pairs[i + 1]!
  const starts = new Int32Array(count + 1)
  const items = new Int32Array(all.length)
  let size = 0
  for (let node = 0; node < count; node++) {
    const first = size
    for (const item of all.subarray(ends[node], ends[node + 1]).sort())
      if (size === first || items[size - 1] !== item) items[size++] = item
    starts[node + 1] = size
  }
  return { starts, items }
}
