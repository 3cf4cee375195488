/** Random graphs to make data from. */
import { createGraph, directed, type Edge, type Graph } from '../graph/graph.ts'
import type { Random } from '../random.ts'

export type RandomDagOptions = {
  /** Names, or how many: x1, x2, … */
  nodes: number | readonly string[]
  /** The chance of an edge for each pair, in a random order of the nodes. */
  edgeProbability: number
}

/** An Erdős–Rényi DAG: every order of the nodes is equally likely, then every pair has an edge by itself. */
export function randomDag(random: Random, { nodes, edgeProbability }: RandomDagOptions): Graph {
  const names = typeof nodes === 'number' ? Array.from({ length: nodes }, (_, i) => `x${i + 1}`) : [...nodes]
  const order = shuffled(names, random)
  const edges: Edge[] = []
  for (const [at, from] of order.entries())
    for (const to of order.slice(at + 1)) if (random() < edgeProbability) edges.push(directed(from, to))
  return createGraph({ kind: 'dag', nodes: names, edges })
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
