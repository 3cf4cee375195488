/** A model with some of its functions replaced (Pearl 2009, definition 7.1.2: the submodel M_x). */
import { ScmError } from '../errors.ts'
import { type FiniteScm, type FiniteVariable, valueIndex, variableIndex } from './finiteScm.ts'
import type { Value } from './worlds.ts'

/** do(X = x) for each variable named. The model given is left as it is. */
export function intervene(model: FiniteScm, set: { readonly [variable: string]: Value }): FiniteScm {
  const variables: FiniteVariable[] = [...model.variables]
  for (const [name, value] of Object.entries(set)) {
    const at = variableIndex(model, name)
    const variable = variables[at]!
    if (!variable.mechanism)
      throw new ScmError('worlds/exogenous', `“${name}” is exogenous and cannot be intervened on.`, {
        hint: 'Condition on it instead, or add an endogenous variable that copies it.',
      })
    variables[at] = { ...variable, mechanism: { parents: [], table: Int32Array.of(valueIndex(variable, value)) } }
  }
  return { ...model, variables }
}
