/**
 * Random models of a table on a given graph, the families that structure learners are tried on: linear with normal or uniform
 * noise, additive with tanh, and Bayesian networks of few levels.
 */
import type { Graph } from '../graph/graph.ts'
import { parentsOf, requireAcyclic, topologicalOrder } from '../graph/walks.ts'
import type { Variable, Variables } from '../independence/variable.ts'
import { inverse, type Matrix, matrix, multiply, transpose } from '../linear-algebra/index.ts'
import type { Random } from '../random.ts'

export type TableFamily = 'linear-gaussian' | 'linear-uniform' | 'tanh-additive' | 'discrete'

export type TableModelOptions = {
  family: TableFamily
  /** |weight| is uniform between these, its sign even; [0.5, 1.2] unless given. */
  weights?: readonly [number, number]
  /** Numbers of levels that a discrete node may have, equally likely; [2, 3] unless given. */
  levels?: readonly number[]
}

export type TableModel = {
  readonly graph: Graph
  readonly family: TableFamily
  /** `rows` independent rows; columns in the order of the graph's nodes. */
  readonly sample: (random: Random, rows: number) => Variables
  /** [nodes, nodes]: the covariance of a linear family, exact. */
  readonly covariance?: Matrix
}

/** Draws weights or probabilities once. Noise of the numeric families has variance 1. Throws `graph/cycle`. */
export function randomTableModel(random: Random, graph: Graph, options: TableModelOptions): TableModel {
  requireAcyclic(graph)
  return options.family === 'discrete' ? discreteModel(random, graph, options) : numericModel(random, graph, options)
}

function numericModel(
  random: Random,
  graph: Graph,
  { family, weights: [least, most] = [0.5, 1.2] }: TableModelOptions,
): TableModel {
  const order = topologicalOrder(graph)
  const parents = new Map(
    graph.nodes.map((node) => [
      node,
      parentsOf(graph, node).map((parent) => ({
        parent,
        weight: (random() < 0.5 ? -1 : 1) * (least + (most - least) * random()),
      })),
    ]),
  )
  const passed = family === 'tanh-additive' ? Math.tanh : (value: number) => value
  const noise = family === 'linear-uniform' ? uniformNoise : gaussianNoise
  const sample = (draw: Random, rows: number): Variables => {
    const columns = new Map<string, Float64Array>()
    for (const node of order) {
      const column = Float64Array.from({ length: rows }, () => noise(draw))
      for (const { parent, weight } of parents.get(node)!) {
        const source = columns.get(parent)!
        for (let i = 0; i < rows; i++) column[i]! += weight * passed(source[i]!)
      }
      columns.set(node, column)
    }
    return Object.fromEntries(graph.nodes.map((node) => [node, columns.get(node)!]))
  }
  if (family === 'tanh-additive') return { graph, family, sample }
  return { graph, family, sample, covariance: linearCovariance(graph, (node) => parents.get(node)!) }
}

/** (I − B)⁻¹ (I − B)⁻ᵀ, B[i, j] the weight of j → i. */
function linearCovariance(
  graph: Graph,
  parents: (node: string) => readonly { parent: string; weight: number }[],
): Matrix {
  const size = graph.nodes.length
  const values = new Float64Array(size * size)
  for (const [i, node] of graph.nodes.entries()) {
    values[i * size + i] = 1
    for (const { parent, weight } of parents(node)) values[i * size + graph.index.get(parent)!] = -weight
  }
  const total = inverse(matrix(size, size, values))
  return multiply(total, transpose(total))
}

function discreteModel(random: Random, graph: Graph, { levels = [2, 3] }: TableModelOptions): TableModel {
  const order = topologicalOrder(graph)
  const cardinality = new Map(graph.nodes.map((node) => [node, levels[Math.floor(random() * levels.length)]!]))
  const tables = new Map(
    graph.nodes.map((node) => {
      const settings = parentsOf(graph, node).reduce((product, parent) => product * cardinality.get(parent)!, 1)
      return [node, Array.from({ length: settings }, () => randomProbabilities(random, cardinality.get(node)!))]
    }),
  )
  const sample = (draw: Random, rows: number): Variables => {
    const columns = new Map<string, Int32Array>()
    for (const node of order) {
      const parents = parentsOf(graph, node).map((parent) => ({
        codes: columns.get(parent)!,
        levels: cardinality.get(parent)!,
      }))
      const codes = Int32Array.from({ length: rows }, (_, i) => {
        const setting = parents.reduce((place, parent) => place * parent.levels + parent.codes[i]!, 0)
        return drawn(tables.get(node)![setting]!, draw)
      })
      columns.set(node, codes)
    }
    return Object.fromEntries(
      graph.nodes.map((node): [string, Variable] => [
        node,
        { levels: cardinality.get(node)!, codes: columns.get(node)! },
      ]),
    )
  }
  return { graph, family: 'discrete', sample }
}

/** Uniform on the simplex. */
function randomProbabilities(random: Random, count: number): number[] {
  const parts = Array.from({ length: count }, () => -Math.log(1 - random()))
  const sum = parts.reduce((total, part) => total + part, 0)
  return parts.map((part) => part / sum)
}

function drawn(probabilities: readonly number[], random: Random): number {
  let rest = random()
  for (const [level, probability] of probabilities.entries()) {
    rest -= probability
    if (rest < 0) return level
  }
  return probabilities.length - 1
}

function uniformNoise(random: Random): number {
  return Math.sqrt(3) * (2 * random() - 1)
}

function gaussianNoise(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
