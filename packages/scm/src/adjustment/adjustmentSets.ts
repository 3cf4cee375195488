/**
 * Sets of covariates whose adjustment gives the causal effect, sound and complete in DAGs, ADMGs, CPDAGs, MAGs and PAGs.
 *
 * The generalised adjustment criterion (Shpitser, VanderWeele & Robins 2010; Perković et al. 2018, def. 4): the graph is
 * amenable, Z has no forbidden node, and Z separates X from Y in the proper back-door graph. Listing is listing the
 * minimal separators there (van der Zander, Liśkiewicz & Textor 2014, 2019). With selected nodes S, which are always
 * conditioned on: Z ∪ S must separate, and S must be separated from Y there (Correa, Tian & Bareinboim 2018, as dagitty
 * has it).
 *
 * The controlled direct effect (DAGs and ADMGs): Z separates X from Y in the graph without the edges X → Y, without
 * descendants of the outcomes that X affects (van der Zander et al. 2019, sect. 6).
 */
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { maskOf, type Names } from '../graph/names.ts'
import { cheapestSeparator } from '../separation/minimumCut.ts'
import { anteriorMask } from '../separation/moral.ts'
import { isReached } from '../separation/reach.ts'
import { separatorsOf } from '../separation/separatorSearch.ts'
import { ancestralProblem, type Costs, compareSets, costsOf, sortedNames } from '../separation/separators.ts'
import { type AdjustmentFailure, type AdjustmentTask, adjustmentTask, failureOf } from './adjustmentTask.ts'
import type { EffectQuery } from './effect.ts'

export type AdjustmentOptions = EffectQuery & {
  effect?: 'total' | 'direct'
  /** In every set; left out, the graph’s adjusted nodes. */
  forced?: Names
  /** In none. Latent and selected nodes never are. */
  forbidden?: Names
}

export type AdjustmentListing = AdjustmentOptions & {
  type?: 'minimal' | 'canonical' | 'all'
  limit?: number
  signal?: AbortSignal
}

export type AdjustmentSets = {
  /** Each sorted, by size then name. `[[]]`: nothing needs adjusting. `[]`: no set exists, and `reason` says why. */
  sets: string[][]
  /** Whether these are all. */
  complete: boolean
  reason?: AdjustmentFailure
}

/**
 * `minimal` (the default): the sets of which no part suffices (with `forced` in it). `canonical`: the one set of all
 * possible ancestors of treatment and outcome that may be adjusted for. `all`: every set.
 */
export function adjustmentSets(graph: Graph, options: AdjustmentListing = {}): AdjustmentSets {
  const { limit = Number.POSITIVE_INFINITY, signal } = options
  if (!(limit >= 0))
    throw new ScmError('adjustment/limit', `The limit is ${limit}; it is a number of sets.`, {
      hint: 'Leave it out to have all of them.',
    })
  const task = adjustmentTask(graph, options)
  const sets: string[][] = []
  if (!task.failure)
    for (const set of setsOf(task, options.type ?? 'minimal')) {
      signal?.throwIfAborted()
      if (sets.length >= limit) return { sets: sets.sort(compareSets), complete: false }
      sets.push(set)
    }
  if (sets.length > 0) return { sets: sets.sort(compareSets), complete: true }
  return { sets, complete: true, reason: failureOf(task, largestSet(task)) }
}

/** The same sets one by one, with polynomial delay, unordered; yields nothing when there is none. */
export function* eachAdjustmentSet(
  graph: Graph,
  options: Omit<AdjustmentListing, 'limit' | 'signal'> = {},
): Generator<string[], void> {
  const task = adjustmentTask(graph, options)
  if (!task.failure) yield* setsOf(task, options.type ?? 'minimal')
}

export type AdjustmentCheck = EffectQuery & {
  effect?: 'total' | 'direct'
  /** The set; left out, the graph’s adjusted nodes. `given` is another word for it, as in a separation query. */
  set?: Names
  given?: Names
}

export function isAdjustmentSet(graph: Graph, options: AdjustmentCheck = {}): boolean {
  return checkAdjustmentSet(graph, options).valid
}

