/**
 * Cuts a query into tokens. Signs are language only where a person means them so: a bracket, a quotation mark or a minus
 * at the beginning of a word, OR by itself, a field's name with its value right after the colon. Anywhere else they are
 * part of a title (`BERT: pre-training`, `f(x)`, `P(Y | X)`, `AND-OR trees`, `at -5 °C`), and no sign alone is a fault.
 */
import { wordsOf } from '../../intake/slug.ts'
import type { Span } from './ast.ts'
import { type FieldName, fieldNamed } from './fields.ts'

export type Token = Span &
  (
    | { kind: 'open' | 'close' | 'bar' | 'or' | 'and' | 'minus' }
    | { kind: 'field'; field: FieldName }
    | { kind: 'text'; text: string; quoted: boolean }
  )

/** Opening marks and what closes them; a straight mark and a curly one close each other, as keyboards mix them. */
const quotes: Record<string, string> = {
  '"': '"”',
  '“': '”"',
  '„': '“”"',
  '«': '»',
  '»': '«',
  '‹': '›',
  '「': '」',
  '『': '』',
}
export const quotationMarks = /["“”„«»‹›「」『』]/gu

const fieldStart = /([a-z]+):(?![\s)|]|$)/iy
const negativeNumber = /-[\d.,]+(?![\p{L}\p{N}:-])/uy
const hyphenatedBracket = /-\([^\s()]*\)[\p{L}\p{N}]/uy

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let depth = 0
  /** Until here brackets opened inside a word make everything text. */
  let literalUntil = 0

  const push = (kind: 'open' | 'close' | 'bar' | 'minus', length: number) => {
    tokens.push({ kind, start: at, end: at + length })
    at += length
  }

  while (at < text.length) {
    const sign = text[at]!
    if (sign === ' ') at++
    else if (at < literalUntil) readWord()
    else if (sign === '(') {
      depth++
      push('open', 1)
    } else if (sign === ')') {
      if (depth === 0) at++
      else {
        depth--
        push('close', 1)
      }
    } else if (sign === '|') push('bar', text[at + 1] === '|' ? 2 : 1)
    else if (sign === '-' && isMinus()) push('minus', 1)
    else if (Object.hasOwn(quotes, sign)) readQuoted()
    else if (!readField()) readWord()
  }
  return tokens

  function isMinus(): boolean {
    const after = text[at + 1]
    if (at > 0 && !' (|'.includes(text[at - 1]!)) return false // "(Dis)-Similarity"
    if (after === undefined || after === ' ' || after === '-' || after === ')') return false
    return !matches(negativeNumber) && !matches(hyphenatedBracket)
  }

  function matches(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at
    return pattern.exec(text)
  }

  /** A quote that is never closed reaches to the end. */
  function readQuoted(): void {
    const start = at
    const closing = quotes[text[at]!]!
    let end = at + 1
    while (end < text.length && !closing.includes(text[end]!)) end++
    at = Math.min(end + 1, text.length)
    tokens.push({ kind: 'text', text: text.slice(start + 1, end), quoted: true, start, end: at })
  }

  function readField(): boolean {
    const found = matches(fieldStart)
    const field = found && fieldNamed(found[1]!)
    if (!found || !field) return false
    tokens.push({ kind: 'field', field, start: at, end: at + found[0].length })
    at += found[0].length
    const sign = text[at]!
    if (Object.hasOwn(quotes, sign)) readQuoted()
    else if (sign !== '(') readValue()
    return true
  }

  function readValue(): void {
    const start = at
    at = endOfWord().end
    tokens.push({ kind: 'text', text: text.slice(start, at), quoted: true, start, end: at })
  }

  function readWord(): void {
    const start = at
    const { end, bracket } = endOfWord()
    if (bracket !== undefined) literalUntil = Math.max(literalUntil, closingBracket(bracket) + 1)
    at = end
    const word = text.slice(start, end)
    if (start >= literalUntil && (word === 'OR' || word === 'AND'))
      tokens.push({ kind: word === 'OR' ? 'or' : 'and', start, end })
    else tokens.push({ kind: 'text', text: word, quoted: false, start, end })
  }

  /** The blank that ends the word at `at`, or the bracket or bar that ends it inside a group; its first open bracket. */
  function endOfWord(): { end: number; bracket?: number | undefined } {
    const open: number[] = []
    let end = at
    for (; end < text.length && text[end] !== ' '; end++) {
      const sign = text[end]
      if (sign === '(') open.push(end)
      else if (sign === ')' && open.length > 0) open.pop()
      else if ((sign === ')' || sign === '|') && depth > 0 && open.length === 0 && end > at && end >= literalUntil)
        break
    }
    return { end, bracket: open[0] }
  }

  /** Where the bracket is closed; -1 when it is not, and then it means nothing. */
  function closingBracket(from: number): number {
    let inside = 0
    for (let end = from; end < text.length; end++) {
      if (text[end] === '(') inside++
      else if (text[end] === ')' && --inside === 0) return end
    }
    return -1
  }
}

/**
 * The searchable words of a piece of text, each of which stands by itself wherever it is written again: no brackets, bars
 * or quotation marks, no dash in front, a field's name and its value apart. What has no letter or digit is no word.
 */
export function wordPieces(text: string, start: number): { text: string; start: number; end: number }[] {
  const pieces = text.matchAll(/[^\s()|"“”„«»‹›「」『』]+/gu)
  return [...pieces].flatMap(({ 0: piece, index }) => standing(piece, start + index))
}

function standing(piece: string, start: number): { text: string; start: number; end: number }[] {
  const dashes = /^-*/.exec(piece)![0].length
  if (dashes > 0) return standing(piece.slice(dashes), start + dashes)
  fieldStart.lastIndex = 0
  const name = fieldStart.exec(piece)
  if (name && fieldNamed(name[1]!)) {
    const length = name[0].length
    return [{ text: name[1]!, start, end: start + length - 1 }, ...standing(piece.slice(length), start + length)]
  }
  return wordsOf(piece).length > 0 ? [{ text: piece, start, end: start + piece.length }] : []
}
