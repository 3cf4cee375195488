/** Graphs for tests: all small DAGs, random ones, all subsets. */
import { bidirected, createGraph, directed, type Edge, type Graph, type GraphKind } from '../graph/graph.ts'
import { isAcyclic } from '../graph/walks.ts'
import { seededRandom } from '../random.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'

export function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => letters[i] ?? `v${i}`)
}

/** Every labelled DAG on the nodes a, b, …: 1, 3, 25, 543, 29281 of them. */
export function* allDags(count: number): Generator<Graph> {
  const nodes = names(count)
  const pairs = pairsOf(nodes)
  for (let code = 0; code < 3 ** pairs.length; code++) {
    let rest = code
    const edges: Edge[] = []
    for (const [a, b] of pairs) {
      const choice = rest % 3
      rest = (rest - choice) / 3
      if (choice > 0) edges.push(choice === 1 ? directed(a, b) : directed(b, a))
    }
    const graph = createGraph({ kind: 'dag', nodes, edges })
    if (isAcyclic(graph)) yield graph
  }
}

type Recipe = { nodes: number; kind: Extract<GraphKind, 'dag' | 'admg' | 'cyclic'>; density: number }

/** Each pair → with chance `density`, in a random order of the nodes; ↔ as often where the kind has it. */
export function randomMixedGraph(seed: number, { nodes: count, kind, density }: Recipe): Graph {
  const random = seededRandom(seed)
  const nodes = names(count)
  const order = shuffled(nodes, random)
  const edges: Edge[] = []
  for (const [a, b] of pairsOf(order)) {
    if (random() < density) edges.push(directed(a, b))
    if (kind === 'cyclic' && random() < density / 2) edges.push(directed(b, a))
    if (kind !== 'dag' && random() < density / 2) edges.push(bidirected(a, b))
  }
  return createGraph({ kind, nodes, edges })
}

export function subsetsOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, code) => items.filter((_, i) => (code >> i) & 1))
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!]
  }
  return mixed
}

export function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]))
}
