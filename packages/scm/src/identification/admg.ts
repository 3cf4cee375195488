/**
 * The graph of identification: directed and bidirected edges over the observed nodes, latent nodes projected away
 * (Verma & Pearl 1990; Tian & Pearl 2002), as sets of bits.
 */
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { indicesOf, type Names } from '../graph/names.ts'
import { requireAcyclic, row, topologicalIndices } from '../graph/walks.ts'
import { addAll, difference, firstOf, isEmpty, membersOf, type NodeSet, nodeSet, noNodes } from './nodeSet.ts'

export type Admg = {
  readonly names: readonly string[]
  readonly index: ReadonlyMap<string, number>
  readonly all: NodeSet
  readonly none: NodeSet
  /** By node. */
  readonly parents: readonly NodeSet[]
  readonly children: readonly NodeSet[]
  readonly spouses: readonly NodeSet[]
  /** Causes before effects. */
  readonly order: readonly number[]
}

/** Worked out once per graph. Throws `graph/cycle`, and `identify/kind` for graphs that leave edges undirected. */
export function admgOf(graph: Graph): Admg {
  const known = projected.get(graph) ?? project(graph)
  projected.set(graph, known)
  return known
}

const projected = new WeakMap<Graph, Admg>()

function project(graph: Graph): Admg {
  if (graph.kind === 'cpdag' || graph.kind === 'mag' || graph.kind === 'pag')
    throw new ScmError(
      'identify/kind',
      `Identification needs a DAG or an ADMG; this graph is a ${graph.kind.toUpperCase()}.`,
      {
        hint: 'Choose one graph of its class, or ask for adjustment sets, which work on the class.',
        details: { kind: graph.kind },
      },
    )
  requireAcyclic(graph)
  const count = graph.nodes.length
  const parents = graph.nodes.map((_, node) => nodeSet(count, row(graph.parents, node)))
  const children = graph.nodes.map((_, node) => nodeSet(count, row(graph.children, node)))
  const spouses = graph.nodes.map((_, node) => nodeSet(count, row(graph.spouses, node)))
  const latent = indicesOf(graph, graph.roles.latent)
  for (const node of latent) projectAway(node, parents, children, spouses)
  const hidden = new Set(latent)
  return renumber(
    graph.nodes,
    topologicalIndices(graph).filter((node) => !hidden.has(node)),
    { parents, children, spouses },
  )
}

/** The same nodes with all but `kept` projected away: these keep their numbers and lose their edges. */
export function projectOnto(admg: Admg, kept: NodeSet): Admg {
  const copy = (rows: readonly NodeSet[]): NodeSet[] => rows.map((row) => row.slice())
  const sides = { parents: copy(admg.parents), children: copy(admg.children), spouses: copy(admg.spouses) }
  const hidden = difference(admg.all, kept)
  for (const node of membersOf(hidden)) {
    projectAway(node, sides.parents, sides.children, sides.spouses)
    for (const rows of [sides.parents, sides.children, sides.spouses]) rows[node] = admg.none
  }
  return { ...admg, ...sides, all: kept }
}

type Sides = { parents: NodeSet[]; children: NodeSet[]; spouses: NodeSet[] }

/** p → l → c becomes p → c; c ← l → d and s ↔ l → c become c ↔ d and s ↔ c. */
function projectAway(latent: number, parents: NodeSet[], children: NodeSet[], spouses: NodeSet[]): void {
  const above = membersOf(parents[latent]!)
  const below = membersOf(children[latent]!)
  const beside = membersOf(spouses[latent]!)
  const join = (rows: NodeSet[], from: number, to: number) => {
    rows[from]![to >>> 5]! |= 1 << (to & 31)
  }
  const part = (rows: NodeSet[], from: number) => {
    rows[from]![latent >>> 5]! &= ~(1 << (latent & 31))
  }
  for (const child of below) {
    for (const parent of above) {
      join(parents, child, parent)
      join(children, parent, child)
    }
    for (const other of [...below, ...beside]) {
      if (other === child) continue
      join(spouses, child, other)
      join(spouses, other, child)
    }
    part(parents, child)
  }
  for (const parent of above) part(children, parent)
  for (const spouse of beside) part(spouses, spouse)
}

