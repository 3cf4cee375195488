/**
 * Separation of sets of nodes: d-separation in DAGs (Pearl 1988), m-separation in ADMGs and MAGs (Richardson 2003),
 * σ-separation in cyclic graphs (Forré & Mooij 2018), and in CPDAGs and PAGs the separations of the graphs they stand for.
 */
import { representative } from '../equivalence/representative.ts'
import { ScmError } from '../errors.ts'
import { type Graph, nodeIndex } from '../graph/graph.ts'
import { indicesOf, type Names, requireDisjoint } from '../graph/names.ts'
import { strongComponents } from '../graph/walks.ts'
import { isReached, isSigmaReached } from './reach.ts'

export type SeparationQuery = { x: Names; y: Names; given?: Names }

/**
 * Whether Z = `given` separates every node of `x` from every node of `y`, by the criterion of the graph’s kind. Roles do
 * not matter here: what is conditioned on is named. Nodes of `x` or `y` that are given too are separated from everything.
 * Throws `graph/overlap` when a node is on both sides, `graph/unknown-node`, `separation/no-side` when one is not named.
 */
export function isSeparated(graph: Graph, query: SeparationQuery): boolean {
  return graph.kind === 'cyclic' ? sigmaSeparated(graph, query) : mSeparated(graph, query)
}

/** d-separation; the same search as `mSeparated`, under the name of DAGs. On a cyclic graph the criterion of its paths. */
export const dSeparated = mSeparated

/** m-separation. On a cyclic graph it is d-separation along its paths, which only linear models obey: see `sigmaSeparated`. */
export function mSeparated(graph: Graph, { x, y, given }: SeparationQuery): boolean {
  const [from, to, z] = sides(graph, x, y, given)
  return !isReached(graph.kind === 'cyclic' ? graph : representative(graph), from, to, z)
}

export function sigmaSeparated(graph: Graph, { x, y, given }: SeparationQuery): boolean {
  const [from, to, z] = sides(graph, x, y, given)
  if (graph.kind !== 'cyclic') return !isReached(representative(graph), from, to, z)
  return !isSigmaReached(graph, componentsOf(graph), from, to, z)
}

const components = new WeakMap<Graph, Int32Array>()

function componentsOf(graph: Graph): Int32Array {
  const known = components.get(graph) ?? strongComponents(graph)
  components.set(graph, known)
  return known
}

function sides(graph: Graph, x: Names, y: Names, given: Names | undefined): [number[], number[], number[]] {
  const z =
    given === undefined
      ? []
      : typeof given === 'string'
        ? [nodeIndex(graph, given)]
        : given.map((name) => nodeIndex(graph, name))
  requireNamed(x, 'x')
  requireNamed(y, 'y')
  const from = indicesOf(graph, x)
  const to = indicesOf(graph, y)
  if (from.length === 1 && to.length === 1 && from[0] !== to[0]) return [from, to, z]
  const isOpen = (node: number) => !z.includes(node)
  requireDisjoint(graph, { x: from.filter(isOpen), y: to.filter(isOpen) })
  return [from, to, z]
}

function requireNamed(names: Names | undefined, side: 'x' | 'y'): void {
  if (names !== undefined) return
  throw new ScmError('separation/no-side', `The query does not name ${side}.`, {
    hint: 'Pass { x, y, given }: names or lists of names.',
  })
}
