/**
 * What keeps the index good while nobody waits for it: another embedder's vectors, vectors that are missing, rows that
 * are outside the indexes. One job at a time, and each can be stopped at any moment and goes on at the next opening.
 */
import type { Embedder } from '../meaning/embedder.ts'
import { fillMissing } from './embedding.ts'
import type { Indexer } from './indexer.ts'
import type { SearchIndex } from './searchIndex.ts'

export type Upkeep = {
  /** What is being done now, for whoever asks how things stand. */
  doing(): UpkeepProgress | undefined
  /** Something was written: looks again what there is to do. */
  wake(): void
  /** Resolves when there is nothing to do but wait. */
  idle(): Promise<void>
  stop(): Promise<void>
}

export type UpkeepProgress = { job: 'learning' | 'embedding anew' | 'embedding' | 'tidying'; done: number; of: number }

export type UpkeepOptions = {
  /** The embedder that is wanted, looked at anew each time. */
  readonly embedder?: Embedder | undefined
  /** Makes the embedder at home in the library where that is due; `embedder` is another afterwards. */
  settleIn?: (how: { signal: AbortSignal; onProgress(done: number, of: number): void }) => Promise<unknown>
  queryEmbedder: () => Embedder | undefined
  onNote: (text: string) => void
  /** Whether it works at all: not worth it for a command that ends at once. */
  enabled?: boolean
  /** So long after the last write the index is tidied. */
  quietMs?: number
  /** So long after a failed embedding it is tried again. */
  retryMs?: number
}

export function createUpkeep(index: SearchIndex, indexer: Indexer, options: UpkeepOptions): Upkeep {
  const { settleIn, queryEmbedder, onNote, enabled = true, quietMs = 60_000, retryMs = 300_000 } = options
  const stopped = new AbortController()
  const { signal } = stopped
  let now: UpkeepProgress | undefined
  let timer: NodeJS.Timeout | undefined
  let notBefore = 0
  let working: Promise<void> | undefined

  function later(milliseconds: number, work: () => Promise<void>): void {
    clearTimeout(timer)
    timer = setTimeout(() => start(work), milliseconds)
    timer.unref()
  }

  function start(work: () => Promise<void>): void {
    if (!enabled || signal.aborted || working) return
    working = work()
      .catch((error) => {
        if (signal.aborted) return
        onNote(`Upkeep of the search index stopped and is tried again later: ${(error as Error).message}`)
        notBefore = Date.now() + retryMs
        later(retryMs, embedAll)
      })
      .finally(() => {
        now = undefined
        working = undefined
      })
  }

  async function embedAll(): Promise<void> {
    if (Date.now() >= notBefore) {
      await settleIn?.({
        signal,
        onProgress: (done, of) => {
          now = { job: 'learning', done, of }
        },
      })
      const { embedder } = options
      if (embedder && index.meaning?.embedder !== embedder.id) await renew(embedder)
      const current = queryEmbedder()
      const missing = index.meaning?.missing ?? 0
      if (current && missing > 0)
        await fillMissing(index, current, {
          signal,
          onProgress: (done) => {
            now = { job: 'embedding', done, of: Math.max(done, missing) }
          },
        })
    }
    if (!signal.aborted && index.untidy()) later(quietMs, tidy)
  }

  async function renew({ id }: Embedder): Promise<void> {
    const before = index.meaning?.embedder
    now = { job: 'embedding anew', done: 0, of: await index.count() }
    onNote(
      `The papers are being embedded by ${id}; ${before ? `${before} serves` : 'words alone serve'} until that is done.`,
    )
    await indexer.renew({
      signal,
      onProgress: (done, of) => {
        now = { job: 'embedding anew', done, of }
      },
    })
    onNote(`The papers are embedded by ${id}.`)
  }

  async function tidy(): Promise<void> {
    const rows = await index.count()
    now = { job: 'tidying', done: 0, of: rows }
    await index.settle({ always: true })
    if (index.untidy()) later(quietMs, tidy) // old versions that readers may still be in
  }

  return {
    doing: () => now,
    wake() {
      start(embedAll)
    },
    async idle() {
      while (working) await working
    },
    async stop() {
      stopped.abort(new Error('the house closes'))
      clearTimeout(timer)
      await working
    },
  }
}
