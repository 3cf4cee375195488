/**
 * Runs in the tab, in web workers. The page makes the worker, since only its bundler knows the address:
 * `createWebRunner({ worker: () => new Worker(new URL('./runs.worker.ts', import.meta.url), { type: 'module' }) })`;
 * and in `runs.worker.ts`: `serveRuns(methods, self)`.
 */
import type { Claim } from '../claim.ts'
import { LabError } from '../errors.ts'
import type { Method } from '../method.ts'
import type { Runner, RunResult } from '../run.ts'
import { builtIn, performing, type Sources } from '../worker/perform.ts'
import { createWorkerPool, type WorkerEvents, type WorkerHandle } from '../worker/pool.ts'
import type { FromWorker, ToWorker } from '../worker/protocol.ts'
import { serveTasks } from '../worker/serve.ts'

export type WebRunnerOptions = {
  worker: () => Worker
  /** Workers at once; 1 by default. */
  size?: number
  /** Seconds that a run may take; without end by default, since the reader can cancel. */
  limitSeconds?: number
}

export type WebRunner = Runner & {
  /** Loads the worker before it is needed. */
  warm: () => void
}

export function createWebRunner({ worker, size = 1, limitSeconds }: WebRunnerOptions): WebRunner {
  const spawn = (events: WorkerEvents) => handleOf(worker(), events)
  const pool = createWorkerPool({ spawn, size, ...(limitSeconds !== undefined && { limitSeconds }) })
  return {
    run: async (request, options) => (await pool.perform({ kind: 'run', request }, options)) as RunResult,
    warm: () => pool.warm(),
    close: pool.close,
  }
}

function handleOf(worker: Worker, { onMessage, onEnd }: WorkerEvents): WorkerHandle {
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => onMessage(data))
  const end = (message: string, cause?: unknown) => {
    worker.terminate()
    onEnd(new LabError('run/lost', message, { hint: 'Try again; reload the page if it stays like this.', cause }))
  }
  worker.addEventListener('error', (event) => {
    event.preventDefault?.()
    end(`The worker that carried out the run broke down${event.message ? `: ${event.message}` : ''}.`)
  })
  worker.addEventListener('messageerror', () => end('What the worker sent could not be read.'))
  return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() }
}

/** A dedicated worker's `self`, or any port that has these. */
export type WorkerScope = {
  postMessage: (message: FromWorker) => void
  addEventListener: (type: 'message', handler: (event: { data: ToWorker }) => void) => void
}

/** The worker's side. Methods may also be found when they are asked for: `{ method: (slug) => import(…) }`. */
export function serveRuns(
  methods: Iterable<Method> | Sources,
  scope: WorkerScope,
  claims: Readonly<Record<string, readonly Claim[]>> = {},
): void {
  const sources = Symbol.iterator in methods ? builtIn(methods, claims) : methods
  serveTasks(performing(sources), {
    post: (message) => scope.postMessage(message),
    listen: (handler) => scope.addEventListener('message', ({ data }) => handler(data)),
  })
}
