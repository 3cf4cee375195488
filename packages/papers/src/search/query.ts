/**
 * The query language: words, "phrases", -not, and fields.
 *
 *   causal "latent variable" -survey author:schölkopf org:epfl topic:fairness venue:icml year:2020..2024 has:code is:runnable
 *
 * Never throws for what a person may type by accident (a lone quote, `*`, `AND`); a field with an impossible value is an
 * error that names it.
 */
import { PapersError } from '../errors.ts'
import { wordsOf } from '../intake/slug.ts'
import { fieldTokens } from './document.ts'

export type Query = {
  text: string
  words: string[]
  phrases: string[]
  /** Words or phrases that must not occur. */
  without: string[]
  /** Tokens of the `fields` column; all of them must occur. */
  fields: string[]
  venues: string[]
  years?: { from: number; to: number }
  code: boolean
  runnable: boolean
  /** What was understood, for the reader. */
  understood: string[]
}

const longestQuery = 2000
const mostWords = 64

export function parseQuery(input: string): Query {
  const text = input.normalize('NFC').replace(/\s+/g, ' ').trim()
  const query: Query = {
    text,
    words: [],
    phrases: [],
    without: [],
    fields: [],
    venues: [],
    code: false,
    runnable: false,
    understood: [],
  }
  const used = cut(text, query)
  for (const { negated, field, value, quoted } of tokens(used)) {
    if (field) applyField(query, field, value, negated)
    else if (negated) exclude(query, value)
    else if (quoted && wordsOf(value).length > 1) query.phrases.push(value)
    else query.words.push(...searchWords(value))
  }
  if (query.words.length > mostWords) {
    query.words = query.words.slice(0, mostWords)
    query.understood.push(`the first ${mostWords} words`)
  }
  return query
}

function cut(text: string, query: Query): string {
  if (text.length <= longestQuery) return text
  query.understood.push(`the first ${longestQuery} of ${text.length} characters`)
  const end = text.lastIndexOf(' ', longestQuery)
  return text.slice(0, end > 0 ? end : longestQuery).toWellFormed()
}

type Token = { negated: boolean; field?: string; value: string; quoted: boolean }

const tokenPattern = /(-)?(?:(author|org|venue|year|has|is|topic):)?(?:"([^"]*)"?|“([^”]*)”?|(\S+))/giu

function* tokens(text: string): Generator<Token> {
  for (const [, minus, field, straight, curly, bare] of text.matchAll(tokenPattern)) {
    const value = straight ?? curly ?? bare ?? ''
    yield { negated: minus === '-', field: field?.toLowerCase(), value: value.trim(), quoted: bare === undefined }
  }
}

/** The words of a bare token, as typed; '*' and '?!' have none. */
function searchWords(value: string): string[] {
  return wordsOf(value).length > 0 ? [value.replace(/["“”]/g, ' ').trim()] : []
}

function exclude(query: Query, value: string): void {
  if (wordsOf(value).length === 0) return
  query.without.push(value)
  query.understood.push(`without “${value}”`)
}

const letters = { author: 'a', org: 'o', topic: 't' } as const

function applyField(query: Query, field: string, value: string, negated: boolean): void {
  if (negated) throw unreadable(`-${field}:${value}`, 'a field cannot be excluded yet', 'Leave out the minus sign.')
  if (value === '') throw unreadable(`${field}:`, 'it has no value', `Write for example ${examples[field]}.`)
  switch (field) {
    case 'year':
      query.years = years(value)
      query.understood.push(yearsInWords(query.years))
      break
    case 'venue':
      query.venues.push(value.toLowerCase())
      query.understood.push(`at ${value}`)
      break
    case 'has':
      requireValue(field, value, 'code')
      query.code = true
      query.understood.push('with code')
      break
    case 'is':
      requireValue(field, value, 'runnable')
      query.runnable = true
      query.understood.push('runnable here')
      break
    default:
      nameField(query, field as keyof typeof letters, value)
  }
}

function nameField(query: Query, field: keyof typeof letters, value: string): void {
  const words = wordsOf(value)
  if (words.length === 0)
    throw unreadable(`${field}:${value}`, 'it has no letters', `Write for example ${examples[field]}.`)
  query.fields.push(...fieldTokens(letters[field], value).slice(0, words.length))
  query.understood.push(`${field === 'org' ? 'organisation' : field} ${value}`)
}

function years(value: string): { from: number; to: number } {
  const found = /^(\d{3,4})?(\.\.|-|–)?(\d{3,4})?$/.exec(value)
  if (!found || (!found[1] && !found[3]))
    throw unreadable(`year:${value}`, 'it is not a year or a range', 'Write year:2024, year:2020..2024 or year:2020..')
  const [, first, range, last] = found
  const from = first ? Number(first) : 0
  const to = last ? Number(last) : range ? 9999 : from
  if (from > to) throw unreadable(`year:${value}`, 'the range runs backwards', `Write year:${to}..${from}.`)
  return { from, to }
}

function yearsInWords({ from, to }: { from: number; to: number }): string {
  if (from === to) return String(from)
  if (to === 9999) return `since ${from}`
  return from === 0 ? `up to ${to}` : `${from}–${to}`
}

const examples: Record<string, string> = {
  author: 'author:schölkopf or author:"Bernhard Schölkopf"',
  org: 'org:epfl',
  topic: 'topic:"causal discovery"',
  venue: 'venue:icml',
  year: 'year:2020..2024',
  has: 'has:code',
  is: 'is:runnable',
}

function requireValue(field: string, value: string, only: string): void {
  if (value.toLowerCase() === only) return
  throw unreadable(
    `${field}:${value}`,
    `only ${field}:${only} is known`,
    `Write ${field}:${only}, or put the text in quotes to search for it.`,
  )
}

function unreadable(part: string, why: string, hint: string): PapersError {
  return new PapersError('search/query', `“${part}” cannot be read: ${why}.`, { hint, details: { part } })
}
