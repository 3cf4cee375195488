/**
 * What a paper's page says to machines: Highwire tags (Google Scholar, Zotero), JSON-LD (schema.org) and the typed
 * links of signposting.org. `url` is the address of the page itself.
 */
import type { PaperPage } from '../library/views.ts'
import { paperUrl, toCsl } from './csl.ts'
import { plainText } from './typeset.ts'

export type MetaTag = { name: string; content: string }

/** Google Scholar's minimum is title, an author and a date; what is not known is left out, never empty. */
export function highwireTags(paper: PaperPage, { url }: { url: string }): MetaTag[] {
  const item = toCsl(paper)
  const date = item.issued?.['date-parts'][0].map((part) => String(part).padStart(2, '0')).join('/')
  const container = item.type === 'article-journal' ? 'citation_journal_title' : 'citation_conference_title'
  const tags: [string, string | undefined][] = [
    ['citation_title', item.title],
    ...paper.authors.flatMap(({ name, affiliations = [] }): [string, string][] => [
      ['citation_author', name],
      ...affiliations.map((affiliation): [string, string] => ['citation_author_institution', affiliation]),
    ]),
    ['citation_publication_date', date],
    [container, item['container-title']],
    ['citation_arxiv_id', paper.arxivId],
    ['citation_doi', item.DOI],
    ['citation_pdf_url', pdfUrl(paper)],
    ['citation_abstract_html_url', url],
  ]
  return tags.flatMap(([name, content]) => (content ? [{ name, content }] : []))
}

/** Only of PDFs whose licence lets anybody pass them on: the tag invites robots to take them through this page. */
function pdfUrl({ links, licence = '' }: PaperPage): string | undefined {
  const open = /creativecommons\.org\/(?:licenses\/by|publicdomain)|^cc(?:0|-by)/i.test(licence)
  return open ? links.find(({ kind }) => kind === 'pdf')?.url : undefined
}

/** A schema.org ScholarlyArticle. */
export function jsonLd(paper: PaperPage, { url }: { url: string }): Record<string, unknown> {
  const item = toCsl(paper)
  return withoutEmpty({
    '@context': 'https://schema.org',
    '@type': 'ScholarlyArticle',
    '@id': url,
    url,
    name: item.title,
    headline: item.title.slice(0, 110),
    author: paper.authors.map(({ name, affiliations = [] }) =>
      withoutEmpty({ '@type': 'Person', name, affiliation: affiliations.map(organisation) }),
    ),
    datePublished: paper.dates.published ?? paper.dates.submitted ?? paper.dates.announced,
    dateModified: paper.dates.updated,
    abstract: item.abstract,
    description: paper.summary && plainText(paper.summary),
    keywords: paper.topics.map(({ name }) => name),
    identifier: paper.identifiers.map(({ scheme, value }) => ({ '@type': 'PropertyValue', propertyID: scheme, value })),
    sameAs: sameAs(paper),
    license: paper.licence,
    version: paper.versions.length > 0 ? String(Math.max(...paper.versions.map(({ version }) => version))) : undefined,
    isPartOf: item['container-title'] && { '@type': 'PublicationIssue', name: item['container-title'] },
  })
}

function organisation(name: string): Record<string, string> {
  return { '@type': 'Organization', name }
}

function sameAs({ arxivId, doi, links }: PaperPage): string[] {
  const known = [arxivId ? `https://arxiv.org/abs/${arxivId}` : '', doi ? `https://doi.org/${doi}` : '']
  const publishers = links.filter(({ kind }) => kind === 'publisher' || kind === 'abstract').map(({ url }) => url)
  return [...new Set([...known, ...publishers])].filter((address) => address !== '')
}

/** JSON that ends no <script> element and no line of JavaScript, whatever a title contains. */
export function jsonLdScript(object: unknown): string {
  return JSON.stringify(object).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

export type SignpostLink = { rel: string; href: string; type?: string }

/** Level 1 of signposting: what to cite, what describes this page, under which licence. */
export function signposts(paper: PaperPage, { url }: { url: string }): SignpostLink[] {
  const doi = toCsl(paper).DOI
  const cited = doi ? `https://doi.org/${doi}` : paperUrl(paper)
  return [
    ...(cited ? [{ rel: 'cite-as', href: cited }] : []),
    { rel: 'type', href: 'https://schema.org/ScholarlyArticle' },
    ...(paper.licence && URL.canParse(paper.licence) ? [{ rel: 'license', href: paper.licence }] : []),
    ...describedBy.map(([extension, type]) => ({ rel: 'describedby', href: `${url}.${extension}`, type })),
  ]
}

const describedBy = [
  ['bib', 'application/x-bibtex'],
  ['ris', 'application/x-research-info-systems'],
  ['csl.json', 'application/vnd.citationstyles.csl+json'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
] as const

/** Links as the value of a `Link` header; an address cannot end its own brackets. */
export function linkHeader(links: readonly SignpostLink[]): string {
  return links
    .map(
      ({ rel, href, type }) =>
        `<${encodeURI(decodable(href)).replace(/[<>]/g, encodeURIComponent)}>; rel="${rel}"${type ? `; type="${type}"` : ''}`,
    )
    .join(', ')
}

/** What is percent-encoded already stays so once. */
function decodable(href: string): string {
  try {
    return decodeURI(href)
  } catch {
    return href.toWellFormed()
  }
}

function withoutEmpty(object: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)))
}
