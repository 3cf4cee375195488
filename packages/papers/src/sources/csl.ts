/** CSL-JSON, as Zotero, Crossref and pandoc exchange it: an array of items, `{items: […]}`, or one item. */
import { findArxivId, identifierFromUrl, identifierOf, parseArxivId, parseDoi } from '../identifiers.ts'
import { parsePartialDate, partialDate } from '../partialDate.ts'
import type { Author, Identifier, PartialDate } from '../record.ts'
import { arxivProblems, type Draft, finished, leftOver, link, textOf, yearOf } from './draft.ts'
import { isObject, parsedJson, sampleRecords } from './jsonRecords.ts'
import type { Source } from './source.ts'

type Item = Record<string, unknown>

export const csl: Source = {
  id: 'csl',
  label: 'CSL-JSON',
  authority: 30,
  detect: (sample) => {
    const [item] = sampleRecords(sample)
    if (!item || !('title' in item) || typeof item.type !== 'string') return 0
    if ('authorships' in item || 'paperId' in item) return 0
    const marks = ['issued', 'container-title', 'DOI', 'URL', 'author', 'publisher'].filter((key) => key in item)
    return marks.length === 0 ? 0 : Math.min(0.95, 0.5 + 0.12 * marks.length)
  },
  parse: (text, context) => parsedJson(text, 'item', context, (item, where) => finished(toDraft(item), where, context)),
}

const used = new Set(
  `id type title author issued DOI URL number publisher abstract container-title keyword note archive archive_location PMID
  PMCID license citation-key accessed submitted language source`.split(/\s+/),
)

function toDraft(item: Item): Draft {
  const arxiv = arxivOf(item)
  const issued = dateOf(item.issued)
  const numbered = textOf(item.number) ?? ''
  return {
    key: textOf(item.id) ?? textOf(item['citation-key']),
    title: first(item.title),
    abstract: textOf(item.abstract),
    identifiers: identifiersOf(item, arxiv?.id),
    authors: authorsOf(item.author),
    dates: arxiv && !first(item['container-title']) ? { submitted: issued } : { published: issued },
    venue: venueOf(item),
    year: yearOf(issued),
    links: [link('abstract', item.URL)],
    topics: (textOf(item.keyword) ?? '').split(/[;,]/),
    version: arxiv?.version,
    licence: textOf(item.license),
    extra: leftOver(item, used),
    problems: /^arxiv:/i.test(numbered) ? arxivProblems(numbered) : [],
  }
}

function arxivOf(item: Item) {
  const texts = [item.number, item.DOI, item.URL, item.archive_location, item.note].flatMap(
    (value) => textOf(value) ?? [],
  )
  for (const text of texts) {
    const found =
      parseArxivId(text) ??
      findArxivId(text) ??
      parseArxivId(text.replace(/^10\.48550\//i, '').replace(/^arxiv\./i, ''))
    if (found) return found
  }
  return undefined
}

function identifiersOf(item: Item, arxivId: string | undefined): (Identifier | undefined)[] {
  return [
    arxivId ? { scheme: 'arxiv', value: arxivId } : undefined,
    parseDoi(textOf(item.DOI) ?? ''),
    identifierOf('pmid', textOf(item.PMID) ?? ''),
    identifierOf('pmcid', textOf(item.PMCID) ?? ''),
    identifierFromUrl(textOf(item.URL) ?? ''),
  ]
}

function authorsOf(value: unknown): Author[] {
  if (!Array.isArray(value)) return []
  return value.filter(isObject).map((name) => {
    const particle = [name['dropping-particle'], name['non-dropping-particle']].flatMap((part) => textOf(part) ?? [])
    const parts = [textOf(name.given), ...particle, textOf(name.family), textOf(name.suffix)].filter(
      (part) => part !== undefined,
    )
    return { name: textOf(name.literal) ?? parts.join(' '), orcid: textOf(name.ORCID) }
  })
}

/** `{"date-parts": [[2099, 1, 5]]}`, also with the parts as text; else its `raw` or `literal`. */
function dateOf(value: unknown): PartialDate | undefined {
  if (!isObject(value)) return typeof value === 'string' ? parsePartialDate(value) : undefined
  const parts = Array.isArray(value['date-parts']) ? value['date-parts'][0] : undefined
  if (!Array.isArray(parts)) return parsePartialDate(textOf(value.raw) ?? textOf(value.literal) ?? '')
  const [year, month, day] = parts.map(Number)
  return partialDate(year ?? Number.NaN, month || undefined, month && day ? day : undefined)
}

/** For a preprint CSL names arXiv as publisher; that is no venue. */
function venueOf(item: Item): string | undefined {
  const venue =
    first(item['container-title']) ?? (textOf(item.type) === 'article' ? undefined : textOf(item['event-title']))
  return venue && /^(?:arxiv|corr)\b/i.test(venue) ? undefined : venue
}

/** Crossref writes titles as lists of one. */
function first(value: unknown): string | undefined {
  return textOf(Array.isArray(value) ? value[0] : value)
}
