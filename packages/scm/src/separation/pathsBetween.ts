/** The paths between two sets of nodes, shortest first, and what opens or blocks each. */
import { representative } from '../equivalence/representative.ts'
import type { Edge, Graph } from '../graph/graph.ts'
import { indicesOf, type Names, requireDisjoint } from '../graph/names.ts'
import { reachable, row } from '../graph/walks.ts'

/** One inner node of a path. `fork` ← V →, `collider` → V ←, `chain` → V →; undirected edges count as tails. */
export type PathStep = {
  node: string
  kind: 'chain' | 'fork' | 'collider'
  passes: boolean
  /** The conditioned node that decides: V itself, or the descendant of a collider that opens it. */
  by?: string
}

export type ExplainedPath = {
  nodes: string[]
  /** Turned along the path: `from` is nearer to x. */
  edges: Edge[]
  steps: PathStep[]
  isOpen: boolean
  /** Every edge is x → … → y. */
  isCausal: boolean
}

export type PathsOptions = { x: Names; y: Names; given?: Names; limit?: number; maxSteps?: number }

/**
 * Simple paths from `x` to `y` that touch neither in between, open or not, shortest first, by m-separation; of a CPDAG or
 * PAG those of one graph of its class. There may be exponentially many: `limit` are listed and `maxSteps` steps taken at
 * most, and `complete` says whether that was all. Found by deepening: paths of each length in turn, never going where
 * the rest of the length does not reach y.
 */
export function pathsBetween(graph: Graph, options: PathsOptions): { paths: ExplainedPath[]; complete: boolean } {
  const { limit = 100, maxSteps = 200_000 } = options
  const model = graph.kind === 'cyclic' ? graph : representative(graph)
  const [x, y] = [indicesOf(graph, options.x), indicesOf(graph, options.y)]
  requireDisjoint(graph, { x, y })
  const explain = explainer(model, indicesOf(graph, options.given))
  const out = edgesAlong(model)
  const distance = distances(model, out, y)
  const ends = new Set([...x, ...y])
  const paths: ExplainedPath[] = []
  let steps = 0
  let isCut = false
  const trail: Edge[] = []
  const visited = new Set<number>()

  /** False when a limit was met. `left`: how many edges the path still has. */
  const extend = (node: number, left: number): boolean => {
    for (const edge of out[node]!) {
      const next = model.index.get(edge.to)!
      if (visited.has(next)) continue
      const isEnd = distance[next] === 0
      if (!isEnd && ends.has(next)) continue
      if (isEnd !== (left === 1) || distance[next]! > left - 1) {
        if (!isEnd) isCut = true
        continue
      }
      if (++steps > maxSteps || (isEnd && paths.length >= limit)) return false
      trail.push(edge)
      visited.add(next)
      if (isEnd) paths.push(explain(trail))
      else if (!extend(next, left - 1)) return false
      visited.delete(next)
      trail.pop()
    }
    return true
  }

  for (let length = 1; length < graph.nodes.length; length++) {
    isCut = false
    for (const start of x) {
      visited.clear()
      trail.length = 0
      visited.add(start)
      if (distance[start]! < 0) continue
      if (!extend(start, length)) return { paths, complete: false }
    }
    if (!isCut) break
  }
  return { paths, complete: true }
}

function explainer(graph: Graph, given: readonly number[]): (trail: readonly Edge[]) => ExplainedPath {
  const isGiven = new Set(given)
  const opensCollider = reachable(graph.nodes.length, [graph.parents], given)
  const stepOf = (before: Edge, after: Edge): PathStep => {
    const at = graph.index.get(before.to)!
    const into = [before.toMark, after.fromMark].filter((mark) => mark === 'arrow').length
    const kind = into === 2 ? 'collider' : into === 0 ? 'fork' : 'chain'
    const passes = kind === 'collider' ? opensCollider[at] === 1 : !isGiven.has(at)
    const by = isGiven.has(at) ? at : kind === 'collider' && passes ? nearestGivenBelow(graph, at, isGiven) : undefined
    return { node: before.to, kind, passes, ...(by === undefined ? {} : { by: graph.nodes[by]! }) }
  }
  return (trail) => {
    const steps = trail.slice(1).map((edge, i) => stepOf(trail[i]!, edge))
    const [first, last] = [trail[0]!.from, trail.at(-1)!.to].map((name) => graph.index.get(name)!)
    return {
      nodes: [trail[0]!.from, ...trail.map(({ to }) => to)],
      edges: [...trail],
      steps,
      isOpen: steps.every(({ passes }) => passes) && !isGiven.has(first!) && !isGiven.has(last!),
      isCausal: trail.every(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'arrow'),
    }
  }
}

function nearestGivenBelow({ children }: Graph, start: number, given: ReadonlySet<number>): number | undefined {
  const queue = [start]
  const seen = new Set(queue)
  for (const node of queue) {
    if (given.has(node)) return node
    for (const child of row(children, node)) {
      if (seen.has(child)) continue
      seen.add(child)
      queue.push(child)
    }
  }
  return undefined
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

/** [nodes]: edges to the nearest of y whatever their marks; −1 where there is no way. */
function distances({ index, nodes }: Graph, out: readonly Edge[][], y: readonly number[]): Int32Array {
  const distance = new Int32Array(nodes.length).fill(-1)
  for (const node of y) distance[node] = 0
  const queue = [...y]
  for (const node of queue)
    for (const { to } of out[node]!) {
      const next = index.get(to)!
      if (distance[next]! >= 0) continue
      distance[next] = distance[node]! + 1
      queue.push(next)
    }
  return distance
}
