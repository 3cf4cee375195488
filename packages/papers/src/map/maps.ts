/**
 * Maps on request: drawn one at a time in a thread, remembered while the library is unchanged, and never more waiting
 * than a few, so that a crowd of readers cannot take the server from its other readers.
 */
import { Worker } from 'node:worker_threads'
import type { Drawing } from './drawMap.ts'
import type { Vectors } from './vectors.ts'

export type MapJob = { vectors: Vectors; texts: string[] }

export type MapState =
  | { state: 'ready'; drawing: Drawing }
  /** Being drawn, or waiting with `ahead` others before it. */
  | { state: 'drawing'; ahead: number }
  /** Too many wait already: this one was not taken. */
  | { state: 'full' }
  | { state: 'failed'; reason: string }

export type Maps = {
  /** The map of a key, begun if need be; waits for it up to `waitMs`. `job` is asked for only when it is drawn anew. */
  draw(key: string, job: () => Promise<MapJob>, options?: { waitMs?: number }): Promise<MapState>
  close(): Promise<void>
}

export type MapsOptions = {
  /** Maps that may wait or be drawn at once. */
  mostWaiting?: number
  /** A map that takes longer is given up. */
  limitMs?: number
  /** Finished maps that are kept: 2,000 points take 20 kB. */
  mostKept?: number
  /** A failed map is not tried again for so long. */
  failureMs?: number
}

/** The same papers give the same picture. */
const seed = 20
/** Of the thread, in megabytes: 2,000 papers need 90. */
const memory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 64 }

type Waiting = { key: string; job: () => Promise<MapJob>; done: PromiseWithResolvers<void> }
type Finished = { state: 'ready'; drawing: Drawing } | { state: 'failed'; reason: string; until: number }

export function createMaps({
  mostWaiting = 8,
  limitMs = 30_000,
  mostKept = 50,
  failureMs = 60_000,
}: MapsOptions = {}): Maps {
  const finished = new Map<string, Finished>()
  const queue: Waiting[] = [] // the first is being drawn
  let worker: Worker | undefined
  let closed = false

  async function work(): Promise<void> {
    for (let next = queue[0]; next && !closed; next = queue[0]) {
      keep(next.key, await attempt(next.job))
      queue.shift()
      next.done.resolve()
    }
  }

  async function attempt(job: () => Promise<MapJob>): Promise<Finished> {
    try {
      return { state: 'ready', drawing: await drawn(await job()) }
    } catch (error) {
      return { state: 'failed', reason: (error as Error).message, until: Date.now() + failureMs }
    }
  }

  function drawn({ vectors, texts }: MapJob): Promise<Drawing> {
    const { promise, resolve, reject } = Promise.withResolvers<Drawing>()
    worker = new Worker(new URL('./mapWorker.ts', import.meta.url), {
      workerData: { vectors, texts, seed },
      resourceLimits: memory,
    })
    const late = setTimeout(() => reject(new Error(`it took more than ${limitMs / 1000} seconds`)), limitMs)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('it was ended')))
    return promise.finally(() => {
      clearTimeout(late)
      return worker?.terminate()
    })
  }

  function keep(key: string, result: Finished): void {
    finished.delete(key)
    finished.set(key, result) // a Map keeps the order of insertion: the newest last
    if (finished.size > mostKept) finished.delete(finished.keys().next().value!)
  }

  function known(key: string): MapState | undefined {
    const result = finished.get(key)
    if (result?.state === 'failed') {
      if (result.until > Date.now()) return { state: 'failed', reason: result.reason }
      finished.delete(key)
      return undefined
    }
    return result
  }

  return {
    async draw(key, job, { waitMs = 0 } = {}) {
      const before = known(key)
      if (before) return before
      let waiting = queue.find((one) => one.key === key)
      if (!waiting) {
        if (closed || queue.length >= mostWaiting) return { state: 'full' }
        waiting = { key, job, done: Promise.withResolvers<void>() }
        queue.push(waiting)
        if (queue.length === 1) void work()
      }
      await within(waiting.done.promise, waitMs)
      return known(key) ?? { state: 'drawing', ahead: Math.max(0, queue.indexOf(waiting)) }
    },
    async close() {
      closed = true
      await worker?.terminate()
      for (const { done } of queue) done.resolve()
    },
  }
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  if (ms <= 0) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise])
  clearTimeout(timer)
}
