/** A paper's claim as something that can fail: stated by the paper, measured here. The two are never merged. */
import { z } from 'zod'
import { LabError } from './errors.ts'
import type { Random } from './random.ts'
import { quantitySchema } from './report.ts'

export type ClaimContext = {
  /** A stream for this seed; a check states and reports the seeds it uses. */
  random: (seed: number | string) => Random
  /** Asked for in a hurry: at most a minute, with fewer repeats. The verdict says `quick`. */
  quick: boolean
  /** `await` it between repeats, so that a cancelled check ends. */
  progress: (share: number, stage?: string) => Promise<void>
  signal: AbortSignal
  log: (line: string) => void
  /** The text of a file the reader supplied for this paper, such as a benchmark that may not be passed on; else `undefined`. */
  supplied: (name: string) => Promise<string | undefined>
}

export const verdictSchema = z.strictObject({
  state: z.enum(['holds', 'refuted', 'inconclusive']),
  /** The figures that decide, the deciding one first. */
  measured: z.array(quantitySchema).min(1),
  /** What it is compared with, measured in the same run; empty where the claim compares with a formula. */
  baseline: z.array(quantitySchema).default([]),
  seeds: z.array(z.union([z.number(), z.string()])),
  /** One sentence: what was seen and why the state follows. */
  because: z.string().min(1),
})

export type VerdictDraft = z.input<typeof verdictSchema>
export type Verdict = z.infer<typeof verdictSchema>

export type Claim = {
  /** Unique in its paper, stable: `phase-transition`. */
  id: string
  /** The claim, in our words, so that it could be false. */
  statement: string
  /** Table, figure or section of the paper; or that it is ours. */
  source: string
  /** The paper's number or wording; `null` when the paper states none and the claim is about the method itself. */
  stated: string | null
  /** Data, sizes, repeats, baseline: enough to do it again. */
  setUp: string
  /** Fixed before the first run. */
  threshold: string
  /** What would have to be seen for it to be refuted. */
  refutedIf: string
  /** The scale in the words of the paper's page: full, reduced, toy; and of what. */
  scale: string
  /** Seconds on one core, whole and quick. */
  seconds: { full: number; quick: number }
  check: (context: ClaimContext) => Promise<VerdictDraft> | VerdictDraft
}

/** The claims of one paper. Two of one id, or an id that is no slug, throw `claim/invalid`. */
export function defineClaims<const Claims extends readonly Claim[]>(claims: Claims): Claims {
  const seen = new Set<string>()
  for (const { id, seconds } of claims) {
    const fault = !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)
      ? 'is no slug'
      : seen.has(id)
        ? 'is used twice'
        : seconds.quick > 60
          ? 'has a quick form of more than 60 s'
          : undefined
    if (fault) throw new LabError('claim/invalid', `The claim id ${JSON.stringify(id)} ${fault}.`)
    seen.add(id)
  }
  return claims
}
