/** The fields of the query language: their names, what a value must be, an example of each. */
import { wordsOf } from '../../intake/slug.ts'
import { parsePartialDate } from '../../partialDate.ts'

export type FieldName =
  | 'author'
  | 'org'
  | 'topic'
  | 'title'
  | 'venue'
  | 'year'
  | 'since'
  | 'before'
  | 'after'
  | 'has'
  | 'is'
  | 'like'
  | 'unlike'

type Complaint = { why: string; hint: string }
type FieldRule = { example: string; complaint(value: string): Complaint | undefined }

const example = {
  author: 'author:schölkopf or author:"Bernhard Schölkopf"',
  org: 'org:epfl',
  topic: 'topic:"causal discovery"',
  title: 'title:graph',
  venue: 'venue:icml',
  year: 'year:2020..2024',
  since: 'since:2024 or since:2024-03-15',
  before: 'before:2024 or before:2024-03-15',
  after: 'after:2024 or after:2024-03-15',
  has: 'has:code',
  is: 'is:runnable',
  like: 'like:2207.01848 or like:"the title of a paper"',
  unlike: 'unlike:2207.01848 or unlike:"the title of a paper"',
} as const satisfies Record<FieldName, string>

export const fieldRules: Record<FieldName, FieldRule> = {
  author: { example: example.author, complaint: needsLetters('author') },
  org: { example: example.org, complaint: needsLetters('org') },
  topic: { example: example.topic, complaint: needsLetters('topic') },
  title: { example: example.title, complaint: needsLetters('title') },
  venue: { example: example.venue, complaint: () => undefined },
  year: { example: example.year, complaint: yearComplaint },
  since: { example: example.since, complaint: needsDate('since') },
  before: { example: example.before, complaint: needsDate('before') },
  after: { example: example.after, complaint: needsDate('after') },
  has: { example: example.has, complaint: only('has', 'code') },
  is: { example: example.is, complaint: only('is', 'runnable') },
  like: { example: example.like, complaint: needsLetters('like') },
  unlike: { example: example.unlike, complaint: needsLetters('unlike') },
}

export const fieldNames = Object.keys(fieldRules) as FieldName[]

const otherNames: Record<string, FieldName> = {
  authors: 'author',
  organisation: 'org',
  organization: 'org',
  affiliation: 'org',
  topics: 'topic',
  tag: 'topic',
}

/** The field a name stands for, whatever its case. */
export function fieldNamed(name: string): FieldName | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(fieldRules, lower) ? (lower as FieldName) : otherNames[lower]
}

/** Conditions on the paper itself rather than on its text: what a filter of the index can tell. */
export const filterFields: ReadonlySet<FieldName> = new Set([
  'venue',
  'year',
  'since',
  'before',
  'after',
  'has',
  'is',
] as const)

export type Years = { from: number; to: number }

/** `2024`, `2020..2024`, `2020-2024`, `2020..`, `..2024`; undefined for anything else and for a range that runs backwards. */
export function yearsOf(value: string): Years | undefined {
  const years = anyYearsOf(value)
  return years && years.from <= years.to ? years : undefined
}

function anyYearsOf(value: string): Years | undefined {
  const found = /^(\d{3,4})?(\.\.|-|–)?(\d{3,4})?$/.exec(value)
  if (!found || (!found[1] && !found[3])) return undefined
  const [, first, range, last] = found
  if (first && last && !range) return undefined // 2024202 is no range
  const from = first ? Number(first) : 0
  return { from, to: last ? Number(last) : range ? 9999 : from }
}

function yearComplaint(value: string): Complaint | undefined {
  const years = anyYearsOf(value)
  if (!years)
    return { why: 'it is not a year or a range', hint: 'Write year:2024, year:2020..2024, year:2020.. or year:..2019.' }
  const { from, to } = years
  return from > to ? { why: 'the range runs backwards', hint: `Write year:${to}..${from}.` } : undefined
}

/** First day of a date, and first day after it, in days since 1970. */
export function daysOf(value: string): { first: number; next: number } | undefined {
  const date = parsePartialDate(value)
  if (!date) return undefined
  const [year = 0, month, day] = date.split('-').map(Number)
  const dayNumber = (y: number, m: number, d: number) => {
    const time = new Date(0)
    time.setUTCFullYear(y, m - 1, d) // Date.UTC reads the years 0–99 as 1900–1999
    return Math.floor(time.getTime() / 86_400_000)
  }
  const first = dayNumber(year, month ?? 1, day ?? 1)
  if (!month) return { first, next: dayNumber(year + 1, 1, 1) }
  return { first, next: day ? first + 1 : dayNumber(year, month + 1, 1) }
}

function needsDate(field: FieldName) {
  return (value: string): Complaint | undefined =>
    daysOf(value) ? undefined : { why: 'it is not a date', hint: `Write for example ${example[field]}.` }
}

function needsLetters(field: FieldName) {
  return (value: string): Complaint | undefined =>
    wordsOf(value).length > 0 ? undefined : { why: 'it has no letters', hint: `Write for example ${example[field]}.` }
}

function only(field: FieldName, known: string) {
  return (value: string): Complaint | undefined =>
    value.toLowerCase() === known
      ? undefined
      : {
          why: `only ${field}:${known} is known`,
          hint: `Write ${field}:${known}, or put the text in quotes to search for it.`,
        }
}
