/**
 * The right-hand side of a structural equation as a reader types it: `L and not MD`, `A + B >= 2`, `if A then B else C`.
 * Values are whole numbers; a comparison or a logical word gives 1 or 0, and anything but 0 counts as true.
 */
import { LabError } from '@causerie/lab'

export type Formula = {
  /** Names it mentions, each once, in order of first mention. */
  names: readonly string[]
  value: (values: Readonly<Record<string, number>>) => number
}

type Node = (values: Readonly<Record<string, number>>) => number
type Token = { text: string; column: number }

const tokenPattern = /\s+|(\d+|[\p{L}_][\p{L}\p{N}_]*|==|!=|<=|>=|[-+*()<>,])/uy
const words = new Set(['and', 'or', 'not', 'xor', 'if', 'then', 'else', 'min', 'max'])

/** Throws `scenario/formula` with the column at which it is no longer understood. */
export function parseFormula(text: string): Formula {
  const tokens = tokensOf(text)
  const names = new Set<string>()
  let at = 0

  const fail = (expected: string): never => {
    const { text: found, column } = tokens[at] ?? { text: 'the end', column: text.length + 1 }
    throw new LabError('scenario/formula', `Column ${column} of “${text}”: expected ${expected}, found ${found}.`, {
      hint: 'Formulas look like `A and not B`, `V1 + V2 + V3 >= 2` or `if A then B else 0`.',
      details: { column },
    })
  }
  const accept = (...texts: string[]): string | undefined =>
    texts.includes(tokens[at]?.text ?? '') ? tokens[at++]!.text : undefined
  const need = (wanted: string) => accept(wanted) ?? fail(`“${wanted}”`)

  /** One level of operators that group to the left. */
  const level = (below: () => Node, operators: Record<string, (a: number, b: number) => number>) => (): Node => {
    let left = below()
    for (let found = accept(...Object.keys(operators)); found; found = accept(...Object.keys(operators))) {
      const [a, b, apply] = [left, below(), operators[found]!]
      left = (values) => apply(a(values), b(values))
    }
    return left
  }
  const primary = (): Node => {
    if (accept('(')) {
      const inner = choice()
      need(')')
      return inner
    }
    if (accept('-')) {
      const inner = primary()
      return (values) => -inner(values)
    }
    const extreme = accept('min', 'max')
    if (extreme) return extremeOf(extreme === 'min' ? Math.min : Math.max)
    const token = tokens[at]
    if (!token || words.has(token.text) || !/^[\d\p{L}_]/u.test(token.text)) return fail('a name, a number or “(”')
    at++
    if (/^\d/.test(token.text)) return () => Number(token.text)
    names.add(token.text)
    return (values) => values[token.text]!
  }
  const extremeOf = (apply: (...values: number[]) => number): Node => {
    need('(')
    const parts = [choice()]
    while (accept(',')) parts.push(choice())
    need(')')
    return (values) => apply(...parts.map((part) => part(values)))
  }
  const times = level(primary, { '*': (a, b) => a * b })
  const plus = level(times, { '+': (a, b) => a + b, '-': (a, b) => a - b })
  const comparison = level(plus, {
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
  })
  const negation = (): Node => {
    if (!accept('not')) return comparison()
    const inner = negation()
    return (values) => Number(!inner(values))
  }
  const conjunction = level(negation, { and: (a, b) => Number(a !== 0 && b !== 0) })
  const exclusive = level(conjunction, { xor: (a, b) => Number((a !== 0) !== (b !== 0)) })
  const disjunction = level(exclusive, { or: (a, b) => Number(a !== 0 || b !== 0) })
  const choice = (): Node => {
    if (!accept('if')) return disjunction()
    const condition = choice()
    need('then')
    const yes = choice()
    need('else')
    const no = choice()
    return (values) => (condition(values) ? yes(values) : no(values))
  }

  const value = choice()
  if (at < tokens.length) fail('the end')
  return { names: [...names], value }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    tokenPattern.lastIndex = at
    const found = tokenPattern.exec(text)
    if (!found)
      throw new LabError('scenario/formula', `Column ${at + 1} of “${text}”: “${text[at]}” means nothing here.`, {
        hint: 'Write and, or, not, xor, ==, !=, <, <=, >, >=, +, -, *, min, max, if … then … else.',
        details: { column: at + 1 },
      })
    if (found[1] !== undefined) tokens.push({ text: found[1], column: at + 1 })
    at = tokenPattern.lastIndex
  }
  return tokens
}
