/** An estimand: an expression that knows the question it answers. */
import { type Expression, freeTerms, keyOf, type Term } from './expression.ts'

/** The axes of the answer, in this order: the intervention, the condition, the outcome. */
export type EstimandQuery = {
  readonly treatment: readonly Term[]
  readonly given: readonly Term[]
  readonly outcome: readonly Term[]
}

/** The root of the tree carries the question. */
export type Estimand = Expression & { readonly query: EstimandQuery }

export function estimand(expression: Expression, query: EstimandQuery): Estimand {
  return { ...expression, query }
}

export function axesOf({ treatment, given, outcome }: EstimandQuery): Term[] {
  return [...treatment, ...given, ...outcome]
}

/** The question of an estimand; a bare expression answers for every running value that is free in it. */
export function queryOf(expression: Expression | Estimand): EstimandQuery {
  if ('query' in expression) return expression.query
  return { treatment: [], given: [], outcome: [...freeTerms(expression).values()] }
}

/**
 * Running values that the expression mentions though the answer does not depend on them (W₂ of the napkin graph): in a
 * distribution that fits the graph any value does.
 */
export function anyValueTerms(expression: Expression | Estimand): Term[] {
  const axes = new Set(axesOf(queryOf(expression)).map(keyOf))
  return [...freeTerms(expression).values()].filter((each) => !axes.has(keyOf(each)))
}