/** Keeps the observed nodes in the order of the graph. */
function renumber(nodes: readonly string[], order: readonly number[], sides: Sides): Admg {
  const observed = [...order].sort((a, b) => a - b)
  const place = new Map(observed.map((node, at) => [node, at]))
  const count = observed.length
  const moved = (rows: NodeSet[]) =>
    observed.map((node) =>
      nodeSet(
        count,
        membersOf(rows[node]!).map((other) => place.get(other)!),
      ),
    )
  const names = observed.map((node) => nodes[node]!)
  return {
    names,
    index: new Map(names.map((name, at) => [name, at])),
    all: nodeSet(count, names.keys()),
    none: noNodes(count),
    parents: moved(sides.parents),
    children: moved(sides.children),
    spouses: moved(sides.spouses),
    order: order.map((node) => place.get(node)!),
  }
}

/** The set of some nodes, which must be observed. Throws `graph/unknown-node` and `identify/latent`. */
export function observedSet(graph: Graph, admg: Admg, names: Names | undefined, role: string): NodeSet {
  const members = indicesOf(graph, names).map((node) => {
    const name = graph.nodes[node]!
    const at = admg.index.get(name)
    if (at !== undefined) return at
    throw new ScmError('identify/latent', `“${name}” is latent, so it cannot be a ${role}.`, {
      hint: 'Ask about observed nodes, or take its latent role away.',
      details: { node: name, role },
    })
  })
  return nodeSet(admg.names.length, members)
}

export function namesOfSet({ names }: Admg, set: NodeSet): string[] {
  return membersOf(set).map((node) => names[node]!)
}

/** An(targets) in G[within], targets included. */
export function ancestorsWithin({ order, parents }: Admg, targets: NodeSet, within: NodeSet): NodeSet {
  const found = targets.slice()
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!
    if ((found[node >>> 5]! & (1 << (node & 31))) !== 0) addAll(found, parents[node]!, within)
  }
  return found
}

/** De(sources) in G[within], sources included. */
export function descendantsWithin({ order, children }: Admg, sources: NodeSet, within: NodeSet): NodeSet {
  const found = sources.slice()
  for (const node of order) if ((found[node >>> 5]! & (1 << (node & 31))) !== 0) addAll(found, children[node]!, within)
  return found
}

/** The district of a node in G[within]. */
export function districtWithin({ spouses, none }: Admg, node: number, within: NodeSet): NodeSet {
  const found = none.slice()
  const waiting = [node]
  found[node >>> 5]! |= 1 << (node & 31)
  while (waiting.length > 0) {
    const next = waiting.pop()!
    const row = spouses[next]!
    for (let i = 0; i < row.length; i++) {
      for (let word = row[i]! & within[i]! & ~found[i]!; word !== 0; word &= word - 1)
        waiting.push((i << 5) + 31 - Math.clz32(word & -word))
      found[i]! |= row[i]! & within[i]!
    }
  }
  return found
}

/** The districts of G[within], by their first node. */
export function districtsWithin(admg: Admg, within: NodeSet): NodeSet[] {
  const found: NodeSet[] = []
  let rest = within
  while (!isEmpty(rest)) {
    const district = districtWithin(admg, firstOf(rest), within)
    found.push(district)
    rest = difference(rest, district)
  }
  return found
}

/** Pa(set) without set. */
export function parentsOfSet({ parents, none }: Admg, set: NodeSet): NodeSet {
  const found = none.slice()
  for (const node of membersOf(set)) for (let i = 0; i < found.length; i++) found[i]! |= parents[node]![i]!
  return difference(found, set)
}
