/** Maximal ancestral graphs for tests: all small ones, and all with the adjacencies of one. */
import { createGraph, type Edge, type Graph, type Mark } from '../graph/graph.ts'
import { ancestors, areAdjacent, isAcyclic } from '../graph/walks.ts'
import { isSeparated, mSeparated } from '../separation/isSeparated.ts'
import { names, pairsOf, subsetsOf } from './graphs.ts'

type Choice = [Mark, Mark] | undefined

const directedChoices: Choice[] = [
  ['tail', 'arrow'],
  ['arrow', 'tail'],
  ['arrow', 'arrow'],
]

/** Every MAG on the nodes a, b, …; with `selection` undirected edges too. */
export function allMags(count: number, { selection }: { selection: boolean }): Graph[] {
  const choices: Choice[] = [undefined, ...directedChoices, ...(selection ? [['tail', 'tail'] as Choice] : [])]
  return marked(names(count), pairsOf(names(count)), choices).filter((graph) => isAncestral(graph) && isMaximal(graph))
}

/** The MAGs without undirected edges that are Markov equivalent to this one, itself included. */
export function magsLike(mag: Graph): Graph[] {
  const key = separationModel(mag)
  const pairs = mag.edges.map(({ from, to }): [string, string] => [from, to])
  const colliders = unshieldedColliders(mag)
  return marked(mag.nodes, pairs, directedChoices).filter(
    (graph) => unshieldedColliders(graph) === colliders && isAncestral(graph) && separationModel(graph) === key,
  )
}

/** All separations of pairs, as one string: graphs are Markov equivalent iff these are equal. */
export function separationModel(
  graph: Graph,
  observed: readonly string[] = graph.nodes,
  given: readonly string[] = [],
): string {
  return pairsOf(observed)
    .flatMap(([x, y]) =>
      subsetsOf(observed.filter((name) => name !== x && name !== y)).map((set) =>
        isSeparated(graph, { x, y, given: [...set, ...given] }) ? 1 : 0,
      ),
    )
    .join('')
}

function marked(nodes: readonly string[], pairs: readonly [string, string][], choices: readonly Choice[]): Graph[] {
  return Array.from({ length: choices.length ** pairs.length }, (_, code) => {
    let rest = code
    const edges: Edge[] = []
    for (const [from, to] of pairs) {
      const marks = choices[rest % choices.length]
      rest = Math.floor(rest / choices.length)
      if (marks) edges.push({ from, to, fromMark: marks[0], toMark: marks[1] })
    }
    return createGraph({ kind: 'mag', nodes, edges })
  })
}

function unshieldedColliders(graph: Graph): string {
  const into = (node: string) =>
    graph.edges.flatMap(({ from, to, fromMark, toMark }) =>
      to === node && toMark === 'arrow' ? [from] : from === node && fromMark === 'arrow' ? [to] : [],
    )
  return graph.nodes
    .flatMap((node) =>
      pairsOf(into(node).sort())
        .filter(([a, b]) => !areAdjacent(graph, graph.index.get(a)!, graph.index.get(b)!))
        .map(([a, b]) => `${a}${node}${b}`),
    )
    .join()
}

function isAncestral(graph: Graph): boolean {
  if (!isAcyclic(graph)) return false
  return graph.edges.every(({ from, to, fromMark, toMark }) => {
    if (fromMark === 'arrow' && toMark === 'arrow')
      return !ancestors(graph, to).includes(from) && !ancestors(graph, from).includes(to)
    if (fromMark === 'tail' && toMark === 'tail')
      return [from, to].every(
        (end) =>
          !graph.edges.some(
            (edge) => (edge.to === end && edge.toMark === 'arrow') || (edge.from === end && edge.fromMark === 'arrow'),
          ),
      )
    return true
  })
}

function isMaximal(graph: Graph): boolean {
  return pairsOf(graph.nodes).every(
    ([x, y]) =>
      areAdjacent(graph, graph.index.get(x)!, graph.index.get(y)!) ||
      subsetsOf(graph.nodes.filter((name) => name !== x && name !== y)).some((given) =>
        mSeparated(graph, { x, y, given }),
      ),
  )
}
