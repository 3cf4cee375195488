/**
 * The DAGs that a CPDAG stands for: one undirected edge after the other is oriented both ways and Meek’s rules applied.
 * A closed graph always has a DAG left (Meek 1995, thm. 4), so the delay is polynomial.
 */
import type { Graph } from '../graph/graph.ts'
import { closedCpdag } from './closedCpdag.ts'
import { graphOf, isLine, type MarkTable, markTable, setArc } from './markTable.ts'
import { closeByMeek } from './meekRules.ts'
import { toCpdag } from './toCpdag.ts'

/**
 * All of them, or the first `limit`. A DAG stands for its Markov equivalence class; a CPDAG whose edges background
 * knowledge has oriented stands for the DAGs that keep these. Throws `graph/not-extendable` when there is none.
 */
export function enumerateDags(
  graph: Graph,
  { limit = Number.POSITIVE_INFINITY, signal }: { limit?: number; signal?: AbortSignal } = {},
): Graph[] {
  const found: Graph[] = []
  for (const dag of eachDag(graph)) {
    signal?.throwIfAborted()
    if (found.length >= limit) break
    found.push(dag)
  }
  return found
}

/** The same, one by one. */
export function* eachDag(graph: Graph): Generator<Graph, void> {
  const closed = graph.kind === 'cpdag' ? closedCpdag(graph) : toCpdag(graph)
  const pending: MarkTable[] = [markTable(closed)]
  while (pending.length > 0) {
    const table = pending.pop()!
    const line = firstLine(table)
    if (!line) {
      yield graphOf(table, graph, 'dag')
      continue
    }
    const [i, j] = line
    for (const [from, to] of [
      [j, i],
      [i, j],
    ] as const) {
      const turned = { ...table, marks: table.marks.slice() }
      setArc(turned, from, to)
      closeByMeek(turned, [[from, to]])
      pending.push(turned)
    }
  }
}

/** The DAGs with the same separations as this one. */
export function equivalenceClass(dag: Graph, options: { limit?: number; signal?: AbortSignal } = {}): Graph[] {
  return enumerateDags(toCpdag(dag), options)
}

function firstLine(table: MarkTable): [number, number] | undefined {
  for (const [i, list] of table.neighbours.entries()) for (const j of list) if (isLine(table, i, j)) return [i, j]
  return undefined
}
