/** Adjustment for the total and the direct effect: does what is adjusted for suffice, what would, and what is best. */
import {
  adjustmentSets,
  checkAdjustmentSet,
  type Graph,
  optimalAdjustmentSet,
  ScmError,
  withRoles,
} from '@causerie/scm'
import { requireEffect } from './effect.ts'
import type { Limits } from './kinds.ts'

export type SetList = {
  sets: string[][]
  complete: boolean
  /** Why there is none, as a sentence, and the path that stays open. */
  reason?: string
  path?: string[]
}

export type Adjustment = {
  /** The set that is adjusted for in the picture. */
  adjusted: string[]
  suffices: boolean
  /** Why it does not. */
  reason?: string
  total: SetList
  /** Of the total effect: the set of least asymptotic variance, or why none is named. */
  optimal: { set: string[] } | { reason: string }
  /** Of the controlled direct effect; a reason alone where the kind of graph has none. */
  direct: SetList
}

export function askAdjustment(graph: Graph, { sets: limit }: Pick<Limits, 'sets'>): Adjustment {
  const effect = requireEffect(graph)
  const adjusted = [...graph.roles.adjusted]
  const check = checkAdjustmentSet(graph, { ...effect, set: adjusted })
  const free = withRoles(graph, { adjusted: [] })
  return {
    adjusted,
    suffices: check.valid,
    ...(check.valid ? {} : { reason: check.reason.message }),
    total: listOf(adjustmentSets(free, { ...effect, limit })),
    optimal: optimal(free, effect),
    direct: orReason(() => listOf(adjustmentSets(free, { ...effect, effect: 'direct', limit }))),
  }
}

function listOf({ sets, complete, reason }: ReturnType<typeof adjustmentSets>): SetList {
  return {
    sets,
    complete,
    ...(reason ? { reason: reason.message, ...(reason.path ? { path: reason.path } : {}) } : {}),
  }
}

function optimal(graph: Graph, effect: ReturnType<typeof requireEffect>): Adjustment['optimal'] {
  const found = optimalAdjustmentSet(graph, effect)
  return Array.isArray(found) ? { set: found } : { reason: found.reason.message }
}

function orReason(work: () => SetList): SetList {
  try {
    return work()
  } catch (error) {
    if (error instanceof ScmError && error.code === 'graph/kind')
      return { sets: [], complete: true, reason: error.message }
    throw error
  }
}
