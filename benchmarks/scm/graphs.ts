/** Graphs to measure on: sparse random DAGs, and parallel confounding paths. */
import { createGraph, directed, type Graph, parseGraph, seededRandom } from '../../packages/scm/src/index.ts'

export function randomDag(count: number, degree: number, random: () => number): Graph {
  const nodes = Array.from({ length: count }, (_, i) => `v${i}`)
  const pairs = new Set<string>()
  while (pairs.size < (count * degree) / 2) {
    const [a, b] = [Math.floor(random() * count), Math.floor(random() * count)]
    if (a !== b) pairs.add(`${Math.min(a, b)} ${Math.max(a, b)}`)
  }
  return createGraph({
    kind: 'dag',
    nodes,
    edges: [...pairs].map((pair) => directed(`v${pair.split(' ')[0]}`, `v${pair.split(' ')[1]}`)),
  })
}

/** Thirty random DAGs with a treatment a third of the way down and the last node as outcome. */
export function randomEffects(nodes: number, degree: number): Graph[] {
  return Array.from({ length: 30 }, (_, seed) => {
    const graph = randomDag(nodes, degree, seededRandom(seed + 1))
    const roles = { treatment: [graph.nodes[Math.floor(nodes / 3)]!], outcome: [graph.nodes[nodes - 1]!] }
    return createGraph({ ...graph, roles })
  })
}

/** x → y and `paths` paths x ← … → y of `length` inner nodes. */
export function confoundingPaths(paths: number, length: number): Graph {
  const chains = Array.from({ length: paths }, (_, p) => {
    const inner = Array.from({ length }, (__, i) => `p${p}n${i}`)
    const turn = Math.ceil(length / 2)
    return `x <- ${inner.slice(0, turn).join(' <- ')} -> ${inner.slice(turn).join(' -> ')} -> y`
  })
  return parseGraph(`dag { x [exposure] y [outcome] x -> y ${chains.join('\n')} }`)
}
