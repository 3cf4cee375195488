/**
 * The laboratory of this process: takes runs in, keeps them in the house, carries them out in worker threads. Of any number
 * of processes on one database each takes up what is waiting and what another left behind when it died.
 */
import { createHash } from 'node:crypto'
import { cpus, totalmem } from 'node:os'
import { LabError, parseInput, type Report, type Run, type RunKeeper, type RunRequest } from '@causerie/lab'
import { createThreadRunner, type ThreadRunner } from '@causerie/lab/node'
import { type House, version as packageVersion } from '@causerie/papers'
import { findMethod, moduleOf } from './methods.ts'

export type Laboratory = {
  keeper: RunKeeper
  /**
   * The run that was asked for: made, or the same one that was asked for before. Throws `run/unknown`, `input/invalid`,
   * `run/too-long`, `run/too-large`, `run/full`.
   */
  ask(request: RunRequest): Promise<{ run: Run; made: boolean }>
  cancel(id: string): Promise<boolean>
  /** Resolves when the run has ended, or after `waitMs`. */
  settled(id: string, waitMs: number): Promise<void>
}

const leaseMs = 15_000
const beatMs = 1000
const sweepMs = 10_000

const laboratories = new WeakMap<House, Laboratory>()

export function laboratoryOf(house: House): Laboratory {
  const laboratory = laboratories.get(house) ?? openLaboratory(house)
  laboratories.set(house, laboratory)
  return laboratory
}

const machine = {
  processor: cpus()[0]?.model.trim() || 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  runtime: `node ${process.versions.node}`,
}

function openLaboratory(house: House): Laboratory {
  const limits = house.settings.laboratory
  const keeper = house.runs as RunKeeper
  const atWork = new Map<string, { cancel: AbortController; ended: Promise<void> }>()
  let runner: ThreadRunner | undefined
  let isClosing = false

  const threads = () => {
    runner ??= createThreadRunner({
      moduleOf: (slug) => moduleOf(house.catalogue, slug),
      size: limits.threads,
      limits: { seconds: limits.seconds, megabytes: limits.megabytes },
    })
    return runner
  }

  /** Takes up waiting and abandoned runs as long as a thread is free. */
  async function sweep(): Promise<void> {
    if (isClosing || house.reader || atWork.size >= limits.threads) return
    const waiting = await keeper.list({ states: ['queued'], limit: limits.waiting })
    const ids = [...(await keeper.lost()), ...waiting.map(({ id }) => id).reverse()]
    for (const id of ids) if (!isClosing && atWork.size < limits.threads && !atWork.has(id)) await takeUp(id)
  }

  async function takeUp(id: string): Promise<void> {
    const cancel = new AbortController()
    let end: () => void = () => {}
    atWork.set(id, { cancel, ended: new Promise((resolve) => (end = resolve)) })
    const taken = await keeper.claim(id, { machine, leaseMs }).catch(() => undefined)
    const free = () => {
      atWork.delete(id)
      end()
    }
    if (!taken) return free()
    void carryOut(taken, cancel)
      .catch((error: unknown) => console.error(`run ${id}:`, error))
      .finally(() => {
        free()
        if (!isClosing) void sweep().catch(() => {})
      })
  }

  async function carryOut(
    { run, hold }: NonNullable<Awaited<ReturnType<RunKeeper['claim']>>>,
    cancel: AbortController,
  ) {
    let told: Run['progress']
    const beat = setInterval(() => {
      keeper.heartbeat(hold, told).then(
        (isWanted) => isWanted || cancel.abort(),
        () => {},
      )
    }, beatMs)
    try {
      const { report, seconds } = await threads().run(run, {
        signal: cancel.signal,
        onProgress: (progress) => (told = progress),
      })
      await keeper.finish(hold, { state: 'done', report, seconds })
    } catch (error) {
      if (isClosing) await keeper.release(hold)
      else if (!cancel.signal.aborted) await keeper.finish(hold, { state: 'failed', error: faultOf(error) })
    } finally {
      clearInterval(beat)
    }
  }

  const sweeping = setInterval(() => void sweep().catch(() => {}), sweepMs)
  sweeping.unref()
  void sweep().catch(() => {})
  house.beforeClose(async () => {
    isClosing = true
    clearInterval(sweeping)
    for (const { cancel } of atWork.values()) cancel.abort()
    await Promise.all([...atWork.values()].map(({ ended }) => ended))
    await runner?.close()
  })

  return {
    keeper,
    async ask(request) {
      const known = await findMethod(house.catalogue, request.slug)
      if (!known) throw unknownMethod(request.slug)
      const input = parseInput(known.method, request.input) as Record<string, unknown>
      if (!known.method.runsIn.includes('server'))
        throw new LabError('run/elsewhere', `${known.method.title} runs in a browser’s tab only.`)
      requireModest(known.method.cost(input as never), limits)
      const id = runIdentity({ ...request, input, version: known.version })
      const before = await keeper.find(id)
      if (!before && (await keeper.count({ states: ['queued', 'running'] })) >= limits.waiting) throw full()
      const versions = { package: packageVersion, engine: packageVersion, method: known.version }
      const asked = await keeper.request({ id, slug: request.slug, input, seed: request.seed, versions })
      if (asked.made) await sweep()
      return asked
    },
    async cancel(id) {
      const isCancelled = await keeper.cancel(id)
      atWork.get(id)?.cancel.abort()
      return isCancelled
    },
    async settled(id, waitMs) {
      const work = atWork.get(id)
      if (!work) return
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)))
      await Promise.race([work.ended, late])
      clearTimeout(timer)
    },
  }
}

