/**
 * The adjustment set with the smallest asymptotic variance, whatever the model of the graph.
 *
 * Nothing hidden (DAGs, CPDAGs): the O-set of Henckel, Perković & Maathuis (2022, def. 3.12), for linear models;
 * it is best for non-parametric estimators too (Rotnitzky & Smucler 2020). In the forbidden projection it is the
 * parents of the outcome (Witte et al. 2020).
 * Hidden variables (ADMGs, MAGs, PAGs, latent nodes): a best set need not exist (Henckel et al. 2022). It does
 * when all that can be measured is an ancestor of treatment or outcome (Smucler, Sapienza & Rotnitzky 2022), and
 * for one treatment exactly under the conditions I and II of Runge (2021, def. 3, thm. 3), which are checked here.
 *
 * Notation, in the forbidden projection: P = parents of Y; C = nodes on collider paths c ↔ … ↔ Y, each an ancestor of X or
 * Y or separated from X by those; O = P ∪ C ∪ Pa(C).
 * Departs from Runge: the theorem is read in the forbidden projection, whose separations are those of the graph, so that
 * MAGs and PAGs, whose adjustment sets are the separators of one of their graphs (Perković et al. 2018, thm. 7), have it
 * too. For several treatments only P, without hidden causes of the outcome, is claimed.
 */
import type { Graph } from '../graph/graph.ts'
import { indicesOf } from '../graph/names.ts'
import { reachable, row } from '../graph/walks.ts'
import { isReached } from '../separation/reach.ts'
import { sortedNames } from '../separation/separators.ts'
import { type AdjustmentFailure, type AdjustmentTask, adjustmentTask, failureOf } from './adjustmentTask.ts'
import { type EffectQuery, effectOf, possiblyCausalRows } from './effect.ts'
import { forbiddenProjection } from './forbiddenProjection.ts'

export type NoOptimalSet = {
  readonly none: true
  /** `no effect`: the treatment cannot affect the outcome. `not unique`: which set is best depends on the model. */
  readonly reason: AdjustmentFailure | { condition: 'no effect' | 'not unique' | 'selection'; message: string }
}

/** The best set, sorted; or why there is none, or none that is known to be best. */
export function optimalAdjustmentSet(asked: Graph, query: EffectQuery = {}): string[] | NoOptimalSet {
  const task = adjustmentTask(asked, { ...query, forced: [] })
  if (task.failure) return { none: true, reason: task.failure }
  if (!affects(asked, query)) return none('no effect', 'The treatment cannot affect the outcome: the effect is zero.')
  if (task.selected.length > 0)
    return none('selection', 'The units are selected, and no set is known to be best among selected units.')
  const projection = forbiddenProjection(task)
  if (projection === undefined)
    return none('selection', 'The graph has undirected edges, that is selection; no set is known to be best then.')
  const search = searchIn(projection)
  const everyAncestor = [...search.free].filter((node) => search.ancestral[node] === 1)
  if (!separates(search, everyAncestor))
    return { none: true, reason: failureOf(task, namedIn(task, search, everyAncestor)) }
  const hasHiddenCause = search.y.some((node) => row(projection.spouses, node).length > 0)
  if (search.x.length > 1 && hasHiddenCause)
    return none('not unique', 'For several treatments and hidden causes of the outcome no set is known to be best.')
  const found = candidate(search)
  const failure = hasHiddenCause && !isOnlySet(search) ? rival(search, found) : undefined
  return failure ? none('not unique', failure) : sortedNames(projection, [...found.all])
}

function none(condition: 'no effect' | 'not unique' | 'selection', message: string): NoOptimalSet {
  return { none: true, reason: { condition, message } }
}

function affects(asked: Graph, query: EffectQuery): boolean {
  const { graph, x, towardsOutcome } = effectOf(asked, query)
  const below = reachable(graph.nodes.length, [possiblyCausalRows(graph)], x)
  return below.some((bit, node) => bit === 1 && towardsOutcome[node] === 1)
}

type Search = {
  graph: Graph
  x: number[]
  y: number[]
  /** N: what may be adjusted for. */
  free: ReadonlySet<number>
  /** [nodes]: 1 for ancestors of X and Y. */
  ancestral: Uint8Array
}

function searchIn(graph: Graph): Search {
  const [x, y] = [indicesOf(graph, graph.roles.treatment), indicesOf(graph, graph.roles.outcome)]
  const free = new Set(graph.nodes.keys().filter((node) => !x.includes(node) && !y.includes(node)))
  return { graph, x, y, free, ancestral: reachable(graph.nodes.length, [graph.parents], [...x, ...y]) }
}

