/** A partly directed graph with its implied orientations, kept as long as the graph is. */
import type { Graph } from '../graph/graph.ts'
import { meekRules } from './meekRules.ts'

const kept = new WeakMap<Graph, Graph>()

/** Throws `graph/not-extendable` when the graph stands for no DAG. */
export function closedCpdag(graph: Graph): Graph {
  const known = kept.get(graph) ?? meekRules(graph)
  kept.set(graph, known)
  return known
}
