/** All actual causes of an effect in a context, and how much each is to blame. */
import type { FiniteScm } from '../model/finiteScm.ts'
import { type ActualCauseQuery, type CauseWitness, isActualCause } from './isActualCause.ts'
import { ofSize } from './ness.ts'
import { byName, type Context, causalSetting, type Effect } from './setting.ts'

export type ActualCausesQuery = Omit<ActualCauseQuery, 'cause'> & {
  /** Most events in one cause; by default as many as there are. */
  maxSize?: number
}

export type ActualCause = { cause: Record<string, number>; witness: CauseWitness }

/**
 * Every actual cause, smaller ones first, then in causal order. The events that the effect names are left out: each is
 * trivially a cause of itself. NESS causes are single events.
 */
export function actualCauses(model: FiniteScm, { maxSize, ...query }: ActualCausesQuery): ActualCause[] {
  const { actual, relevant, effectVariables } = causalSetting(model, query.context, query.effect)
  const named = typeof query.effect === 'function' ? new Set<number>() : effectVariables
  const candidates = relevant.filter((variable) => !named.has(variable))
  const most = query.definition === 'NESS' ? 1 : Math.min(maxSize ?? candidates.length, candidates.length)
  const found: (ActualCause & { variables: readonly number[] })[] = []
  for (let size = 1; size <= most; size++) {
    for (const variables of ofSize(candidates, size)) {
      if (found.some((smaller) => smaller.variables.every((one) => variables.includes(one)))) continue // AC3
      const cause = byName(model, actual, variables)
      const { verdict, witness } = isActualCause(model, { ...query, cause })
      if (verdict) found.push({ cause, witness: witness!, variables })
    }
  }
  return found.map(({ cause, witness }) => ({ cause, witness }))
}

/** Causes with the normality of the world that witnesses each, the most normal witness first (Halpern & Hitchcock 2015, §5). */
export function gradedCauses(
  model: FiniteScm,
  query: ActualCausesQuery & { normality: NonNullable<ActualCauseQuery['normality']> },
): (ActualCause & { normality: number })[] {
  const { normality, ...plain } = query
  return actualCauses(model, plain)
    .map(({ cause }) => ({ cause, ...mostNormalWitness(model, { ...plain, cause }, normality) }))
    .sort((a, b) => b.normality - a.normality)
}

/** Raises the bar until no contingency is as normal. */
function mostNormalWitness(
  model: FiniteScm,
  query: ActualCauseQuery,
  normality: NonNullable<ActualCauseQuery['normality']>,
): { witness: CauseWitness; normality: number } {
  let { witness } = isActualCause(model, query)
  let best = normality(witness!.world)
  const actual = actualWorld(model, query.context, query.effect)
  for (;;) {
    // Only what happened is put below the bar itself, so that a witness must lie strictly above `best`.
    const bar = best
    const above = (world: Readonly<Record<string, number>>) =>
      isSame(world, actual) ? 0 : normality(world) > bar ? 1 : -1
    const higher = isActualCause(model, { ...query, normality: above })
    if (!higher.witness) return { witness: witness!, normality: best }
    witness = higher.witness
    best = normality(witness.world)
  }
}

function actualWorld(model: FiniteScm, context: Context, effect: Effect): Record<string, number> {
  const { actual } = causalSetting(model, context, effect)
  return byName(
    model,
    actual,
    model.variables.flatMap(({ mechanism }, at) => (mechanism ? [at] : [])),
  )
}

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return Object.entries(a).every(([name, value]) => b[name] === value)
}
