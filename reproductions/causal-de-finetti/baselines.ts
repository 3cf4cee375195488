/** What takes rows for independent, on both rows of every environment pooled: PC and DirectLiNGAM. */
import { enumerateDags, type Graph } from '@causerie/scm'
import { directLingam, pc } from '@causerie/scm/discovery'
import { fisherZ, gTest, type Variables } from '@causerie/scm/independence'
import type { Arrow } from './bivariate.ts'
import { pooled, type TwoRows } from './generators.ts'
import { normalisedDistance } from './multivariate.ts'

export function pcOnPooledRows(data: TwoRows, alpha: number): Graph {
  const columns: Variables = pooled(data)
  const isNumeric = Object.values(columns).every((column) => column instanceof Float64Array)
  return pc(isNumeric ? fisherZ(columns) : gTest(columns), { alpha, believeUnreliable: true }).graph
}

/** A pair as PC leaves it: no edge, or an edge without direction, which is never exactly right. */
export function pcPair(data: TwoRows, alpha: number): Arrow | 'undirected' {
  return pcOnPooledRows(data, alpha).edges.length === 0 ? 'none' : 'undirected'
}

export function lingamPair(data: TwoRows): Arrow {
  const [edge] = directLingam(pooled(data)).graph.edges
  return edge === undefined ? 'none' : edge.from === data.variables[0] ? 'forward' : 'backward'
}

/** The expected score of a DAG drawn at random from the class that PC found; 1 when it found nothing or no DAG fits. */
export function distanceOfClass(truth: Graph, cpdag: Graph): number {
  let members: Graph[]
  try {
    members = enumerateDags(cpdag)
  } catch {
    return normalisedDistance(truth, cpdag)
  }
  return members.reduce((sum, member) => sum + normalisedDistance(truth, member), 0) / members.length
}
