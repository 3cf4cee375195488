/**
 * Stage 3: from a table of factors to Yes or No, by the first matching row for each event asked about.
 *
 *   1  sufficient, necessary                       Yes
 *   2  sufficient, not necessary (disjunctive)     the earliest of such events, or a tie of responsibility
 *   3  not sufficient, Halpern–Pearl cause         a violated norm: Yes; an intended act: Yes; else by order
 *   4  otherwise                                   No
 *
 * The paper asks a language model to settle ties; here a stated rule does (`ties`, `orders`). Source: the released code
 * (`_make_prediction` and what it calls) as the dossier sets it out.
 */
import type { Factors } from './factors.ts'

export type Judged = Factors & { name: string; order: number; focal: boolean }

/** A tie between simultaneous disjunctive causes. `deflate`: who violated a norm is less of a cause than who did not
 *  (Icard, Kominsky & Knobe 2017); `inflate`: more, and so is who acted with intent; `equal`: neither. */
export type TieRule = 'deflate' | 'inflate' | 'equal'

/** Conjunctive causes without norm or intention, at different times: `no` counts none, the others the last or the first. */
export type OrderRule = 'no' | 'later' | 'earlier'

export type Branch =
  | 'sufficient and necessary'
  | 'disjunctive, by order'
  | 'disjunctive, tied'
  | 'conjunctive, norm violated'
  | 'conjunctive, intended'
  | 'conjunctive, by order'
  | 'conjunctive, neither'
  | 'neither sufficient nor a Halpern–Pearl cause'

export type Judgement = { event: string; verdict: boolean; branch: Branch; because: string; rivals: string[] }

export type Decision = {
  verdict: boolean
  judgements: Judgement[]
  /** Whether the paper’s own rules settle it, with no language model and no rule of ours: a Yes by rule, or no open tie. */
  byRule: boolean
}

export type DecisionOptions = { ties?: TieRule; orders?: OrderRule }

/** Yes if any event asked about gets a Yes; No if none is asked about. */
export function decide(
  table: readonly Judged[],
  outcome: string,
  { ties = 'deflate', orders = 'no' }: DecisionOptions = {},
): Decision {
  const judgements = table.filter(({ focal }) => focal).map((event) => judge(event, table, outcome, ties, orders))
  const open = (branch: Branch) => branch === 'disjunctive, tied' || branch === 'conjunctive, by order'
  return {
    verdict: judgements.some(({ verdict }) => verdict),
    judgements,
    byRule:
      judgements.some(({ verdict, branch }) => verdict && !open(branch)) ||
      !judgements.some(({ branch }) => open(branch)),
  }
}

function judge(event: Judged, table: readonly Judged[], outcome: string, ties: TieRule, orders: OrderRule): Judgement {
  const say = (verdict: boolean, branch: Branch, reason: string, rivals: readonly Judged[] = []): Judgement => ({
    event: event.name,
    verdict,
    branch,
    because: `${event.name} is ${verdict ? '' : 'not '}a cause of ${outcome}: ${reason}.`,
    rivals: rivals.filter((rival) => rival !== event).map(({ name }) => name),
  })
  if (event.sufficient && event.necessary)
    return say(true, 'sufficient and necessary', 'it was both sufficient and necessary')
  if (event.sufficient) return judgeDisjunctive(event, table, ties, say)
  if (event.halpernPearl) return judgeConjunctive(event, table, orders, say)
  return say(
    false,
    'neither sufficient nor a Halpern–Pearl cause',
    'it was not sufficient, and the outcome depended on it under no contingency',
  )
}

type Say = (verdict: boolean, branch: Branch, reason: string, rivals?: readonly Judged[]) => Judgement

function judgeDisjunctive(event: Judged, table: readonly Judged[], ties: TieRule, say: Say): Judgement {
  const rivals = table.filter(({ sufficient, necessary }) => sufficient && !necessary)
  const first = Math.min(...rivals.map(({ order }) => order))
  if (rivals.some(({ order }) => order !== first)) {
    const earliest = event.order === first
    const when = earliest ? 'it came first' : 'another came before it'
    return say(earliest, 'disjunctive, by order', `each of several events would have been enough, and ${when}`, rivals)
  }
  const mine = responsibilityOf(event, ties)
  const ahead = rivals.filter((rival) => responsibilityOf(rival, ties) > mine)
  const which =
    ahead.length > 0 ? `is less responsible than ${ahead.map(({ name }) => name).join(', ')}` : 'is no less responsible'
  return say(
    ahead.length === 0,
    'disjunctive, tied',
    rivals.length === 1
      ? 'nothing else would have been enough'
      : `each of several simultaneous events would have been enough, and it ${which} (${ties})`,
    rivals,
  )
}

function responsibilityOf({ normViolated, intended }: Judged, ties: TieRule): number {
  if (ties === 'equal') return 0
  return ties === 'inflate' ? Number(normViolated) + Number(intended) : -Number(normViolated)
}

function judgeConjunctive(event: Judged, table: readonly Judged[], orders: OrderRule, say: Say): Judgement {
  const reason = 'the outcome needed it beside others'
  if (event.normViolated) return say(true, 'conjunctive, norm violated', `${reason}, and it violated a norm`)
  if (event.intended) return say(true, 'conjunctive, intended', `${reason}, and it was done with intent`)
  const rivals = table.filter(({ sufficient, halpernPearl }) => !sufficient && halpernPearl)
  const times = rivals.map(({ order }) => order)
  if (Math.min(...times) === Math.max(...times))
    return say(
      false,
      'conjunctive, neither',
      `${reason}, but it neither violated a norm nor was done with intent`,
      rivals,
    )
  const chosen =
    orders === 'later' ? event.order === Math.max(...times) : orders === 'earlier' && event.order === Math.min(...times)
  const rule =
    orders === 'no' ? 'order alone makes no cause' : `the ${orders === 'later' ? 'last' : 'first'} of them counts`
  return say(chosen, 'conjunctive, by order', `${reason}, without norm or intent, and ${rule}`, rivals)
}
