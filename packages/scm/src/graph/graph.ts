/**
 * A causal graph: an immutable value over typed arrays.
 *
 * An edge joins two nodes and carries a named mark at each end, so that one type holds every kind: x → y has a tail at x
 * and an arrow at y; x ↔ y two arrows (a latent common cause); x — y two tails (CPDAG: either way); x o→ y a circle and
 * an arrow (PAG: unknown). Neighbours are kept in compressed rows (CSR), so that a walk over a graph of 5,000 nodes
 * allocates nothing.
 */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'

/** `cyclic`: directed and bidirected edges, directed cycles allowed. */
export type GraphKind = 'dag' | 'admg' | 'cpdag' | 'mag' | 'pag' | 'cyclic'

export type Mark = 'tail' | 'arrow' | 'circle'

/** `fromMark` is the mark at `from`, `toMark` the mark at `to`. */
export type Edge = { readonly from: string; readonly to: string; readonly fromMark: Mark; readonly toMark: Mark }

export type Role = 'treatment' | 'outcome' | 'latent' | 'adjusted' | 'selected'

export type Roles = { readonly [role in Role]: readonly string[] }

export type Position = { readonly x: number; readonly y: number }

/** Compressed rows: the neighbours of node `i` are `items[starts[i]] … items[starts[i + 1] - 1]`, ascending. */
export type Rows = { readonly starts: Int32Array; readonly items: Int32Array }

export type Graph = {
  readonly kind: GraphKind
  /** Names in the order given; a node's number is its place here. */
  readonly nodes: readonly string[]
  readonly edges: readonly Edge[]
  readonly roles: Roles
  /** Where a drawing put the nodes, of those that it placed. */
  readonly positions: ReadonlyMap<string, Position>
  readonly index: ReadonlyMap<string, number>
  /** Parents: x of x → node. */
  readonly parents: Rows
  /** Children: y of node → y. */
  readonly children: Rows
  /** Spouses: y of node ↔ y. */
  readonly spouses: Rows
  /** Neighbours by an edge with a tail at both ends: y of node — y. */
  readonly undirected: Rows
  /** Neighbours by an edge with a circle at either end. */
  readonly circled: Rows
}

export type GraphDescription = {
  kind: GraphKind
  nodes?: readonly string[]
  edges?: readonly Edge[]
  roles?: { readonly [role in Role]?: readonly string[] }
  positions?: ReadonlyMap<string, Position>
}

/**
 * Makes a graph. Nodes that only edges name are added in the order in which they occur. The same edge twice counts once.
 * Throws `graph/self-loop`, `graph/edge-conflict` (two edges between one pair that the kind does not allow),
 * `graph/marks` (marks that the kind does not have) and `graph/unknown-node` (a role or position of no node).
 * Does not look for cycles: `requireAcyclic` of `walks.ts` does.
 */
export function createGraph({ kind, nodes = [], edges = [], roles = {}, positions }: GraphDescription): Graph {
  const index = new Map<string, number>()
  const learn = (name: string) => void (index.has(name) || index.set(name, index.size))
  nodes.forEach(learn)
  for (const { from, to } of edges) {
    learn(from)
    learn(to)
  }
  const kept = distinctEdges(kind, edges)
  const names = [...index.keys()]
  const graph: Graph = {
    kind,
    nodes: names,
    edges: kept,
    roles: {
      treatment: [...(roles.treatment ?? [])],
      outcome: [...(roles.outcome ?? [])],
      latent: [...(roles.latent ?? [])],
      adjusted: [...(roles.adjusted ?? [])],
      selected: [...(roles.selected ?? [])],
    },
    positions: new Map(positions),
    index,
    ...rowsOf(names.length, index, kept),
  }
  for (const role of Object.values(graph.roles)) for (const name of role) nodeIndex(graph, name)
  for (const name of graph.positions.keys()) nodeIndex(graph, name)
  return graph
}

export function directed(from: string, to: string): Edge {
  return { from, to, fromMark: 'tail', toMark: 'arrow' }
}

export function bidirected(from: string, to: string): Edge {
  return { from, to, fromMark: 'arrow', toMark: 'arrow' }
}

export function undirected(from: string, to: string): Edge {
  return { from, to, fromMark: 'tail', toMark: 'tail' }
}

/** The number of a node. Throws `graph/unknown-node` with the nearest name. */
export function nodeIndex(graph: Pick<Graph, 'index'>, name: string): number {
  const at = graph.index.get(name)
  if (at !== undefined) return at
  const near = nearestName(name, graph.index.keys())
  throw new ScmError('graph/unknown-node', `The graph has no node “${name}”.`, {
    hint: near === undefined ? `Its nodes are ${listed([...graph.index.keys()])}.` : `Did you mean “${near}”?`,
    details: { node: name, near },
  })
}

