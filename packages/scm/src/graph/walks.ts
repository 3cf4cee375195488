/**
 * Walks along edges: ancestors, descendants, districts, orders, cycles.
 * A node is its own ancestor and descendant (Pearl 2009; Richardson 2003). Everything is linear in nodes and edges.
 */
import { ScmError } from '../errors.ts'
import type { Graph, Rows } from './graph.ts'
import { indicesOf, type Names, namesIn } from './names.ts'

/** The nodes with a directed path to one of `names`, and these; in the graph's order. */
export function ancestors(graph: Graph, names: Names): string[] {
  return namesIn(graph, reachable(graph.nodes.length, [graph.parents], indicesOf(graph, names)))
}

/** The nodes with a directed path from one of `names`, and these. */
export function descendants(graph: Graph, names: Names): string[] {
  return namesIn(graph, reachable(graph.nodes.length, [graph.children], indicesOf(graph, names)))
}

export function nonDescendants(graph: Graph, names: Names): string[] {
  const below = reachable(graph.nodes.length, [graph.children], indicesOf(graph, names))
  return graph.nodes.filter((_, node) => below[node] === 0)
}

/** Parents of any of `names`, without these. */
export function parentsOf(graph: Graph, names: Names): string[] {
  return besides(graph, graph.parents, names)
}

export function childrenOf(graph: Graph, names: Names): string[] {
  return besides(graph, graph.children, names)
}

/** Nodes joined to any of `names` by x ↔ y, without these. */
export function spousesOf(graph: Graph, names: Names): string[] {
  return besides(graph, graph.spouses, names)
}

/** Nodes joined to any of `names` by an edge of any kind, without these. */
export function neighboursOf(graph: Graph, names: Names): string[] {
  const own = new Set(indicesOf(graph, names))
  const found = new Set<number>()
  for (const node of own) for (const rows of everyRow(graph)) for (const next of row(rows, node)) found.add(next)
  return graph.nodes.filter((_, node) => found.has(node) && !own.has(node))
}

/** The districts (c-components, Tian & Pearl 2002): classes of nodes joined by paths of ↔, in the graph's order. */
export function districts(graph: Graph): string[][] {
  return components(graph.nodes.length, [graph.spouses]).map((members) => members.map((node) => graph.nodes[node]!))
}

/** The nodes of the districts of `names`. */
export function districtOf(graph: Graph, names: Names): string[] {
  return namesIn(graph, reachable(graph.nodes.length, [graph.spouses], indicesOf(graph, names)))
}

/** Markov pillow: the districts of `names` and their parents, without `names` themselves. */
export function markovPillow(graph: Graph, names: Names): string[] {
  const own = new Set(indicesOf(graph, names).map((node) => graph.nodes[node]!))
  const district = districtOf(graph, names)
  const pillow = new Set([...district, ...parentsOf(graph, district)])
  return graph.nodes.filter((name) => pillow.has(name) && !own.has(name))
}

/** Causes before effects (Kahn 1962), among the free ones the one that was given first. Throws `graph/cycle`. */
export function topologicalOrder(graph: Graph): string[] {
  return topologicalIndices(graph).map((node) => graph.nodes[node]!)
}

/** As `topologicalOrder`, as node numbers. */
export function topologicalIndices(graph: Graph): number[] {
  const order = kahn(graph)
  if (order.length < graph.nodes.length) requireAcyclic(graph)
  return order
}

export function isAcyclic(graph: Graph): boolean {
  return kahn(graph).length === graph.nodes.length
}

const knownAcyclic = new WeakSet<Graph>()

/** Throws `graph/cycle` and spells the cycle out. A graph is looked at once. */
export function requireAcyclic(graph: Graph): void {
  if (knownAcyclic.has(graph)) return
  const cycle = findCycle(graph)
  if (!cycle) {
    knownAcyclic.add(graph)
    return
  }
  throw new ScmError('graph/cycle', `The graph has a directed cycle: ${[...cycle, cycle[0]!].join(' → ')}.`, {
    hint: 'Remove or turn one of these edges; only graphs of kind “cyclic” may have one.',
    details: { cycle },
  })
}

/** The nodes of one directed cycle in its order, or `undefined`. */
export function findCycle(graph: Graph): string[] | undefined {
  const ordered = new Set(kahn(graph))
  const start = graph.nodes.findIndex((_, node) => !ordered.has(node))
  if (start < 0) return undefined
  // Every node that Kahn leaves over has a parent that is left over: walking up must meet itself.
  const trail: number[] = []
  const placeOf = new Map<number, number>()
  for (let node = start; ; ) {
    const place = placeOf.get(node)
    if (place !== undefined) return turnedToFirst(trail.slice(place).reverse()).map((at) => graph.nodes[at]!)
    placeOf.set(node, trail.push(node) - 1)
    node = row(graph.parents, node).find((parent) => !ordered.has(parent))!
  }
}

