/**
 * arXiv's query API: Atom 1.0 with the arXiv and OpenSearch extensions (info.arxiv.org/help/api/user-manual.html).
 * Errors arrive as an ordinary feed with one entry called "Error". The licence of a paper is not in this format.
 * The announcement is computed from the time of submission by arXiv's daily clock, for the first version.
 */
import { announcementDay } from '../harvest/arxivClock.ts'
import { arxivIdProblem, distinctIdentifiers, parseArxivId, parseDoi } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import type { Author, Link, PaperRecord } from '../record.ts'
import { cleanText } from '../text.ts'
import { arxivAuthority, arxivLinks, arxivTopics, present, withdrawal } from './arxivFields.ts'
import type { ParsedItem, Sample, Source } from './source.ts'
import { child, childrenOf, childText, type XmlElement, XmlElements } from './xmlElements.ts'

export const arxivAtom: Source = {
  id: 'arxiv-atom',
  label: 'arXiv (query API)',
  authority: arxivAuthority,
  detect: ({ head }: Sample) => {
    if (!/<(?:\w+:)?(?:feed|entry)[\s>]/.test(head)) return 0
    if (/arxiv\.org\/(?:api|schemas\/atom)/.test(head)) return 0.97
    return /arxiv\.org\/abs\//.test(head) ? 0.6 : 0
  },
  async *parse(text) {
    const xml = new XmlElements(['entry', 'totalResults'])
    const seen = { entries: 0, total: 0 }
    for await (const chunk of text) for (const element of xml.write(chunk)) yield* itemsOf(element, seen)
    for (const element of xml.close()) yield* itemsOf(element, seen)
    yield* endNotes(xml, seen)
  },
}

type Seen = { entries: number; total: number }

function* itemsOf(element: XmlElement, seen: Seen): Iterable<ParsedItem> {
  if (element.name === 'totalResults') {
    seen.total = Number(element.text) || 0
    return
  }
  seen.entries++
  const address = childText(element, 'id') ?? ''
  const where = `entry ${seen.entries} (line ${element.line})`
  const title = cleanText(childText(element, 'title') ?? '')
  if (/arxiv\.org\/api\/errors/.test(address)) {
    yield {
      kind: 'skipped',
      where,
      reason: `arXiv answered with an error: ${cleanText(childText(element, 'summary') ?? address)}`,
    }
    return
  }
  const found = parseArxivId(address)
  if (!found) yield { kind: 'skipped', where, reason: arxivIdProblem(address) ?? `"${address}" is not an arXiv id.` }
  else if (title === '') yield { kind: 'skipped', where, reason: `${found.id} has no title.` }
  else yield { kind: 'record', where, record: toRecord(element, title, found.id, found.version) }
}

function toRecord(entry: XmlElement, title: string, id: string, version: number | undefined): PaperRecord {
  const abstract = cleanText(childText(entry, 'summary') ?? '')
  const comment = childText(entry, 'comment')
  const doi = parseDoi(childText(entry, 'doi') ?? '')
  const dates = datesOf(entry)
  const day = dates.announced ?? dates.submitted
  const primary = child(entry, 'primary_category')?.attributes.term
  const categories = childrenOf(entry, 'category').map(({ attributes }) => attributes.term ?? '')
  return present<PaperRecord>({
    key: id,
    title,
    identifiers: distinctIdentifiers([{ scheme: 'arxiv', value: id }, doi]),
    abstract: abstract || undefined,
    authors: childrenOf(entry, 'author')
      .map(authorOf)
      .filter(({ name }) => name !== ''),
    dates,
    links: [...arxivLinks(id), ...publisherLink(doi?.scheme === 'doi' ? doi.value : undefined)],
    topics: arxivTopics(primary, categories),
    version,
    listing: day ? { day } : undefined,
    ...withdrawal(abstract, comment),
    extra: extraOf(entry, comment, categories),
  })
}

function authorOf(author: XmlElement): Author {
  return present<Author>({
    name: cleanText(childText(author, 'name') ?? ''),
    affiliations: childrenOf(author, 'affiliation')
      .map(({ text }) => cleanText(text))
      .filter((affiliation) => affiliation !== ''),
  })
}

function datesOf(entry: XmlElement): NonNullable<PaperRecord['dates']> {
  const published = childText(entry, 'published') ?? ''
  const updated = childText(entry, 'updated') ?? ''
  const submitted = parsePartialDate(published)
  return present({
    submitted,
    updated: updated === published ? undefined : parsePartialDate(updated), // equal for version 1
    announced: submitted && announcementDay(published),
  })
}

function publisherLink(doi: string | undefined): Link[] {
  return doi === undefined ? [] : [{ kind: 'publisher', url: `https://doi.org/${doi}` }]
}

function extraOf(entry: XmlElement, comment: string | undefined, categories: string[]): unknown {
  const classes = categories.filter((category) => arxivTopics(undefined, [category]).length === 0)
  const extra = present({ comment, journal_ref: childText(entry, 'journal_ref'), classes })
  return Object.keys(extra).length > 0 ? extra : undefined
}

function* endNotes({ isHtml, root, complete, fault }: XmlElements, { entries, total }: Seen): Iterable<ParsedItem> {
  if (isHtml) yield { kind: 'note', text: 'This is a web page, not an Atom feed: no papers in it.' }
  else if (root === undefined) yield { kind: 'note', text: 'There is no XML in this input.' }
  else if (!complete)
    yield {
      kind: 'note',
      text: `The feed ends in the middle${fault ? ` (${fault})` : ''}; the papers before that are in.`,
    }
  else if (fault) yield { kind: 'note', text: `The feed is not well-formed XML (${fault}); what could be read is in.` }
  else if (entries === 0 && total > 0)
    yield { kind: 'note', text: `arXiv says there are ${total} papers and sent none; ask again later.` }
}
