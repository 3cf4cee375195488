/** A paper as a page of Markdown (CommonMark): for readers in a terminal, notes and language models. */
import type { PaperPage } from '../library/views.ts'
import type { Link } from '../record.ts'
import { authorLine, longDate, shortDate } from './describe.ts'
import { plainText } from './typeset.ts'

export function paperMarkdown(paper: PaperPage): string {
  const sections = [
    `# ${text(plainText(paper.title))}`,
    paper.status && `**This paper was ${paper.status}.**`,
    authors(paper),
    list(facts(paper)),
    section('Summary', paper.summary && text(plainText(paper.summary))),
    section('Abstract', paper.abstract && text(plainText(paper.abstract))),
    section('Links', list(paper.links.map(linkLine))),
    section('Where this comes from', list(provenance(paper))),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function authors({ authors, authorCount }: PaperPage): string {
  return text(authorLine(authors, authorCount, 50))
}

function facts(paper: PaperPage): string[] {
  const { submitted, updated, announced, published, listed } = paper.dates
  const rows: [string, string | undefined][] = [
    ['Submitted', submitted && shortDate(submitted)],
    ['Updated', updated && shortDate(updated)],
    ['Announced', announced && shortDate(announced)],
    ['Published', published && shortDate(published)],
    ['Listed', listed && longDate(listed)],
    ['Venue', paper.venue && plainText(paper.venue)],
    ['Organisations', paper.organisations.map(({ name }) => name).join(', ')],
    ['Topics', paper.topics.map(({ name }) => name).join(', ')],
    ['arXiv', paper.arxivId],
    ['DOI', paper.doi],
    ...otherIdentifiers(paper),
    ['Licence', paper.licence],
  ]
  return rows.flatMap(([name, value]) => (value ? [`${name}: ${text(value)}`] : []))
}

function otherIdentifiers({ identifiers }: PaperPage): [string, string][] {
  return identifiers
    .filter(({ scheme }) => scheme !== 'arxiv' && scheme !== 'doi')
    .map(({ scheme, value }) => [scheme, value])
}

function linkLine({ kind, url, label }: Link): string {
  return `${text(label ? plainText(label) : kind)}: ${address(url)}`
}

function provenance({ provenance, firstSeen, versions }: PaperPage): string[] {
  const bySource = Map.groupBy(Object.entries(provenance), ([, source]) => source)
  return [
    ...[...bySource].map(([source, fields]) => `${text(source)}: ${text(fields.map(([field]) => field).join(', '))}`),
    ...versions.map(
      ({ version, date, source }) => `Version ${version}${date ? `, ${shortDate(date)}` : ''}: ${text(source)}`,
    ),
    `First seen here: ${shortDate(firstSeen.slice(0, 10))}`,
  ]
}

function section(title: string, body: string | undefined): string | undefined {
  return body ? `## ${title}\n\n${body}` : undefined
}

function list(lines: string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

/** One line of text that Markdown reads as nothing but this text. */
function text(source: string): string {
  return source
    .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|~&$!]/g, '\\$&')
    .replace(/^[#+=:-]/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)/gi, '$1$3\\$2$4')
}

/** An address of the web as a link to itself; any other as text. */
function address(url: string): string {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return text(url)
  return `<${parsed.href.replace(/[<>\\`]/g, encodeURIComponent)}>`
}
