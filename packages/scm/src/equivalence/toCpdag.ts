/**
 * The CPDAG of a DAG: what is common to all DAGs with the same separations (Verma & Pearl 1990: same adjacencies and
 * unshielded colliders; Andersson, Madigan & Perlman 1997). Colliders are kept, everything else is undirected, and
 * Meek’s rules 1 to 3 orient what follows (Meek 1995).
 */
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { requireAcyclic, row } from '../graph/walks.ts'
import { consistentExtension } from './consistentExtension.ts'
import { graphOf, isAdjacent, markTable, setArc, tail } from './markTable.ts'
import { closeByMeek, requirePartlyDirected } from './meekRules.ts'

/** Of a partly directed graph, the CPDAG of the DAGs that it stands for when its directed edges are colliders’ only. */
export function toCpdag(graph: Graph): Graph {
  requirePartlyDirected(graph)
  requireAcyclic(graph)
  const dag = graph.undirected.items.length > 0 ? consistentExtension(graph) : graph
  if (!dag)
    throw new ScmError(
      'graph/not-extendable',
      'The graph stands for no DAG: its undirected edges cannot all be directed.',
      {
        hint: 'A cycle of undirected edges needs a chord; two undirected edges may not be forced to collide.',
      },
    )
  const table = markTable(dag)
  const arcs = new Map<string, [number, number]>()
  for (const [node] of dag.nodes.entries()) {
    const parents = [...row(dag.parents, node)]
    for (const [i, a] of parents.entries())
      for (const b of parents.slice(i + 1))
        if (!isAdjacent(table, a, b)) for (const parent of [a, b]) arcs.set(`${parent} ${node}`, [parent, node])
  }
  for (const [i, list] of table.neighbours.entries()) for (const j of list) table.marks[i * table.count + j] = tail
  for (const [from, to] of arcs.values()) setArc(table, from, to)
  closeByMeek(table, [...arcs.values()])
  return graphOf(table, graph, 'cpdag')
}
