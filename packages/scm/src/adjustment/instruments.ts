/**
 * Conditional instruments (Brito & Pearl 2002; van der Zander, Textor & Liśkiewicz 2015, def. 2.1). Z is an instrument for
 * the effect of X on Y given W when
 *
 *   (1) W separates Z from Y in the graph without the first edges of causal paths from X to Y,
 *   (2) W does not separate Z from X in the graph,
 *   (3) no node of W is affected by the treatment on the way to the outcome, or by the outcome.
 *
 * Deciding whether any W exists is NP-complete for W outside the ancestors (same paper, thm. 4.1). So every minimal W
 * among the ancestors is found with polynomial delay, and all other sets by size up to `searchLimit` of them.
 */
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { indicesOf, maskOf, type Names } from '../graph/names.ts'
import { reachable } from '../graph/walks.ts'
import { combinations } from '../separation/independencies.ts'
import { isReached } from '../separation/reach.ts'
import { nearestSeparator, separatorsOf } from '../separation/separatorSearch.ts'
import { ancestralProblem, compareSets, sortedNames } from '../separation/separators.ts'
import { type EffectQuery, effectOf, properBackDoorGraph } from './effect.ts'

export type Instrument = {
  instrument: string
  /** Every minimal conditioning set found, by size then name; `[[]]` when none is needed. */
  given: string[][]
}

export type InstrumentOptions = EffectQuery & {
  /** In no conditioning set. Latent nodes never are. */
  forbidden?: Names
  /** Minimal separators looked at for one node, at most. */
  limit?: number
  /** Sets looked at for one node beyond those, smallest first: 4,096 are all subsets of 12 nodes. */
  searchLimit?: number
  signal?: AbortSignal
}

/** In the graph’s order; an empty list when there is none. For one treatment and one outcome, in DAGs and ADMGs. */
export function instruments(graph: Graph, options: InstrumentOptions = {}): Instrument[] {
  if (graph.kind !== 'dag' && graph.kind !== 'admg')
    throw new ScmError(
      'graph/kind',
      `Instruments are found in DAGs and ADMGs; this is a ${graph.kind.toUpperCase()}.`,
      {
        hint: 'Take a DAG of the class (consistentExtension, enumerateDags).',
      },
    )
  const task = taskOf(graph, options)
  return graph.nodes.flatMap((instrument, node) => {
    options.signal?.throwIfAborted()
    if (node === task.x || node === task.y || task.hidden[node] === 1) return []
    const given = conditioningSets(task, node, options).map((set) => sortedNames(graph, set))
    return given.length > 0 ? [{ instrument, given: given.sort(compareSets) }] : []
  })
}

type Task = { graph: Graph; cut: Graph; x: number; y: number; hidden: Uint8Array; barred: Uint8Array }

function taskOf(graph: Graph, options: InstrumentOptions): Task {
  const effect = effectOf(graph, options)
  const [x, y] = [effect.x[0]!, effect.y[0]!]
  if (effect.x.length > 1 || effect.y.length > 1)
    throw new ScmError('effect/one-side', 'An instrument is for one treatment and one outcome.', {
      hint: 'Ask for one pair after the other.',
      details: { treatment: effect.x.length, outcome: effect.y.length },
    })
  const hidden = maskOf(graph, indicesOf(graph, [...graph.roles.latent, ...graph.roles.selected]))
  const barred = reachable(graph.nodes.length, [graph.children], [y])
  for (const [node, bit] of effect.forbidden.entries()) if (bit === 1 || hidden[node] === 1) barred[node] = 1
  for (const node of [x, y, ...indicesOf(graph, options.forbidden)]) barred[node] = 1
  return { graph, cut: properBackDoorGraph(effect), x, y, hidden, barred }
}

function conditioningSets(
  task: Task,
  node: number,
  { limit = 1000, searchLimit = 4096 }: InstrumentOptions,
): number[][] {
  const { graph, cut, x, y, barred } = task
  const problem = ancestralProblem(cut, [node], [y], [], barred)
  if (!nearestSeparator(problem)) return []
  const isRelevant = (given: readonly number[]) => isReached(graph, [node], [x], given)
  const found: number[][] = []
  let looked = 0
  for (const given of separatorsOf(problem)) {
    if (isRelevant(given)) found.push(given)
    if (++looked >= limit) break
  }
  const free = graph.nodes.flatMap((_, other) => (other !== node && barred[other] === 0 ? [other] : []))
  return [...found, ...furtherSets(task, node, free, found, searchLimit)]
}

/** Valid sets by size that hold no valid set already found. */
function furtherSets(
  { graph, cut, x, y }: Task,
  node: number,
  free: readonly number[],
  known: readonly number[][],
  searchLimit: number,
): number[][] {
  const found: number[][] = []
  let looked = 0
  for (let size = 0; size <= free.length; size++)
    for (const given of combinations(free, size)) {
      if (++looked > searchLimit) return found
      const holds = (set: readonly number[]) => set.every((member) => given.includes(member))
      if (known.some(holds) || found.some(holds)) continue
      if (!isReached(cut, [node], [y], given) && isReached(graph, [node], [x], given)) found.push(given)
    }
  return found
}