/** The verdict with the condition that fails. */
export function checkAdjustmentSet(
  graph: Graph,
  options: AdjustmentCheck = {},
): { valid: true } | { valid: false; reason: AdjustmentFailure } {
  const { set = options.given ?? graph.roles.adjusted, ...query } = options
  const task = adjustmentTask(graph, { ...query, forced: set }, { mayBeLatent: true })
  if (!task.failure && isSufficient(task, task.forced)) return { valid: true }
  return { valid: false, reason: failureOf(task, task.forced) }
}

/** All possible ancestors of treatment and outcome that may be adjusted for, if that suffices (Perković et al. 2018, def. 12). */
export function canonicalAdjustmentSet(graph: Graph, options: AdjustmentOptions = {}): string[] | undefined {
  return adjustmentSets(graph, { ...options, type: 'canonical' }).sets[0]
}

/** A set of least cost; a node costs 1 where `costs` says nothing. `undefined` when no set exists. */
export function minimumCostAdjustmentSet(
  graph: Graph,
  { costs = {}, ...options }: AdjustmentOptions & { costs?: Costs } = {},
): string[] | undefined {
  const task = adjustmentTask(graph, options)
  if (task.failure) return undefined
  const found = cheapestSeparator(problemOf(task), costsOf(graph, costs))
  return found && sortedNames(task.cut, [...found, ...task.forced])
}

/** Sets for the controlled direct effect: `adjustmentSets` with `effect: 'direct'`. */
export function directEffectSets(graph: Graph, options: Omit<AdjustmentListing, 'effect'> = {}): AdjustmentSets {
  return adjustmentSets(graph, { ...options, effect: 'direct' })
}

function* setsOf(task: AdjustmentTask, type: 'minimal' | 'canonical' | 'all'): Generator<string[], void> {
  if (!['minimal', 'canonical', 'all'].includes(type))
    throw new ScmError('adjustment/option', `There is no type of adjustment set “${type}”.`, {
      hint: 'There are minimal, canonical and all.',
    })
  if (type === 'canonical') {
    const largest = largestSet(task)
    if (isSufficient(task, largest)) yield sortedNames(task.cut, largest)
  } else if (type === 'minimal') {
    for (const found of separatorsOf(problemOf(task))) yield sortedNames(task.cut, [...found, ...task.forced])
  } else yield* everySet(task)
}

/** The separator problem in the cut graph; selected nodes are conditioned on, but no part of the answer. */
function problemOf({ cut, x, y, forced, selected, barred }: AdjustmentTask) {
  return ancestralProblem(cut, x, y, [...forced, ...selected], barred)
}

/**
 * Branches on one node after the other, in and out, and only into branches that hold a set: Z between I and R exists iff
 * An(X ∪ Y ∪ I ∪ S) ∩ R separates (van der Zander et al. 2019, prop. 3), so the delay is polynomial.
 */
function* everySet(task: AdjustmentTask): Generator<string[], void> {
  const { cut, x, y, selected, barred } = task
  const ends = new Set([...x, ...y])
  const free = cut.nodes.flatMap((_, node) =>
    barred[node] === 0 && !ends.has(node) && !task.forced.includes(node) ? [node] : [],
  )
  const exists = (included: readonly number[], from: number) => {
    const above = anteriorMask(cut, [...x, ...y, ...included, ...selected])
    return isSufficient(task, [...included, ...free.slice(from).filter((node) => above[node] === 1)])
  }
  const pending: { included: number[]; at: number }[] = [{ included: task.forced, at: 0 }]
  while (pending.length > 0) {
    const { included, at } = pending.pop()!
    if (!exists(included, at)) continue
    if (at === free.length) yield sortedNames(cut, included)
    else pending.push({ included, at: at + 1 }, { included: [...included, free[at]!], at: at + 1 })
  }
}

function isSufficient({ cut, x, y, selected }: AdjustmentTask, set: readonly number[]): boolean {
  return !isReached(cut, x, y, [...set, ...selected])
}

/** All possible ancestors that may be adjusted for, and what is forced; if any set suffices, this one does. */
function largestSet({ graph, ancestral, x, y, forced, selected, barred }: AdjustmentTask): number[] {
  const ends = maskOf(graph, [...x, ...y, ...selected])
  const isForced = maskOf(graph, forced)
  return graph.nodes.flatMap((_, node) =>
    isForced[node] === 1 || (ancestral[node] === 1 && barred[node] === 0 && ends[node] === 0) ? [node] : [],
  )
}