function separates({ graph, x, y }: Search, set: Iterable<number>): boolean {
  return !isReached(graph, x, y, [...set])
}

function namedIn(task: AdjustmentTask, { graph }: Search, set: readonly number[]): number[] {
  return set.map((node) => task.graph.index.get(graph.nodes[node]!)!)
}

/** Some adjustment set has all of these nodes: then their ancestors and those of X and Y are one. */
function someSetHas(search: Search, nodes: readonly number[]): boolean {
  const { graph, x, y, free } = search
  const above = reachable(graph.nodes.length, [graph.parents], [...x, ...y, ...nodes])
  return separates(
    search,
    [...free].filter((node) => above[node] === 1),
  )
}

/** No node can be left out of the largest set of ancestors, and none be added. */
function isOnlySet(search: Search): boolean {
  const all = [...search.free].filter((node) => search.ancestral[node] === 1)
  const others = [...search.free].filter((node) => search.ancestral[node] === 0)
  return !others.some((node) => someSetHas(search, [node])) && !all.some((node) => canSpare(search, node))
}

/** Whether some adjustment set lacks the node. */
function canSpare(search: Search, node: number): boolean {
  const rest = [...search.free].filter((other) => other !== node && search.ancestral[other] === 1)
  return separates(search, rest)
}

type Candidate = { parents: ReadonlySet<number>; colliders: ReadonlySet<number>; all: ReadonlySet<number> }

/** O. */
function candidate({ graph, x, y, free, ancestral }: Search): Candidate {
  const parentsIn = (nodes: Iterable<number>) =>
    [...nodes].flatMap((node) => [...row(graph.parents, node)].filter((parent) => free.has(parent)))
  const above = [...free].filter((node) => ancestral[node] === 1)
  const isValid = (node: number) => free.has(node) && (ancestral[node] === 1 || !isReached(graph, x, [node], above))
  const parents = new Set(parentsIn(y))
  const path = new Set(y)
  for (const node of path) for (const spouse of row(graph.spouses, node)) if (isValid(spouse)) path.add(spouse)
  const colliders = new Set([...path].filter((node) => free.has(node)))
  return { parents, colliders, all: new Set([...parents, ...colliders, ...parentsIn(colliders)]) }
}

/** Why O is not best in every model, or `undefined` when it is. */
function rival(search: Search, found: Candidate): string | undefined {
  const { graph } = search
  const others = search.y.concat([...found.colliders]).flatMap((node) => [...row(graph.spouses, node)])
  const outside = new Set(others.filter((node) => search.free.has(node) && !found.all.has(node)))
  const name = (node: number) => `“${graph.nodes[node]}”`
  for (const node of outside)
    if (joinsSomeSet(search, found, [node]))
      return `Which set is best depends on the model: ${name(node)} tells of the outcome’s hidden causes, but what it tells of the treatment makes other nodes needed.`
  for (const node of found.all) {
    if (found.parents.has(node) || !isOpenTo(search, found, node)) continue
    if (!reachesOutcome(search, found, node))
      return `Which set is best depends on the model: ${name(node)} is needed with the rest of the set and not without.`
  }
  return undefined
}

/** Condition I: some collider path from the first node of `path` through O to Y lies in an adjustment set. */
function joinsSomeSet(search: Search, found: Candidate, path: readonly number[]): boolean {
  if (!someSetHas(search, path)) return false
  const spouses = [...row(search.graph.spouses, path.at(-1)!)]
  if (spouses.some((node) => search.y.includes(node))) return true
  return spouses.some(
    (node) => found.all.has(node) && !path.includes(node) && joinsSomeSet(search, found, [...path, node]),
  )
}

/** X and the node are not separated by the rest of O. */
function isOpenTo({ graph, x }: Search, { all }: Candidate, node: number): boolean {
  const rest = [...all].filter((other) => other !== node)
  return isReached(graph, x, [node], rest)
}

/** Condition II: node *→ c ↔ … ↔ Y, each c in O and an ancestor of X or Y. */
function reachesOutcome({ graph, y, ancestral }: Search, { all }: Candidate, start: number): boolean {
  const seen = new Set([start])
  for (const node of seen)
    for (const next of [...row(graph.spouses, node), ...(node === start ? row(graph.children, node) : [])]) {
      if (y.includes(next)) return true
      if (all.has(next) && ancestral[next] === 1) seen.add(next)
    }
  return false
}
