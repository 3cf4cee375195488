/**
 * The last step of every parser: from what was found to a PaperRecord whose text is clean, whose identifiers are
 * canonical and whose dates are possible, with a sentence about everything that was left out.
 */
import { arxivIdProblem, distinctIdentifiers } from '../identifiers.ts'
import { isPartialDate, isTooLate } from '../partialDate.ts'
import type { Author, Identifier, Link, PaperRecord } from '../record.ts'
import { cleanText, plainFromHtml, titleKey } from '../text.ts'
import type { ParseContext, ParsedItem } from './source.ts'

/** What a parser found: any field may be missing or empty, text may hold HTML and line breaks. */
export type Draft = {
  [K in Exclude<keyof PaperRecord, 'identifiers' | 'links'>]?: PaperRecord[K] | null
} & {
  identifiers?: (Identifier | undefined)[]
  links?: (Link | undefined)[]
  /** Sentences about what was refused while reading this record. */
  problems?: string[]
}

/** The record and the notes about it, or the reason why there is none. */
export function finished(draft: Draft, where: string, context: ParseContext): ParsedItem[] {
  const title = plainFromHtml(draft.title ?? '')
  if (title === '') return [{ kind: 'skipped', where, reason: 'title is missing' }]
  const problems = [...(draft.problems ?? [])]
  const identifiers = distinctIdentifiers(draft.identifiers ?? [])
  const record: PaperRecord = { key: keyOf(draft, identifiers, title), title }
  if (identifiers.length > 0) record.identifiers = identifiers
  addText(record, draft)
  addPeople(record, draft)
  const dates = possibleDates(draft.dates ?? {}, context, problems)
  if (dates) record.dates = dates
  const links = distinctLinks(draft.links ?? [])
  if (links.length > 0) record.links = links
  addFacts(record, draft)
  const notes = problems.map((problem): ParsedItem => ({ kind: 'note', text: `${capital(where)}: ${problem}` }))
  return [{ kind: 'record', where, record }, ...notes]
}

/** Where something stands, for messages: `line 218 of papers.jsonl`. */
export function placeIn(context: ParseContext, place: string): string {
  return context.name === '' ? place : `${place} of ${context.name}`
}

/** A link when `url` is an http address, else nothing. */
export function link(kind: Link['kind'], url: unknown, label?: string): Link | undefined {
  if (typeof url !== 'string') return undefined
  const trimmed = url.trim()
  if (!/^https?:\/\/[^\s/]/i.test(trimmed) || !URL.canParse(trimmed)) return undefined
  return label ? { kind, url: trimmed, label } : { kind, url: trimmed }
}

/** A sentence for an arXiv id that is refused, for `problems`. */
export function arxivProblems(...ids: (string | undefined)[]): string[] {
  const found = ids.flatMap((id) => (id === undefined ? [] : (arxivIdProblem(id) ?? [])))
  return [...new Set(found)].map((problem) => `${problem} The paper is kept without it.`)
}

/** The fields of `source` that no parser read and that hold something; undefined when there are none. */
export function leftOver(
  source: Record<string, unknown>,
  used: ReadonlySet<string>,
): Record<string, unknown> | undefined {
  let rest: Record<string, unknown> | undefined
  for (const name in source) {
    if (used.has(name) || isNothing(source[name])) continue
    rest ??= {}
    rest[name] = source[name]
  }
  return rest
}

/** Text that says something, or undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A whole year out of `2099`, `"2099"` or `"2099-01-05"`. */
export function yearOf(value: unknown): number | undefined {
  const year = typeof value === 'number' ? value : Number(/^\s*(\d{4})(?!\d)/.exec(String(value ?? ''))?.[1])
  return Number.isInteger(year) && year >= 1 && year <= 9999 ? year : undefined
}

function keyOf(draft: Draft, identifiers: Identifier[], title: string): string {
  const given = cleanText(draft.key ?? '')
  if (given !== '') return given
  return identifiers[0] ? `${identifiers[0].scheme}:${identifiers[0].value}` : titleKey(title)
}

function addText(record: PaperRecord, { abstract, summary, venue, licence }: Draft): void {
  if (abstract) assign(record, 'abstract', plainFromHtml(abstract))
  if (summary) assign(record, 'summary', plainFromHtml(summary))
  if (venue) assign(record, 'venue', plainFromHtml(venue))
  if (licence) assign(record, 'licence', cleanText(licence))
}

function addPeople(record: PaperRecord, { authors, authorCount, organisations, topics }: Draft): void {
  const people = (authors ?? []).map(cleanAuthor).filter(({ name }) => name !== '')
  if (people.length > 0) record.authors = people
  if (authorCount && authorCount > 0) record.authorCount = authorCount
  const bodies = distinct(organisations ?? [])
  if (bodies.length > 0) record.organisations = bodies
  const labels = distinct(topics ?? [])
  if (labels.length > 0) record.topics = labels
}

function addFacts(record: PaperRecord, { year, version, listing, status, extra }: Draft): void {
  if (year) record.year = year
  if (version) record.version = version
  if (listing) record.listing = listing
  if (status) record.status = status
  if (!isNothing(extra)) record.extra = extra
}

function assign(record: PaperRecord, field: 'abstract' | 'summary' | 'venue' | 'licence', text: string): void {
  if (text !== '') record[field] = text
}

function cleanAuthor({ name, affiliations, orcid }: Author): Author {
  const author: Author = { name: plainFromHtml(name) }
  const places = distinct(affiliations ?? [])
  if (places.length > 0) author.affiliations = places
  const number = /(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\/?$/i.exec(orcid ?? '')?.[1]
  if (number) author.orcid = number.toUpperCase()
  return author
}

function distinct(labels: readonly string[]): string[] {
  if (labels.length === 0) return []
  return [...new Set(labels.map(plainFromHtml))].filter((label) => label !== '')
}

function distinctLinks(links: readonly (Link | undefined)[]): Link[] {
  const seen = new Map<string, Link>()
  for (const each of links) if (each && !seen.has(each.url)) seen.set(each.url, each)
  return [...seen.values()]
}

function possibleDates(
  dates: NonNullable<PaperRecord['dates']>,
  context: ParseContext,
  problems: string[],
): PaperRecord['dates'] {
  const kept: NonNullable<PaperRecord['dates']> = {}
  for (const kind of ['submitted', 'updated', 'announced', 'published'] as const) {
    const date = dates[kind]
    if (!date) continue
    if (!isPartialDate(date))
      problems.push(`${kind} date is "${date}", expected YYYY, YYYY-MM or YYYY-MM-DD. It was left out.`)
    else if (isTooLate(date, context.today)) {
      problems.push(`${kind} date ${date} is more than a year after today (${context.today}). It was left out.`)
    } else kept[kind] = date
  }
  return Object.keys(kept).length > 0 ? kept : undefined
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
