/**
 * Stories annotated with gold factors, in the format of AC-Bench: an array of
 * `{ story, question, reasoning: { causal_events: { NAME: { occur, order, focal, sufficient, necessary, halpern_pearl,
 * norm_violated, behavior_intended } }, outcome_event: { NAME: … } }, answer: 'Yes' | 'No' }`; or, as HCR-Bench has it, one
 * such object a line, with the events under `focal_causal_events` and `other_causal_events`.
 */
import { LabError } from '@causerie/lab'
import { z } from 'zod'
import { type Branch, type DecisionOptions, decide, type Judged } from './decision.ts'
import { type Notion, notions, verdictBy } from './notions.ts'

export type BenchItem = { question: string; events: readonly Judged[]; outcome: string; answer: boolean }

const truth = z.union([z.boolean(), z.literal(0), z.literal(1)]).transform(Boolean)
const factors = z.object({
  order: z.number().int().nonnegative(),
  focal: truth.optional(),
  sufficient: truth,
  necessary: truth,
  halpern_pearl: truth,
  norm_violated: truth,
  behavior_intended: truth,
})
const flat = z.record(z.string(), factors)
const itemWith = <Events extends z.ZodType>(events: Events) =>
  z.object({
    question: z.string(),
    reasoning: z.object({ causal_events: events, outcome_event: z.record(z.string(), z.unknown()) }),
    answer: z.enum(['Yes', 'No']),
  })
const flatItem = itemWith(flat.transform((events) => judged(events)))
const splitItem = itemWith(
  z
    .object({ focal_causal_events: flat, other_causal_events: flat })
    .transform((events) => [...judged(events.focal_causal_events, true), ...judged(events.other_causal_events, false)]),
)

export type Bench = {
  items: BenchItem[]
  /** What is left out, and why: the number of the item, the field, what was expected. */
  skipped: string[]
}

/** Throws `bench/json` where it is no JSON, `bench/item` where no item can be read. A faulty item stops no other. */
export function parseBench(text: string): Bench {
  const items: BenchItem[] = []
  const skipped: string[] = []
  for (const [at, raw] of readItems(text).entries()) {
    const parsed = (isSplit(raw) ? splitItem : flatItem).safeParse(raw)
    if (parsed.success) items.push(itemOf(parsed.data))
    else {
      const { path, message } = parsed.error.issues[0]!
      skipped.push(`Item ${at + 1}: ${path.join(' → ') || 'the item'}: ${message}.`)
    }
  }
  if (items.length > 0) return { items, skipped }
  throw new LabError('bench/item', skipped[0] ?? 'The file holds no item.', {
    hint: 'It should be an array of { question, answer, reasoning: { causal_events, outcome_event } } with eight factors for each event.',
  })
}

function readItems(text: string): unknown[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  try {
    if (trimmed.startsWith('[')) return JSON.parse(trimmed)
  } catch (error) {
    throw new LabError('bench/json', `The file is no JSON: ${(error as Error).message}.`, { cause: error })
  }
  return trimmed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, at) => {
      try {
        return JSON.parse(line)
      } catch (error) {
        throw new LabError('bench/json', `Line ${at + 1} is no JSON: ${(error as Error).message}.`, { cause: error })
      }
    })
}

function isSplit(raw: unknown): boolean {
  const events = (raw as { reasoning?: { causal_events?: object } } | null)?.reasoning?.causal_events
  return typeof events === 'object' && events !== null && 'focal_causal_events' in events
}

function itemOf({ question, reasoning, answer }: z.output<typeof flatItem>): BenchItem {
  const outcome = Object.keys(reasoning.outcome_event)[0] ?? 'the outcome'
  return { question, events: reasoning.causal_events, outcome, answer: answer === 'Yes' }
}

function judged(events: z.output<typeof flat>, focal?: boolean): Judged[] {
  return Object.entries(events).map(([name, given]) => ({
    name,
    order: given.order,
    focal: focal ?? given.focal ?? false,
    sufficient: given.sufficient,
    necessary: given.necessary,
    halpernPearl: given.halpern_pearl,
    normViolated: given.norm_violated,
    intended: given.behavior_intended,
  }))
}

export type BenchScore = {
  items: number
  yes: number
  right: number
  /** Settled by the paper’s own rules, without a tie left to a language model; and how many of those agree with the answer. */
  byRule: { items: number; right: number }
  branches: Map<Branch, { items: number; right: number }>
  notions: Record<Notion, number>
}

/** How often Stage 3 on the gold factors gives the gold answer. An item counts for the branch that gave its verdict. */
export function scoreBench(items: readonly BenchItem[], options: DecisionOptions): BenchScore {
  const score: BenchScore = {
    items: items.length,
    yes: items.filter(({ answer }) => answer).length,
    right: 0,
    byRule: { items: 0, right: 0 },
    branches: new Map(),
    notions: { 'but-for': 0, 'Halpern–Pearl alone': 0, 'norm or intention': 0 },
  }
  for (const { events, outcome, answer } of items) {
    const { verdict, judgements, byRule } = decide(events, outcome, options)
    const right = Number(verdict === answer)
    score.right += right
    if (byRule) {
      score.byRule.items++
      score.byRule.right += right
    }
    const deciding = judgements.find((judgement) => judgement.verdict === verdict)
    if (deciding) {
      const branch = score.branches.get(deciding.branch) ?? { items: 0, right: 0 }
      score.branches.set(deciding.branch, { items: branch.items + 1, right: branch.right + right })
    }
    for (const notion of Object.keys(notions) as Notion[])
      score.notions[notion] += Number(verdictBy(notion, events) === answer)
  }
  return score
}
