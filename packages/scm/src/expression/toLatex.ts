/** An estimand in LaTeX, for KaTeX and papers: \sum_{z} P(y \mid x, z)\, P(z). */
import type { Estimand } from './estimand.ts'
import { type Expression, givenOf, type Term } from './expression.ts'

export function toLatex(expression: Expression | Estimand): string {
  return written(expression)
}

function written(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return String(expression.value)
    case 'product':
      return expression.factors.length === 0 ? '1' : expression.factors.map(factor).join('\\, ')
    case 'quotient':
      return `\\frac{${written(expression.numerator)}}{${written(expression.denominator)}}`
    case 'sum':
      return `\\sum_{${expression.over.map(termLatex).join(', ')}} ${written(expression.of)}`
    default: {
      const action =
        expression.do.length === 0 ? [] : [`\\operatorname{do}(${expression.do.map(termLatex).join(', ')})`]
      const condition = [...action, ...givenOf(expression).map(termLatex)].join(', ')
      const domain = expression.domain === undefined ? '' : `^{${nameLatex(expression.domain)}}`
      return `P${domain}(${expression.of.map(termLatex).join(', ')}${condition === '' ? '' : ` \\mid ${condition}`})`
    }
  }
}

function factor(expression: Expression): string {
  return expression.kind === 'sum' ? `\\left(${written(expression)}\\right)` : written(expression)
}

function termLatex({ variable, prime = 0, value }: Term): string {
  if (value !== undefined) return `${nameLatex(variable)} = ${typeof value === 'number' ? value : textLatex(value)}`
  return `${valueLatex(variable)}${"'".repeat(prime)}`
}

/** The value of X is x, of X1 x_{1}, of age age (upright). */
function valueLatex(name: string): string {
  const [, letter, index] = /^([A-Za-z])_?(\d*)$/.exec(name) ?? []
  if (letter === undefined) return textLatex(name)
  return index === '' ? letter.toLowerCase() : `${letter.toLowerCase()}_{${index}}`
}

function nameLatex(name: string): string {
  const [, letter, index] = /^([A-Za-z])_?(\d*)$/.exec(name) ?? []
  if (letter === undefined) return textLatex(name)
  return index === '' ? letter : `${letter}_{${index}}`
}

const special: Record<string, string> = { '\\': '\\backslash ', '~': '\\sim ', '^': '\\hat{}' }

/** Upright text with what LaTeX reads as commands made harmless. */
function textLatex(text: string): string {
  return `\\mathrm{${text.replace(/[\\~^#$%&_{}]/g, (char) => special[char] ?? `\\${char}`)}}`
}
