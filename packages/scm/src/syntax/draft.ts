/** What a parser has gathered before it is a graph: nodes, edges with where they stood, roles, positions. */
import { ScmError } from '../errors.ts'
import { createGraph, type Edge, type Graph, type GraphKind, type Position, type Role } from '../graph/graph.ts'
import { findCycle, requireAcyclic } from '../graph/walks.ts'

export type Place = { readonly line: number; readonly column: number }

export type Draft = {
  /** As the text declares it; `undefined` when only the edges tell. */
  kind: GraphKind | undefined
  nodes: Set<string>
  edges: { edge: Edge; at: number }[]
  roles: { [role in Role]: Set<string> }
  positions: Map<string, Position>
}

/** More edges than any graph written by a person; groups such as {…} -> {…} multiply. */
const mostEdges = 2_000_000

export function emptyDraft(): Draft {
  const roles = { treatment: new Set<string>(), outcome: new Set<string>(), latent: new Set<string>() }
  return {
    kind: undefined,
    nodes: new Set(),
    edges: [],
    roles: { ...roles, adjusted: new Set(), selected: new Set() },
    positions: new Map(),
  }
}

export function addEdge(draft: Draft, text: string, at: number, edge: Edge): void {
  draft.nodes.add(edge.from).add(edge.to)
  if (draft.edges.length >= mostEdges)
    throw parseError(text, at, `more than ${mostEdges.toLocaleString('en')} edges`, 'Split the graph.')
  draft.edges.push({ edge, at })
}

/** The graph of a draft. Faults of an edge are reported with the line that states it. */
export function finishDraft(draft: Draft, text: string, asked?: GraphKind): Graph {
  const edges = draft.edges.map(({ edge }) => edge)
  const kind = asked ?? settledKind(draft.kind, edges)
  const roles = Object.fromEntries(Object.entries(draft.roles).map(([role, names]) => [role, [...names]]))
  try {
    const made = (of: GraphKind) =>
      createGraph({ kind: of, nodes: [...draft.nodes], edges, roles, positions: draft.positions })
    if (draft.kind === undefined && asked === undefined && (kind === 'dag' || kind === 'admg')) {
      const loose = made('cyclic')
      return findCycle(loose) ? loose : made(kind)
    }
    const graph = made(kind)
    if (kind !== 'cyclic') requireAcyclic(graph)
    return graph
  } catch (error) {
    throw error instanceof ScmError ? located(error, draft, text) : error
  }
}

/** The kind whose edges are these: circles make a PAG, tail-tail with ↔ a MAG, tail-tail a CPDAG, ↔ an ADMG. */
export function kindOfEdges(edges: readonly Edge[]): GraphKind {
  const has = (test: (edge: Edge) => boolean) => edges.some(test)
  if (has(({ fromMark, toMark }) => fromMark === 'circle' || toMark === 'circle')) return 'pag'
  const undirected = has(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'tail')
  const bidirected = has(({ fromMark, toMark }) => fromMark === 'arrow' && toMark === 'arrow')
  if (undirected) return bidirected ? 'mag' : 'cpdag'
  return bidirected ? 'admg' : 'dag'
}

export function placeOf(text: string, at: number): Place {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { line, column: at - before.lastIndexOf('\n') }
}

/** `what` completes the sentence “Line 3, column 7: …”. */
export function parseError(text: string, at: number, what: string, hint: string): ScmError {
  const { line, column } = placeOf(text, at)
  return new ScmError('graph/parse', `Line ${line}, column ${column}: ${what}.`, { hint, details: { line, column } })
}

function settledKind(declared: GraphKind | undefined, edges: readonly Edge[]): GraphKind {
  const found = kindOfEdges(edges)
  if (declared === undefined) return found
  return declared === 'dag' && found === 'admg' ? 'admg' : declared
}

function located(error: ScmError, draft: Draft, text: string): ScmError {
  const { edge, edges, cycle } = (error.details ?? {}) as { edge?: Edge; edges?: Edge[]; cycle?: string[] }
  const [a, b] = cycle ?? []
  const fault = edge ?? edges?.at(-1) ?? (a !== undefined && b !== undefined ? { from: a, to: b } : undefined)
  const stated = fault && draft.edges.findLast(({ edge: one }) => isPair(one, fault))
  if (!stated) return error
  const { line, column } = placeOf(text, stated.at)
  return new ScmError(error.code, `Line ${line}, column ${column}: ${error.message}`, {
    hint: error.hint,
    details: { ...error.details, line, column },
    cause: error,
  })
}

function isPair(a: Pick<Edge, 'from' | 'to'>, b: Pick<Edge, 'from' | 'to'>): boolean {
  return (a.from === b.from && a.to === b.to) || (a.from === b.to && a.to === b.from)
}
