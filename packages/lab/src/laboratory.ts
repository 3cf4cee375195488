/**
 * Runs that are asked for, guarded, carried out once and kept. It stands on three ports: where methods come from, a
 * `Runner` that carries out, and a `RunKeeper` that keeps; and on a queue, where runs too long for this process go.
 *
 * Life of a run: asked for → checked and made canonical → its id looked up, and handed back if it is there → guards →
 * kept as queued → claimed by this process, or by a worker that the queue woke → carried out under a lease that its
 * progress renews → its outcome kept, once.
 */
import { errorOf, faultOf, LabError } from './errors.ts'
import { defaultLimits, type Limits, placeFor, requireRoom } from './guards.ts'
import { canonicalInput, runIdentity } from './identity.ts'
import type { Cost, Method } from './method.ts'
import { cancelled, type Progress, parseInput, type Runner, type RunRequest } from './run.ts'
import type { Hold, MachineClass, Outcome, Run, RunFilter, RunKeeper, RunSummary, RunVersions } from './runs.ts'

/** A registry of the Node door is one. */
export type MethodSource = {
  method: (slug: string) => Promise<Method> | Method
  versions: (slug: string) => RunVersions
}

/** Wakes a worker, here or on another machine, which calls `carryOut` with the id. Sending an id twice does no harm. */
export type RunQueue = { send: (id: string) => Promise<void> }

export type LaboratoryOptions = {
  methods: MethodSource
  runner: Runner
  keep: RunKeeper
  machine: MachineClass
  commit?: string
  queue?: RunQueue
  limits?: Partial<Limits>
  /** How long a run may go without a sign of life before another takes it up. */
  leaseMs?: number
  /** How often a run is taken up again after whoever had it was lost. */
  attempts?: number
}

export type Plan = { id: string; method: Method; input: Record<string, unknown>; cost: Cost; place: 'here' | 'queue' }

export type Asked = RunRequest & { reader?: string }

export type Laboratory = {
  /** What a run would be, without asking for it. Throws what `ask` throws, but for quotas. */
  plan(request: RunRequest): Promise<Plan>
  /**
   * The run, made and begun if it is not there. It returns at once; `settled` waits. Throws `run/unknown`,
   * `method/broken`, `input/invalid`, `run/browser-only`, `run/too-large`, `run/quota`, `run/busy`.
   */
  ask(asked: Asked): Promise<Run>
  /** The run when it has ended; `signal` ends the waiting only. Throws `run/unknown`, `run/cancelled`. */
  settled(id: string, options?: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }): Promise<Run>
  find(id: string): Promise<Run | undefined>
  list(filter: RunFilter & { limit: number; offset?: number }): Promise<RunSummary[]>
  /** Within 200 ms when it is carried out here, else by its worker's next sign of life. False when it had ended. */
  cancel(id: string): Promise<boolean>
  /** For workers: takes the run up and brings it to its end. Undefined when somebody else has it or it has ended. */
  carryOut(id: string): Promise<Run | undefined>
  /** Takes up runs whose holders are lost, and, without a queue, those nobody began. Call it at the start and now and then. */
  recover(): Promise<number>
  /** Gives back what is under way here, so that it is taken up again. Does not close the runner or the keeper. */
  close(): Promise<void>
}

