/** Learning in a thread of its own, so that the process it belongs to goes on answering. */
import { Worker } from 'node:worker_threads'
import { PapersError } from '../../errors.ts'
import type { Article } from './corpus.ts'
import type { Learnt } from './learn.ts'
import type { LearnProgress } from './progress.ts'
import type { Settled } from './settleIn.ts'

export type ApartOptions = {
  seed: number
  minutes?: number
  signal?: AbortSignal
  onProgress?(progress: LearnProgress): void
}

/** `weights`: the file of those that are to be made at home; without it an embedder is learnt from nothing. */
export type Order = { articles: Article[]; seed: number; minutes?: number; weights?: string }
export type Message =
  | { kind: 'progress'; progress: LearnProgress }
  | { kind: 'learnt'; learnt: Learnt | Settled | undefined }
  | { kind: 'failed'; error: { code: string; message: string; hint?: string } }

export function learnApart(articles: Article[], { seed, minutes, ...how }: ApartOptions): Promise<Learnt> {
  return apart({ articles, seed, minutes }, how) as Promise<Learnt>
}

/** settleIn.ts in a thread of its own. */
export function settleApart(
  weights: string,
  articles: Article[],
  { seed, ...how }: Omit<ApartOptions, 'minutes'>,
): Promise<Settled | undefined> {
  return apart({ articles, seed, weights }, how) as Promise<Settled | undefined>
}

function apart(order: Order, { signal, onProgress }: Pick<ApartOptions, 'signal' | 'onProgress'>) {
  const stopped = () => new PapersError('aborted', 'Learning was stopped; nothing was changed.')
  return new Promise<Learnt | Settled | undefined>((resolve, reject) => {
    if (signal?.aborted) return reject(stopped())
    const worker = new Worker(new URL('learnWorker.ts', import.meta.url), { workerData: order })
    const stop = () => void worker.terminate()
    signal?.addEventListener('abort', stop, { once: true })
    worker.on('message', (message: Message) => {
      if (message.kind === 'progress') return onProgress?.(message.progress)
      if (message.kind === 'learnt') return resolve(message.learnt)
      const { code, message: text, hint } = message.error
      reject(new PapersError(code, text, { hint }))
    })
    worker.on('error', reject)
    worker.on('exit', () => {
      signal?.removeEventListener('abort', stop)
      reject(signal?.aborted ? stopped() : new Error('The thread that learns ended without a result.')) // no effect once settled
    })
  })
}
