/**
 * Separation computed in two other ways, from names and sets alone, to test the engine against: by moralisation
 * (Lauritzen 1996, prop. 3.25; augmentation of Richardson 2003, thm. 1 for ↔) and by listing all paths.
 */
import type { Edge, Graph } from '../graph/graph.ts'

export function separatedByMoralisation(graph: Graph, x: string, y: string, given: readonly string[]): boolean {
  const edges = withLatents(graph.edges)
  const kept = ancestorsBy(edges, [x, y, ...given])
  const inside = edges.filter(([from, to]) => kept.has(from) && kept.has(to))
  const links = new Map<string, Set<string>>()
  const link = (a: string, b: string) => {
    links.set(a, (links.get(a) ?? new Set()).add(b))
    links.set(b, (links.get(b) ?? new Set()).add(a))
  }
  for (const [from, to] of inside) {
    link(from, to)
    for (const [other, same] of inside) if (same === to && other !== from) link(from, other)
  }
  const seen = new Set([x, ...given])
  const queue = [x]
  for (const node of queue)
    for (const next of links.get(node) ?? []) {
      if (seen.has(next)) continue
      if (next === y) return false
      seen.add(next)
      queue.push(next)
    }
  return true
}

/** Every simple path is listed and each of its inner nodes judged by the definition. */
export function separatedByPaths(graph: Graph, x: string, y: string, given: readonly string[]): boolean {
  return pathsBetween(graph, x, y).every((path) => !isOpen(graph, path, given))
}

/** A path as its edges turned along it. */
export function pathsBetween(graph: Graph, x: string, y: string): Edge[][] {
  const turned = graph.edges.flatMap((edge): Edge[] => [
    edge,
    { from: edge.to, to: edge.from, fromMark: edge.toMark, toMark: edge.fromMark },
  ])
  const found: Edge[][] = []
  const extend = (path: Edge[], visited: readonly string[]) => {
    const end = visited.at(-1)!
    if (end === y) found.push(path)
    else
      for (const edge of turned)
        if (edge.from === end && !visited.includes(edge.to)) extend([...path, edge], [...visited, edge.to])
  }
  extend([], [x])
  return found
}

export function isOpen(graph: Graph, path: readonly Edge[], given: readonly string[]): boolean {
  const above = ancestorsBy(directedPairs(graph.edges), given)
  return path.slice(1).every((edge, i) => {
    const isCollider = path[i]!.toMark === 'arrow' && edge.fromMark === 'arrow'
    return isCollider ? above.has(edge.from) : !given.includes(edge.from)
  })
}

function directedPairs(edges: readonly Edge[]): [string, string][] {
  return edges
    .filter(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'arrow')
    .map(({ from, to }) => [from, to])
}

function withLatents(edges: readonly Edge[]): [string, string][] {
  return edges.flatMap(({ from, to, fromMark }, i): [string, string][] =>
    fromMark === 'tail'
      ? [[from, to]]
      : [
          [`latent ${i}`, from],
          [`latent ${i}`, to],
        ],
  )
}

export function ancestorsBy(edges: readonly (readonly [string, string])[], nodes: readonly string[]): Set<string> {
  const found = new Set(nodes)
  for (let size = -1; size < found.size; ) {
    size = found.size
    for (const [from, to] of edges) if (found.has(to)) found.add(from)
  }
  return found
}
