/**
 * The query language: words, "phrases", -not, OR, brackets and fields.
 *
 *   causal "latent variable" -survey (author:schölkopf OR org:epfl) venue:(icml OR neurips) year:2020.. like:2207.01848
 *
 * Whatever can be a title is read as words; a field with a value that cannot be is an error that shows the place.
 */
import { cleanText } from '../../text.ts'
import { conjuncts, leaves, type QueryNode, type Span } from './ast.ts'
import { filterFields } from './fields.ts'
import { mostConditions, mostWords, parseText } from './parser.ts'
import { queryError } from './queryError.ts'
import { sentencesOf } from './sentences.ts'

export type Query = {
  /** The query as it was read; positions in `ast` count in it. */
  text: string
  ast: QueryNode | undefined
  /** Words that are asked for, in their order. */
  words: string[]
  phrases: string[]
  /** Words, phrases and title words that are asked for, as one natural text: what an embedder is given. */
  plain: string
  /** Papers to be like, and to be unlike. */
  like: PaperReference[]
  unlike: PaperReference[]
  /** What was understood, for the reader. */
  understood: string[]
}

/** A paper named in a query: slug, identifier, address or title. */
export type PaperReference = Span & { text: string }

const longestQuery = 2000

export function parseQuery(input: string): Query {
  const whole = readable(input)
  const text = cut(whole)
  const { ast, wordsLeftOut, conditionsLeftOut } = parseText(text)
  requireTogether(text, ast)
  const wanted = [...leaves(ast)].filter((one) => one.wanted).map(({ leaf }) => leaf)
  const words = wanted.flatMap((leaf) => (leaf.kind === 'word' ? [leaf.text] : []))
  const phrases = wanted.flatMap((leaf) => (leaf.kind === 'phrase' ? [leaf.text] : []))
  const spoken = wanted.flatMap((leaf) => {
    if (leaf.kind !== 'field') return [leaf.text]
    return leaf.field === 'title' ? leaf.values.map((value) => value.text) : []
  })
  return {
    text,
    ast,
    words,
    phrases,
    plain: spoken.join(' '),
    like: references(ast, 'like'),
    unlike: references(ast, 'unlike'),
    understood: [
      ...(text.length < whole.length ? [`the first ${longestQuery} of ${whole.length} characters`] : []),
      ...sentencesOf(ast),
      ...(wordsLeftOut ? [`the first ${mostWords} words`] : []),
      ...(conditionsLeftOut ? [`the first ${mostConditions} conditions`] : []),
      ...(ast && wanted.length === 0 ? ['only exclusions: there is nothing to look for'] : []),
      ...misreadFields(text),
    ],
  }
}

/** Well-formed, composed (NFC), one blank between words, without control characters and marks of direction. */
function readable(input: string): string {
  const spaced = input.replace(/\p{Cc}/gu, ' ').replace(/[\u200e\u200f\u061c]/g, '')
  return cleanText(spaced)
    .replace(/\ufffd/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function cut(text: string): string {
  if (text.length <= longestQuery) return text
  const end = text.lastIndexOf(' ', longestQuery)
  const kept = text.slice(0, end > 0 ? end : longestQuery)
  return kept.isWellFormed() ? kept : kept.slice(0, -1)
}

function references(ast: QueryNode | undefined, field: 'like' | 'unlike'): PaperReference[] {
  const fields = conjuncts(ast).filter((node) => node.kind === 'field' && node.field === field)
  return fields.flatMap((node) => (node.kind === 'field' ? node.values : []))
}

/** What only holds for a query as a whole stands by itself, not in a choice. */
function requireTogether(text: string, ast: QueryNode | undefined): void {
  for (const part of conjuncts(ast)) {
    if (part.kind === 'field') continue
    const mixed = !isFilter(part)
    for (const { leaf } of leaves(part)) {
      if (leaf.kind !== 'field') continue
      if (leaf.field === 'like' || leaf.field === 'unlike')
        throw queryError(text, leaf, 'it steers the whole search', `Write ${leaf.field}: outside of brackets and OR.`)
      if (mixed && dates.has(leaf.field))
        throw queryError(
          text,
          leaf,
          'a date cannot be a choice beside words',
          'Put it outside of the brackets, or use year:.',
        )
    }
  }
}

const dates: ReadonlySet<string> = new Set(['since', 'before', 'after'])

/** Whether a part speaks of nothing but venue, year, date, code and the laboratory. */
export function isFilter(node: QueryNode): boolean {
  for (const { leaf } of leaves(node)) if (leaf.kind !== 'field' || !filterFields.has(leaf.field)) return false
  return true
}

/** `author: quill` is three words of a title to us; whoever meant the field is told. */
function misreadFields(text: string): string[] {
  const found = /(?:^|\s)-?(author|org|topic|venue|year|like|unlike): \S/i.exec(text)
  return found ? [`“${found[1]}:” as a word; for the field write ${found[1]!.toLowerCase()}: without a blank`] : []
}
