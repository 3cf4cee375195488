/** Everything the desk holds: the graph with roles and places, a model of it if one was begun, and what is asked of the model. */
import { createGraph, type Graph } from '@causerie/scm'
import type { ModelDraft } from './modelDraft.ts'

/** What is set or seen, by variable: the number of a level in a finite model, a value in a linear one. */
export type Setting = Readonly<Record<string, number>>

export type ModelQuestions = {
  whatIf: { do: Setting; given: Setting; of: string }
  wouldHaveBeen: { evidence: Setting; do: Setting; of: string }
  cause: { context: Setting; cause: Setting; effect: Setting; definition: CauseDefinitionName }
}

export const causeDefinitions = ['modified', 'updated', 'original', 'but-for', 'NESS'] as const
export type CauseDefinitionName = (typeof causeDefinitions)[number]

export type Desk = {
  readonly graph: Graph
  readonly model?: ModelDraft
  readonly ask: ModelQuestions
}

export const noQuestions: ModelQuestions = {
  whatIf: { do: {}, given: {}, of: '' },
  wouldHaveBeen: { evidence: {}, do: {}, of: '' },
  cause: { context: {}, cause: {}, effect: {}, definition: 'modified' },
}

export const emptyDesk: Desk = { graph: createGraph({ kind: 'dag' }), ask: noQuestions }

/** The questions without variables that the graph no longer has, and with outcomes to ask about where none is named. */
export function settledQuestions(graph: Graph, ask: ModelQuestions): ModelQuestions {
  const kept = (setting: Setting) =>
    Object.fromEntries(Object.entries(setting).filter(([name]) => graph.index.has(name)))
  const asked = (of: string) => (graph.index.has(of) ? of : (graph.roles.outcome[0] ?? graph.nodes.at(-1) ?? ''))
  return {
    whatIf: { do: kept(ask.whatIf.do), given: kept(ask.whatIf.given), of: asked(ask.whatIf.of) },
    wouldHaveBeen: {
      evidence: kept(ask.wouldHaveBeen.evidence),
      do: kept(ask.wouldHaveBeen.do),
      of: asked(ask.wouldHaveBeen.of),
    },
    cause: { ...ask.cause, cause: kept(ask.cause.cause), effect: kept(ask.cause.effect) },
  }
}

/** The questions with a variable under its new name. */
export function renamedQuestions(ask: ModelQuestions, from: string, to: string): ModelQuestions {
  const name = (one: string) => (one === from ? to : one)
  const setting = (values: Setting) =>
    Object.fromEntries(Object.entries(values).map(([one, value]) => [name(one), value]))
  return {
    whatIf: { do: setting(ask.whatIf.do), given: setting(ask.whatIf.given), of: name(ask.whatIf.of) },
    wouldHaveBeen: {
      evidence: setting(ask.wouldHaveBeen.evidence),
      do: setting(ask.wouldHaveBeen.do),
      of: name(ask.wouldHaveBeen.of),
    },
    cause: { ...ask.cause, cause: setting(ask.cause.cause), effect: setting(ask.cause.effect) },
  }
}
