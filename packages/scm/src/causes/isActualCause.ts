/**
 * Is X⃗ = x⃗ an actual cause of φ in (M, u)? Halpern (2016), definitions 2.2.1–2.2.3: AC1, both happened; AC2, the effect
 * depends on the cause under some contingency; AC3, no part of the cause would do.
 */
import { ScmError } from '../errors.ts'
import type { FiniteScm } from '../model/finiteScm.ts'
import type { Value } from '../model/worlds.ts'
import { type Contingency, findContingency, type HalpernPearl } from './contingency.ts'
import { bySize, type NessStep, nessChain, ofSize } from './ness.ts'
import { byName, type CausalSetting, type Context, causalSetting, type Effect, event, valuesUnder } from './setting.ts'

export type CauseDefinition = HalpernPearl | 'NESS'

export type ActualCauseQuery = {
  context: Context
  cause: { readonly [variable: string]: Value }
  effect: Effect
  /** `modified` by default. */
  definition?: CauseDefinition
  /**
   * How normal a world is, higher being more normal, from the values of its endogenous variables (Halpern & Hitchcock
   * 2015). Given, only contingencies at least as normal as what happened count. Not for NESS.
   */
  normality?: (values: Readonly<Record<string, number>>) => number
  /** Most states the search for a contingency may visit: 20 million by default. */
  limit?: number
  signal?: AbortSignal
}

export type CauseWitness = {
  /** What the cause is set to, so that the effect fails. Empty for NESS. */
  alternative: Record<string, number>
  /** W⃗ with the values it is held at. */
  contingency: Record<string, number>
  /** The world in which the effect fails: every endogenous variable. For NESS, what happened. */
  world: Record<string, number>
  /** For NESS, the chain of sufficient sets. */
  chain?: { cause: string; effect: string; others: string[] }[]
}

export type ActualCauseVerdict = {
  verdict: boolean
  ac1: boolean
  ac2: boolean
  ac3: boolean
  /** Of AC2, with the smallest contingency. */
  witness?: CauseWitness
  /** A part of the cause that would do, when AC3 fails. */
  smaller?: Record<string, number>
  /** A sentence for each condition that fails. */
  reasons: string[]
}

/** Throws `causes/too-large` when the search ends without an answer, and for names and values the model does not have. */
export function isActualCause(model: FiniteScm, query: ActualCauseQuery): ActualCauseVerdict {
  const asked = understand(model, query)
  const occurred = ac1Of(asked)
  const contingency = ac2Of(asked, asked.cause)
  const smaller = smallerCause(asked)
  const ac1 = occurred.length === 0
  const ac2 = contingency !== undefined
  const ac3 = smaller === undefined
  return {
    verdict: ac1 && ac2 && ac3,
    ac1,
    ac2,
    ac3,
    ...(contingency ? { witness: contingency } : {}),
    ...(smaller ? { smaller: byName(model, asked.setting.actual, smaller) } : {}),
    reasons: [
      ...occurred.map((what) => `AC1 fails: ${what}.`),
      ...(ac2 ? [] : [`AC2 fails: ${whyNot(asked.definition)}.`]),
      ...(ac3 ? [] : [`AC3 fails: ${written(model, asked.setting, smaller)} alone would do.`]),
    ],
  }
}

/** AC1: the cause and the effect both hold in the context. */
export function satisfiesAc1(model: FiniteScm, query: ActualCauseQuery): boolean {
  return ac1Of(understand(model, query)).length === 0
}

/** AC2 of the definition asked for: its smallest witness, or `undefined` when there is none. */
export function satisfiesAc2(model: FiniteScm, query: ActualCauseQuery): CauseWitness | undefined {
  const asked = understand(model, query)
  return ac2Of(asked, asked.cause)
}

/** AC3: no proper part of the cause satisfies AC2. */
export function satisfiesAc3(model: FiniteScm, query: ActualCauseQuery): boolean {
  return smallerCause(understand(model, query)) === undefined
}

type Asked = Omit<ActualCauseQuery, 'cause'> & {
  setting: CausalSetting
  definition: CauseDefinition
  cause: ReadonlyMap<number, number>
}

function understand(model: FiniteScm, query: ActualCauseQuery): Asked {
  const setting = causalSetting(model, query.context, query.effect)
  const cause = new Map(
    Object.entries(query.cause).map(([name, value]) => {
      const { variable, value: number } = event(model, name, value)
      return [variable, number] as const
    }),
  )
  if (cause.size === 0) throw new ScmError('causes/cause', 'The cause is empty: name at least one event.')
  const definition = query.definition ?? 'modified'
  if (definition === 'NESS') requireSingleEvents(cause, setting)
  return { ...query, setting, definition, cause }
}

