/**
 * The graph of identification: directed and bidirected edges over the observed nodes, latent nodes projected away, as sets
 * of bits, so that an induced subgraph is no more than a set of nodes.
 */

import { latentProjection } from '../equivalence/latentProjection.ts'
import { ScmError } from '../errors.ts'
import type { Graph, Rows } from '../graph/graph.ts'
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
  const latent = new Set(graph.roles.latent)
  const names = graph.nodes.filter((name) => !latent.has(name))
  return onBits(latent.size === 0 ? graph : latentProjection(graph), names)
}

/** The same nodes with all but `kept` projected away as latent: these keep their numbers and lose their edges. */
export function projectOnto(graph: Graph, admg: Admg, kept: NodeSet): Admg {
  const hidden = [...graph.roles.latent, ...namesOfSet(admg, difference(admg.all, kept))]
  return onBits(latentProjection(graph, { latent: hidden }), admg.names)
}

/** A graph over some of `names`, their places as node numbers. */
function onBits(graph: Graph, names: readonly string[]): Admg {
  const count = names.length
  const index = new Map(names.map((name, at) => [name, at]))
  const place = graph.nodes.map((name) => index.get(name)!)
  const none = noNodes(count)
  const sides = (rows: Rows): NodeSet[] => {
    const sets = names.map(() => none)
    for (const [node, at] of place.entries())
      sets[at] = nodeSet(
        count,
        [...row(rows, node)].map((other) => place[other]!),
      )
    return sets
  }
  return {
    names,
    index,
    all: nodeSet(count, place),
    none,
    parents: sides(graph.parents),
    children: sides(graph.children),
    spouses: sides(graph.spouses),
    order: topologicalIndices(graph).map((node) => place[node]!),
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
