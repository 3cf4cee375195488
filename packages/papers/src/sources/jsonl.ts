/**
 * Causerie's own interchange shape: one JSON object a line with `id, title, abstract, authors, venue, year, keywords,
 * url, code`, and every field of PaperRecord under its own name. Also read as a JSON array.
 * Each line is checked by hand: a schema library takes ten times as long over 87,000 lines.
 */
import { arxivIdProblem, identifierFromUrl, identifierOf, parseArxivId, parseDoi } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import type { Author, Identifier, IdentifierScheme, Link, LinkKind, Listing, PaperRecord } from '../record.ts'
import { arxivProblems, type Draft, finished, leftOver, link, textOf, yearOf } from './draft.ts'
import { described, isObject, parsedJson, sampleRecords } from './jsonRecords.ts'
import type { ParseContext, ParsedItem, Source } from './source.ts'

type Row = Record<string, unknown>

export const jsonl: Source = {
  id: 'jsonl',
  label: 'JSON lines',
  authority: 50,
  detect: (sample) => {
    const [row] = sampleRecords(sample)
    if (!row || !('title' in row) || foreignKeys.some((key) => key in row)) return 0
    const known = ownKeys.filter((key) => key in row).length
    const named = /\.(?:jsonl|ndjson)$/i.test(sample.name) ? 0.1 : 0
    return Math.min(0.9, 0.2 + 0.1 * known + named)
  },
  parse: (text, context) => parsedJson(text, 'record', context, (row, where) => toItems(row, where, context)),
}

const ownKeys = [
  'id',
  'key',
  'abstract',
  'authors',
  'venue',
  'year',
  'keywords',
  'url',
  'code',
  'identifiers',
  'topics',
  'dates',
  'doi',
]
/** Keys that only other formats use. */
const foreignKeys =
  `paper paperId externalIds corpusId authorships abstract_inverted_index publication_year container-title
  issued arxiv_id gs_citation author upvotes cited_by_count`.split(/\s+/)

const used = new Set(
  `id key title abstract authors authorCount organisations venue year keywords topics url code pdf identifiers dates links
  summary doi arxivId arxiv version licence license listing status date published extra`.split(/\s+/),
)

function toItems(row: Row, where: string, context: ParseContext): ParsedItem[] {
  const fault = faultOf(row)
  return fault ? [{ kind: 'skipped', where, reason: fault }] : finished(toDraft(row), where, context)
}

/** The first field that cannot be what its name says. Only what makes the record useless is a fault. */
function faultOf({ title, id, key }: Row): string | undefined {
  if (title === undefined || title === null || title === '') return 'title is missing'
  if (typeof title !== 'string') return `title is ${described(title)}, expected text`
  for (const name of [id, key])
    if (isObject(name) || Array.isArray(name)) return `id is ${described(name)}, expected text`
  return undefined
}

