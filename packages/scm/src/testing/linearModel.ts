/** Random linear-Gaussian models of a DAG: total effects by tracing paths, regressions by the covariance. */
import type { Graph } from '../graph/graph.ts'
import { topologicalIndices } from '../graph/walks.ts'

export type LinearModel = { weights: number[][]; covariance: number[][] }

export function randomLinearModel(graph: Graph, random: () => number): LinearModel {
  const count = graph.nodes.length
  const weights = Array.from({ length: count }, () => new Array<number>(count).fill(0))
  for (const { from, to } of graph.edges)
    weights[graph.index.get(from)!]![graph.index.get(to)!] = (0.5 + random()) * (random() < 0.5 ? -1 : 1)
  const total = totals(graph, weights)
  const noise = Array.from({ length: count }, () => 0.5 + random())
  const covariance = weights.map((_, i) =>
    weights.map((__, j) => noise.reduce((sum, v, k) => sum + v * total[k]![i]! * total[k]![j]!, 0)),
  )
  return { weights, covariance }
}

export function totalEffect(graph: Graph, { weights }: LinearModel, x: number, y: number): number {
  return totals(graph, weights)[x]![y]!
}

/** The coefficient of x in the regression of y on x and `given`. */
export function regressionCoefficient(
  { covariance }: LinearModel,
  x: number,
  y: number,
  given: readonly number[],
): number {
  const terms = [x, ...given]
  return solve(
    terms.map((i) => terms.map((j) => covariance[i]![j]!)),
    terms.map((i) => covariance[i]![y]!),
  )[0]!
}

/** [from][to]: sums over directed paths of products of weights. */
function totals(graph: Graph, weights: number[][]): number[][] {
  const order = topologicalIndices(graph)
  return weights.map((_, source) => {
    const effect = new Array<number>(weights.length).fill(0)
    effect[source] = 1
    for (const node of order)
      if (node !== source) effect[node] = weights.reduce((sum, out, parent) => sum + effect[parent]! * out[node]!, 0)
    return effect
  })
}

function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? i + k : best), i)
    ;[rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!]
    for (let k = 0; k < rows.length; k++) {
      if (k === i) continue
      const factor = rows[k]![i]! / rows[i]![i]!
      rows[k] = rows[k]!.map((value, j) => value - factor * rows[i]![j]!)
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]!)
}
