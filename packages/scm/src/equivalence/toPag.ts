/**
 * The PAG of a DAG or ADMG with latent and selected nodes, or of a MAG: the marks that all Markov equivalent MAGs share
 * (Zhang 2008). The skeleton and the unshielded colliders are the MAG’s own; R1–R10 orient the rest.
 */
import type { Graph } from '../graph/graph.ts'
import { arrow, circle, graphOf, isAdjacent, markTable, none } from './markTable.ts'
import { orientTable } from './orientFci.ts'
import { toMag } from './toMag.ts'

export function toPag(graph: Graph): Graph {
  const mag = toMag(graph)
  const truth = markTable(mag)
  const { count, neighbours } = truth
  const isCollider = (a: number, b: number, c: number) =>
    truth.marks[a * count + b] === arrow && truth.marks[c * count + b] === arrow
  const table = { ...truth, marks: truth.marks.map((mark) => (mark === none ? none : circle)) }
  for (let b = 0; b < count; b++)
    for (const a of neighbours[b]!)
      for (const c of neighbours[b]!)
        if (a < c && !isAdjacent(truth, a, c) && isCollider(a, b, c))
          table.marks[a * count + b] = table.marks[c * count + b] = arrow
  // On a discriminating path for β the edge β – γ tells in every equivalent MAG whether β is a collider: then the MAG has
  // an arrow at β on it, otherwise a tail, and then β is in every set that separates θ from γ.
  orientTable(table, (_, gamma, beta) => truth.marks[gamma * count + beta] !== arrow)
  return graphOf(table, mag, 'pag')
}
