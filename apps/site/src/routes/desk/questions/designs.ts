/** The two ways around hidden confounding: instruments, and sets that stand in the front door. */
import { frontDoorSets, type Graph, instruments, ScmError } from '@causerie/scm'
import type { SetList } from './adjustment.ts'
import { requireEffect } from './effect.ts'
import type { Limits } from './kinds.ts'

export type DeskInstruments = { instruments: { instrument: string; given: string[][] }[]; complete: boolean }

export function askInstruments(graph: Graph, { instruments: limit }: Pick<Limits, 'instruments'>): DeskInstruments {
  const effect = requireEffect(graph)
  if (effect.treatment.length > 1 || effect.outcome.length > 1)
    throw new ScmError('desk/roles', 'Instruments are looked for one treatment and one outcome at a time.', {
      hint: 'Take the role from the others.',
    })
  const found = instruments(graph, { ...effect, limit: 50, searchLimit: graph.nodes.length > 60 ? 64 : 1024 })
  return { instruments: found.slice(0, limit), complete: found.length <= limit }
}

export function askFrontDoor(graph: Graph, { sets: limit }: Pick<Limits, 'sets'>): SetList {
  const { sets, complete, reason } = frontDoorSets(graph, { ...requireEffect(graph), limit, maxSteps: 1500 })
  return { sets, complete, ...(reason ? { reason: reason.message, path: reason.path } : {}) }
}