function toDraft(row: Row): Draft {
  const url = textOf(row.url)?.trim()
  const arxivId = textOf(row.arxivId ?? row.arxiv)
  const listed = givenIdentifiers(row.identifiers)
  const problems = [
    ...arxivProblems(arxivId, ...listed.refused),
    ...authorProblems(row.authors),
    ...dateProblems(row.dates),
  ]
  if (url && /arxiv\.org\//i.test(url)) problems.push(...arxivProblems(url))
  const arxiv = arxivId === undefined ? undefined : parseArxivId(arxivId)
  const venue = textOf(row.venue)
  return {
    ...plainFields(row),
    key: textOf(row.id) ?? textOf(row.key),
    identifiers: [
      ...listed.identifiers,
      arxiv && { scheme: 'arxiv', value: arxiv.id },
      textOf(row.doi) === undefined ? undefined : parseDoi(String(row.doi)),
      url ? identifierFromUrl(url) : undefined,
    ],
    authors: authorsOf(row.authors),
    dates: datesOf(row),
    venue: venue && venueName(venue),
    links: [...givenLinks(row.links), link('abstract', url), link('pdf', row.pdf), link('code', row.code)],
    version: wholeNumber(row.version) ?? arxiv?.version,
    extra: extraOf(row, listed.refused),
    problems: [...new Set(problems)],
  }
}

function plainFields(row: Row): Draft {
  return {
    title: row.title as string,
    abstract: textOf(row.abstract),
    summary: textOf(row.summary),
    authorCount: wholeNumber(row.authorCount),
    organisations: textsOf(row.organisations),
    year: yearOf(row.year),
    topics: [...textsOf(row.topics), ...textsOf(row.keywords)],
    licence: textOf(row.licence ?? row.license),
    listing: listingOf(row.listing),
    status: row.status === 'withdrawn' || row.status === 'retracted' ? row.status : undefined,
  }
}

/** `icra` → `ICRA`: only a single lower-case word of at most eight characters is taken for an acronym. */
export function venueName(venue: string): string {
  return /^(?=.*[a-z])[a-z0-9]{1,8}$/.test(venue) ? venue.toUpperCase() : venue
}

function authorsOf(value: unknown): Author[] {
  if (!Array.isArray(value)) return typeof value === 'string' ? value.split(';').map((name) => ({ name })) : []
  return value.flatMap((author): Author[] => {
    if (typeof author === 'string') return [{ name: author }]
    if (!isObject(author) || typeof author.name !== 'string') return []
    return [{ name: author.name, affiliations: textsOf(author.affiliations), orcid: textOf(author.orcid) }]
  })
}

function authorProblems(value: unknown): string[] {
  if (value === undefined || value === null || typeof value === 'string') return []
  if (!Array.isArray(value)) return [`authors is ${described(value)}, expected a list of names. They were left out.`]
  const odd = value.find(
    (author) => typeof author !== 'string' && !(isObject(author) && typeof author.name === 'string'),
  )
  return odd === undefined ? [] : [`an author is ${described(odd)}, expected a name. It was left out.`]
}

function datesOf({ dates, date, published }: Row): PaperRecord['dates'] {
  const found: Record<string, string> = {}
  for (const [kind, value] of Object.entries(isObject(dates) ? dates : {})) {
    const text = textOf(value)
    if (text) found[kind] = parsePartialDate(text) ?? text
  }
  const single = textOf(published) ?? textOf(date)
  if (single && !found.published) found.published = parsePartialDate(single) ?? single
  return found
}

function dateProblems(dates: unknown): string[] {
  return dates === undefined || dates === null || isObject(dates)
    ? []
    : [`dates is ${described(dates)}, expected an object. It was left out.`]
}

/** Identifiers as objects, as `scheme:value` texts, or as one object by scheme. */
function givenIdentifiers(value: unknown): { identifiers: Identifier[]; refused: string[] } {
  const identifiers: Identifier[] = []
  const refused: string[] = []
  for (const [scheme, text] of pairsOf(value)) {
    const found = schemes.has(scheme) ? identifierOf(scheme as IdentifierScheme, text) : undefined
    if (found) identifiers.push(found)
    else refused.push(text)
  }
  return { identifiers, refused }
}

function pairsOf(value: unknown): [string, string][] {
  if (isObject(value))
    return Object.entries(value).flatMap(([scheme, text]) =>
      textOf(text) ? [[scheme.toLowerCase(), String(text)]] : [],
    )
  if (!Array.isArray(value)) return []
  return value.flatMap((each): [string, string][] => {
    if (isObject(each))
      return textOf(each.scheme) && textOf(each.value) ? [[String(each.scheme).toLowerCase(), String(each.value)]] : []
    const named = typeof each === 'string' && /^(\w+):(.+)$/s.exec(each)
    return named ? [[named[1]!.toLowerCase(), named[2]!]] : []
  })
}

const schemes = new Set<string>([
  'arxiv',
  'doi',
  'openreview',
  'acl',
  's2',
  'corpus',
  'openalex',
  'dblp',
  'mag',
  'pmid',
  'pmcid',
])
const linkKinds = new Set<string>([
  'abstract',
  'pdf',
  'code',
  'project',
  'data',
  'model',
  'video',
  'discussion',
  'publisher',
  'other',
])

function givenLinks(value: unknown): (Link | undefined)[] {
  if (!Array.isArray(value)) return []
  return value.map((each) => {
    if (!isObject(each)) return link('other', each)
    return link(linkKinds.has(String(each.kind)) ? (each.kind as LinkKind) : 'other', each.url, textOf(each.label))
  })
}

function listingOf(value: unknown): Listing | undefined {
  if (!isObject(value) || typeof value.day !== 'string') return undefined
  const day = parsePartialDate(value.day)
  if (day?.length !== 10) return undefined
  const listing: Listing = { day }
  for (const field of ['position', 'comments', 'votes'] as const) {
    const number = wholeNumber(value[field])
    if (number !== undefined) listing[field] = number
  }
  return listing
}

function extraOf(row: Row, refused: string[]): unknown {
  const rest = leftOver(row, used)
  const given = isObject(row.extra) ? row.extra : undefined
  const bad = [
    ...refused,
    ...(arxivIdProblem(String(row.arxivId ?? row.arxiv ?? '')) ? [String(row.arxivId ?? row.arxiv)] : []),
  ]
  return rest || given || bad.length > 0
    ? { ...given, ...rest, ...(bad.length > 0 && { refusedIdentifiers: bad }) }
    : undefined
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(';')
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}
