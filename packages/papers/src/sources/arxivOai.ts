/**
 * arXiv's OAI-PMH 2.0 pages, metadata format `arXiv` (ns http://arxiv.org/OAI/arXiv/): `ListRecords`, `GetRecord`.
 * Sources: openarchives.org/OAI/openarchivesprotocol.html; info.arxiv.org/help/oa. Licence of the metadata: CC0.
 * `datestamp` is the last change of the *record*, so it is taken for the announcement only of a paper that was never
 * revised, within a week of its submission; a bulk edit years later does not make an old paper new.
 */
import { arxivIdProblem, distinctIdentifiers, parseArxivId, parseDoi } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import type { Author, PaperRecord } from '../record.ts'
import { cleanText } from '../text.ts'
import { arxivAuthority, arxivLinks, arxivTopics, present, withdrawal } from './arxivFields.ts'
import type { ParsedItem, Sample, Source } from './source.ts'
import { child, childrenOf, childText, type XmlElement, XmlElements } from './xmlElements.ts'

export const arxivOai: Source = {
  id: 'arxiv-oai',
  label: 'arXiv (OAI-PMH)',
  authority: arxivAuthority,
  detect: ({ head }: Sample) => {
    if (!/<(?:\w+:)?OAI-PMH[\s>]/.test(head)) return 0
    return /arxiv/i.test(head) ? 0.98 : 0.5
  },
  async *parse(text) {
    const xml = new XmlElements(['record', 'error'])
    for await (const chunk of text) for (const element of xml.write(chunk)) yield* itemsOf(element)
    for (const element of xml.close()) yield* itemsOf(element)
    yield* endNotes(xml)
  },
}

export type OaiEnvelope = {
  /** The root is OAI-PMH and it was closed. */
  complete: boolean
  /** There is a list or a record, even an empty one. */
  hasList: boolean
  /** Number of `record` elements, deleted ones included. */
  records: number
  /** The element was there, with or without a token in it. */
  hasToken: boolean
  /** Undefined on the last page: the element is missing or empty. */
  resumptionToken?: string
  error?: { code: string; message: string }
  responseDate?: string
  /** What is wrong with the page as XML, if anything. */
  fault?: string
}

/** What a harvest needs to know about a page beside its records. */
export function oaiEnvelope(page: string): OaiEnvelope {
  const xml = new XmlElements(['resumptionToken', 'error', 'responseDate', 'header'])
  const elements = [...xml.write(page), ...xml.close()]
  const named = (name: string) => elements.find((element) => element.name === name)
  const error = named('error')
  return present<OaiEnvelope>({
    complete: xml.complete && xml.root === 'OAI-PMH',
    hasList: xml.seen.has('ListRecords') || xml.seen.has('GetRecord'),
    records: elements.filter(({ name }) => name === 'header').length,
    hasToken: xml.seen.has('resumptionToken'),
    resumptionToken: named('resumptionToken')?.text.trim() || undefined,
    error: error && { code: error.attributes.code ?? 'unknown', message: cleanText(error.text) },
    responseDate: named('responseDate')?.text.trim() || undefined,
    fault: xml.isHtml ? 'it is a web page, not OAI-PMH' : xml.fault,
  })
}

function* itemsOf(element: XmlElement): Iterable<ParsedItem> {
  if (element.name === 'record') yield* recordItems(element)
  else yield { kind: 'note', text: `arXiv answered ${element.attributes.code}: ${cleanText(element.text)}` }
}

function* recordItems(element: XmlElement): Iterable<ParsedItem> {
  const header = child(element, 'header')
  const name = childText(header, 'identifier') ?? 'a record without identifier'
  const where = `${name} (line ${element.line})`
  if (header?.attributes.status === 'deleted') {
    const day = childText(header, 'datestamp')
    yield { kind: 'note', text: `${name} was deleted by arXiv${day ? ` on ${day}` : ''}; nothing is imported for it.` }
    return
  }
  const paper = child(child(element, 'metadata'), 'arXiv')
  const title = cleanText(childText(paper, 'title') ?? '')
  const given = childText(paper, 'id') ?? ''
  const id = parseArxivId(given)?.id
  const problem = problemOf(paper, title, given, id)
  if (problem) yield { kind: 'skipped', where, reason: problem }
  else
    yield {
      kind: 'record',
      where,
      record: toRecord(paper!, title, id!, childText(header, 'datestamp'), setsOf(header)),
    }
}

