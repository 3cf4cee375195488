/// <reference lib="webworker" />
/** Answers questions away from the page, one after the other, each posted as soon as it is known. */
import { answer, type Request } from './answer.ts'
import type { QuestionKind } from './kinds.ts'

export type Order = { number: number; kinds: readonly QuestionKind[]; request: Request }
export type Reply = { number: number; kind: QuestionKind; answer: unknown; milliseconds: number }

self.addEventListener('message', ({ data: { number, kinds, request } }: MessageEvent<Order>) => {
  for (const kind of kinds) {
    const start = performance.now()
    const reply: Reply = { number, kind, answer: answer(kind, request), milliseconds: performance.now() - start }
    self.postMessage(reply)
  }
})
