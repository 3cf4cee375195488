/**
 * What the adjustment criterion asks of a graph, for every kind of graph: amenability, the forbidden nodes, and the proper
 * back-door graph (Perković, Textor, Kalisch & Maathuis 2018, defs. 3–5; van der Zander et al. 2019, def. 7).
 *
 * Notation: X = treatments, Y = outcomes. A path is possibly causal when no edge has an arrow at its end nearer to X; it
 * is proper when only its first node is in X. Forb = possible descendants of the nodes, other than X, on proper possibly
 * causal paths.
 */
import { closedCpdag } from '../equivalence/closedCpdag.ts'
import { representative } from '../equivalence/representative.ts'
import { ScmError } from '../errors.ts'
import { withoutArcs } from '../graph/changes.ts'
import type { Graph, Rows } from '../graph/graph.ts'
import { indicesOf, type Names, requireDisjoint } from '../graph/names.ts'
import { areAdjacent, hasInRow, keepingItems, reachable, requireAcyclic, row } from '../graph/walks.ts'

/** Left out, they are the graph’s nodes of that role. */
export type EffectQuery = { treatment?: Names; outcome?: Names }

export type Effect = {
  /** The graph asked about; a CPDAG with its implied orientations. */
  graph: Graph
  x: number[]
  y: number[]
  /** [nodes]: 1 for nodes that a possibly causal path joins to Y without touching X. */
  towardsOutcome: Uint8Array
  /** [nodes]: 1 for Forb. */
  forbidden: Uint8Array
  /** A proper possibly causal path that does not start with a visible edge out of X, or `undefined` when amenable. */
  unclearPath: string[] | undefined
}

export function effectOf(asked: Graph, query: EffectQuery): Effect {
  requireAcyclic(asked)
  const graph = asked.kind === 'cpdag' ? closedCpdag(asked) : asked
  const [x, y] = [sideOf(graph, query, 'treatment'), sideOf(graph, query, 'outcome')]
  requireDisjoint(graph, { treatment: x, outcome: y })
  const onward = possiblyCausalRows(graph)
  const isTreatment = new Set(x)
  const backward = onward === graph.children ? graph.parents : reversed(onward)
  const towardsOutcome = reachable(graph.nodes.length, [withoutNodes(backward, isTreatment)], y)
  for (const node of x) towardsOutcome[node] = 0
  const fromTreatment = reachable(graph.nodes.length, [withoutNodes(onward, isTreatment)], firstSteps(onward, x))
  const between = graph.nodes.flatMap((_, node) =>
    towardsOutcome[node] === 1 && fromTreatment[node] === 1 && !isTreatment.has(node) ? [node] : [],
  )
  const forbidden = reachable(graph.nodes.length, [onward], between)
  return { graph, x, y, towardsOutcome, forbidden, unclearPath: unclearPath(graph, x, y, onward, towardsOutcome) }
}

/**
 * The proper back-door graph of one graph of the class: without the first edges of proper causal paths. For an amenable
 * graph these are all visible, and separation there is the same for every graph of the class (Perković et al. 2018,
 * thm. 7 and lemma 60).
 */
export function properBackDoorGraph({ graph, x, towardsOutcome }: Effect): Graph {
  const isTreatment = new Set(x)
  return withoutArcs(representative(graph), (from, to) => isTreatment.has(from) && towardsOutcome[to] === 1)
}

/**
 * v → w of every edge that a possibly causal path may go along: no arrow at v. In a CPDAG v — w may be either; in a MAG
 * or PAG it means selection and is no cause.
 */
export function possiblyCausalRows(graph: Graph): Rows {
  const { kind, children, undirected, circled, nodes } = graph
  if (kind === 'dag' || kind === 'admg' || kind === 'mag' || kind === 'cyclic') return children
  const lists = nodes.map((_, node) => [...row(children, node), ...(kind === 'cpdag' ? row(undirected, node) : [])])
  if (circled.items.length > 0)
    for (const { from, to, fromMark, toMark } of graph.edges) {
      if (fromMark !== 'circle' && toMark !== 'circle') continue
      if (fromMark !== 'arrow') lists[graph.index.get(from)!]!.push(graph.index.get(to)!)
      if (toMark !== 'arrow') lists[graph.index.get(to)!]!.push(graph.index.get(from)!)
    }
  return rowsOf(lists)
}