export function createLaboratory(options: LaboratoryOptions): Laboratory {
  const { methods, runner, keep, machine, queue, leaseMs = 30_000, attempts = 3 } = options
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const active = new Map<string, { cancel: AbortController; ended: Promise<unknown>; progress?: Progress }>()
  let isClosed = false

  async function plan({ slug, input, seed }: RunRequest): Promise<Plan> {
    const method = await methods.method(slug)
    const canonical = canonicalInput(method, input)
    const cost = method.cost(parseInput(method, canonical))
    const id = runIdentity({ slug, method: methods.versions(slug).method, input: canonical, seed })
    return { id, method, input: canonical, cost, place: placeFor(method, cost, limits, queue !== undefined) }
  }

  /** Admissions of this process go one after the other: a reader who asks twenty times at once has one quota. */
  let admission: Promise<unknown> = Promise.resolve()
  function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = admission.then(act, act)
    admission = turn.catch(() => {})
    return turn
  }

  async function ask({ reader, ...request }: Asked): Promise<Run> {
    const { id, input, place } = await plan(request)
    const { slug, seed } = request
    return inTurn(async () => {
      const before = await keep.find(id)
      if (before && before.state !== 'failed' && before.state !== 'cancelled') return before
      await requireRoom(keep, reader, limits)
      const versions = { ...ownVersions(slug), ...(options.commit !== undefined && { commit: options.commit }) }
      const { run, made } = await keep.request({
        id,
        slug,
        input,
        seed,
        versions,
        ...(reader !== undefined && { reader }),
      })
      if (made && place === 'queue') await queue!.send(id)
      else if (made) void carryOut(id).catch(() => {})
      return run
    })
  }

  function ownVersions(slug: string): RunVersions {
    const { package: ofPackage, engine, method } = methods.versions(slug)
    return { package: ofPackage, engine, method }
  }

  async function carryOut(id: string): Promise<Run | undefined> {
    if (isClosed) return undefined
    const claimed = await keep.claim(id, { machine, leaseMs })
    if (!claimed) return undefined
    const cancel = new AbortController()
    const ended = perform(claimed.run, claimed.hold, cancel).finally(() => active.delete(id))
    active.set(id, { cancel, ended })
    await ended
    return await keep.find(id)
  }

  async function perform(run: Run, hold: Hold, cancel: AbortController): Promise<void> {
    const stopBeating = keepAlive(hold, cancel)
    try {
      const outcome = await outcomeOf(run, cancel.signal)
      if (outcome) await keep.finish(hold, outcome)
      else if (isClosed) await keep.release(hold)
    } finally {
      stopBeating()
    }
  }

  /** Undefined when it was cancelled here: then there is nothing to keep. */
  async function outcomeOf(run: Run, signal: AbortSignal): Promise<Outcome | undefined> {
    try {
      requireSound(run)
      const onProgress = (progress: Progress) => {
        const entry = active.get(run.id)
        if (entry) entry.progress = progress
      }
      const { report, seconds } = await runner.run(run, { signal, onProgress })
      return { state: 'done', report, seconds }
    } catch (error) {
      return signal.aborted ? undefined : { state: 'failed', error: faultOf(error) }
    }
  }

  function requireSound({ slug, versions, attempts: taken }: Run): void {
    if (taken > attempts)
      throw new LabError(
        'run/lost',
        `The run was taken up ${attempts} times, and each time whatever carried it out was lost.`,
        {
          hint: 'It may need more memory than there is. Try a smaller one.',
        },
      )
    const here = methods.versions(slug).method
    if (here !== versions.method)
      throw new LabError(
        'run/version',
        `The method has changed since: it was ${versions.method}, and is ${here} here.`,
        {
          hint: 'Ask for the run again.',
        },
      )
  }

  /** Tells the keeper a few times per lease that the run goes on, and how far; and hears from it that it should not. */
  function keepAlive(hold: Hold, cancel: AbortController): () => void {
    const beat = setInterval(
      () => {
        keep.heartbeat(hold, active.get(hold.id)?.progress).then(
          (wanted) => {
            if (!wanted) cancel.abort()
          },
          () => {}, // The keeper may be back before the lease is over.
        )
      },
      Math.max(10, Math.min(leaseMs / 4, 1000)),
    )
    return () => clearInterval(beat)
  }

  return {
    plan,
    ask,
    carryOut,
    find: (id) => keep.find(id),
    list: (filter) => keep.list(filter),
    async settled(id, { signal, onProgress } = {}) {
      for (;;) {
        if (signal?.aborted) throw cancelled()
        const run = await keep.find(id)
        if (!run) throw errorOf({ code: 'run/unknown', message: `There is no run ${id}.` })
        if (run.state !== 'queued' && run.state !== 'running') return run
        const entry = active.get(id)
        const progress = entry?.progress ?? run.progress
        if (progress) onProgress?.(progress)
        await waited(entry?.ended, signal)
      }
    },
    async cancel(id) {
      const isCancelled = await keep.cancel(id)
      if (isCancelled) active.get(id)?.cancel.abort()
      return isCancelled
    },
    async recover() {
      const ids = new Set(await keep.lost())
      if (!queue) for (const { id } of await keep.list({ states: ['queued'], limit: 1000 })) ids.add(id)
      for (const id of ids) {
        if (queue) await queue.send(id)
        else if (!active.has(id)) void carryOut(id).catch(() => {})
      }
      return ids.size
    },
    async close() {
      isClosed = true
      for (const { cancel } of active.values()) cancel.abort()
      await Promise.allSettled([...active.values()].map(({ ended }) => ended))
    },
  }
}

const lookMs = 100

/** Until the run ends here, or the next look is due, or nobody waits any more. */
function waited(ended: Promise<unknown> | undefined, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, lookMs)
    signal?.addEventListener('abort', done)
    ended?.then(done, done)
  })
}
