/** The page's side of `advice.worker.ts`: the latest answer alone counts. */
import type { Cost } from '@causerie/lab'

export type Advice = { cost?: Cost; details?: Record<string, unknown> | undefined }
export type AdviceAsked = { id: number; slug: string; input: Record<string, unknown> }

export type Adviser = { ask: (input: Record<string, unknown>) => void; end: () => void }

export function openAdviser(slug: string, hear: (advice: Advice) => void): Adviser {
  let worker: Worker | undefined
  let last = 0
  return {
    ask(input) {
      if (!worker) {
        worker = new Worker(new URL('./advice.worker.ts', import.meta.url), { type: 'module' })
        worker.addEventListener('message', ({ data }: MessageEvent<{ id: number; advice: Advice }>) => {
          if (data.id === last) hear(data.advice)
        })
        worker.addEventListener('error', (event) => event.preventDefault()) // advice is not needed to run
      }
      worker.postMessage({ id: ++last, slug, input } satisfies AdviceAsked)
    },
    end: () => worker?.terminate(),
  }
}
