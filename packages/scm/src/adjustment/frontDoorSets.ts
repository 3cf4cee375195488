/**
 * Front-door sets in DAGs and ADMGs (Pearl 1995): Z (1) meets every directed path from X to Y, (2) has no open back-door
 * path from X, and (3) X blocks every back-door path from Z to Y.
 *
 * Listing by Jeong, Tian & Bareinboim (2022): the nodes that satisfy (2) are found one by one; among them the largest set
 * that satisfies (3) is what remains after taking out, again and again, the nodes that (3) fails for: cutting fewer nodes’
 * outgoing edges only opens paths, so no node that falls can be in any set. A set between I and R exists iff what
 * remains of R includes I and satisfies (1).
 */
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { indicesOf, maskOf, type Names, requireDisjoint } from '../graph/names.ts'
import { keepingItems, requireAcyclic, row } from '../graph/walks.ts'
import { reachedFrom } from '../separation/reach.ts'
import { compareSets, sortedNames } from '../separation/separators.ts'
import type { EffectQuery } from './effect.ts'

export type FrontDoorOptions = EffectQuery & {
  type?: 'minimal' | 'all'
  forced?: Names
  /** Latent nodes never are in a set. */
  forbidden?: Names
  limit?: number
  /**
   * Branches looked into, at most. Minimal sets are not listed with polynomial delay: a branch may hold sets of which none
   * is minimal. Once the steps are spent the listing ends (`complete: false`) with at least one set where there is one.
   */
  maxSteps?: number
  signal?: AbortSignal
}

export type FrontDoorFailure = {
  /** `direct path`: no allowed node meets this path. */
  condition: 'direct path'
  path: string[]
  message: string
}

/** As `adjustmentSets`: sorted sets by size then name; `[]` with a reason when there is none. */
export function frontDoorSets(
  graph: Graph,
  options: FrontDoorOptions = {},
): { sets: string[][]; complete: boolean; reason?: FrontDoorFailure } {
  const { limit = Number.POSITIVE_INFINITY, maxSteps = Number.POSITIVE_INFINITY, signal } = options
  const task = taskOf(graph, options)
  const sets: string[][] = []
  let steps = 0
  for (const found of setsOf(task, options.type ?? 'minimal')) {
    signal?.throwIfAborted()
    if (found && sets.length < limit) sets.push(sortedNames(graph, found))
    else if (found || ++steps > maxSteps) {
      const one = sets.length === 0 && limit > 0 ? oneMinimalSet(task) : undefined
      if (one) sets.push(sortedNames(graph, one))
      return { sets: sets.sort(compareSets), complete: false }
    }
  }
  if (sets.length > 0) return { sets: sets.sort(compareSets), complete: true }
  const open = unmetPath(task, largest(task, task.allowed)) ?? []
  const path = open.map((node) => graph.nodes[node]!)
  const message =
    path.length > 0
      ? `Every node that could stand on ${path.join(' → ')} is confounded with the treatment or the outcome, or not allowed.`
      : 'A forced node is confounded with the treatment or the outcome.'
  return { sets, complete: true, reason: { condition: 'direct path', path, message } }
}

type Task = { graph: Graph; x: number[]; y: number[]; forced: number[]; allowed: number[] }

function taskOf(graph: Graph, options: FrontDoorOptions): Task {
  if (graph.kind !== 'dag' && graph.kind !== 'admg')
    throw new ScmError(
      'graph/kind',
      `Front-door sets are found in DAGs and ADMGs; this is a ${graph.kind.toUpperCase()}.`,
      {
        hint: 'Take a DAG of the class (consistentExtension, enumerateDags).',
      },
    )
  requireAcyclic(graph)
  const x = indicesOf(graph, options.treatment ?? graph.roles.treatment)
  const y = indicesOf(graph, options.outcome ?? graph.roles.outcome)
  if (x.length === 0 || y.length === 0)
    throw new ScmError('effect/no-side', `No ${x.length === 0 ? 'treatment' : 'outcome'} is named.`, {
      hint: 'Pass { treatment: …, outcome: … }, or give nodes of the graph these roles.',
    })
  const forced = indicesOf(graph, options.forced)
  requireDisjoint(graph, { treatment: x, outcome: y, forced })
  const barred = maskOf(graph, [
    ...x,
    ...y,
    ...indicesOf(graph, options.forbidden),
    ...indicesOf(graph, graph.roles.latent),
  ])
  const behind = reachedFrom(withoutOutgoing(graph, maskOf(graph, x)), x, [])
  const allowed = graph.nodes.flatMap((_, node) => (barred[node] === 0 && behind[node] === 0 ? [node] : []))
  return { graph, x, y, forced, allowed }
}