function listed(names: string[]): string {
  if (names.length === 0) return 'none: it is empty'
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, … (${names.length})` : names.join(', ')
}

const marksOf: Record<GraphKind, (edge: Edge) => boolean> = {
  dag: isDirected,
  admg: (edge) => isDirected(edge) || isBidirected(edge),
  cyclic: (edge) => isDirected(edge) || isBidirected(edge),
  cpdag: (edge) => isDirected(edge) || isUndirected(edge),
  mag: (edge) => edge.fromMark !== 'circle' && edge.toMark !== 'circle',
  pag: () => true,
}

function isDirected({ fromMark, toMark }: Edge): boolean {
  return (fromMark === 'tail' && toMark === 'arrow') || (fromMark === 'arrow' && toMark === 'tail')
}

function isBidirected({ fromMark, toMark }: Edge): boolean {
  return fromMark === 'arrow' && toMark === 'arrow'
}

function isUndirected({ fromMark, toMark }: Edge): boolean {
  return fromMark === 'tail' && toMark === 'tail'
}

/** Each edge once, x ← y turned to y → x. */
function distinctEdges(kind: GraphKind, edges: readonly Edge[]): Edge[] {
  const seen = new Map<string, Edge[]>()
  const kept: Edge[] = []
  for (const given of edges) {
    const edge = facingForward(given)
    if (edge.from === edge.to)
      throw new ScmError('graph/self-loop', `The edge ${written(edge)} joins a node to itself.`, {
        hint: 'Remove it: a node is no cause of itself here.',
        details: { edge },
      })
    if (!marksOf[kind](edge))
      throw new ScmError('graph/marks', `The edge ${written(edge)} has no place in a ${kind.toUpperCase()}.`, {
        hint: 'An undirected edge belongs in a CPDAG (pdag { … }) or MAG, ↔ in an ADMG or MAG, a circle in a PAG.',
        details: { edge, kind },
      })
    const pair = edge.from < edge.to ? `${edge.from}\0${edge.to}` : `${edge.to}\0${edge.from}`
    const before = seen.get(pair) ?? []
    if (before.some((other) => isSameEdge(edge, other))) continue
    const clash = before.find((other) => !mayStandBeside(kind, edge, other))
    if (clash)
      throw new ScmError('graph/edge-conflict', `${written(clash)} and ${written(edge)} cannot both hold.`, {
        hint: `A ${kind.toUpperCase()} has one such edge between two nodes; remove one of them.`,
        details: { edges: [clash, edge], kind },
      })
    seen.set(pair, [...before, edge])
    kept.push(edge)
  }
  return kept
}

function facingForward({ from, to, fromMark, toMark }: Edge): Edge {
  const turned = toMark === 'tail' && fromMark !== 'tail'
  return turned ? { from: to, to: from, fromMark: toMark, toMark: fromMark } : { from, to, fromMark, toMark }
}

function isSameEdge(a: Edge, b: Edge): boolean {
  if (a.from === b.from) return a.fromMark === b.fromMark && a.toMark === b.toMark
  return a.fromMark === b.toMark && a.toMark === b.fromMark
}

function mayStandBeside(kind: GraphKind, a: Edge, b: Edge): boolean {
  if (kind === 'cyclic') return true
  return kind === 'admg' && isBidirected(a) !== isBidirected(b)
}

function written({ from, to, fromMark, toMark }: Edge): string {
  const left = { tail: '-', arrow: '<', circle: 'o' }[fromMark]
  const right = { tail: '-', arrow: '>', circle: 'o' }[toMark]
  return `${from} ${left}-${right} ${to}`.replace('---', '--').replace('--> ', '-> ').replace(' <--', ' <-')
}

function rowsOf(count: number, index: ReadonlyMap<string, number>, edges: Edge[]) {
  const parents: [number, number][] = []
  const spouses: [number, number][] = []
  const undirectedPairs: [number, number][] = []
  const circled: [number, number][] = []
  for (const edge of edges) {
    const from = index.get(edge.from)!
    const to = index.get(edge.to)!
    if (isDirected(edge)) parents.push([to, from])
    else if (isBidirected(edge)) spouses.push([from, to], [to, from])
    else if (isUndirected(edge)) undirectedPairs.push([from, to], [to, from])
    else circled.push([from, to], [to, from])
  }
  return {
    parents: rows(count, parents),
    children: rows(
      count,
      parents.map(([child, parent]) => [parent, child]),
    ),
    spouses: rows(count, spouses),
    undirected: rows(count, undirectedPairs),
    circled: rows(count, circled),
  }
}

function rows(count: number, pairs: readonly (readonly [number, number])[]): Rows {
  const starts = new Int32Array(count + 1)
  for (const [row] of pairs) starts[row + 1]!++
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!
  const items = new Int32Array(pairs.length)
  const next = starts.slice()
  for (const [row, item] of pairs) items[next[row]!++] = item
  for (let i = 0; i < count; i++) items.subarray(starts[i], starts[i + 1]).sort()
  return { starts, items }
}
