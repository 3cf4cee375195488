/** What happens in one context, perhaps under actions: the solution of M_x at u (Pearl 2009, definitions 7.1.2–7.1.4). */
import type { FiniteScm } from '../model/finiteScm.ts'
import type { Value } from '../model/worlds.ts'
import { byName, type Context, event, exogenousValues, valuesUnder } from './setting.ts'

export type SolutionQuery = {
  /** The value of every exogenous variable that has more than one. */
  context: Context
  /** do(X = x) for each endogenous variable named. */
  do?: { readonly [variable: string]: Value }
}

/** The number of each endogenous variable's value. Throws as `isActualCause` does for names and values. */
export function solution(model: FiniteScm, { context, do: actions = {} }: SolutionQuery): Record<string, number> {
  const set = exogenousValues(model, context)
  for (const [name, value] of Object.entries(actions)) {
    const action = event(model, name, value)
    set[action.variable] = action.value
  }
  const endogenous = model.variables.flatMap(({ mechanism }, at) => (mechanism ? [at] : []))
  return byName(model, valuesUnder(model, set), endogenous)
}
