/** The adjustment criterion read off its definition, by listing paths; for one treatment and one outcome. */
import type { Edge, Graph } from '../graph/graph.ts'
import { subsetsOf } from './graphs.ts'
import { ancestorsBy, isOpen, pathsBetween } from './separation.ts'

/** `isVisible`: whether a directed edge excludes confounding; in DAGs and ADMGs each does. */
export function adjustsByDefinition(
  graph: Graph,
  x: string,
  y: string,
  set: readonly string[],
  isVisible: (edge: Edge) => boolean = () => true,
): boolean {
  const paths = pathsBetween(graph, x, y)
  const isCausal = (path: readonly Edge[]) =>
    path.every(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'arrow')
  const causal = paths.filter(isCausal)
  if (causal.some(([first]) => !isVisible(first!))) return false
  const between = new Set(causal.flatMap((path) => path.map(({ to }) => to)))
  const arcs = graph.edges.filter(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'arrow')
  const isBelow = (name: string) =>
    [
      ...ancestorsBy(
        arcs.map(({ from, to }) => [from, to]),
        [name],
      ),
    ].some((above) => between.has(above))
  if (set.some(isBelow)) return false
  return paths.every((path) => isCausal(path) || !isOpen(graph, path, set))
}

export function everyAdjustmentSet(
  graph: Graph,
  x: string,
  y: string,
  isVisible?: (edge: Edge) => boolean,
): string[][] {
  const free = graph.nodes.filter((name) => name !== x && name !== y)
  return subsetsOf(free).filter((set) => adjustsByDefinition(graph, x, y, set, isVisible))
}

export function minimalOf(sets: readonly string[][]): string[][] {
  return sets.filter(
    (set) => !sets.some((other) => other.length < set.length && other.every((name) => set.includes(name))),
  )
}
