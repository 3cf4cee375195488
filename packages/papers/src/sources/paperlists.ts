/**
 * PaperCopilot "paperlists": one JSON array a venue and year, flat objects, lists as text separated by `;`.
 * Some files hold personal data of authors (e-mail, gender, home pages); nothing of it is kept but ORCID.
 */
import { identifierFromUrl, identifierOf, parseArxivId } from '../identifiers.ts'
import type { Author, Identifier, Link } from '../record.ts'
import { arxivProblems, type Draft, finished, leftOver, link, textOf, yearOf } from './draft.ts'
import { venueName } from './jsonl.ts'
import { parsedJson, sampleRecords } from './jsonRecords.ts'
import type { ParseContext, Source } from './source.ts'

type Row = Record<string, unknown>

export const paperlists: Source = {
  id: 'paperlists',
  label: 'PaperCopilot paper lists',
  authority: 50,
  detect: (sample) => {
    const [row] = sampleRecords(sample)
    if (!row || typeof row.title !== 'string' || typeof row.author !== 'string') return 0
    const marks = ['track', 'status', 'author_num', 'aff', 'gs_citation', 'site', 'aff_unique_index'].filter(
      (key) => key in row,
    )
    return marks.length === 0 ? 0 : Math.min(0.95, 0.6 + 0.1 * marks.length)
  },
  parse: (text, context) =>
    parsedJson(text, 'paper', context, (row, where) =>
      finished(toDraft(row, venueAndYear(context.name)), where, context),
    ),
}

type VenueAndYear = { venue?: string; year?: number }

/** `iclr2024.json` → ICLR, 2024. */
function venueAndYear(name: ParseContext['name']): VenueAndYear {
  const match = /^([a-z0-9]*[a-z])[-_ ]?(\d{4})\b/i.exec(name)
  return match ? { venue: venueName(match[1]!), year: Number(match[2]) } : {}
}

const personal = new Set(
  `gender homepage linkedin google_scholar dblp position email emails aff_domain affiliation_domain reviewers authorids
  gs_cited_by_link`.split(/\s+/),
)
const used = new Set([
  ...personal,
  ...`id title abstract author authors aff keywords primary_area tldr site pdf github project arxiv doi oa openreview venue year
  orcid video slides poster bibtex author_num aff_unique_index aff_unique_norm aff_unique_dep aff_unique_url aff_unique_abbr
  aff_country_unique aff_country_unique_index aff_campus_unique aff_campus_unique_index pdf_size`.split(/\s+/),
])

function toDraft(row: Row, fromName: VenueAndYear): Draft {
  const site = textOf(row.site) ?? textOf(row.openreview)
  const identifiers = identifiersOf(row, site)
  const year = yearOf(row.year) ?? fromName.year
  const venue = textOf(row.venue)
  return {
    key: textOf(row.id) ?? site ?? undefined,
    title: textOf(row.title),
    abstract: textOf(row.abstract),
    identifiers,
    authors: authorsOf(row),
    organisations: listOf(row.aff_unique_norm),
    venue: venue ? venueName(venue) : fromName.venue,
    year,
    links: linksOf(row, site),
    topics: [...listOf(row.keywords), ...listOf(row.primary_area)],
    status: /^withdraw/i.test(textOf(row.status) ?? '') ? 'withdrawn' : undefined,
    extra: extraOf(row),
    problems: arxivProblems(textOf(row.arxiv)),
  }
}

function identifiersOf(row: Row, site: string | undefined): (Identifier | undefined)[] {
  const arxiv = parseArxivId(textOf(row.arxiv) ?? '')
  return [
    site ? identifierFromUrl(site) : undefined,
    identifierOf('doi', textOf(row.doi) ?? ''),
    arxiv && { scheme: 'arxiv', value: arxiv.id },
  ]
}

/** Names, with the affiliations and ORCIDs that stand at the same place in their own lists. */
function authorsOf(row: Row): Author[] {
  const names = String(row.author ?? '').split(';')
  const places = String(row.aff ?? '').split(';')
  const numbers = String(row.orcid ?? '').split(';')
  const areParallel = places.length === names.length
  return names.map((name, i) => ({
    name,
    affiliations: areParallel ? listOf(places[i]?.replaceAll('+', ';')) : [],
    orcid: numbers.length === names.length ? numbers[i] : undefined,
  }))
}

function linksOf(row: Row, site: string | undefined): (Link | undefined)[] {
  const pdf = textOf(row.pdf)
  return [
    link('abstract', site),
    link('pdf', pdf?.startsWith('/pdf/') ? `https://openreview.net${pdf}` : pdf),
    link('publisher', row.oa),
    ...listOf(row.github).map((url) => link('code', url)),
    ...listOf(row.project).map((url) => link('project', url)),
    ...listOf(row.video).map((url) => link('video', url)),
  ]
}

/** The ratings and the like; a citation count of −1 means "unknown". */
function extraOf(row: Row): unknown {
  const rest = leftOver(row, used)
  const tldr = textOf(row.tldr)
  const known = Object.entries(rest ?? {}).filter(([key, value]) => !(key.startsWith('gs_') && Number(value) < 0))
  return { ...Object.fromEntries(known), ...(tldr && { tldr }) }
}

function listOf(value: unknown): string[] {
  return typeof value === 'string' ? value.split(';').filter((part) => part.trim() !== '') : []
}
