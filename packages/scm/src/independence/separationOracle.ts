/** The answers a graph gives: a test whose p-value is 1 where the graph separates and 0 where it does not. */
import type { Graph } from '../graph/graph.ts'
import { isSeparated } from '../separation/isSeparated.ts'
import type { IndependenceTest } from './variable.ts'

export function separationOracle(graph: Graph): IndependenceTest {
  return {
    name: 'separation in a graph',
    variables: graph.nodes,
    test: (x, y, given = []) => {
      const separated = isSeparated(graph, { x, y, given })
      return { statistic: separated ? 0 : 1, pValue: separated ? 1 : 0, n: 0, reliable: true }
    },
  }
}
