/** A causal setting (M, u): a finite model, a context, and what actually happens in it. */
import { ScmError } from '../errors.ts'
import { type FiniteScm, valueIndex, variableIndex } from '../model/finiteScm.ts'
import type { Value } from '../model/worlds.ts'

/** What is asked about: events that hold together, or any condition on the values of the variables. */
export type Effect = { readonly [variable: string]: Value } | ((values: Readonly<Record<string, number>>) => boolean)

/** Values of exogenous variables, by name; each one that has more than one value must be given. */
export type Context = { readonly [exogenous: string]: Value }

export type CausalSetting = {
  readonly model: FiniteScm
  /** The value of every variable, by its number. */
  readonly actual: Int32Array
  /** Endogenous variables on which the effect can depend, in causal order. */
  readonly relevant: readonly number[]
  /** Those that the effect mentions. */
  readonly effectVariables: ReadonlySet<number>
  /** Whether the effect holds among values, which must be right for `relevant`. */
  readonly holds: (values: Int32Array) => boolean
}

/** Throws `context/incomplete`, `model/unknown-variable`, `model/unknown-value`, `causes/effect`. */
export function causalSetting(model: FiniteScm, context: Context, effect: Effect): CausalSetting {
  const actual = valuesUnder(model, exogenousValues(model, context))
  if (typeof effect === 'function') {
    const all = model.variables.flatMap(({ mechanism }, at) => (mechanism ? [at] : []))
    const holds = (values: Int32Array) => effect(byName(model, values, all))
    return { model, actual, relevant: all, effectVariables: new Set(all), holds }
  }
  const events = Object.entries(effect).map(([name, value]) => event(model, name, value))
  if (events.length === 0) throw new ScmError('causes/effect', 'The effect is empty: name at least one event.')
  return {
    model,
    actual,
    relevant: ancestors(
      model,
      events.map(({ variable }) => variable),
    ),
    effectVariables: new Set(events.map(({ variable }) => variable)),
    holds: (values) => events.every(({ variable, value }) => values[variable] === value),
  }
}

/** A named endogenous variable and one of its values, as numbers. */
export function event(model: FiniteScm, name: string, value: Value): { variable: number; value: number } {
  const variable = variableIndex(model, name)
  if (!model.variables[variable]!.mechanism)
    throw new ScmError(
      'causes/exogenous',
      `“${name}” is exogenous: the context sets it, and it is neither cause nor effect here.`,
      {
        hint: 'Ask about an endogenous variable; add one that copies it if need be.',
      },
    )
  return { variable, value: valueIndex(model.variables[variable]!, value) }
}

/** Works the equations out. `set[v] ≥ 0` fixes v; exogenous variables must be fixed. */
export function valuesUnder(model: FiniteScm, set: Int32Array): Int32Array {
  const values = set.slice()
  for (const [at, { mechanism }] of model.variables.entries())
    if (mechanism && values[at]! < 0) values[at] = resultOf(model, at, values)
  return values
}

/** The value of a variable's function where its parents have these values. */
export function resultOf(model: FiniteScm, variable: number, values: Int32Array): number {
  const { parents, table } = model.variables[variable]!.mechanism!
  let row = 0
  for (const parent of parents) row = row * model.variables[parent]!.card + values[parent]!
  return table[row]!
}

export function byName(model: FiniteScm, values: Int32Array, variables: Iterable<number>): Record<string, number> {
  return Object.fromEntries(Array.from(variables, (at) => [model.variables[at]!.name, values[at]!]))
}

/** The numbers of the exogenous values, −1 for endogenous variables. */
export function exogenousValues(model: FiniteScm, context: Context): Int32Array {
  const set = new Int32Array(model.variables.length).fill(-1)
  for (const [name, value] of Object.entries(context)) {
    const at = variableIndex(model, name)
    if (model.variables[at]!.mechanism)
      throw new ScmError(
        'context/endogenous',
        `“${name}” is endogenous: its equation gives its value, not the context.`,
        {
          hint: 'Set its exogenous parents, or intervene on the model first.',
        },
      )
    set[at] = valueIndex(model.variables[at]!, value)
  }
  const missing = model.variables.filter(({ mechanism, card }, at) => !mechanism && card > 1 && set[at]! < 0)
  if (missing.length > 0)
    throw new ScmError(
      'context/incomplete',
      `The context says nothing of ${missing.map(({ name }) => name).join(', ')}.`,
      {
        hint: 'An actual cause is asked about in one context: give each exogenous variable a value.',
      },
    )
  for (const [at, { mechanism }] of model.variables.entries()) if (!mechanism && set[at]! < 0) set[at] = 0
  return set
}

function ancestors(model: FiniteScm, of: readonly number[]): number[] {
  const found = new Set<number>()
  const waiting = [...of]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { mechanism } = model.variables[at]!
    if (!mechanism || found.has(at)) continue
    found.add(at)
    waiting.push(...mechanism.parents)
  }
  return [...found].sort((a, b) => a - b)
}
