/**
 * Stage 2, computed instead of asked: what an event was to an outcome in a structural causal model, exactly.
 * Y_{X = x}(u) is the value of Y in the model with X set to x, in the context u.
 */
import { isActualCause, responsibility, solution } from '@causerie/scm'
import type { CausalEvent, Scenario } from './scenario.ts'

/** The five booleans of the paper’s table, with the witnesses behind them. */
export type Factors = {
  sufficient: boolean
  necessary: boolean
  halpernPearl: boolean
  normViolated: boolean
  intended: boolean
}

export type FactorRow = CausalEvent &
  Factors & {
    /** How the other events might have been, so that the outcome fails although this one occurs. */
    failsWith?: Readonly<Record<string, number>>
    /** What was held as it was, and the world in which the outcome then fails without the event. */
    witness?: { held: Readonly<Record<string, number>>; world: Readonly<Record<string, number>> }
  }

/**
 * `nonDescendants`: whatever the other events had been that the event does not itself bring about (those respond freely).
 * `strict`: whatever every other variable had been, mediators included; nothing in a chain is sufficient then.
 */
export type Sufficiency = 'nonDescendants' | 'strict'

export function factorTable(scenario: Scenario, { sufficiency = 'nonDescendants' as Sufficiency } = {}): FactorRow[] {
  return scenario.events.map((event) => {
    const { model, context, outcome } = scenario
    const query = { context, cause: { [event.name]: event.value }, effect: { [outcome.name]: outcome.value } }
    const failsWith = counterexample(scenario, event, sufficiency)
    const { verdict, witness } = isActualCause(model, { ...query, definition: 'modified' })
    return {
      ...event,
      sufficient: failsWith === undefined,
      necessary: isActualCause(model, { ...query, definition: 'but-for' }).verdict,
      halpernPearl: verdict,
      ...(failsWith ? { failsWith } : {}),
      ...(verdict && witness ? { witness: { held: witness.contingency, world: witness.world } } : {}),
    }
  })
}

/**
 * Degree of responsibility by event, Halpern (2016, §6.1): 1/(|cause| + |held|), greatest over the modified-HP causes the
 * event is part of; 0 when it is part of none. Exponential in the events: seconds for eleven interchangeable ones.
 */
export function responsibilities({ events, model, context, outcome }: Scenario): Map<string, number> {
  const effect = { [outcome.name]: outcome.value }
  const degreeOf = ({ name, value }: CausalEvent) =>
    responsibility(model, { context, effect, cause: { [name]: value }, definition: 'modified', kind: 'size' }).degree
  return new Map(events.map((event) => [event.name, degreeOf(event)]))
}

/** ∀ z: Y_{X = x, Z = z}(u) = y, or the first z that breaks it. */
function counterexample(
  scenario: Scenario,
  { name, value }: CausalEvent,
  sufficiency: Sufficiency,
): Record<string, number> | undefined {
  const { model, context, outcome, events } = scenario
  const others =
    sufficiency === 'strict'
      ? Object.keys(scenario.actual).filter((other) => other !== name && other !== outcome.name)
      : events.map((event) => event.name).filter((other) => other !== name && !respondsTo(scenario, other, name))
  for (const setting of settings(others.map((other) => [other, cardOf(scenario, other)]))) {
    const world = solution(model, { context, do: { ...setting, [name]: value } })
    if (world[outcome.name] !== outcome.value) return setting
  }
  return undefined
}

/** Whether `other` is a descendant of `name` in the model’s graph. */
function respondsTo({ model }: Scenario, other: string, name: string): boolean {
  const from = model.index.get(name)!
  const reached = new Set([from])
  for (const [at, { mechanism }] of model.variables.entries())
    if (mechanism?.parents.some((parent) => reached.has(parent))) reached.add(at)
  return reached.has(model.index.get(other)!)
}

function cardOf({ model }: Scenario, name: string): number {
  return model.variables[model.index.get(name)!]!.card
}

/** Every setting of the variables, those that change least first. */
function* settings(variables: readonly (readonly [name: string, card: number])[]): Generator<Record<string, number>> {
  const total = variables.reduce((product, [, card]) => product * card, 1)
  for (let code = 0; code < total; code++) {
    let rest = code
    yield Object.fromEntries(
      variables.map(([name, card]) => {
        const value = rest % card
        rest = Math.floor(rest / card)
        return [name, value]
      }),
    )
  }
}
