/** The paths between two sets of nodes that a set leaves open, for a reader to look at. */
import { representative } from '../equivalence/representative.ts'
import type { Edge, Graph } from '../graph/graph.ts'
import { indicesOf, type Names, requireDisjoint } from '../graph/names.ts'
import { reachable } from '../graph/walks.ts'
import { reachedFrom } from './reach.ts'

export type OpenPath = {
  nodes: string[]
  /** Turned along the path: `from` is nearer to x. */
  edges: Edge[]
  /** Every edge is x → … → y. */
  isCausal: boolean
}

export type OpenPathOptions = { x: Names; y: Names; given?: Names; limit?: number; maxSteps?: number }

/**
 * Simple paths that start in `x`, end in `y`, touch neither in between and are open given Z, depth first. The graph’s
 * directed, bidirected and undirected edges are read by m-separation; of a CPDAG or PAG the paths are those of one graph
 * of its class. There may be exponentially many: at most `limit` are listed and `maxSteps` steps taken, and `complete`
 * says whether that was all.
 */
export function openPaths(graph: Graph, options: OpenPathOptions): { paths: OpenPath[]; complete: boolean } {
  const { limit = 100, maxSteps = 200_000 } = options
  const model = graph.kind === 'cyclic' ? graph : representative(graph)
  const [x, y, z] = [indicesOf(graph, options.x), indicesOf(graph, options.y), indicesOf(graph, options.given)]
  requireDisjoint(graph, { x, y })
  const given = new Set(z)
  const [starts, ends] = [new Set(x.filter((node) => !given.has(node))), new Set(y.filter((node) => !given.has(node)))]
  const opensCollider = reachable(graph.nodes.length, [model.parents], z)
  // A node that no open walk from y reaches lies on no open path; a collider in Z is passed though it is not reached.
  const useful = reachedFrom(model, [...ends], z)
  const out = edgesAlong(model)
  const paths: OpenPath[] = []
  let steps = 0
  const trail: Edge[] = []
  const isVisited = new Set<number>()

  const extend = (node: number): boolean => {
    for (const edge of out[node]!) {
      const next = graph.index.get(edge.to)!
      if (isVisited.has(next) || starts.has(next) || !(useful[next] === 1 || ends.has(next) || given.has(next)))
        continue
      const before = trail.at(-1)
      if (before && !passes(node, before, edge)) continue
      if (++steps > maxSteps || paths.length >= limit) return false
      trail.push(edge)
      isVisited.add(next)
      if (ends.has(next)) paths.push(pathOf(trail))
      else if (!extend(next)) return false
      isVisited.delete(next)
      trail.pop()
    }
    return true
  }
  const passes = (node: number, before: Edge, after: Edge) =>
    before.toMark === 'arrow' && after.fromMark === 'arrow' ? opensCollider[node] === 1 : !given.has(node)

  for (const start of starts) {
    isVisited.clear()
    trail.length = 0
    isVisited.add(start)
    if (!extend(start)) return { paths, complete: false }
  }
  return { paths, complete: true }
}

/** Every edge from each of its ends. */
function edgesAlong(graph: Graph): Edge[][] {
  const out: Edge[][] = graph.nodes.map(() => [])
  for (const edge of graph.edges) {
    out[graph.index.get(edge.from)!]!.push(edge)
    out[graph.index.get(edge.to)!]!.push({ from: edge.to, to: edge.from, fromMark: edge.toMark, toMark: edge.fromMark })
  }
  return out
}

function pathOf(trail: readonly Edge[]): OpenPath {
  return {
    nodes: [trail[0]!.from, ...trail.map(({ to }) => to)],
    edges: [...trail],
    isCausal: trail.every(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'arrow'),
  }
}
