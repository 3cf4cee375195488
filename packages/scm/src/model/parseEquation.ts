/**
 * An equation as people type it: `X and not Z`, `max(X, 2 * Z)`, `if(A = 1, B, 1 - B)`. Nothing is evaluated as a program.
 *
 *   logic      or | || ∨, xor ^, and & && ∧, not ! ¬; truth is 1, falsehood 0, and every number but 0 is true
 *   comparison = == != <> < <= > >=
 *   arithmetic + - * / % and brackets; min, max, abs, if(condition, then, else)
 */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'

export type Equation = {
  /** Variables in the order in which they are met. */
  readonly names: readonly string[]
  readonly valueOf: (values: Readonly<Record<string, number>>) => number
}

type Node = (values: Readonly<Record<string, number>>) => number
type Token = { text: string; kind: 'number' | 'name' | 'sign'; at: number }

/** Throws `equation/parse` with the column, and `equation/unknown-name` with the nearest of `known`. */
export function parseEquation(text: string, known: readonly string[]): Equation {
  const tokens = tokensOf(text)
  const names = new Set<string>()
  let at = 0
  let depth = 0

  const peek = () => tokens[at]
  const take = (...signs: string[]): string | undefined => {
    const token = peek()
    if (token?.kind === 'number' || token === undefined) return undefined
    const found = signs.find((sign) => sign === token.text.toLowerCase())
    if (found !== undefined) at++
    return found
  }
  const need = (sign: string) => {
    if (take(sign) === undefined) throw unexpected(text, peek(), `“${sign}”`)
  }

  const binary =
    (next: () => Node, operators: Readonly<Record<string, (a: number, b: number) => number>>) => (): Node => {
      let left = next()
      for (;;) {
        const sign = take(...Object.keys(operators))
        if (sign === undefined) return left
        const [a, b, operate] = [left, next(), operators[sign]!]
        left = (values) => operate(a(values), b(values))
      }
    }
  const truth = (value: boolean) => (value ? 1 : 0)

  const atom = (): Node => {
    const token = peek()
    if (token === undefined) throw unexpected(text, token, 'a name or a number')
    if (take('(') !== undefined) {
      if (++depth > 60) throw unexpected(text, token, 'fewer brackets')
      const inside = expression()
      need(')')
      depth--
      return inside
    }
    if (token.kind === 'sign') throw unexpected(text, token, 'a name or a number')
    at++
    if (token.kind === 'number') return () => Number(token.text)
    if (Object.hasOwn(functions, token.text.toLowerCase()) && peek()?.text === '(' && !known.includes(token.text))
      return call(token)
    return variable(token)
  }
  const call = (token: Token): Node => {
    need('(')
    const args = [expression()]
    while (take(',') !== undefined) args.push(expression())
    need(')')
    const { count, apply } = functions[token.text.toLowerCase()]!
    if (count !== undefined && count !== args.length)
      throw unexpected(text, token, `${count} values in ${token.text}(…)`)
    return (values) => apply(...args.map((arg) => arg(values)))
  }
  const variable = (token: Token): Node => {
    const lower = token.text.toLowerCase()
    if (!known.includes(token.text) && (lower === 'true' || lower === 'false')) return () => truth(lower === 'true')
    if (!known.includes(token.text)) throw unknownName(token, known)
    names.add(token.text)
    return (values) => values[token.text]!
  }
  const unary = (): Node => {
    if (take('-') !== undefined) {
      const inside = unary()
      return (values) => -inside(values)
    }
    return atom()
  }
  const product = binary(unary, { '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b })
  const total = binary(product, { '+': (a, b) => a + b, '-': (a, b) => a - b })
  const comparison = binary(total, {
    '=': (a, b) => truth(a === b),
    '==': (a, b) => truth(a === b),
    '!=': (a, b) => truth(a !== b),
    '<>': (a, b) => truth(a !== b),
    '<=': (a, b) => truth(a <= b),
    '>=': (a, b) => truth(a >= b),
    '<': (a, b) => truth(a < b),
    '>': (a, b) => truth(a > b),
  })
  const negation = (): Node => {
    if (take('not', '!', '¬') === undefined) return comparison()
    const inside = negation()
    return (values) => truth(inside(values) === 0)
  }
  const both = (a: number, b: number) => truth(a !== 0 && b !== 0)
  const either = (a: number, b: number) => truth(a !== 0 || b !== 0)
  const unlike = (a: number, b: number) => truth((a !== 0) !== (b !== 0))
  const conjunction = binary(negation, { and: both, '&': both, '&&': both, '∧': both })
  const expression = binary(conjunction, {
    or: either,
    '|': either,
    '||': either,
    '∨': either,
    xor: unlike,
    '^': unlike,
  })

  const evaluated = expression()
  if (peek() !== undefined) throw unexpected(text, peek(), 'the end or an operator')
  return { names: [...names], valueOf: evaluated }
}

const functions: Readonly<Record<string, { count?: number; apply: (...values: number[]) => number }>> = {
  min: { apply: Math.min },
  max: { apply: Math.max },
  abs: { count: 1, apply: Math.abs },
  if: { count: 3, apply: (condition, then, otherwise) => (condition !== 0 ? then! : otherwise!) },
}

function tokensOf(text: string): Token[] {
  const pattern =
    /\s+|(\d+(?:\.\d+)?)|"([^"]+)"|([\p{L}_][\p{L}\p{N}_.′*]*)|(==|!=|<>|<=|>=|&&|\|\||[()+\-*/%=<>!¬&|^∧∨,])/gu
  const tokens: Token[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index !== end) break
    end = match.index + match[0].length
    const [, number, quoted, name, sign] = match
    const kind = number !== undefined ? 'number' : sign !== undefined ? 'sign' : 'name'
    const word = number ?? quoted ?? name ?? sign
    if (word !== undefined) tokens.push({ text: word, kind, at: match.index })
  }
  if (end < text.length)
    throw unexpected(text, { text: text[end]!, kind: 'sign', at: end }, 'a name, a number or an operator')
  return tokens
}

function unexpected(text: string, token: Token | undefined, expected: string): ScmError {
  const [what, column] = token ? [`“${token.text}”`, token.at + 1] : ['the end', text.length + 1]
  return new ScmError('equation/parse', `Column ${column} of the equation: ${what} where ${expected} was expected.`, {
    hint: 'Write for example: X and not Z, or 1 - X, or max(X, Z), or if(A = 1, B, C).',
    details: { column, text },
  })
}

function unknownName({ text, at }: Token, known: readonly string[]): ScmError {
  const near = nearestName(text, known)
  return new ScmError(
    'equation/unknown-name',
    `Column ${at + 1} of the equation: “${text}” is no cause of this variable.`,
    {
      hint: near
        ? `Did you mean “${near}”?`
        : known.length > 0
          ? `Its causes are ${known.join(', ')}.`
          : 'It has no causes.',
      details: { column: at + 1, name: text, near },
    },
  )
}
