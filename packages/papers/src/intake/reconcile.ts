/**
 * What a paper is after one more source has spoken. Pure: state and record in, new state out.
 *
 * A field changes when the source speaking now has at least the authority of the source the field came from, when the
 * field was empty, or when it says the same date more exactly; a higher authority that says the same becomes the source
 * of the field. Identifiers, links, topics and listings only grow.
 */
import type { Author, Identifier, Link, Listing, PaperRecord, PartialDate } from '../record.ts'

export type PaperFields = {
  title: string
  name?: string
  abstract?: string
  summary?: string
  submitted?: PartialDate
  updated?: PartialDate
  announced?: PartialDate
  published?: PartialDate
  venue?: string
  year?: number
  version?: number
  licence?: string
  status?: 'withdrawn' | 'retracted'
  runnable?: boolean
  authors?: Author[]
  authorCount?: number
  organisations?: string[]
}

export type PaperState = {
  fields: PaperFields
  /** Source of each field; '*' names the source of those not listed. */
  provenance: Record<string, string>
  identifiers: Identifier[]
  links: Link[]
  topics: string[]
  listings: (Listing & { list: string })[]
}

export type Voice = { source: string; list: string; authorityOf: (source: string) => number }

export type Reconciled = {
  state: PaperState
  changed: boolean
  /** The text that was replaced, when a newer title or abstract took its place. */
  superseded?: { title: string; abstract?: string; version?: number; date?: PartialDate; source: string }
}

type Field = keyof PaperFields

/** The fields a record speaks of. */
export function fieldsOf(record: PaperRecord): PaperFields {
  const { dates = {}, catalogue } = record
  const authors = record.authors?.length ? record.authors : undefined
  return defined({
    title: record.title,
    name: catalogue?.name,
    abstract: record.abstract,
    summary: record.summary,
    submitted: dates.submitted,
    updated: dates.updated,
    announced: dates.announced,
    published: dates.published,
    venue: record.venue,
    year: record.year ?? yearOf(dates.published ?? dates.submitted),
    version: record.version,
    licence: record.licence,
    status: record.status,
    runnable: catalogue?.runnable,
    authors,
    authorCount: authors?.length ?? record.authorCount,
    organisations: record.organisations?.length ? record.organisations : undefined,
  }) as PaperFields
}

/** The state of a paper nobody has spoken of before. */
export function firstState(record: PaperRecord, voice: Voice): PaperState {
  return {
    fields: fieldsOf(record),
    provenance: { '*': voice.source },
    identifiers: union([], record.identifiers ?? [], identifierKey),
    links: union([], record.links ?? [], linkKey),
    topics: union([], record.topics ?? [], topicKey),
    listings: record.listing ? [{ ...record.listing, list: voice.list }] : [],
  }
}

export function reconcile(before: PaperState, record: PaperRecord, voice: Voice): Reconciled {
  const said = fieldsOf(record)
  const fields: PaperFields = { ...before.fields }
  const provenance = { ...before.provenance }
  const older = isOlder(record.version, before.fields.version)
  for (const field of Object.keys(said) as Field[]) {
    if (older && (field === 'title' || field === 'abstract' || field === 'version')) continue
    const origin = provenance[field] ?? provenance['*']!
    if (takes(field, before.fields[field], said[field], voice, origin)) Object.assign(fields, { [field]: said[field] })
    else if (!confirms(before.fields[field], said[field], voice, origin)) continue
    setOrigin(provenance, field, voice.source)
  }
  if (fields.authors) fields.authorCount = fields.authors.length
  const state: PaperState = {
    fields,
    provenance,
    identifiers: union(before.identifiers, record.identifiers ?? [], identifierKey),
    links: union(before.links, record.links ?? [], linkKey),
    topics: union(before.topics, record.topics ?? [], topicKey),
    listings: listed(before.listings, record.listing, voice.list),
  }
  return { state, changed: !same(before, state), superseded: supersededText(before, fields) }
}

function takes(field: Field, old: unknown, said: unknown, voice: Voice, origin: string): boolean {
  if (old === undefined || old === null) return true
  if (same(old, said)) return false
  if (isMoreExactDate(field, old, said)) return true
  if (isMoreExactDate(field, said, old)) return false
  return voice.authorityOf(voice.source) >= voice.authorityOf(origin)
}

/** A higher authority says the same: from now on the field is as hard to overrule as if that source had come first. */
function confirms(old: unknown, said: unknown, voice: Voice, origin: string): boolean {
  return same(old, said) && voice.authorityOf(voice.source) > voice.authorityOf(origin)
}

const dateFields: ReadonlySet<Field> = new Set(['submitted', 'updated', 'announced', 'published'])

function isMoreExactDate(field: Field, coarse: unknown, exact: unknown): boolean {
  return (
    dateFields.has(field) && String(exact).length > String(coarse).length && String(exact).startsWith(String(coarse))
  )
}

function isOlder(version: number | undefined, held: number | undefined): boolean {
  return version !== undefined && held !== undefined && version < held
}

function setOrigin(provenance: Record<string, string>, field: Field, source: string): void {
  if (provenance['*'] === source) delete provenance[field]
  else provenance[field] = source
}

function supersededText(before: PaperState, after: PaperFields): Reconciled['superseded'] {
  const { title, abstract, version, updated, submitted } = before.fields
  const titleChanged = title !== after.title
  const abstractReplaced = abstract !== undefined && abstract !== after.abstract
  if (!titleChanged && !abstractReplaced) return undefined
  const source = before.provenance[abstractReplaced ? 'abstract' : 'title'] ?? before.provenance['*']!
  return { title, abstract, version, date: updated ?? submitted, source }
}

function listed(held: PaperState['listings'], said: Listing | undefined, list: string): PaperState['listings'] {
  if (!said) return held
  const at = held.findIndex((one) => one.day === said.day && one.list === list)
  if (at < 0) return [...held, { ...said, list }]
  return held.with(at, { ...held[at]!, ...(defined(said) as Listing) })
}

function union<Item>(held: Item[], said: Item[], keyOf: (item: Item) => string): Item[] {
  const keys = new Set(held.map(keyOf))
  const fresh = said.filter((item) => {
    const key = keyOf(item)
    return keys.has(key) ? false : keys.add(key)
  })
  return fresh.length > 0 ? [...held, ...fresh] : held
}

const identifierKey = ({ scheme, value }: Identifier) => `${scheme}:${value}`
const linkKey = ({ url }: Link) => url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
const topicKey = (topic: string) => topic.toLowerCase()

function yearOf(date: PartialDate | undefined): number | undefined {
  return date ? Number(date.slice(0, 4)) : undefined
}

/** The entries whose value is there; empty texts are not. */
function defined<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as Partial<T>
}

/** Deep equality of plain data, whatever the order of keys; an absent key equals undefined. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}
