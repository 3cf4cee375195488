/**
 * Recursive descent over the tokens of a query.
 *
 *   choice  := both ( OR both )*                 OR or |
 *   both    := one+                              beside each other, or AND
 *   one     := -one | ( choice ) | field | word | "phrase"
 *   field   := name:value | name:"value" | name:( value OR value … )
 *
 * AND binds tighter than OR. An OR or AND without something on each side is a word; a bracket that is never closed closes
 * at the end; an empty bracket, and a minus before nothing, are nothing.
 */
import { wordsOf } from '../../intake/slug.ts'
import { type FieldNode, joined, negated, type QueryNode, type Value } from './ast.ts'
import { type FieldName, fieldRules } from './fields.ts'
import { quotationMarks, type Token, tokensOf, wordPieces } from './lexer.ts'
import { queryError } from './queryError.ts'

/** Words beyond these are left out, and so are other parts. */
export const mostWords = 64
export const mostConditions = 64
const deepest = 16

export type Parsed = { ast: QueryNode | undefined; wordsLeftOut: boolean; conditionsLeftOut: boolean }

export function parseText(text: string): Parsed {
  const tokens = settled(tokensOf(text))
  let at = 0
  let words = 0
  let conditions = 0

  const ast = choice(0)
  return { ast, wordsLeftOut: words > mostWords, conditionsLeftOut: conditions > mostConditions }

  function choice(depth: number): QueryNode | undefined {
    const options = [both(depth)]
    while (tokens[at]?.kind === 'or') {
      at++
      options.push(both(depth))
    }
    return joined('or', present(options))
  }

  function both(depth: number): QueryNode | undefined {
    const parts: (QueryNode | undefined)[] = []
    while (tokens[at] && tokens[at]!.kind !== 'or' && tokens[at]!.kind !== 'close') parts.push(one(depth))
    return joined('and', present(parts))
  }

  function one(depth: number): QueryNode | undefined {
    const token = tokens[at++]!
    if (token.kind === 'minus') return excluded(token, depth)
    if (token.kind === 'open') return group(token, depth + 1)
    if (token.kind === 'field') return field(token)
    return token.kind === 'text' ? leaf(token) : undefined
  }

  function excluded(minus: Token, depth: number): QueryNode | undefined {
    if (tokens[at]?.start !== minus.end || tokens[at]!.kind === 'minus') return undefined
    const child = one(depth)
    if (child?.kind === 'field' && (child.field === 'like' || child.field === 'unlike'))
      return { ...child, field: child.field === 'like' ? 'unlike' : 'like', start: minus.start }
    return child && negated(child, minus.start)
  }

  function group(open: Token, depth: number): QueryNode | undefined {
    const inside = choice(depth)
    if (tokens[at]?.kind === 'close') at++
    if (inside && depth > deepest)
      throw queryError(text, open, `brackets go no deeper than ${deepest}`, 'Leave out brackets that change nothing.')
    return inside
  }

  function leaf({ text: inside, quoted, start, end }: Token & { kind: 'text' }): QueryNode | undefined {
    if (quoted && wordsOf(inside).length > 1)
      return ++conditions > mostConditions ? undefined : { kind: 'phrase', text: unquoted(inside), start, end }
    const pieces = wordPieces(inside, quoted ? start + 1 : start)
    return joined(
      'and',
      pieces.filter(() => ++words <= mostWords).map((piece) => ({ kind: 'word' as const, ...piece })),
    )
  }

  function field({ field: name, start, end }: Token & { kind: 'field' }): FieldNode | undefined {
    const isGroup = tokens[at]?.kind === 'open'
    const value = tokens[at] as (Token & { kind: 'text' }) | undefined
    const values = isGroup ? valueGroup(name) : value ? [onlyValue(value)] : []
    if (!isGroup) at++
    const node: FieldNode = { kind: 'field', field: name, values, start, end: tokens[at - 1]?.end ?? end }
    requireValues(node)
    return ++conditions > mostConditions ? undefined : node
  }

  /** `( journal of ponds OR icml )`: values side by side are one. */
  function valueGroup(name: FieldName): Value[] {
    const values: (Token & { kind: 'text' })[][] = [[]]
    let depth = 0
    for (; at < tokens.length; at++) {
      const token = tokens[at]!
      if (token.kind === 'open') depth++
      else if (token.kind === 'close' && --depth === 0) break
      else if (token.kind === 'or') values.push([])
      else if (token.kind === 'text') values.at(-1)!.push(token)
      else if (token.kind === 'field')
        throw queryError(
          text,
          token,
          `a field cannot be a value of ${name}:`,
          `Close the bracket of ${name}: before it.`,
        )
    }
    if (tokens[at]) at++
    return values
      .filter((parts) => parts.length > 0)
      .map((parts) => ({
        text: unquoted(parts.map((part) => part.text).join(' ')),
        start: parts[0]!.start,
        end: parts.at(-1)!.end,
      }))
  }

  function requireValues(node: FieldNode): void {
    const { complaint, example } = fieldRules[node.field]
    const distinct = new Map(node.values.filter((value) => value.text !== '').map((value) => [value.text, value]))
    node.values = [...distinct.values()]
    if (node.values.length === 0) throw queryError(text, node, 'it has no value', `Write for example ${example}.`)
    for (const value of node.values) {
      const found = complaint(value.text)
      if (found) throw queryError(text, node.values.length > 1 ? value : node, found.why, found.hint)
    }
  }
}

/** The tokens with each OR, AND and bar decided: an operator between two things, else a word, or nothing for a bar. */
function settled(tokens: Token[]): Token[] {
  const kept: Token[] = []
  for (const [at, token] of tokens.entries()) {
    const { kind, start, end } = token
    const between = ends.has(kept.at(-1)?.kind) && begins.has(tokens[at + 1]?.kind)
    if (kind !== 'or' && kind !== 'bar' && kind !== 'and') kept.push(token)
    else if (between && kind !== 'and') kept.push({ kind: 'or', start, end })
    else if (!between && kind !== 'bar')
      kept.push({ kind: 'text', text: kind.toUpperCase(), quoted: false, start, end })
  }
  return kept
}

const ends: ReadonlySet<Token['kind'] | undefined> = new Set(['text', 'close'])
const begins: ReadonlySet<Token['kind'] | undefined> = new Set(['text', 'open', 'field', 'minus'])

function onlyValue({ text, start, end }: Token & { kind: 'text' }): Value {
  return { text: unquoted(text), start, end }
}

function unquoted(text: string): string {
  return text.replace(quotationMarks, ' ').replace(/\s+/g, ' ').trim()
}

function present(nodes: (QueryNode | undefined)[]): QueryNode[] {
  return nodes.filter((node) => node !== undefined)
}
