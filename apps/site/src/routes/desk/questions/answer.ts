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
import { askPaths } from './paths.ts'
import { askWhatIf, askWouldHaveBeen } from './worlds.ts'

/** How many of a list are looked for; “show more” asks again with more. */
export type Limits = { paths: number; sets: number; instruments: number; independencies: number }

export const firstLimits: Limits = { paths: 20, sets: 12, instruments: 12, independencies: 12 }

const graphQuestions = {
  paths: askPaths,
  adjustment: askAdjustment,
  identification: askIdentification,
  instruments: askInstruments,
  frontDoor: askFrontDoor,
  independencies: askIndependencies,
}
const modelQuestions = { whatIf: askWhatIf, wouldHaveBeen: askWouldHaveBeen, actualCause: askActualCause }

type GraphQuestions = typeof graphQuestions
type ModelAnswers = typeof modelQuestions
export type GraphQuestionKind = keyof GraphQuestions
export type ModelQuestionKind = keyof ModelAnswers
export type QuestionKind = GraphQuestionKind | ModelQuestionKind

/** What a question found, or why it could not be asked. */
export type Answer<T> = { found: T } | { fault: Fault }

export type Answers = {
  [kind in GraphQuestionKind]: Answer<ReturnType<GraphQuestions[kind]>>
} & { [kind in ModelQuestionKind]: Answer<ReturnType<ModelAnswers[kind]>> }

export type Request = { graph: PackedGraph; limits: Limits; model?: ModelDraft; ask: ModelQuestions }

export const graphKinds = Object.keys(graphQuestions) as GraphQuestionKind[]
export const modelKinds = Object.keys(modelQuestions) as ModelQuestionKind[]

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
  const kinds: QuestionKind[] = request.model ? [...graphKinds, ...modelKinds] : graphKinds
  return Object.fromEntries(kinds.map((kind) => [kind, answer(kind, request)])) as Partial<Answers>
}