/** Branches over the allowed nodes, out before in, into branches that hold a set only. Yields `undefined` for a step without one. */
function* setsOf(task: Task, type: 'minimal' | 'all'): Generator<number[] | undefined> {
  const free = task.allowed.filter((node) => !task.forced.includes(node))
  const pending: { included: number[]; at: number }[] = [{ included: task.forced, at: 0 }]
  while (pending.length > 0) {
    const { included, at } = pending.pop()!
    yield undefined
    if (!exists(task, included, [...included, ...free.slice(at)])) continue
    if (type === 'minimal' && exists(task, task.forced, included)) {
      // What is included holds a set already: only itself can be minimal here.
      if (exists(task, included, included) && isMinimal(task, included)) yield included
    } else if (at === free.length) yield included
    else pending.push({ included: [...included, free[at]!], at: at + 1 }, { included, at: at + 1 })
  }
}

function isMinimal(task: Task, set: readonly number[]): boolean {
  return set.every(
    (node) =>
      task.forced.includes(node) ||
      !exists(
        task,
        task.forced,
        set.filter((other) => other !== node),
      ),
  )
}

/** The largest set, with one node after the other taken out for as long as a set remains. */
function oneMinimalSet(task: Task): number[] | undefined {
  if (!exists(task, task.forced, task.allowed)) return undefined
  let set = largest(task, task.allowed)
  for (const node of set) {
    const without = set.filter((other) => other !== node)
    if (!task.forced.includes(node) && exists(task, task.forced, without)) set = largest(task, without)
  }
  return set
}

/** Whether a front-door set lies between `included` and `from`. */
function exists(task: Task, included: readonly number[], from: readonly number[]): boolean {
  const rest = largest(task, from)
  const isIn = new Set(rest)
  return included.every((node) => isIn.has(node)) && unmetPath(task, rest) === undefined
}

/** The largest part of `from` that satisfies (2) and (3). */
function largest({ graph, x, y, allowed }: Task, from: readonly number[]): number[] {
  const isAllowed = new Set(allowed)
  let rest = from.filter((node) => isAllowed.has(node))
  for (;;) {
    const cut = withoutOutgoing(graph, maskOf(graph, rest))
    const reached = reachedFrom(cut, y, x)
    const kept = rest.filter((node) => reached[node] === 0)
    if (kept.length === rest.length) return rest
    rest = kept
  }
}

/** A directed path from X to Y that meets none of `set`, or `undefined`. */
function unmetPath({ graph, x, y }: Task, set: readonly number[]): number[] | undefined {
  const isMet = maskOf(graph, set)
  const before = new Map(x.map((node) => [node, -1]))
  for (const node of before.keys()) {
    if (y.includes(node)) {
      const path: number[] = []
      for (let at = node; at !== -1; at = before.get(at)!) path.unshift(at)
      return path
    }
    for (const child of row(graph.children, node)) if (isMet[child] === 0 && !before.has(child)) before.set(child, node)
  }
  return undefined
}

/** The graph’s rows without the directed edges out of `cut` ([nodes], 1 = cut). */
function withoutOutgoing({ parents, children, spouses, undirected }: Graph, cut: Uint8Array) {
  return {
    parents: keepingItems(parents, (_, parent) => cut[parent] === 0),
    children: keepingItems(children, (node) => cut[node] === 0),
    spouses,
    undirected,
  }
}
