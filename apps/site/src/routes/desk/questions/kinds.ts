/** The names of the questions, and how many answers of a list are looked for. The page knows these; the worker answers. */

export const graphKinds = [
  'paths',
  'adjustment',
  'identification',
  'instruments',
  'frontDoor',
  'independencies',
] as const
export const modelKinds = ['whatIf', 'wouldHaveBeen', 'actualCause'] as const

export type GraphQuestionKind = (typeof graphKinds)[number]
export type ModelQuestionKind = (typeof modelKinds)[number]
export type QuestionKind = GraphQuestionKind | ModelQuestionKind

/** “Show more” asks again with more. */
export type Limits = { paths: number; sets: number; instruments: number; independencies: number }

export const firstLimits: Limits = { paths: 20, sets: 12, instruments: 12, independencies: 12 }