function problemOf(
  paper: XmlElement | undefined,
  title: string,
  given: string,
  id: string | undefined,
): string | undefined {
  if (!paper) return 'It has no metadata in the format "arXiv". Ask with metadataPrefix=arXiv.'
  if (!id) return arxivIdProblem(given) ?? `"${given}" is not an arXiv id.`
  return title === '' ? 'It has no title.' : undefined
}

function setsOf(header: XmlElement | undefined): string[] {
  return childrenOf(header, 'setSpec').map(({ text }) => text.trim())
}

function toRecord(
  paper: XmlElement,
  title: string,
  id: string,
  datestamp: string | undefined,
  sets: string[],
): PaperRecord {
  const abstract = cleanText(childText(paper, 'abstract') ?? '')
  const comment = childText(paper, 'comments')
  const doi = parseDoi(childText(paper, 'doi') ?? '')
  const dates = datesOf(paper, datestamp)
  const day = dates.announced ?? dates.submitted
  return present<PaperRecord>({
    key: id,
    title,
    identifiers: distinctIdentifiers([{ scheme: 'arxiv', value: id }, doi]),
    abstract: abstract || undefined,
    authors: childrenOf(child(paper, 'authors'), 'author')
      .map(authorOf)
      .filter(({ name }) => name !== ''),
    dates,
    links:
      doi?.scheme === 'doi'
        ? [...arxivLinks(id), { kind: 'publisher', url: `https://doi.org/${doi.value}` }]
        : arxivLinks(id),
    topics: arxivTopics(undefined, (childText(paper, 'categories') ?? '').split(/\s+/)),
    version: dates.submitted && !dates.updated ? 1 : undefined, // `updated` appears with version 2
    licence: childText(paper, 'license'),
    listing: day ? { day } : undefined,
    ...withdrawal(abstract, comment),
    extra: extraOf(paper, datestamp, sets),
  })
}

/** "forenames keyname suffix", as on the title page. */
function authorOf(author: XmlElement): Author {
  const parts = ['forenames', 'keyname', 'suffix'].map((part) => childText(author, part))
  const affiliations = childrenOf(author, 'affiliation').map(({ text }) => cleanText(text))
  return present<Author>({
    name: cleanText(parts.filter((part) => part !== undefined).join(' ')),
    affiliations: affiliations.filter((affiliation) => affiliation !== ''),
  })
}

function datesOf(paper: XmlElement, datestamp: string | undefined): NonNullable<PaperRecord['dates']> {
  const submitted = parsePartialDate(childText(paper, 'created') ?? '')
  const updated = parsePartialDate(childText(paper, 'updated') ?? '')
  const stamped = parsePartialDate(datestamp ?? '')
  const days = submitted && stamped ? (Date.parse(stamped) - Date.parse(submitted)) / 86_400_000 : -1
  return present({ submitted, updated, announced: !updated && days >= 0 && days <= 7 ? stamped : undefined })
}

const unused = ['comments', 'journal-ref', 'report-no', 'acm-class', 'msc-class', 'proxy']

function extraOf(paper: XmlElement, datestamp: string | undefined, sets: string[]): unknown {
  const kept = unused.map((name) => [name, childText(paper, name)])
  return present({ datestamp, sets, ...Object.fromEntries(kept) })
}

function* endNotes({ isHtml, root, complete, fault }: XmlElements): Iterable<ParsedItem> {
  if (isHtml) yield { kind: 'note', text: 'This is a web page, not an OAI-PMH answer: no papers in it.' }
  else if (root === undefined) yield { kind: 'note', text: 'There is no XML in this input.' }
  else if (!complete)
    yield {
      kind: 'note',
      text: `The page ends in the middle${fault ? ` (${fault})` : ''}; the papers before that are in.`,
    }
  else if (fault) yield { kind: 'note', text: `The page is not well-formed XML (${fault}); what could be read is in.` }
}
