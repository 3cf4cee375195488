/**
 * Maps on request: drawn one at a time in a thread, remembered while the library is unchanged, and never more waiting
 * than a few, so that a crowd of readers cannot take the server from its other readers.
 */
import { Worker } from 'node:worker_threads'
import type { Drawing, MapText } from './drawMap.ts'
import type { Vectors } from './vectors.ts'

export type MapJob = { vectors: Vectors; texts: MapText[] }

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
  /** Finished maps that are kept. */
  mostKept?: number
  /** A failed map is not tried again for so long. */
  failureMs?: number
}

/** The same papers give the same picture. */
const seed = 20
/** Of the thread, in megabytes. */
const memory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 64 }

type Waiting = { key: string; job: () => Promise<MapJob>; done: PromiseWithResolvers<MapState | undefined> }
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
      try {
        const result = await attempt(next.job)
        keep(next.key, result)
        next.done.resolve(shown(result))
      } catch (error) {
        next.done.reject(error)
      }
      queue.shift()
    }
  }

  /** Throws what has nothing to do with this map: a store that does not answer, a defect. */
  async function attempt(job: () => Promise<MapJob>): Promise<Finished> {
    try {
      return { state: 'ready', drawing: await drawn(await job()) }
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error
      return { state: 'failed', reason: error.message, until: Date.now() + failureMs }
    }
  }

  function drawn({ vectors, texts }: MapJob): Promise<Drawing> {
    const { promise, resolve, reject } = Promise.withResolvers<Drawing>()
    worker = new Worker(new URL('./mapWorker.ts', import.meta.url), {
      workerData: { vectors, texts, seed },
      resourceLimits: memory,
    })
    const late = setTimeout(() => reject(new GivenUp(`it took more than ${limitMs / 1000} seconds`)), limitMs)
    worker.once('message', resolve)
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new GivenUp('it took more memory than a map may') : error),
    )
    worker.once('exit', () => reject(new GivenUp('it was ended')))
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
    if (result?.state === 'failed' && result.until <= Date.now()) finished.delete(key)
    else if (result) return shown(result)
    return undefined
  }

  return {
    async draw(key, job, { waitMs = 0 } = {}) {
      const before = known(key)
      if (before) return before
      let waiting = queue.find((one) => one.key === key)
      if (!waiting) {
        if (closed || queue.length >= mostWaiting) return { state: 'full' }
        waiting = { key, job, done: Promise.withResolvers<MapState | undefined>() }
        waiting.done.promise.catch(() => {}) // whoever waits hears of it; when nobody does, nobody need
        queue.push(waiting)
        if (queue.length === 1) void work()
      }
      const result = await within(waiting.done.promise, waitMs)
      return result ?? { state: 'drawing', ahead: Math.max(0, queue.indexOf(waiting)) }
    },
    async close() {
      closed = true
      await worker?.terminate()
      for (const { done } of queue) done.resolve(undefined)
    },
  }
}

/** A map that was not worth what it would have cost. */
class GivenUp extends Error {}

const shown = (result: Finished): MapState =>
  result.state === 'failed' ? { state: 'failed', reason: result.reason } : result

/** What the work gives if it does so in time. */
async function within<Result>(work: Promise<Result>, ms: number): Promise<Result | undefined> {
  if (ms <= 0) return undefined
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), ms)
  const result = await Promise.race([work, late.promise])
  clearTimeout(timer)
  return result
}
