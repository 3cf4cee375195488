import { describe, expect, test } from 'vitest'
import { identify } from '../identification/identify.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { distributionOf, product, quotient, sum, term } from './expression.ts'
import { toMathml } from './toMathml.ts'

const text = (mathml: string) => mathml.replace(/<[^>]*>/g, '')

/** The names of the elements; fails unless every element is closed in its turn. */
function wellFormed(mathml: string): string[] {
  const names: string[] = []
  const open: string[] = []
  for (const [, end, name] of mathml.matchAll(/<(\/?)([a-z]+)(?: [a-z]+="[^"<>&]*")*>/g)) {
    if (end) expect(open.pop()).toBe(name)
    else names.push(open[open.push(name!) - 1]!)
  }
  expect(open).toEqual([])
  return names
}

describe('MathML', () => {
  const effect = identify(parseGraph('dag { X -> Y  Z -> {X Y} }'), { treatment: 'X', outcome: 'Y' })

  test('of the back-door formula says the question and the sum', () => {
    const mathml = toMathml(effect.identifiable ? effect.estimand : expect.fail(), { withQuestion: true })
    expect(text(mathml)).toBe('P(y|do(x))=∑zP(y|x,z)P(z)')
    expect(wellFormed(mathml)).toContain('munder')
  })

  test('of a quotient is a fraction, and a sum within a product stands in brackets', () => {
    const inner = sum([term('X', 1)], distributionOf([term('X', 1)]))
    const mathml = toMathml(product([quotient(distributionOf([term('Y')]), distributionOf([term('W1')])), inner]), {
      display: 'inline',
    })
    expect(wellFormed(mathml).filter((name) => ['mfrac', 'msub', 'msup'].includes(name))).toEqual([
      'mfrac',
      'msub',
      'msup',
      'msup',
    ])
    expect(text(mathml)).toBe('P(y)P(w1)(∑x′P(x′))')
    expect(mathml).toContain('display="inline"')
  })

  test('of hostile names is text', () => {
    const mathml = toMathml(distributionOf([{ variable: '<b onload="x">', value: '&"' }], { domain: '<i>' }))
    expect(wellFormed(mathml)).not.toContain('b')
    expect(mathml).not.toMatch(/<b|<i>/)
  })
})
