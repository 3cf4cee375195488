/**
 * An expression as presentation MathML (MathML Core), which browsers set without script, style or font of ours. Variables
 * are written as in `toLatex`: the value of X is x, of X1 x with the index 1, of age the upright word.
 */
import { type Estimand, queryOf } from './estimand.ts'
import { distributionOf, type Expression, givenOf, type Term } from './expression.ts'

export type MathmlOptions = {
  /** Set on lines of its own (the default) or within text. */
  display?: 'block' | 'inline'
  /** Write the question and an equals sign before it: P(y | do(x)) = … */
  withQuestion?: boolean
}

export function toMathml(expression: Expression | Estimand, options: MathmlOptions = {}): string {
  const { display = 'block', withQuestion = false } = options
  const question = withQuestion ? `${questionOf(expression)}<mo>=</mo>` : ''
  return `<math display="${display}"><mrow>${question}${written(expression)}</mrow></math>`
}

function questionOf(expression: Expression | Estimand): string {
  const { treatment, given, outcome } = queryOf(expression)
  return written(distributionOf(outcome, { given, do: treatment }))
}

function written(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return `<mn>${expression.value}</mn>`
    case 'product':
      return expression.factors.length === 0
        ? '<mn>1</mn>'
        : expression.factors.map(factor).join('<mspace width="0.17em"></mspace>')
    case 'quotient':
      return `<mfrac><mrow>${written(expression.numerator)}</mrow><mrow>${written(expression.denominator)}</mrow></mfrac>`
    case 'sum':
      return `<munder><mo largeop="true" movablelimits="false">∑</mo><mrow>${listed(expression.over)}</mrow></munder>${written(expression.of)}`
    default: {
      const given = givenOf(expression)
      const condition = [
        ...(expression.do.length === 0
          ? []
          : [
              `<mi mathvariant="normal">do</mi><mo stretchy="false">(</mo>${listed(expression.do)}<mo stretchy="false">)</mo>`,
            ]),
        ...(given.length === 0 ? [] : [listed(given)]),
      ].join(comma)
      const letter =
        expression.domain === undefined ? '<mi>P</mi>' : `<msup><mi>P</mi>${nameOf(expression.domain, false)}</msup>`
      return `<mrow>${letter}<mo stretchy="false">(</mo>${listed(expression.of)}${condition === '' ? '' : `<mo lspace="0.28em" rspace="0.28em" stretchy="false">|</mo>${condition}`}<mo stretchy="false">)</mo></mrow>`
    }
  }
}

const comma = '<mo separator="true">,</mo>'

function factor(expression: Expression): string {
  return expression.kind === 'sum'
    ? `<mrow><mo stretchy="false">(</mo>${written(expression)}<mo stretchy="false">)</mo></mrow>`
    : written(expression)
}

function listed(terms: readonly Term[]): string {
  return terms.map(termOf).join(comma)
}

function termOf({ variable, prime = 0, value }: Term): string {
  if (value !== undefined)
    return `${nameOf(variable, false)}<mo>=</mo>${typeof value === 'number' ? `<mn>${value}</mn>` : `<mtext>${escaped(value)}</mtext>`}`
  const name = nameOf(variable, true)
  return prime === 0 ? name : `<msup>${name}<mo>${'′'.repeat(prime)}</mo></msup>`
}

/** One letter, with an index or without, is italic; a longer name is a word. */
function nameOf(name: string, isValue: boolean): string {
  const [, letter, index] = /^([A-Za-z])_?(\d*)$/.exec(name) ?? []
  if (letter === undefined) return `<mi mathvariant="normal">${escaped(name)}</mi>`
  const shown = `<mi>${isValue ? letter.toLowerCase() : letter}</mi>`
  return index === '' ? shown : `<msub>${shown}<mn>${index}</mn></msub>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
