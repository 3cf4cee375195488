/**
 * A run as it is kept, and the port of whatever keeps runs. A run's id is a hash of slug, method version, canonical
 * input and seed (`runIdentity`), so that two identical runs are one, whoever asks and however often.
 *
 *     queued ──→ running ──→ done | failed
 *        └─────────┴───────→ cancelled            failed, cancelled ──→ queued when it is asked for again
 */
import type { RunFault } from './errors.ts'
import type { Report } from './report.ts'
import type { Progress } from './run.ts'

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** What a result depends on beside input and seed. */
export type RunVersions = {
  /** The commit of the program, where it is known. */
  commit?: string
  /** Of the package that holds the method. */
  package: string
  /** Of Causerie's own packages, on which the method stands. */
  engine: string
  /** Hash of the method's sources and the two versions above; a verdict or a run of another one is stale. */
  method: string
}

/** What a duration depends on. */
export type MachineClass = {
  processor: string
  cores: number
  memoryGb: number
  /** What carried it out: `node 24.21.0`, `Chrome 141`. */
  runtime: string
}

export type Run = {
  id: string
  slug: string
  /** Canonical: checked, with its defaults, as it can be given again. */
  input: Record<string, unknown>
  seed: number | string
  versions: RunVersions
  state: RunState
  /** Who asked first; absent where nobody is signed in. */
  reader?: string
  /** Times are ISO 8601 in UTC. */
  askedAt: string
  startedAt?: string
  finishedAt?: string
  /** How often it was taken up since it was asked for, those given back not counted; above 1 after a worker was lost. */
  attempts: number
  /** Of whoever carries it out or did. */
  machine?: MachineClass
  /** Of the attempt under way. */
  progress?: Progress
  /** Duration of the method alone, of a run that is done. */
  seconds?: number
  /** Of a run that is done. */
  report?: Report
  /** Of a run that failed. */
  error?: RunFault
}

/** A run in a list: without what may be megabytes. */
export type RunSummary = Omit<Run, 'input' | 'report'> & { headline?: string }

export type NewRun = Pick<Run, 'id' | 'slug' | 'input' | 'seed' | 'versions' | 'reader'>

/** One taking-up of a run, with a token no other has. After somebody else took the run up, or its end, it is worth nothing. */
export type Hold = { id: string; token: string }

export type Outcome = { state: 'done'; report: Report; seconds: number } | { state: 'failed'; error: RunFault }

export type RunFilter = {
  slug?: string
  reader?: string
  states?: readonly RunState[]
  /** Asked for at this time or later. */
  since?: string
}

/**
 * Keeps runs. Every operation is atomic: of any number of callers at once, in any number of processes, exactly one makes
 * a run, exactly one holds it, and exactly one outcome is kept. All keepers pass `runKeeperContract`.
 */
export type RunKeeper = {
  find(id: string): Promise<Run | undefined>
  /**
   * The run of this id. It is made, queued, where there is none (`made`); one that failed or was cancelled is queued
   * anew (`made`), without its error, attempts, progress, machine and times, asked for now and by this reader; any other is
   * handed back as it is.
   */
  request(asked: NewRun): Promise<{ run: Run; made: boolean }>
  /**
   * Takes up a run that is queued, or running while its holder gave no sign of life within its lease: it is running now,
   * `attempts` one higher, `startedAt` now. Undefined when somebody has it, it has ended, or there is none.
   */
  claim(id: string, holder: { machine: MachineClass; leaseMs: number }): Promise<{ run: Run; hold: Hold } | undefined>
  /** Sign of life: the lease begins anew. False when the hold is worth nothing any more: stop, nobody wants the result. */
  heartbeat(hold: Hold, progress?: Progress): Promise<boolean>
  /** Keeps the outcome. False, and nothing kept, when the hold is worth nothing any more or an outcome is kept already. */
  finish(hold: Hold, outcome: Outcome): Promise<boolean>
  /** Queued again, the attempt not counted: a worker that closes gives its run back. False as for `finish`. */
  release(hold: Hold): Promise<boolean>
  /** Ends a queued or running run; whoever holds it learns it by its next heartbeat. False when there was none to end. */
  cancel(id: string): Promise<boolean>
  /** The newest first, by the time they were asked for, then by id. */
  list(filter: RunFilter & { limit: number; offset?: number }): Promise<RunSummary[]>
  count(filter: RunFilter): Promise<number>
  /** Ids of running runs whose lease is over, the oldest first: whoever held them is gone. */
  lost(): Promise<string[]>
}
