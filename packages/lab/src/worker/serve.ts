/** The worker's side: carries out tasks that arrive at a port, one at a time, and tells how they go. */
import { faultOf } from '../errors.ts'
import type { RunOptions } from '../run.ts'
import type { FromWorker, Task, ToWorker } from './protocol.ts'

/** A worker's way out and in: `parentPort` of a thread, `self` of a web worker, after `portOf`. */
export type Port = { post: (message: FromWorker) => void; listen: (handler: (message: ToWorker) => void) => void }

export type Perform = (task: Task, options: Required<RunOptions> & { onBegun: () => void }) => Promise<unknown>

const progressMs = 40

export function serveTasks(perform: Perform, { post, listen }: Port): void {
  const running = new Map<number, AbortController>()
  listen((message) => {
    if (message.type === 'cancel') running.get(message.id)?.abort()
    else void start(message.id, message.task)
  })
  post({ type: 'ready' })

  async function start(id: number, task: Task): Promise<void> {
    const cancel = new AbortController()
    running.set(id, cancel)
    const told = thinned((progress) => post({ type: 'progress', id, progress }))
    try {
      const onLog = (line: string) => post({ type: 'log', id, line: String(line) })
      const onBegun = () => post({ type: 'begun', id })
      const result = await perform(task, { signal: cancel.signal, onProgress: told.onProgress, onLog, onBegun })
      told.flush()
      post({ type: 'done', id, result })
    } catch (error) {
      const stack = error instanceof Error ? ((error.cause as Error | undefined)?.stack ?? error.stack) : undefined
      post({ type: 'failed', id, fault: faultOf(error), ...(stack !== undefined && { stack }) })
    } finally {
      running.delete(id)
    }
  }
}

/** At most one progress every 40 ms, but each new stage, and the last of all. */
function thinned(tell: Required<RunOptions>['onProgress']) {
  let toldAt = Number.NEGATIVE_INFINITY
  let stage: string | undefined
  let kept: Parameters<typeof tell>[0] | undefined
  const flush = () => {
    if (kept) tell(kept)
    kept = undefined
  }
  const onProgress: typeof tell = (progress) => {
    kept = progress
    const now = performance.now()
    if (progress.stage === stage && now - toldAt < progressMs) return
    toldAt = now
    stage = progress.stage
    flush()
  }
  return { onProgress, flush }
}
