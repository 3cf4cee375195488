/**
 * The canonical DAG of an ADMG or MAG (Richardson & Spirtes 2002, sect. 6): each x ↔ y becomes x ← L → y with a latent L,
 * each x — y becomes x → S ← y with a selected S. Its separations among the old nodes, given the selected, are the graph’s.
 */

import { ScmError } from '../errors.ts'
import { createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import { requireAcyclic } from '../graph/walks.ts'

export function canonicalDag(graph: Graph): Graph {
  if (graph.kind !== 'dag' && graph.kind !== 'admg' && graph.kind !== 'mag')
    throw new ScmError('graph/kind', `A canonical DAG is of an ADMG or MAG; this is a ${graph.kind.toUpperCase()}.`, {
      hint: 'Of a CPDAG take consistentExtension, of a PAG one of its MAGs.',
    })
  requireAcyclic(graph)
  const taken = new Set(graph.nodes)
  const fresh = (letter: string) => {
    let number = 1
    while (taken.has(`${letter}${number}`)) number++
    taken.add(`${letter}${number}`)
    return `${letter}${number}`
  }
  const latent: string[] = []
  const selected: string[] = []
  const edges = graph.edges.flatMap((edge): Edge[] => {
    const { from, to, fromMark, toMark } = edge
    if (fromMark === 'tail' && toMark === 'arrow') return [edge]
    const isLatent = fromMark === 'arrow'
    const name = fresh(isLatent ? 'L' : 'S')
    ;(isLatent ? latent : selected).push(name)
    return [from, to].map((end) => (isLatent ? directed(name, end) : directed(end, name)))
  })
  const { roles, positions } = graph
  return createGraph({
    kind: 'dag',
    nodes: [...graph.nodes, ...latent, ...selected],
    edges,
    roles: { ...roles, latent: [...roles.latent, ...latent], selected: [...roles.selected, ...selected] },
    positions,
  })
}
