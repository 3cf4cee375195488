/**
 * Probabilities of causation, exactly from a finite model (Pearl 1999; Pearl 2009, definitions 9.2.1–9.2.3).
 *   PN   P(Y_{x′} ≠ y | X = x, Y = y)     would the outcome have failed without the treatment, where both happened?
 *   PS   P(Y_x = y | X = x′, Y ≠ y)       would the treatment have brought the outcome about, where neither happened?
 *   PNS  P(Y_x = y, Y_{x′} ≠ y)           both ways round, for anybody.
 */
import { type CounterfactualAnswer, type CounterfactualOptions, counterfactualProbability } from './counterfactual.ts'
import { type FiniteScm, valueIndex, variableIndex } from './finiteScm.ts'
import type { Value, WorldAtom } from './worlds.ts'

export type CausationQuery = {
  treatment: string
  outcome: string
  /** x, x′ and y: 1, 0 and 1 by default. */
  treated?: Value
  untreated?: Value
  outcomeValue?: Value
  /** Further evidence about the world as it is. */
  given?: Readonly<Record<string, Value>>
}

export function probabilityOfNecessity(
  model: FiniteScm,
  query: CausationQuery,
  options?: CounterfactualOptions,
): CounterfactualAnswer {
  const { under, happened, outcome, failure, given } = terms(model, query)
  return counterfactualProbability(
    model,
    { event: [failure(under.untreated)], given: [happened.treated, outcome(), ...given] },
    options,
  )
}

export function probabilityOfSufficiency(
  model: FiniteScm,
  query: CausationQuery,
  options?: CounterfactualOptions,
): CounterfactualAnswer {
  const { under, happened, outcome, failure, given } = terms(model, query)
  return counterfactualProbability(
    model,
    { event: [outcome(under.treated)], given: [happened.untreated, failure(), ...given] },
    options,
  )
}

export function probabilityOfNecessityAndSufficiency(
  model: FiniteScm,
  query: CausationQuery,
  options?: CounterfactualOptions,
): CounterfactualAnswer {
  const { under, outcome, failure, given } = terms(model, query)
  return counterfactualProbability(model, { event: [outcome(under.treated), failure(under.untreated)], given }, options)
}

function terms(model: FiniteScm, query: CausationQuery) {
  const { treatment, outcome: name, treated = 1, untreated = 0, outcomeValue = 1, given = {} } = query
  const variable = model.variables[variableIndex(model, name)]!
  const y = valueIndex(variable, outcomeValue)
  const others = Array.from({ length: variable.card }, (_, value) => value).filter((value) => value !== y)
  const under = { treated: { [treatment]: treated }, untreated: { [treatment]: untreated } }
  return {
    under,
    happened: {
      treated: { variable: treatment, value: treated },
      untreated: { variable: treatment, value: untreated },
    },
    outcome: (world = {}): WorldAtom => ({ variable: name, value: y, do: world }),
    failure: (world = {}): WorldAtom => ({ variable: name, value: others, do: world }),
    given: Object.entries(given).map(([one, value]): WorldAtom => ({ variable: one, value })),
  }
}
