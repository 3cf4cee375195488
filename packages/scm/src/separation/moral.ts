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
  const count = graph.nodes.length
  const neighbours = Array.from({ length: count }, () => new Set<number>())
  const join = (a: number, b: number) => {
    neighbours[a]!.add(b)
    neighbours[b]!.add(a)
  }
  for (let node = 0; node < count; node++) {
    if (kept[node] !== 1) continue
    for (const rows of everyRow(graph)) for (const other of row(rows, node)) if (kept[other] === 1) join(node, other)
  }
  for (const clique of colliderCliques(graph, kept))
    for (const [i, a] of clique.entries()) for (let j = i + 1; j < clique.length; j++) join(a, clique[j]!)
  return rowsFrom(neighbours)
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

function rowsFrom(neighbours: readonly Set<number>[]): Rows {
  const starts = new Int32Array(neighbours.length + 1)
  for (const [node, set] of neighbours.entries()) starts[node + 1] = starts[node]! + set.size
  const items = new Int32Array(starts.at(-1)!)
  for (const [node, set] of neighbours.entries()) items.set(Int32Array.from(set).sort(), starts[node])
  return { starts, items }
}
