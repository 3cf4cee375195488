/**
 * A pool of workers that carry out tasks, one each at a time. It knows neither threads nor tabs: `spawn` makes a worker.
 * A task that is cancelled, or runs over its time, is first asked to end; a worker that does not within `graceMs` is
 * ended, and another is warmed up in its place.
 */
import { errorOf, LabError } from '../errors.ts'
import { cancelled, type RunOptions } from '../run.ts'
import type { FromWorker, Task, ToWorker } from './protocol.ts'

export type WorkerHandle = {
  post: (message: ToWorker) => void
  /** Ends it at once, whatever it does. */
  terminate: () => void
}

export type WorkerEvents = {
  onMessage: (message: FromWorker) => void
  /** It is gone, or useless; why, as a `LabError` (`run/memory`, `run/lost`). Not told after `terminate`. */
  onEnd: (error: LabError) => void
}

export type PoolOptions = {
  spawn: (events: WorkerEvents) => WorkerHandle
  /** Workers at once; further tasks wait in line. */
  size: number
  /** Seconds that a task may take once its code is loaded; without end when absent. */
  limitSeconds?: number | ((task: Task) => number | undefined)
  graceMs?: number
}

export type WorkerPool = {
  perform: (task: Task, options?: RunOptions) => Promise<unknown>
  /** Starts workers that are not there yet, so that the first task finds one. */
  warm: (count?: number) => void
  close: () => Promise<void>
}

type Slot = { worker: WorkerHandle; job: Job | undefined; isGone: boolean }
type Job = {
  id: number
  task: Task
  options: RunOptions
  slot?: Slot
  /** Asked to end; what its worker still says of it is too late. */
  isStopping?: true
  settle: (outcome: { result: unknown } | { error: LabError }) => void
}

export function createWorkerPool({ spawn, size, limitSeconds, graceMs = 120 }: PoolOptions): WorkerPool {
  const slots = new Set<Slot>()
  const line: Job[] = []
  const jobs = new Set<Job>()
  let lastId = 0
  let isClosed = false

  function open(): Slot {
    const slot: Slot = { worker: undefined as never, job: undefined, isGone: false }
    slot.worker = spawn({
      onMessage: (message) => receive(slot, message),
      onEnd: (error) => {
        drop(slot)
        slot.job?.settle({ error })
        next()
      },
    })
    slots.add(slot)
    return slot
  }

  function drop(slot: Slot): void {
    slot.isGone = true
    slots.delete(slot)
  }

  function receive(slot: Slot, message: FromWorker): void {
    const { job } = slot
    if (!job || slot.isGone || message.type === 'ready' || message.id !== job.id) return
    if (message.type === 'begun') limit(job)
    else if (message.type === 'progress') job.options.onProgress?.(message.progress)
    else if (message.type === 'log') job.options.onLog?.(message.line)
    else if (message.type === 'done') job.settle({ result: message.result })
    else job.settle({ error: errorOf(message.fault, withStack(message.fault.message, message.stack)) })
  }

  /** Gives waiting jobs to free workers, and makes workers as long as there is room. */
  function next(): void {
    while (line.length > 0 && !isClosed) {
      const free = [...slots].find(({ job }) => job === undefined) ?? (slots.size < size ? open() : undefined)
      if (!free) return
      const job = line.shift()!
      free.job = job
      job.slot = free
      begin(job, free)
    }
  }

  function begin(job: Job, { worker }: Slot): void {
    try {
      worker.post({ type: 'start', id: job.id, task: job.task })
      later(job, longestLoadMs, () => stop(job, new LabError('run/lost', notLoaded)))
    } catch (cause) {
      // What cannot be copied to a worker (a function, say) is no plain JSON.
      const message = `The input cannot be sent to a worker: ${(cause as Error).message}`
      job.settle({ error: new LabError('input/invalid', message, { hint: 'An input is plain JSON.', cause }) })
    }
  }

  const timers = new Map<Job, ReturnType<typeof setTimeout>[]>()
  const later = (job: Job, ms: number, act: () => void) => {
    // setTimeout takes no more than 2³¹ − 1 ms: some 24 days are no limit.
    if (ms < 2 ** 31) timers.set(job, [...(timers.get(job) ?? []), setTimeout(act, ms)])
  }

  function clearTimers(job: Job): void {
    for (const timer of timers.get(job) ?? []) clearTimeout(timer)
    timers.delete(job)
  }

  function limit(job: Job): void {
    if (job.isStopping) return
    clearTimers(job)
    const seconds = typeof limitSeconds === 'function' ? limitSeconds(job.task) : limitSeconds
    if (seconds === undefined) return
    later(job, seconds * 1000, () =>
      stop(
        job,
        new LabError('run/time', `The run took more than ${rounded(seconds)} s, which is the limit, and was ended.`, {
          hint: 'Make it smaller, or run it where more time is allowed.',
          details: { seconds },
        }),
      ),
    )
  }

  /** Asks the worker to end the job, and ends the worker if it does not. What comes of the job is `error` either way. */
  function stop(job: Job, error: LabError): void {
    const { slot } = job
    if (!jobs.has(job) || job.isStopping) return
    if (!slot) {
      job.settle({ error })
      return
    }
    job.isStopping = true
    job.settle = withError(job.settle, error)
    clearTimers(job)
    slot.worker.post({ type: 'cancel', id: job.id })
    later(job, graceMs, () => {
      drop(slot)
      slot.worker.terminate()
      job.settle({ error })
      if (!isClosed && slots.size < size) open()
    })
  }

  return {
    perform(task, options = {}) {
      return new Promise((resolve, reject) => {
        const job: Job = {
          id: ++lastId,
          task,
          options,
          settle(outcome) {
            if (!jobs.delete(job)) return
            clearTimers(job)
            options.signal?.removeEventListener('abort', abort)
            if (line.includes(job)) line.splice(line.indexOf(job), 1)
            if (job.slot) job.slot.job = undefined
            if ('error' in outcome) reject(outcome.error)
            else resolve(outcome.result)
            next()
          },
        }
        const abort = () => stop(job, cancelled())
        if (isClosed || options.signal?.aborted) return reject(cancelled())
        jobs.add(job)
        options.signal?.addEventListener('abort', abort)
        line.push(job)
        next()
      })
    },
    warm(count = size) {
      while (slots.size < Math.min(count, size) && !isClosed) open()
    },
    async close() {
      isClosed = true
      for (const job of [...jobs]) job.settle({ error: cancelled() })
      for (const slot of [...slots]) {
        drop(slot)
        slot.worker.terminate()
      }
    },
  }
}

const longestLoadMs = 60_000
const notLoaded = `The method did not load within ${longestLoadMs / 1000} s.`

/** Settles with the error, whatever comes: the reader has been told that the run is over. */
function withError(settle: Job['settle'], error: LabError): Job['settle'] {
  return () => settle({ error })
}

function withStack(message: string, stack: string | undefined): Error | undefined {
  if (stack === undefined) return undefined
  const error = new Error(message)
  error.stack = stack
  return error
}

function rounded(seconds: number): string {
  return String(Math.round(seconds * 100) / 100)
}
