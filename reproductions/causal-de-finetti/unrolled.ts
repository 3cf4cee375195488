/** The ICM process of a DAG with two rows drawn out: every variable twice, and its mechanism's parameter above both. */
import { createGraph, directed, type Graph } from '@causerie/scm'
import { type IndependenceTest, separationOracle } from '@causerie/scm/independence'
import { inRow } from './rows.ts'

export function unrolled(dag: Graph): Graph {
  const rows = [1, 2] as const
  return createGraph({
    kind: 'dag',
    edges: [
      ...dag.nodes.flatMap((v) => rows.map((row) => directed(`parameter of ${v}`, inRow(v, row)))),
      ...dag.edges.flatMap(({ from, to }) => rows.map((row) => directed(inRow(from, row), inRow(to, row)))),
    ],
  })
}

/** Perfect answers for a DAG whose mechanisms vary independently (faithfulness taken for granted). */
export function perfectTest(dag: Graph): IndependenceTest {
  return separationOracle(unrolled(dag))
}