export function reversed({ starts, items }: Rows): Rows {
  const lists: number[][] = Array.from({ length: starts.length - 1 }, () => [])
  for (let node = 0; node < lists.length; node++)
    for (let at = starts[node]!; at < starts[node + 1]!; at++) lists[items[at]!]!.push(node)
  return rowsOf(lists)
}

function rowsOf(lists: readonly number[][]): Rows {
  const starts = new Int32Array(lists.length + 1)
  for (const [node, list] of lists.entries()) starts[node + 1] = starts[node]! + list.length
  const items = new Int32Array(starts.at(-1)!)
  for (const [node, list] of lists.entries()) items.set(list, starts[node])
  return { starts, items }
}

/** The rows without steps into `gone`. */
function withoutNodes({ starts, items }: Rows, gone: ReadonlySet<number>): Rows {
  return keepingItems({ starts, items }, (_, item) => !gone.has(item))
}

function firstSteps(onward: Rows, x: readonly number[]): number[] {
  return x.flatMap((node) => [...row(onward, node)]).filter((node) => !x.includes(node))
}

function sideOf(graph: Graph, query: EffectQuery, role: 'treatment' | 'outcome'): number[] {
  const named = indicesOf(graph, query[role] ?? graph.roles[role])
  if (named.length > 0) return named
  throw new ScmError('effect/no-side', `No ${role} is named.`, {
    hint: `Pass { ${role}: … }, or give a node of the graph that role.`,
    details: { role },
  })
}

/** The first proper possibly causal path whose first edge is not visible; shortest from that edge on. */
function unclearPath(
  graph: Graph,
  x: readonly number[],
  y: readonly number[],
  onward: Rows,
  towardsOutcome: Uint8Array,
) {
  if (graph.kind === 'dag' || graph.kind === 'admg') return undefined
  for (const node of x)
    for (const next of row(onward, node)) {
      if (x.includes(next) || towardsOutcome[next] !== 1 || isVisible(graph, node, next)) continue
      const rest = shortestWalk(onward, next, new Set(y), new Set(x))
      return [node, ...rest].map((each) => graph.nodes[each]!)
    }
  return undefined
}

/**
 * x → v that no hidden common cause can replace. In DAGs and CPDAGs every directed edge; in MAGs and PAGs one where some
 * node not adjacent to v has an edge into x, or a collider path into x along parents of v (Zhang 2008, def. 8).
 */
export function isVisible(graph: Graph, x: number, v: number): boolean {
  if (!hasInRow(graph.children, x, v)) return false
  if (graph.kind !== 'mag' && graph.kind !== 'pag') return true
  const into = arrowNeighbours(graph)
  const seen = new Set([x])
  for (const node of seen)
    for (const other of into(node)) {
      if (other !== v && !areAdjacent(graph, other, v)) return true
      if (hasInRow(graph.spouses, node, other) && hasInRow(graph.children, other, v)) seen.add(other)
    }
  return false
}

/** Nodes with an edge that has its arrow at the node. */
function arrowNeighbours(graph: Graph): (node: number) => number[] {
  const half: number[][] = graph.nodes.map(() => [])
  if (graph.circled.items.length > 0)
    for (const { from, to, fromMark, toMark } of graph.edges) {
      if (fromMark === 'circle' && toMark === 'arrow') half[graph.index.get(to)!]!.push(graph.index.get(from)!)
      if (toMark === 'circle' && fromMark === 'arrow') half[graph.index.get(from)!]!.push(graph.index.get(to)!)
    }
  return (node) => [...row(graph.parents, node), ...row(graph.spouses, node), ...half[node]!]
}

function shortestWalk(onward: Rows, from: number, ends: ReadonlySet<number>, avoided: ReadonlySet<number>): number[] {
  const before = new Map<number, number>([[from, -1]])
  for (const node of before.keys()) {
    if (ends.has(node)) {
      const walk: number[] = []
      for (let at = node; at !== -1; at = before.get(at)!) walk.unshift(at)
      return walk
    }
    for (const next of row(onward, node)) if (!before.has(next) && !avoided.has(next)) before.set(next, node)
  }
  return [from]
}
