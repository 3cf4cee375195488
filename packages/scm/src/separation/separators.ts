/** Sets that separate two sets of nodes: one that is minimal, one that costs least, or all minimal ones. */
import { representative } from '../equivalence/representative.ts'
import { ScmError } from '../errors.ts'
import { type Graph, nodeIndex } from '../graph/graph.ts'
import { compareNames, indicesOf, maskOf, type Names, requireDisjoint } from '../graph/names.ts'
import { cheapestSeparator } from './minimumCut.ts'
import { anteriorMask, moralRows } from './moral.ts'
import { nearestSeparator, type SeparatorProblem, separatorsOf } from './separatorSearch.ts'

export type SeparatorOptions = {
  x: Names
  y: Names
  /** In every separator; minimality is then among the sets that include these. */
  forced?: Names
  /** In none. Latent nodes never are. */
  forbidden?: Names
}

export type Costs = Readonly<Record<string, number>> | ReadonlyMap<string, number>

/**
 * A minimal separating set, sorted: the one nearest to `x`, or with `costs` (1 where none is given) one of least cost.
 * `undefined` when no set separates.
 */
export function separatingSet(
  graph: Graph,
  { costs, ...options }: SeparatorOptions & { costs?: Costs },
): string[] | undefined {
  const { problem, forced, model } = separatorProblem(graph, options)
  const found = costs === undefined ? nearestSeparator(problem) : cheapestSeparator(problem, costsOf(graph, costs))
  return found && sortedNames(model, [...found, ...forced])
}

/**
 * Every minimal separating set once, with polynomial delay, in no particular order; each is sorted. Lazy: stop when you
 * have seen enough. Yields nothing when no set separates.
 */
export function* minimalSeparators(graph: Graph, options: SeparatorOptions): Generator<string[], void> {
  const { problem, forced, model } = separatorProblem(graph, options)
  for (const found of separatorsOf(problem)) yield sortedNames(model, [...found, ...forced])
}

/** The problem in the moral graph of the ancestors of x, y and what is forced (van der Zander et al. 2019, cor. 1). */
function separatorProblem(graph: Graph, { x, y, forced, forbidden }: SeparatorOptions) {
  const model = representative(graph)
  const [from, to, must] = [indicesOf(graph, x), indicesOf(graph, y), indicesOf(graph, forced)]
  requireDisjoint(graph, { x: from, y: to, forced: must })
  const not = [...indicesOf(graph, forbidden), ...indicesOf(graph, graph.roles.latent)]
  return { model, forced: must, problem: ancestralProblem(model, from, to, must, maskOf(graph, not)) }
}

export function ancestralProblem(
  model: Graph,
  x: readonly number[],
  y: readonly number[],
  forced: readonly number[],
  forbidden: Uint8Array,
): SeparatorProblem {
  const kept = anteriorMask(model, [...x, ...y, ...forced])
  const absent = kept.map((bit) => 1 - bit)
  for (const node of forced) absent[node] = 1
  return { rows: moralRows(model, kept), x, y, forbidden, absent }
}

/** [nodes]: 1 where nothing is said. Throws `graph/cost` for a cost that is negative or no number. */
export function costsOf(graph: Graph, costs: Costs): Float64Array {
  const all = new Float64Array(graph.nodes.length).fill(1)
  for (const [name, cost] of costs instanceof Map ? costs : Object.entries(costs)) {
    if (!(cost >= 0))
      throw new ScmError('graph/cost', `The cost of “${name}” is ${cost}; it must be a number from 0 up.`, {
        hint: 'To exclude a node, forbid it.',
        details: { node: name, cost },
      })
    all[nodeIndex(graph, name)] = cost
  }
  return all
}

export function sortedNames({ nodes }: Pick<Graph, 'nodes'>, members: readonly number[]): string[] {
  return members.map((node) => nodes[node]!).sort(compareNames)
}

/** By size, then by name. */
export function compareSets(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) return a.length - b.length
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return compareNames(a[i]!, b[i]!)
  return 0
}
