/** Measures claims, each in a worker thread with a time limit, one after the other, and keeps the verdicts. */
import { join } from 'node:path'
import type { Claim } from '../claim.ts'
import { brokenDown, claimOf, type Measurement } from '../claimCheck.ts'
import { faultOf, LabError } from '../errors.ts'
import { type Mark, markOf, recorded } from '../ledger.ts'
import type { Progress } from '../run.ts'
import type { Task } from '../worker/protocol.ts'
import { readLedger, writeLedger } from './ledgerFile.ts'
import type { Registry } from './registry.ts'
import { createThreadPool, type ThreadLimits } from './threads.ts'
import { commitOf, machineClass } from './versions.ts'

/** One line of the board. */
export type Checked = {
  slug: string
  claim: Omit<Claim, 'check'>
  measurement: Measurement
  /** As the ledger had it before. */
  before: Mark
  /** It held, and is refuted now. */
  isLost: boolean
}

export type CheckOptions = {
  registry: Registry
  /** All that have claims, when empty. */
  slugs?: readonly string[]
  /** Only the claim of this id. */
  claim?: string
  quick?: boolean
  /** A folder with a folder for each paper of files the reader supplies: `<supply>/<slug>/NAME`. */
  supply?: string
  /** Keep the verdicts in the ledgers; true by default. */
  keep?: boolean
  signal?: AbortSignal
  limits?: ThreadLimits
  onBegin?: (slug: string, claim: Omit<Claim, 'check'>) => void
  onProgress?: (progress: Progress) => void
  onLog?: (line: string) => void
  onChecked?: (checked: Checked) => void
}

export type Checks = {
  checked: Checked[]
  /** Reproductions whose claims could not be loaded. */
  faults: LabError[]
}

/** Throws `run/unknown`, `claim/unknown`, `run/cancelled`, and `ledger/broken` or `ledger/unwritable`. */
export async function checkClaims(options: CheckOptions): Promise<Checks> {
  const { registry, slugs = [], quick = false, limits } = options
  const { found, faults } = await claimsWanted(registry, slugs, options.claim)
  const pool = createThreadPool({ size: 1, limits: { seconds: longest(found), ...limits } })
  const checked: Checked[] = []
  try {
    for (const { slug, claims, wanted } of found) {
      const { folder, claimsModule } = registry.reproduction(slug)
      const commit = commitOf(folder)
      for (const claim of wanted) {
        const { check, ...described } = claim
        options.onBegin?.(slug, described)
        const task: Task = {
          kind: 'check',
          slug,
          claim: claim.id,
          quick,
          module: claimsModule!,
          ...(options.supply !== undefined && { supply: join(options.supply, slug) }),
        }
        const measurement = await measured((run) => pool.perform(task, run), quick, options)
        const versions = registry.versions(slug)
        const ledger = readLedger(folder, slug)
        const before = markOf(ledger, claim.id, versions)
        const date = new Date().toISOString()
        const provenance = { date, ...(commit !== undefined && { commit }), machine: machineClass(), versions }
        if (options.keep !== false) writeLedger(folder, recorded(ledger, claims, claim.id, measurement, provenance))
        const line = {
          slug,
          claim: described,
          measurement,
          before,
          isLost: before.state === 'holds' && measurement.state === 'refuted',
        }
        checked.push(line)
        options.onChecked?.(line)
      }
    }
  } finally {
    await pool.close()
  }
  return { checked, faults }
}

type Found = { slug: string; claims: readonly Claim[]; wanted: readonly Claim[] }

async function claimsWanted(registry: Registry, slugs: readonly string[], id: string | undefined) {
  const faults: LabError[] = slugs.length > 0 ? [] : [...registry.faults]
  const chosen = slugs.length > 0 ? slugs.map((slug) => registry.reproduction(slug)) : registry.reproductions
  const found: Found[] = []
  for (const { slug, claimsModule } of chosen) {
    if (!claimsModule) continue
    try {
      const claims = await registry.claims(slug)
      if (id === undefined) found.push({ slug, claims, wanted: claims })
      else if (slugs.length > 0) found.push({ slug, claims, wanted: [claimOf(slug, claims, id)] })
      else if (claims.some((each) => each.id === id)) found.push({ slug, claims, wanted: [claimOf(slug, claims, id)] })
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'method/broken') throw error
      faults.push(error)
    }
  }
  if (id !== undefined && found.length === 0 && faults.length === 0)
    throw new LabError('claim/unknown', `No paper has a claim “${id}”.`, { hint: 'causerie check --json lists them.' })
  return { found, faults }
}

/** Five times what the claim declares, and time to get going: its own machine may be slower than the one it was written on. */
function longest(found: readonly Found[]): (task: Task) => number {
  return (task) => {
    if (task.kind !== 'check') return Number.POSITIVE_INFINITY
    const claim = found.find(({ slug }) => slug === task.slug)!.claims.find(({ id }) => id === task.claim)!
    return 5 * (task.quick ? claim.seconds.quick : claim.seconds.full) + 30
  }
}

async function measured(
  perform: (options: Pick<CheckOptions, 'signal' | 'onProgress' | 'onLog'>) => Promise<unknown>,
  quick: boolean,
  { signal, onProgress, onLog }: CheckOptions,
): Promise<Measurement> {
  const started = performance.now()
  try {
    const options = { ...(signal && { signal }), ...(onProgress && { onProgress }), ...(onLog && { onLog }) }
    return (await perform(options)) as Measurement
  } catch (error) {
    if (signal?.aborted) throw error
    return brokenDown(faultOf(error), (performance.now() - started) / 1000, quick)
  }
}
