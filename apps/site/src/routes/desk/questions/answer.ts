/** Every question of the desk by its kind, as plain data in and out, so that a worker can answer it. */
import { type PackedGraph, unpackGraph } from '@causerie/scm'
import type { ModelQuestions } from '../state/desk.ts'
import type { ModelDraft } from '../state/modelDraft.ts'
import { type Fault, faultOf } from '../state/text.ts'
import { askActualCause } from './actualCause.ts'
import { askAdjustment } from './adjustment.ts'
import { askFrontDoor, askInstruments } from './designs.ts'
import { askIdentification } from './identification.ts'
import { askIndependencies } from './independencies.ts'
import {
  type GraphQuestionKind,
  graphKinds,
  type Limits,
  type ModelQuestionKind,
  modelKinds,
  type QuestionKind,
} from './kinds.ts'
import { askPaths } from './paths.ts'
import { askWhatIf, askWouldHaveBeen } from './worlds.ts'

const graphQuestions = {
  paths: askPaths,
  adjustment: askAdjustment,
  identification: askIdentification,
  instruments: askInstruments,
  frontDoor: askFrontDoor,
  independencies: askIndependencies,
} satisfies Record<GraphQuestionKind, unknown>
const modelQuestions = {
  whatIf: askWhatIf,
  wouldHaveBeen: askWouldHaveBeen,
  actualCause: askActualCause,
} satisfies Record<ModelQuestionKind, unknown>

type GraphQuestions = typeof graphQuestions
type ModelAnswers = typeof modelQuestions

/** What a question found, or why it could not be asked. */
export type Answer<T> = { found: T } | { fault: Fault }

export type Answers = {
  [kind in GraphQuestionKind]: Answer<ReturnType<GraphQuestions[kind]>>
} & { [kind in ModelQuestionKind]: Answer<ReturnType<ModelAnswers[kind]>> }

export type Request = { graph: PackedGraph; limits: Limits; model?: ModelDraft; ask: ModelQuestions }

export function answer<Kind extends QuestionKind>(
  kind: Kind,
  { graph: packed, limits, model, ask }: Request,
): Answers[Kind] {
  try {
    const graph = unpackGraph(packed)
    if (kind in graphQuestions)
      return { found: graphQuestions[kind as GraphQuestionKind](graph, limits) } as Answers[Kind]
    if (!model) return { fault: { message: 'There is no model yet.' } } as Answers[Kind]
    return { found: modelQuestions[kind as ModelQuestionKind](graph, model, ask) } as Answers[Kind]
  } catch (error) {
    return { fault: faultOf(error) } as Answers[Kind]
  }
}

/** All questions about the graph at once, for the page as the server renders it. */
export function answerAll(request: Request): Partial<Answers> {
  const kinds: readonly QuestionKind[] = request.model ? [...graphKinds, ...modelKinds] : graphKinds
  return Object.fromEntries(kinds.map((kind) => [kind, answer(kind, request)])) as Partial<Answers>
}
