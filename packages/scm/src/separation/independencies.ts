/**
 * The conditional independencies that a graph implies, among its observed nodes.
 * Minimal ones: for every pair without an edge, each minimal separating set (Textor et al. 2016). The basis set of a DAG
 * (Shipley 2000): each pair without an edge given the parents of both, from which all others follow.
 */
import { representative } from '../equivalence/representative.ts'
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { areAdjacent, requireAcyclic, row, topologicalIndices } from '../graph/walks.ts'
import { isReached } from './reach.ts'
import { compareSets, minimalSeparators, sortedNames } from './separators.ts'

export type Independence = { x: string; y: string; given: string[] }

export type IndependenceOptions = {
  /** Only minimal separating sets (the default); otherwise every set of observed nodes that separates. */
  minimal?: boolean
  limit?: number
  signal?: AbortSignal
}

/** Pairs in the graph’s order, sets by size then name; the first `limit` of them. */
export function impliedIndependencies(graph: Graph, options: IndependenceOptions = {}): Independence[] {
  const { minimal = true, limit = Number.POSITIVE_INFINITY, signal } = options
  const found: Independence[] = []
  for (const [a, b] of pairsWithoutEdge(graph)) {
    const [x, y] = [graph.nodes[a]!, graph.nodes[b]!]
    const sets: string[][] = []
    for (const given of minimal ? minimalSeparators(graph, { x, y }) : everySeparator(graph, a, b)) {
      signal?.throwIfAborted()
      sets.push(given)
      if (found.length + sets.length >= limit) break
    }
    for (const given of sets.sort(compareSets)) found.push({ x, y, given })
    if (found.length >= limit) break
  }
  return found
}

/** Throws `graph/kind` unless the graph is a DAG. Latent nodes are treated as any other: project them away first. */
export function basisSet(graph: Graph): Independence[] {
  if (graph.kind !== 'dag')
    throw new ScmError('graph/kind', `A basis set is defined for a DAG; this graph is a ${graph.kind.toUpperCase()}.`, {
      hint: 'Take impliedIndependencies, or a DAG of the class (consistentExtension).',
    })
  requireAcyclic(graph)
  const rank = new Int32Array(graph.nodes.length)
  for (const [place, node] of topologicalIndices(graph).entries()) rank[node] = place
  return [...pairsOf(graph)].flatMap(([a, b]) => {
    if (areAdjacent(graph, a, b)) return []
    const later = rank[a]! > rank[b]! ? a : b
    const parents = new Set([...row(graph.parents, a), ...row(graph.parents, b)])
    parents.delete(later === a ? b : a)
    return [{ x: graph.nodes[a]!, y: graph.nodes[b]!, given: sortedNames(graph, [...parents]) }]
  })
}

function* pairsOf(graph: Graph): Generator<[number, number]> {
  for (let a = 0; a < graph.nodes.length; a++) for (let b = a + 1; b < graph.nodes.length; b++) yield [a, b]
}

function* pairsWithoutEdge(graph: Graph): Generator<[number, number]> {
  const latent = new Set(graph.roles.latent)
  for (const [a, b] of pairsOf(graph))
    if (!latent.has(graph.nodes[a]!) && !latent.has(graph.nodes[b]!) && !areAdjacent(graph, a, b)) yield [a, b]
}

/** All sets of observed nodes that separate a and b, smallest first; there may be 2ⁿ of them. */
function* everySeparator(graph: Graph, a: number, b: number): Generator<string[]> {
  const model = representative(graph)
  const latent = new Set(graph.roles.latent)
  const free = graph.nodes.flatMap((name, node) => (node === a || node === b || latent.has(name) ? [] : [node]))
  for (let size = 0; size <= free.length; size++)
    for (const given of combinations(free, size))
      if (!isReached(model, [a], [b], given)) yield sortedNames(graph, given)
}

/** Subsets of one size, in the order of the items. */
export function* combinations<T>(items: readonly T[], size: number): Generator<T[]> {
  if (size > items.length) return
  const places = Array.from({ length: size }, (_, i) => i)
  for (;;) {
    yield places.map((place) => items[place]!)
    let at = size - 1
    while (at >= 0 && places[at] === items.length - size + at) at--
    if (at < 0) return
    places[at]!++
    for (let i = at + 1; i < size; i++) places[i] = places[i - 1]! + 1
  }
}
