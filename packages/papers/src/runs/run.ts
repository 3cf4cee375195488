/**
 * A run as the store keeps it. The same shapes as in `@causerie/lab` (`Run`, `RunKeeper`): the two packages do not know
 * each other, and what fits in shape fits in type. What a report or an input holds is the laboratory's business.
 */
export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
export type RunVersions = { commit?: string; package: string; engine: string; method: string }
export type MachineClass = { processor: string; cores: number; memoryGb: number; runtime: string }
export type RunFault = { code: string; message: string; hint?: string; details?: Record<string, unknown> }
export type RunProgress = { share: number; stage?: string }

/** `Report` is the laboratory's; all that is read of it here is its first sentence. */
export type Run<Report extends { headline: string } = { headline: string }> = {
  id: string
  slug: string
  input: Record<string, unknown>
  seed: number | string
  versions: RunVersions
  state: RunState
  reader?: string
  /** Times are ISO 8601 in UTC. */
  askedAt: string
  startedAt?: string
  finishedAt?: string
  attempts: number
  machine?: MachineClass
  progress?: RunProgress
  seconds?: number
  report?: Report
  error?: RunFault
}

export type RunSummary = Omit<Run, 'input' | 'report'> & { headline?: string }
export type NewRun = Pick<Run, 'id' | 'slug' | 'input' | 'seed' | 'versions' | 'reader'>
export type Hold = { id: string; token: string }
export type RunFilter = { slug?: string; reader?: string; states?: readonly RunState[]; since?: string }