function requireSingleEvents(cause: ReadonlyMap<number, number>, { effectVariables }: CausalSetting): void {
  if (cause.size === 1 && effectVariables.size === 1) return
  throw new ScmError('causes/ness', 'NESS is defined for one event as the cause and one event as the effect.', {
    hint: 'Ask about each event on its own, or use the modified definition.',
  })
}

function ac1Of({ setting, cause }: Asked): string[] {
  const { model, actual, holds } = setting
  const missed = [...cause].filter(([variable, value]) => actual[variable] !== value)
  return [
    ...missed.map(([variable, value]) => {
      const { name, levels } = model.variables[variable]!
      return `${name} is ${levels[actual[variable]!]} in this context, not ${levels[value]}`
    }),
    ...(holds(actual) ? [] : ['the effect does not hold in this context']),
  ]
}

function ac2Of(asked: Asked, cause: ReadonlyMap<number, number>): CauseWitness | undefined {
  const { setting, definition, normality, limit, signal } = asked
  if (definition === 'NESS') return nessWitness(setting, [...cause.keys()][0]!)
  const contingency = findContingency(setting, {
    definition,
    cause,
    limit,
    signal,
    ...admitting(setting, cause, normality),
  })
  return contingency && witnessOf(setting, cause, contingency)
}

/** Worlds at least as normal as the actual one. */
function admitting(
  { model, actual, relevant }: CausalSetting,
  cause: ReadonlyMap<number, number>,
  normality: ActualCauseQuery['normality'],
) {
  if (!normality) return {}
  const endogenous = endogenousOf(model)
  const normal = normality(byName(model, actual, endogenous))
  // Variables outside `relevant` follow from the others; the cause and what is held are among the relevant.
  const admits = (values: Int32Array) => {
    const set = values.slice()
    for (const at of endogenous) if (!relevant.includes(at) && !cause.has(at)) set[at] = -1
    return normality(byName(model, valuesUnder(model, set), endogenous)) >= normal
  }
  return { admits }
}

function witnessOf(
  { model }: CausalSetting,
  cause: ReadonlyMap<number, number>,
  { held, values }: Contingency,
): CauseWitness {
  const set = new Int32Array(model.variables.length).fill(-1)
  for (const [at, { mechanism }] of model.variables.entries()) if (!mechanism) set[at] = values[at]!
  for (const variable of cause.keys()) set[variable] = values[variable]!
  for (const [variable, value] of held) set[variable] = value
  return {
    alternative: byName(model, values, cause.keys()),
    contingency: byName(model, values, held.keys()),
    world: byName(model, valuesUnder(model, set), endogenousOf(model)),
  }
}

function nessWitness(setting: CausalSetting, cause: number): CauseWitness | undefined {
  const { model, actual, effectVariables } = setting
  const chain = nessChain(setting, cause, [...effectVariables][0]!)
  if (!chain) return undefined
  const name = (at: number) => model.variables[at]!.name
  const step = ({ cause: from, effect, others }: NessStep) => ({
    cause: name(from),
    effect: name(effect),
    others: others.map(name),
  })
  return {
    alternative: {},
    contingency: byName(model, actual, new Set(chain.flatMap(({ others }) => others))),
    world: byName(model, actual, endogenousOf(model)),
    chain: chain.map(step),
  }
}

function endogenousOf(model: FiniteScm): number[] {
  return model.variables.flatMap(({ mechanism }, at) => (mechanism ? [at] : []))
}

/**
 * A proper part of the cause that satisfies AC2. With the modified and the but-for definition AC2 of a part carries over
 * to every larger part (set the rest to what it is in the witness), so the parts with one event less decide.
 */
function smallerCause(asked: Asked): number[] | undefined {
  const variables = [...asked.cause.keys()]
  if (variables.length === 1) return undefined
  const monotone = asked.definition === 'modified' || asked.definition === 'but-for'
  const parts =
    monotone && !asked.normality ? ofSize(variables, variables.length - 1) : bySize(variables, variables.length - 1)
  for (const part of parts) {
    if (part.length === 0) continue
    if (ac2Of(asked, new Map(part.map((variable) => [variable, asked.cause.get(variable)!])))) return part
  }
  return undefined
}

function whyNot(definition: CauseDefinition): string {
  if (definition === 'NESS') return 'no chain of sufficient sets needs the cause'
  if (definition === 'but-for') return 'whatever else the cause had been, the effect would still hold'
  return 'under no contingency does the effect depend on the cause'
}

function written(model: FiniteScm, { actual }: CausalSetting, variables: readonly number[]): string {
  return variables.map((at) => `${model.variables[at]!.name} = ${model.variables[at]!.levels[actual[at]!]}`).join(', ')
}