type Limits = House['settings']['laboratory']

function requireModest({ seconds, megabytes }: { seconds: number; megabytes: number }, limits: Limits): void {
  const where = 'Make it smaller, run it in your tab, or on your own machine with `causerie run`.'
  if (limits.threads === 0)
    throw new LabError('run/none-here', 'This server carries out no runs.', { hint: 'Run it in your tab.' })
  if (seconds > limits.seconds)
    throw new LabError(
      'run/too-long',
      `The run would take some ${Math.round(seconds)} s; this server gives one ${limits.seconds} s.`,
      { hint: where },
    )
  if (megabytes > limits.megabytes)
    throw new LabError(
      'run/too-large',
      `The run would need some ${Math.round(megabytes)} MB; this server gives one ${limits.megabytes} MB.`,
      { hint: where },
    )
}

const full = (): LabError =>
  new LabError('run/full', 'As many runs are waiting here as may wait.', {
    hint: 'Try again in some minutes, or run it in your tab.',
  })

export const unknownMethod = (slug: string): LabError =>
  new LabError('method/unknown', `There is no method for “${slug.slice(0, 80)}” here.`, {
    hint: 'GET /api/methods lists those that there are.',
  })

/** The same for the same method, version, input and seed, in whatever order the input's keys stand. */
export function runIdentity({ slug, version, input, seed }: RunRequest & { version: string }): string {
  return createHash('sha256')
    .update(canonical([slug, version, input, seed]))
    .digest('hex')
    .slice(0, 24)
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

function faultOf(error: unknown) {
  const { code, message, hint, details } = error as LabError
  const isOurs = typeof code === 'string' && code.includes('/')
  return {
    code: isOurs ? code : 'run/failed',
    message: String(message ?? error),
    ...(hint && { hint }),
    ...(isOurs && details && { details }),
  }
}

/** A run that a reader's tab carried out, kept as they sent it: under an id of its own, since nobody here saw it run. */
export async function keepFromTab(
  house: House,
  sent: RunRequest & { report: Report; seconds: number; machine: Run['machine'] },
): Promise<Run> {
  const known = await findMethod(house.catalogue, sent.slug)
  if (!known) throw unknownMethod(sent.slug)
  const { keeper } = laboratoryOf(house)
  const input = parseInput(known.method, sent.input) as Record<string, unknown>
  const id = runIdentity({ ...sent, input, version: known.version })
  const own = await keeper.find(id)
  if (own?.state === 'done') return own
  const versions = { package: packageVersion, engine: packageVersion, method: known.version }
  const tabId = `tab-${id}`
  const { run } = await keeper.request({ id: tabId, slug: sent.slug, input, seed: sent.seed, versions })
  if (run.state === 'done') return run
  const taken = await keeper.claim(tabId, { machine: sent.machine ?? machine, leaseMs })
  if (taken) await keeper.finish(taken.hold, { state: 'done', report: sent.report, seconds: sent.seconds })
  return (await keeper.find(tabId))!
}

export const isFromTab = (id: string): boolean => id.startsWith('tab-')
