/**
 * How responsible an event is for an effect, and how much it is to blame.
 *
 * `changes`  Chockler & Halpern (2004): 1/(k + 1), where k is the fewest variables of a contingency that must be moved
 *            away from what they were before the effect depends on the cause. For the original and updated definitions.
 * `size`     Halpern (2016, §6.1): 1/k, where k = |X⃗| + |W⃗| is least over the causes X⃗ = x⃗ with the event among them and
 *            their witnesses. For the modified definition (and but-for).
 * Blame is the responsibility expected over contexts (Chockler & Halpern 2004, definition 4.1), in the model in which the
 * event is brought about.
 */
import { ScmError } from '../errors.ts'
import type { FiniteScm } from '../model/finiteScm.ts'
import { intervene } from '../model/intervene.ts'
import type { Value } from '../model/worlds.ts'
import { findContingency } from './contingency.ts'
import { type CauseDefinition, type CauseWitness, isActualCause } from './isActualCause.ts'
import { ofSize } from './ness.ts'
import { byName, type Context, causalSetting, type Effect, event } from './setting.ts'

export type ResponsibilityKind = 'changes' | 'size'

export type ResponsibilityQuery = {
  context: Context
  /** One event. */
  cause: { readonly [variable: string]: Value }
  effect: Effect
  /** `modified` by default. NESS has no degrees. */
  definition?: Exclude<CauseDefinition, 'NESS'>
  /** `size` for the modified and but-for definitions by default, `changes` for the other two. */
  kind?: ResponsibilityKind
  limit?: number
  signal?: AbortSignal
}

export type Responsibility = {
  /** 0 when the event is no part of a cause. */
  degree: number
  kind: ResponsibilityKind
  /** The cause of which the event is a part and from which the degree follows, with its witness. */
  cause?: Record<string, number>
  witness?: CauseWitness
}

export function responsibility(model: FiniteScm, query: ResponsibilityQuery): Responsibility {
  const definition = query.definition ?? 'modified'
  const kind = query.kind ?? (definition === 'modified' || definition === 'but-for' ? 'size' : 'changes')
  if (Object.keys(query.cause).length !== 1)
    throw new ScmError('causes/cause', 'Responsibility is asked of one event at a time.', {
      hint: 'Name one variable and its value as the cause.',
    })
  const best = leastCause(model, { ...query, definition }, kind)
  return best ? { degree: 1 / best.k, kind, cause: best.cause, witness: best.witness } : { degree: 0, kind }
}

type Best = { k: number; cause: Record<string, number>; witness: CauseWitness }

/** The cause with the event in it, and the witness, for which k is least. Larger causes can only have larger k. */
function leastCause(
  model: FiniteScm,
  query: ResponsibilityQuery & { definition: HalpernPearlName },
  kind: ResponsibilityKind,
): Best | undefined {
  const setting = causalSetting(model, query.context, query.effect)
  const { actual, relevant, effectVariables } = setting
  const [name, value] = Object.entries(query.cause)[0]!
  const { variable, value: number } = event(model, name, value)
  if (actual[variable] !== number || !setting.holds(actual)) return undefined
  const named = typeof query.effect === 'function' ? new Set<number>() : effectVariables
  const others = relevant.filter((one) => one !== variable && !named.has(one))
  let best: Best | undefined
  for (let size = 0; size <= others.length && size + 1 < (best?.k ?? Infinity); size++) {
    for (const rest of ofSize(others, size)) {
      const cause = byName(model, actual, [variable, ...rest])
      const { verdict, witness } = isActualCause(model, { ...query, cause })
      if (!verdict) continue
      const held = kind === 'size' ? Object.keys(witness!.contingency).length : changesNeeded(setting, query, cause)
      const k = size + 1 + held
      if (k < (best?.k ?? Infinity)) best = { k, cause, witness: witness! }
    }
    if (best && size === 0) break // AC3: with the event a cause by itself, no larger cause has it as a part
  }
  return best
}

type HalpernPearlName = Exclude<CauseDefinition, 'NESS'>

function changesNeeded(
  setting: ReturnType<typeof causalSetting>,
  { definition, limit, signal }: ResponsibilityQuery & { definition: HalpernPearlName },
  cause: Record<string, number>,
): number {
  const numbers = new Map(Object.entries(cause).map(([name, value]) => [setting.model.index.get(name)!, value]))
  return findContingency(setting, { definition, cause: numbers, least: 'changes', limit, signal })!.size
}

export type BlameQuery = Omit<ResponsibilityQuery, 'context'> & {
  /** What the agent holds possible, with probabilities that sum to one; the model's own contexts by default. */
  contexts?: readonly { context: Context; p: number }[]
}

const mostContexts = 4096

/** The expected degree of responsibility, between 0 and 1. */
export function blame(model: FiniteScm, { contexts = allContexts(model), ...query }: BlameQuery): number {
  const total = contexts.reduce((sum, { p }) => sum + p, 0)
  if (!(Math.abs(total - 1) < 1e-6))
    throw new ScmError('model/probabilities', `The probabilities of the contexts sum to ${total}, not to one.`)
  const acted = intervene(model, query.cause)
  return contexts.reduce((sum, { context, p }) => {
    return p === 0 ? sum : sum + p * responsibility(acted, { ...query, context }).degree
  }, 0)
}

function allContexts(model: FiniteScm): { context: Record<string, number>; p: number }[] {
  const count = model.blocks.reduce((product, { p }) => product * p.length, 1)
  if (count > mostContexts)
    throw new ScmError('causes/too-large', `The model has ${count} contexts; blame goes through each.`, {
      hint: `Give \`contexts\`: at most ${mostContexts}.`,
    })
  let found: { context: Record<string, number>; p: number }[] = [{ context: {}, p: 1 }]
  for (const { members, p } of model.blocks)
    found = found.flatMap(({ context, p: before }) =>
      Array.from(p, (weight, entry) => {
        const extended = { ...context }
        let rest = entry
        for (const member of members.toReversed()) {
          const { name, card } = model.variables[member]!
          extended[name] = rest % card
          rest = Math.floor(rest / card)
        }
        return { context: extended, p: before * weight }
      }),
    )
  return found
}