/** Strongly connected components (Tarjan 1972, without recursion): [nodes], the number of each node's component. */
export function strongComponents(graph: Graph): Int32Array {
  const count = graph.nodes.length
  const { starts, items } = graph.children
  const component = new Int32Array(count).fill(-1)
  const order = new Int32Array(count).fill(-1)
  const low = new Int32Array(count)
  const next = starts.slice(0, count)
  const open: number[] = []
  let visited = 0
  let found = 0
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue
    const path = [root]
    order[root] = low[root] = visited++
    open.push(root)
    while (path.length > 0) {
      const node = path.at(-1)!
      if (next[node]! < starts[node + 1]!) {
        const child = items[next[node]!++]!
        if (order[child] === -1) {
          order[child] = low[child] = visited++
          path.push(child)
          open.push(child)
        } else if (component[child] === -1) low[node] = Math.min(low[node]!, order[child]!)
        continue
      }
      path.pop()
      if (path.length > 0) low[path.at(-1)!] = Math.min(low[path.at(-1)!]!, low[node]!)
      if (low[node] !== order[node]) continue
      for (let member = -1; member !== node; ) {
        member = open.pop()!
        component[member] = found
      }
      found++
    }
  }
  return component
}

/** [nodes]: 1 where a walk along `rows` from `seeds` arrives, the seeds included. */
export function reachable(count: number, rows: readonly Rows[], seeds: Iterable<number>): Uint8Array {
  const mask = new Uint8Array(count)
  const queue: number[] = []
  for (const seed of seeds) {
    if (mask[seed] === 0) queue.push(seed)
    mask[seed] = 1
  }
  while (queue.length > 0) {
    const node = queue.pop()!
    for (const { starts, items } of rows)
      for (let at = starts[node]!; at < starts[node + 1]!; at++) {
        const next = items[at]!
        if (mask[next] === 1) continue
        mask[next] = 1
        queue.push(next)
      }
  }
  return mask
}

/** Classes of nodes joined along `rows` (which must be symmetric), each ascending, ordered by their first node. */
export function components(count: number, rows: readonly Rows[]): number[][] {
  const label = new Int32Array(count).fill(-1)
  const classes: number[][] = []
  for (let first = 0; first < count; first++) {
    if (label[first] !== -1) continue
    const members = [first]
    label[first] = classes.length
    for (let at = 0; at < members.length; at++)
      for (const each of rows)
        for (const next of row(each, members[at]!)) {
          if (label[next] !== -1) continue
          label[next] = classes.length
          members.push(next)
        }
    classes.push(members.sort((a, b) => a - b))
  }
  return classes
}

/** The neighbours of one node: a view, not a copy. */
export function row(rows: Rows, node: number): Int32Array {
  return rows.items.subarray(rows.starts[node], rows.starts[node + 1])
}

/** Whether `item` stands in a node's row (they ascend). */
export function hasInRow({ starts, items }: Rows, node: number, item: number): boolean {
  let low = starts[node]!
  let high = starts[node + 1]! - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (items[middle] === item) return true
    if (items[middle]! < item) low = middle + 1
    else high = middle - 1
  }
  return false
}

/** Rows with only the items that are kept. */
export function keepingItems({ starts, items }: Rows, keeps: (node: number, item: number) => boolean): Rows {
  const newStarts = new Int32Array(starts.length)
  const kept = new Int32Array(items.length)
  let size = 0
  for (let node = 0; node + 1 < starts.length; node++) {
    for (let at = starts[node]!; at < starts[node + 1]!; at++) if (keeps(node, items[at]!)) kept[size++] = items[at]!
    newStarts[node + 1] = size
  }
  return { starts: newStarts, items: kept }
}

export function everyRow(graph: Graph): Rows[] {
  return [graph.parents, graph.children, graph.spouses, graph.undirected, graph.circled]
}

export function areAdjacent(graph: Graph, a: number, b: number): boolean {
  return everyRow(graph).some((rows) => hasInRow(rows, a, b))
}

function kahn({ nodes, parents, children }: Graph): number[] {
  const waiting = nodes.map((_, node) => parents.starts[node + 1]! - parents.starts[node]!)
  const order = nodes.map((_, node) => node).filter((node) => waiting[node] === 0)
  for (let at = 0; at < order.length; at++)
    for (const child of row(children, order[at]!)) if (--waiting[child]! === 0) order.push(child)
  return order
}

function turnedToFirst(cycle: number[]): number[] {
  const first = cycle.indexOf(Math.min(...cycle))
  return [...cycle.slice(first), ...cycle.slice(0, first)]
}

function besides(graph: Graph, rows: Rows, names: Names): string[] {
  const own = new Set(indicesOf(graph, names))
  const found = new Set<number>()
  for (const node of own) for (const next of row(rows, node)) found.add(next)
  return graph.nodes.filter((_, node) => found.has(node) && !own.has(node))
}
