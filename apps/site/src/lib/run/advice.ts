/** The page's side of `advice.worker.ts`: the latest answer alone counts. */
import type { Cost } from '@causerie/lab'
import type { Copies } from './knownRun.ts'

export type Advice = { cost?: Cost; details?: Record<string, unknown> | undefined; copies?: Copies }
/** With a seed: a run that was carried out, to be copied. */
export type AdviceAsked = { id: number; slug: string; input: Record<string, unknown>; seed?: number | string }

export type Adviser = { ask: (input: Record<string, unknown>, seed?: number | string) => void; end: () => void }

export function openAdviser(slug: string, hear: (advice: Advice) => void): Adviser {
  let worker: Worker | undefined
  let last = 0
  return {
    ask(input, seed) {
      if (!worker) {
        worker = new Worker(new URL('./advice.worker.ts', import.meta.url), { type: 'module' })
        worker.addEventListener('message', ({ data }: MessageEvent<{ id: number; advice: Advice }>) => {
          if (data.id === last) hear(data.advice)
        })
        worker.addEventListener('error', (event) => event.preventDefault()) // advice is not needed to run
      }
      worker.postMessage({ id: ++last, slug, input, ...(seed !== undefined && { seed }) } satisfies AdviceAsked)
    },
    end: () => worker?.terminate(),
  }
}
