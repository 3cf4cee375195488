/** The embedded database seen from outside its thread: statements go in, rows or PostgreSQL's errors come back. */
import { Worker } from 'node:worker_threads'

export type EngineRequest = {
  id: number
  /** Absent: close the database. */
  statement?: string
  params?: unknown[]
  rowMode?: 'object' | 'array'
  /** What `copy … from '/dev/blob'` reads. */
  rows?: Uint8Array<ArrayBuffer>
}

export type EngineReply =
  | { kind: 'ready' }
  | { kind: 'unopened'; failure: Record<string, unknown> }
  | { kind: 'answered'; id: number; result: EngineResult }
  | { kind: 'failed'; id: number; failure: Record<string, unknown> }

export type EngineResult = { rows: Record<string, unknown>[]; affectedRows?: number }

export type EngineThread = {
  /** Runs one statement after those asked for before it; needs no waiting in between. `rows` is given away. */
  query(statement: string, params?: unknown[], options?: QueryOptions): Promise<EngineResult>
  close(): Promise<void>
}
type QueryOptions = Pick<EngineRequest, 'rowMode' | 'rows'>

type Waiting = { resolve(result: EngineResult): void; reject(error: unknown): void }

/** Starts the thread and opens the database in `folder`. An idle thread does not keep the process alive. */
export async function startEngine(folder: string): Promise<EngineThread> {
  // without the options of this process: a test runner's or a profiler's are not for this thread
  const worker = new Worker(new URL('./engine.ts', import.meta.url), { workerData: { folder }, execArgv: [] })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let stopped: unknown

  function ask(request: Omit<EngineRequest, 'id'>): Promise<EngineResult> {
    if (stopped) return Promise.reject(stopped)
    return new Promise((resolve, reject) => {
      const id = ++asked
      if (waiting.size === 0) worker.ref()
      waiting.set(id, { resolve, reject })
      worker.postMessage({ ...request, id } satisfies EngineRequest, request.rows ? [request.rows.buffer] : [])
    })
  }

  function settle(reply: EngineReply): void {
    if (reply.kind !== 'answered' && reply.kind !== 'failed') return
    const { resolve, reject } = waiting.get(reply.id)!
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if (reply.kind === 'answered') resolve(reply.result)
    else reject(errorOf(reply.failure))
  }

  function stop(error: unknown): void {
    stopped ??= error
    for (const { reject } of waiting.values()) reject(stopped)
    waiting.clear()
  }

  await opened(worker)
  worker.on('message', settle)
  worker.on('error', stop)
  worker.on('exit', () => stop(new Error('The embedded database is closed.')))
  worker.unref()
  return {
    query: (statement, params, { rowMode, rows } = {}) => ask({ statement, params, rowMode, rows }),
    close: async () => {
      if (stopped) return
      await ask({})
      await worker.terminate()
    },
  }
}

async function opened(worker: Worker): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    worker.once('message', (reply: EngineReply) => {
      if (reply.kind === 'ready') resolve()
      else void worker.terminate().then(() => reject(errorOf(reply.kind === 'unopened' ? reply.failure : {})))
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The database's thread ended with ${code} before it was open.`)))
  })
  for (const event of ['error', 'exit']) worker.removeAllListeners(event)
}

/** The error as it was thrown in the thread, with PostgreSQL's fields. */
function errorOf({ message, ...fields }: Record<string, unknown>): Error {
  return Object.assign(new Error(String(message)), fields)
}
