/**
 * Runs and checks in worker threads: bounded in time and memory, ended when they run over. A run that a thread cannot
 * end by itself is ended with the thread; the program goes on.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { LabError } from '../errors.ts'
import type { Runner, RunResult } from '../run.ts'
import { createWorkerPool, type WorkerEvents, type WorkerHandle, type WorkerPool } from '../worker/pool.ts'
import type { FromWorker, Task } from '../worker/protocol.ts'

export type ThreadLimits = {
  /** By the clock. */
  seconds?: number | ((task: Task) => number | undefined)
  /** Of JavaScript objects, array buffers and WebAssembly together, looked at ten times a second. */
  megabytes?: number
}

export type ThreadOptions = { size?: number; limits?: ThreadLimits; graceMs?: number }

export function createThreadPool({
  size = Math.max(1, availableParallelism() - 1),
  limits: { seconds, megabytes = 2048 } = {},
  graceMs,
}: ThreadOptions = {}): WorkerPool {
  return createWorkerPool({
    spawn: (events) => spawnThread(events, megabytes),
    size,
    ...(seconds !== undefined && { limitSeconds: seconds }),
    ...(graceMs !== undefined && { graceMs }),
  })
}

export type ThreadRunner = Runner & { warm: () => void }

/** `moduleOf` gives the address of the file that exports the method, or throws `run/unknown`. */
export function createThreadRunner({
  moduleOf,
  ...options
}: ThreadOptions & { moduleOf: (slug: string) => string }): ThreadRunner {
  const pool = createThreadPool(options)
  return {
    run: async (request, runOptions) =>
      (await pool.perform({ kind: 'run', request, module: moduleOf(request.slug) }, runOptions)) as RunResult,
    warm: () => pool.warm(),
    close: pool.close,
  }
}

const entry = new URL('./thread.ts', import.meta.url)
const watchMs = 100
/**
 * V8's own limit stands well above ours. It is no substitute: a thread that reaches it takes the whole program down in
 * some cases (1 of 10 trials with small objects, Node 24.21). It bounds what the watch below might see too late.
 */
const hardLimit = (megabytes: number) => 2 * megabytes + 512
const bytesPerMegabyte = 2 ** 20

function spawnThread({ onMessage, onEnd }: WorkerEvents, megabytes: number): WorkerHandle {
  const worker = new Worker(entry, {
    resourceLimits: { maxOldGenerationSizeMb: hardLimit(megabytes) },
    // What a method prints is nobody's answer: it goes to standard error.
    stdout: true,
  })
  worker.stdout.on('data', (text) => process.stderr.write(text))
  let isOver = false
  const end = (error: LabError) => {
    if (isOver) return
    finish()
    onEnd(error)
  }
  const finish = () => {
    isOver = true
    clearInterval(watch)
    void worker.terminate()
  }
  const watch = setInterval(() => {
    worker.getHeapStatistics().then(
      ({ external_memory, used_heap_size }) => {
        if (external_memory + used_heap_size > megabytes * bytesPerMegabyte) end(outOfMemory(megabytes))
      },
      () => {},
    )
  }, watchMs).unref()
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'done' || message.type === 'failed') worker.unref()
    onMessage(message)
  })
  worker.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(megabytes) : lost(error.message, error)),
  )
  worker.on('exit', (code) => end(lost(`it ended with code ${code}`)))
  // A thread that waits for work does not keep the program alive; one that works does.
  worker.unref()
  return {
    post(message) {
      if (message.type === 'start') worker.ref()
      worker.postMessage(message)
    },
    terminate: finish,
  }
}

function outOfMemory(megabytes: number): LabError {
  return new LabError('run/memory', `The run needed more than ${megabytes} MB of memory, which is the limit.`, {
    hint: 'Make it smaller, or run it where more memory is allowed.',
    details: { megabytes },
  })
}

function lost(why: string, cause?: unknown): LabError {
  return new LabError('run/lost', `The thread that carried out the run broke down: ${why}.`, { cause })
}
