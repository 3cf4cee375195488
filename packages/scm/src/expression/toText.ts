/** An estimand in plain text: Σ_{Z} P(Y | X, Z) P(Z). */
import type { Estimand } from './estimand.ts'
import { type Expression, givenOf, symbolOf, type Term } from './expression.ts'

export function toText(expression: Expression | Estimand): string {
  return written(expression)
}

function written(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return String(expression.value)
    case 'product':
      return expression.factors.length === 0 ? '1' : expression.factors.map(factor).join(' ')
    case 'quotient':
      return `${bracketed(expression.numerator)} / ${bracketed(expression.denominator)}`
    case 'sum':
      return `Σ_{${expression.over.map(termText).join(', ')}} ${expression.of.kind === 'quotient' ? `[${written(expression.of)}]` : written(expression.of)}`
    default: {
      const action = expression.do.length === 0 ? [] : [`do(${expression.do.map(termText).join(', ')})`]
      const condition = [...action, ...givenOf(expression).map(termText)].join(', ')
      const domain = expression.domain === undefined ? '' : `^{${expression.domain}}`
      return `P${domain}(${expression.of.map(termText).join(', ')}${condition === '' ? '' : ` | ${condition}`})`
    }
  }
}

/** A sum reaches to the end of its product, so inside one it stands in brackets. */
function factor(expression: Expression): string {
  return expression.kind === 'sum' || expression.kind === 'quotient' ? `[${written(expression)}]` : written(expression)
}

function bracketed(expression: Expression): string {
  const plain =
    expression.kind === 'distribution' || expression.kind === 'conditional' || expression.kind === 'constant'
  return plain ? written(expression) : `[${written(expression)}]`
}

/** X, X′ or X = 1. */
export function termText(each: Term): string {
  return symbolOf(each) ?? `${each.variable} = ${each.value}`
}
