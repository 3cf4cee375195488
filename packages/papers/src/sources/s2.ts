/**
 * Semantic Scholar Academic Graph: search replies `{total, data}`, recommendations `{recommendedPapers}`, one paper,
 * an array of papers, or one paper a line (bulk files).
 * Reference: api.semanticscholar.org/api-docs/graph.
 */
import { distinctIdentifiers, findArxivId, identifierOf, parseArxivId } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import type { Author, Identifier, IdentifierScheme } from '../record.ts'
import { arxivProblems, type Draft, finished, leftOver, link, textOf, yearOf } from './draft.ts'
import { isObject, parsedJson, sampleRecords } from './jsonRecords.ts'
import type { ParseContext, ParsedItem, Source } from './source.ts'

type Paper = Record<string, unknown>

export const s2: Source = {
  id: 's2',
  label: 'Semantic Scholar',
  authority: 50,
  detect: (sample) => {
    const [paper] = sampleRecords(sample)
    if (!paper) return 0
    if ('paperId' in paper || ('externalIds' in paper && 'title' in paper)) return 0.95
    return 'corpusid' in paper && 'title' in paper ? 0.9 : 0
  },
  parse: (text, context) => parsedJson(text, 'paper', context, (paper, where) => toItems(paper, where, context)),
}

const used = new Set(
  `paperId corpusId corpusid externalIds externalids url title abstract venue year publicationDate publicationdate
  publicationVenue journal authors tldr fieldsOfStudy s2FieldsOfStudy s2fieldsofstudy openAccessPdf isOpenAccess isopenaccess
  embedding citationStyles matchScore`.split(/\s+/),
)

function toItems(paper: Paper, where: string, context: ParseContext): ParsedItem[] {
  if (!('title' in paper) && ('error' in paper || 'message' in paper)) {
    const said = textOf(paper.error) ?? textOf(paper.message) ?? 'no reason given'
    return [{ kind: 'skipped', where, reason: `Semantic Scholar answered with an error: ${said}` }]
  }
  return finished(toDraft(paper), where, context)
}

function toDraft(paper: Paper): Draft {
  const ids = objectOf(paper.externalIds ?? paper.externalids)
  const arxivId = textOf(ids.ArXiv)
  const identifiers = identifiersOf(paper, ids)
  const pdf = isObject(paper.openAccessPdf) ? paper.openAccessPdf.url : undefined
  const date = textOf(paper.publicationDate ?? paper.publicationdate)
  return {
    key: textOf(paper.paperId) ?? (identifiers[0] && `${identifiers[0].scheme}:${identifiers[0].value}`),
    title: textOf(paper.title),
    abstract: textOf(paper.abstract),
    identifiers,
    authors: authorsOf(paper.authors),
    dates: { published: date ? (parsePartialDate(date) ?? date) : undefined },
    venue: venueOf(paper),
    year: yearOf(paper.year),
    links: [link('abstract', paper.url), link('pdf', pdf)],
    topics: topicsOf(paper),
    extra: extraOf(paper),
    problems: arxivProblems(arxivId),
  }
}

const schemeOf: Record<string, IdentifierScheme> = {
  ArXiv: 'arxiv',
  DOI: 'doi',
  ACL: 'acl',
  DBLP: 'dblp',
  MAG: 'mag',
  PubMed: 'pmid',
  PubMedCentral: 'pmcid',
  CorpusId: 'corpus',
}

function identifiersOf(paper: Paper, ids: Record<string, unknown>): Identifier[] {
  const own = [identifier('s2', paper.paperId), identifier('corpus', paper.corpusId ?? paper.corpusid)]
  const others = Object.entries(schemeOf).map(([name, scheme]) => identifier(scheme, ids[name]))
  return distinctIdentifiers([...own, ...others])
}

function identifier(scheme: IdentifierScheme, value: unknown): Identifier | undefined {
  const text = textOf(value)
  if (text === undefined) return undefined
  if (scheme !== 'arxiv') return identifierOf(scheme, text)
  const found = parseArxivId(text) ?? findArxivId(text)
  return found && { scheme, value: found.id }
}

function authorsOf(value: unknown): Author[] {
  if (!Array.isArray(value)) return []
  return value.filter(isObject).map((author) => ({
    name: textOf(author.name) ?? '',
    affiliations: Array.isArray(author.affiliations)
      ? author.affiliations.filter((each) => typeof each === 'string')
      : [],
    orcid: textOf(objectOf(author.externalIds).ORCID),
  }))
}

/** `arXiv.org` is where it was found, not a venue. */
function venueOf(paper: Paper): string | undefined {
  const name =
    textOf(paper.venue) ?? textOf(objectOf(paper.publicationVenue).name) ?? textOf(objectOf(paper.journal).name)
  return name && /^(?:arxiv(?:\.org)?|corr)$/i.test(name.trim()) ? undefined : name
}

function topicsOf(paper: Paper): string[] {
  const detailed = paper.s2FieldsOfStudy ?? paper.s2fieldsofstudy
  const plain = Array.isArray(paper.fieldsOfStudy) ? paper.fieldsOfStudy : []
  const all = [...plain, ...(Array.isArray(detailed) ? detailed.map((field) => objectOf(field).category) : [])]
  return all.filter((field): field is string => typeof field === 'string')
}

function extraOf(paper: Paper): unknown {
  const tldr = textOf(objectOf(paper.tldr).text) // a machine's sentence, not the authors'
  const rest = leftOver(paper, used)
  return tldr ? { ...rest, tldr } : rest
}

function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {}
}
