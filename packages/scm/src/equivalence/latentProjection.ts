/**
 * The ADMG over the observed nodes (Verma & Pearl 1990): x → y for a directed path, x ↔ y for a path x ← … → y without
 * colliders whose inner nodes are all latent. It has the graph’s m-separations and identified effects among what is left.
 */

import { ScmError } from '../errors.ts'
import { bidirected, createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import { indicesOf, maskOf, type Names } from '../graph/names.ts'
import { row } from '../graph/walks.ts'

/** Projects `latent` away; left out, the graph’s latent nodes. DAGs, ADMGs and cyclic graphs; loops x → … → x are dropped. */
export function latentProjection(graph: Graph, { latent = graph.roles.latent }: { latent?: Names } = {}): Graph {
  if (graph.kind !== 'dag' && graph.kind !== 'admg' && graph.kind !== 'cyclic')
    throw new ScmError(
      'graph/kind',
      `A latent projection is of a DAG or ADMG; this is a ${graph.kind.toUpperCase()}.`,
      {
        hint: 'MAGs and PAGs have their latent nodes projected away already.',
      },
    )
  const hidden = maskOf(graph, indicesOf(graph, latent))
  const shown = (node: number) => graph.nodes[node]!
  const edges: Edge[] = []
  const ends = graph.nodes.map((_, node) => observedBelow(graph, hidden, node))
  for (const [node, below] of ends.entries()) {
    if (hidden[node] === 0) for (const end of below) if (end !== node) edges.push(directed(shown(node), shown(end)))
    if (hidden[node] === 1) edges.push(...joined(below, below).map(([a, b]) => bidirected(shown(a), shown(b))))
    const own = hidden[node] === 1 ? below : [node]
    for (const spouse of row(graph.spouses, node)) {
      if (spouse < node) continue
      const other = hidden[spouse] === 1 ? ends[spouse]! : [spouse]
      edges.push(...joined(own, other).map(([a, b]) => bidirected(shown(a), shown(b))))
    }
  }
  const kept = (names: readonly string[]) => names.filter((name) => hidden[graph.index.get(name)!] === 0)
  return createGraph({
    kind: graph.kind === 'cyclic' ? 'cyclic' : 'admg',
    nodes: kept(graph.nodes),
    edges,
    roles: Object.fromEntries(Object.entries(graph.roles).map(([role, names]) => [role, kept(names)])),
    positions: new Map([...graph.positions].filter(([name]) => hidden[graph.index.get(name)!] === 0)),
  })
}

/** Observed nodes at the end of directed paths from `start` whose inner nodes are hidden. */
function observedBelow(graph: Graph, hidden: Uint8Array, start: number): number[] {
  const seen = new Set<number>()
  const queue = [start]
  for (const node of queue)
    for (const child of row(graph.children, node)) {
      if (seen.has(child)) continue
      seen.add(child)
      if (hidden[child] === 1) queue.push(child)
    }
  return [...seen].filter((node) => hidden[node] === 0)
}

/** Unordered pairs of different nodes, one from each list. */
function joined(left: readonly number[], right: readonly number[]): [number, number][] {
  return left.flatMap((a) =>
    right
      .filter((b) => a !== b && (a < b || !(left.includes(b) && right.includes(a))))
      .map((b): [number, number] => [a, b]),
  )
}
