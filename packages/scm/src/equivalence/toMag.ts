/**
 * The maximal ancestral graph of a DAG or ADMG over its observed nodes, given its selected ones (Richardson & Spirtes
 * 2002, sect. 4.2). Notation: L latent, S selected, O the rest. a and b are adjacent iff An({a, b} ∪ S) ∩ O together with S
 * does not separate them; the mark at a is a tail iff a ∈ An({b} ∪ S).
 */
import { ScmError } from '../errors.ts'
import { createGraph, type Edge, type Graph, type Mark } from '../graph/graph.ts'
import { indicesOf, maskOf } from '../graph/names.ts'
import { requireAcyclic } from '../graph/walks.ts'
import { anteriorMask } from '../separation/moral.ts'
import { isReached } from '../separation/reach.ts'

export function toMag(graph: Graph): Graph {
  if (graph.kind !== 'dag' && graph.kind !== 'admg' && graph.kind !== 'mag')
    throw new ScmError('graph/kind', `A MAG is of a DAG or ADMG; this is a ${graph.kind.toUpperCase()}.`, {
      hint: 'Of a CPDAG take a DAG first (consistentExtension).',
    })
  requireAcyclic(graph)
  const selected = indicesOf(graph, graph.roles.selected)
  const left = maskOf(graph, [...indicesOf(graph, graph.roles.latent), ...selected])
  const observed = graph.nodes.flatMap((_, node) => (left[node] === 0 ? [node] : []))
  const above = graph.nodes.map((_, node) => anteriorMask(graph, [node, ...selected]))
  const edges: Edge[] = []
  for (const [i, a] of observed.entries())
    for (const b of observed.slice(i + 1)) {
      const given = observed.filter(
        (node) => node !== a && node !== b && (above[a]![node] === 1 || above[b]![node] === 1),
      )
      if (!isReached(graph, [a], [b], [...given, ...selected])) continue
      const mark = (end: number, other: number): Mark => (above[other]![end] === 1 ? 'tail' : 'arrow')
      edges.push({ from: graph.nodes[a]!, to: graph.nodes[b]!, fromMark: mark(a, b), toMark: mark(b, a) })
    }
  const kept = (names: readonly string[]) => names.filter((name) => left[graph.index.get(name)!] === 0)
  return createGraph({
    kind: 'mag',
    nodes: kept(graph.nodes),
    edges,
    roles: Object.fromEntries(Object.entries(graph.roles).map(([role, names]) => [role, kept(names)])),
    positions: new Map([...graph.positions].filter(([name]) => left[graph.index.get(name)!] === 0)),
  })
}
