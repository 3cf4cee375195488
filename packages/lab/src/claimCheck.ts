/** One check of one claim, carried out here and now. */
import { type Claim, type ClaimContext, type VerdictDraft, verdictSchema } from './claim.ts'
import { faultOf, LabError, type RunFault } from './errors.ts'
import { nearest } from './nearest.ts'
import type { Random } from './random.ts'
import { seededRandom } from './random.ts'
import type { Quantity } from './report.ts'
import { cancelled, type RunOptions, reporting } from './run.ts'

/** What a check gave. A check that broke down is inconclusive, with the fault and without figures. */
export type Measurement = {
  state: 'holds' | 'refuted' | 'inconclusive'
  measured: Quantity[]
  baseline: Quantity[]
  seeds: (number | string)[]
  because: string
  /** By the clock. */
  seconds: number
  quick: boolean
  fault?: RunFault
}

/** Throws `run/cancelled` only: a check that throws, or gives no verdict, is inconclusive with the reason. */
export async function measureClaim(
  claim: Claim,
  {
    quick,
    signal = new AbortController().signal,
    onProgress = () => {},
    onLog = () => {},
    supplied = async () => undefined,
  }: RunOptions & { quick: boolean; supplied?: ClaimContext['supplied'] },
): Promise<Measurement> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const random = (seed: number | string): Random => seededRandom(seed)
  const context: ClaimContext = { random, quick, progress: reporting(signal, onProgress), signal, log: onLog, supplied }
  try {
    if (signal.aborted) throw cancelled()
    const verdict = checkedVerdict(await claim.check(context))
    if (signal.aborted) throw cancelled()
    return { ...verdict, seconds: seconds(), quick }
  } catch (error) {
    if (signal.aborted) throw cancelled()
    return brokenDown(faultOf(error), seconds(), quick)
  }
}

export function brokenDown(fault: RunFault, seconds: number, quick: boolean): Measurement {
  const because = `The check broke down: ${fault.message.replace(/\.?$/, '.')}`
  return { state: 'inconclusive', measured: [], baseline: [], seeds: [], because, seconds, quick, fault }
}

function checkedVerdict(draft: VerdictDraft) {
  const parsed = verdictSchema.safeParse(draft)
  if (parsed.success) return JSON.parse(JSON.stringify(parsed.data)) as typeof parsed.data
  const [issue] = parsed.error.issues
  throw new LabError('claim/verdict', `its verdict is faulty: ${issue!.path.join('.') || 'verdict'}: ${issue!.message}`)
}

/** Throws `claim/unknown` with the nearest name. */
export function claimOf(slug: string, claims: readonly Claim[], id: string): Claim {
  const claim = claims.find((each) => each.id === id)
  if (claim) return claim
  const ids = claims.map((each) => each.id)
  const near = nearest(id, ids)
  throw new LabError('claim/unknown', `${slug} has no claim “${id}”.`, {
    hint: near ? `Did you mean ${near}?` : `Its claims are ${ids.join(', ') || 'none'}.`,
  })
}
