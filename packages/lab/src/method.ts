/** What a method is: one typed description that gives the form, the flags, the JSON schema and the tool. */
import type { z } from 'zod'
import { LabError } from './errors.ts'
import type { Random } from './random.ts'
import type { ReportDraft } from './report.ts'

export type Place = 'browser' | 'server'

/** What a run will take, at most, on one core of an ordinary machine. */
export type Cost = { seconds: number; megabytes: number }

export type RunContext = {
  /** Seeded by the run's seed. Split it for each part of the work. */
  random: Random
  /** Says how far the work is; `await` it, so that a cancelled run ends here. `share` is in 0 … 1. */
  progress: (share: number, stage?: string) => Promise<void>
  /** Aborted when the reader cancels or the time is over. `progress` throws then; long loops without it test this. */
  signal: AbortSignal
  /** A line for whoever reads how it went; not part of the report. */
  log: (line: string) => void
}

export type InputSchema = z.ZodObject

/**
 * A method of a certain input is a `Method` too: registries hold them together. `cost` and `run` are written as methods
 * for that; whoever calls them on a plain `Method` has checked the input with `parseInput` first.
 */
export type Method<Schema extends InputSchema = InputSchema> = {
  /** The folder's name. */
  slug: string
  title: string
  /** One or two sentences: what goes in, what comes out. */
  summary: string
  /** Every field has a label, a sentence, a default, and a unit and a range where it is a number (`field`). */
  input: Schema
  runsIn: readonly Place[]
  cost(input: z.output<Schema>): Cost
  /** What the form is filled with at first: one press shows something good within seconds. Defaults fill the rest. */
  sample: z.input<Schema>
  /** A pure function of the input and the seed. Throws `LabError` with a sentence for what a reader can correct. */
  run(input: z.output<Schema>, context: RunContext): Promise<ReportDraft> | ReportDraft
}

const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** The description as it is, checked: a method without a slug, a place to run or a valid sample throws `method/invalid`. */
export function defineMethod<const Schema extends InputSchema>(method: Method<Schema>): Method<Schema> {
  const fault = faultOf(method)
  if (fault) throw new LabError('method/invalid', `The method ${JSON.stringify(method.slug)} ${fault}.`)
  return method
}

function faultOf<Schema extends InputSchema>({ slug, runsIn, input, sample }: Method<Schema>): string | undefined {
  if (!slugPattern.test(slug)) return 'has no slug of small letters, digits and single hyphens'
  if (runsIn.length === 0) return 'runs nowhere: `runsIn` is empty'
  const parsed = input.safeParse(sample)
  if (parsed.success) return undefined
  const [issue] = parsed.error.issues
  return `has a sample its own input refuses (${issue!.path.join('.')}: ${issue!.message})`
}
