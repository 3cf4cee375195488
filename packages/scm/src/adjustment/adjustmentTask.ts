/** A question for adjustment sets, prepared: the cut graph, who is in, who is barred, and what makes it hopeless. */
import { ScmError } from '../errors.ts'
import { withoutArcs } from '../graph/changes.ts'
import type { Graph } from '../graph/graph.ts'
import { indicesOf, maskOf, type Names, requireDisjoint } from '../graph/names.ts'
import { reachable } from '../graph/walks.ts'
import { openPaths } from '../separation/openPaths.ts'
import { isReached } from '../separation/reach.ts'
import { type Effect, type EffectQuery, effectOf, possiblyCausalRows, properBackDoorGraph, reversed } from './effect.ts'

/** Why there is no set: the condition of the criterion that fails, with what makes it fail. */
export type AdjustmentFailure = {
  condition: 'amenability' | 'forbidden node' | 'open path' | 'selection'
  /** The forbidden node. */
  node?: string
  /** The path that cannot be told apart from confounding, or that stays open. */
  path?: string[]
  /** All of it as a sentence. */
  message: string
}

export type AdjustmentTask = {
  graph: Graph
  /** Without the edges whose effect is asked for: here the sets must separate X from Y. */
  cut: Graph
  x: number[]
  y: number[]
  forced: number[]
  selected: number[]
  /** [nodes]: 1 for nodes that may be in no set. */
  barred: Uint8Array
  /** [nodes]: 1 for possible ancestors of X, Y, forced and selected nodes. */
  ancestral: Uint8Array
  failure?: AdjustmentFailure
}

type Options = EffectQuery & { effect?: 'total' | 'direct'; forced?: Names; forbidden?: Names }

/** `mayBeLatent`: forced nodes may be latent, as when a given set is judged. */
export function adjustmentTask(asked: Graph, options: Options, { mayBeLatent = false } = {}): AdjustmentTask {
  const isDirect = options.effect === 'direct'
  if (!isDirect && options.effect !== undefined && options.effect !== 'total')
    throw new ScmError('adjustment/option', `There is no effect “${options.effect}”.`, {
      hint: 'There are total and direct effects.',
    })
  if (isDirect) requireDirectable(asked)
  const effect = effectOf(asked, options)
  const { graph, x, y } = effect
  const forced = indicesOf(graph, options.forced ?? graph.roles.adjusted)
  requireDisjoint(graph, { treatment: x, outcome: y, 'to be adjusted for': forced })
  const selected = indicesOf(graph, graph.roles.selected).filter((node) => !forced.includes(node))
  const excluded = isDirect ? belowOutcome(effect) : effect.forbidden
  const barred = maskOf(graph, [
    ...indicesOf(graph, options.forbidden),
    ...indicesOf(graph, graph.roles.latent),
    ...selected,
  ])
  const banned = forced.find((node) => excluded[node] === 1 || (barred[node] === 1 && !mayBeLatent))
  for (const [node, bit] of excluded.entries()) if (bit === 1) barred[node] = 1
  const onward = possiblyCausalRows(graph)
  const task: AdjustmentTask = {
    graph,
    cut: isDirect ? withoutDirectEdges(effect) : properBackDoorGraph(effect),
    x,
    y,
    forced,
    selected,
    barred,
    ancestral: reachable(
      graph.nodes.length,
      [onward === graph.children ? graph.parents : reversed(onward)],
      [...x, ...y, ...forced, ...selected],
    ),
  }
  const failure = failing(task, effect, banned, banned !== undefined && excluded[banned] === 1)
  return failure ? { ...task, failure } : task
}

/** The failure of a task in which `set` is the best there is. */
export function failureOf(task: AdjustmentTask, set: readonly number[]): AdjustmentFailure {
  if (task.failure) return task.failure
  const names = (nodes: readonly number[]) => nodes.map((node) => task.graph.nodes[node]!)
  const given = names([...set, ...task.selected])
  const { paths } = openPaths(task.cut, { x: names(task.x), y: names(task.y), given, limit: 1 })
  const path = paths[0]?.nodes
  const shown = path ? path.join(' … ') : `${names(task.x).join(', ')} … ${names(task.y).join(', ')}`
  return {
    condition: 'open path',
    ...(path ? { path } : {}),
    message: `The non-causal path ${shown} stays open${given.length > 0 ? ` given ${given.join(', ')}` : ''}.`,
  }
}

function failing(
  task: AdjustmentTask,
  effect: Effect,
  banned: number | undefined,
  isExcluded: boolean,
): AdjustmentFailure | undefined {
  const { graph, cut, y, selected } = task
  if (effect.unclearPath) {
    const path = effect.unclearPath
    return {
      condition: 'amenability',
      path,
      message: `The path ${path.join(' … ')} may be causal or not: its first edge is not a visible edge out of ${path[0]}.`,
    }
  }
  if (banned !== undefined) {
    const node = graph.nodes[banned]!
    const why = isExcluded
      ? 'it may be affected by the treatment on the way to the outcome'
      : 'it is latent or forbidden'
    return { condition: 'forbidden node', node, message: `“${node}” may not be adjusted for: ${why}.` }
  }
  if (selected.length === 0 || !isReached(cut, y, selected, [])) return undefined
  const chosen = selected.map((node) => graph.nodes[node]!)
  return {
    condition: 'selection',
    node: chosen[0]!,
    message: `Selection by ${chosen.join(', ')} depends on the outcome.`,
  }
}

function requireDirectable(graph: Graph): void {
  if (graph.kind === 'dag' || graph.kind === 'admg') return
  throw new ScmError(
    'graph/kind',
    `Sets for direct effects are found in DAGs and ADMGs; this is a ${graph.kind.toUpperCase()}.`,
    {
      hint: 'Take a DAG of the class (consistentExtension, enumerateDags), or ask for the total effect.',
    },
  )
}

/** [nodes]: 1 for the outcomes that X affects and their descendants. */
function belowOutcome({ graph, x, y }: Effect): Uint8Array {
  const below = reachable(graph.nodes.length, [graph.children], x)
  return reachable(
    graph.nodes.length,
    [graph.children],
    y.filter((node) => below[node] === 1),
  )
}

function withoutDirectEdges({ graph, x, y }: Effect): Graph {
  return withoutArcs(graph, (from, to) => x.includes(from) && y.includes(to))
}
