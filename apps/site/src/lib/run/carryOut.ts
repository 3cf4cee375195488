/** A run as the page drives it: in a worker of this tab, or as a job of the server, with the same course of events. */
import type { Progress, Report, RunFault, RunRequest } from '@causerie/lab'
import { createWebRunner, type WebRunner } from '@causerie/lab/browser'
import type { KnownRun } from './knownRun.ts'

export type Place = 'tab' | 'job'
export type Course = { signal: AbortSignal; onProgress: (progress: Progress) => void; onKept?: (id: string) => void }
export type Ended = { run: KnownRun } | { error: RunFault }

let runner: WebRunner | undefined

function tabRunner(): WebRunner {
  runner ??= createWebRunner({
    worker: () => new Worker(new URL('./runs.worker.ts', import.meta.url), { type: 'module' }),
  })
  return runner
}

/** Loads the method's program before it is asked for. */
export const warm = (): void => tabRunner().warm()

export async function runInTab(request: RunRequest, { signal, onProgress }: Course): Promise<Ended> {
  try {
    const { report, seconds } = await tabRunner().run(request, { signal, onProgress })
    return { run: { ...request, report, seconds, machine: thisMachine(), finishedAt: new Date().toISOString() } }
  } catch (error) {
    return { error: error as RunFault }
  }
}

export function thisMachine(): NonNullable<KnownRun['machine']> {
  const browser = /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(navigator.userAgent)
  const name = browser ? `${{ Version: 'Safari', Edg: 'Edge' }[browser[1]!] ?? browser[1]} ${browser[2]}` : 'a browser'
  const { deviceMemory = 0 } = navigator as { deviceMemory?: number }
  return {
    processor: 'unknown to the browser',
    cores: navigator.hardwareConcurrency || 1,
    memoryGb: deviceMemory,
    runtime: name,
  }
}

type Answer = { run?: JobRun; error?: RunFault }
type JobRun = Omit<KnownRun, 'report'> & {
  id: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  progress?: Progress
  report?: Report
  error?: RunFault
}

export async function runAsJob(request: RunRequest, { signal, onProgress, onKept }: Course): Promise<Ended> {
  let answer = await ask('/api/runs', { method: 'POST', body: JSON.stringify(request) })
  const id = answer.run?.id
  if (id) onKept?.(id)
  let waitMs = 150
  while (id && answer.run && (answer.run.state === 'queued' || answer.run.state === 'running')) {
    if (signal.aborted) {
      await ask(`/api/runs/${id}`, { method: 'DELETE' })
      return { error: cancelled }
    }
    onProgress(
      answer.run.progress ?? { share: 0, stage: answer.run.state === 'queued' ? 'waiting for its turn' : 'started' },
    )
    await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 1.3, 1000)
    const next = await ask(`/api/runs/${id}?brief`)
    if (next.error?.code !== 'run/unreachable') answer = next // a server that hangs for a moment is asked again
    if (answer.run?.state === 'done') answer = await ask(`/api/runs/${id}`)
  }
  if (answer.error) return { error: answer.error }
  const { run } = answer
  if (run?.report) return { run: { ...run, report: run.report } }
  return { error: run?.error ?? cancelled }
}

/** Keeps a run of the tab on the server; its address, or why not. */
export async function keep({
  slug,
  input,
  seed,
  report,
  seconds,
  machine,
}: KnownRun): Promise<{ id: string } | { error: RunFault }> {
  const body = JSON.stringify({ slug, input, seed, report, seconds, machine })
  const { run, error } = await ask('/api/runs', { method: 'POST', body })
  return run ? { id: run.id } : { error: error! }
}

const cancelled: RunFault = { code: 'run/cancelled', message: 'The run was cancelled.' }

async function ask(address: string, options: RequestInit = {}): Promise<Answer> {
  const unreachable = (message: string): Answer => ({
    error: { code: 'run/unreachable', message, hint: 'Try again; a run in this tab needs no server.' },
  })
  try {
    const signal = AbortSignal.timeout(30_000)
    const response = await fetch(address, { ...options, signal, headers: { 'content-type': 'application/json' } })
    const text = await response.text()
    try {
      return JSON.parse(text) as Answer
    } catch {
      return unreachable(`The server answered something that is not JSON (status ${response.status}).`)
    }
  } catch {
    return unreachable('The server did not answer.')
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
