/**
 * ACL Anthology XML (`data/xml/<collection>.xml`; schema: acl-org/acl-anthology data/xml/schema.rnc), streamed.
 * Front matter is no paper. Withdrawn and retracted papers are kept and say so: that is news a reader needs.
 */
import { SaxesParser } from 'saxes'
import { identifierOf, parseDoi } from '../identifiers.ts'
import { monthNumber, partialDate } from '../partialDate.ts'
import type { Author, Link } from '../record.ts'
import { cleanText } from '../text.ts'
import { BareAmpersands } from './bareAmpersands.ts'
import { type Draft, finished, link, placeIn, yearOf } from './draft.ts'
import type { ParseContext, ParsedItem, Source } from './source.ts'

type Frame = { name: string; attributes: Record<string, string>; text: string; line: number }
type Field = { text: string; attributes: Record<string, string> }
type Fields = Map<string, Field[]>

export const acl: Source = {
  id: 'acl',
  label: 'ACL Anthology',
  authority: 70,
  detect: ({ head }) => {
    if (!/<collection\s[^>]*id\s*=/.test(head)) return 0
    return /<volume[\s>]/.test(head) ? 0.95 : 0.7
  },
  async *parse(text, context) {
    const reader = new AclReader(context)
    for await (const chunk of text) yield* reader.write(chunk)
    yield* reader.close()
  },
}

/** Mark-up inside a title or an abstract: its text is part of theirs. */
const inline = new Set(['b', 'i', 'fixed-case', 'tex-math', 'span', 'sup', 'sub', 'em', 'strong'])

class AclReader {
  private readonly context: ParseContext
  private readonly parser = new SaxesParser()
  private readonly ampersands = new BareAmpersands()
  private readonly stack: Frame[] = []
  private ready: ParsedItem[] = []
  private fault: string | undefined
  private collection = ''
  private volume = ''
  private meta: Fields = new Map()
  private paper: Fields = new Map()
  private authors: Author[] = []
  private author: Fields = new Map()

  constructor(context: ParseContext) {
    this.context = context
    this.parser.on('opentag', ({ name, attributes }) => this.opened(name, attributes))
    this.parser.on('closetag', () => this.closed())
    this.parser.on('text', (text) => this.said(text))
    this.parser.on('cdata', (text) => this.said(text))
    this.parser.on('error', ({ message }) => {
      this.fault ??= message.replace(/^(?:[^:]*:)?(\d+):\d+: /, 'line $1: ')
    })
  }

  write(chunk: string): ParsedItem[] {
    this.parser.write(this.ampersands.push(chunk))
    return this.taken()
  }

  close(): ParsedItem[] {
    this.parser.write(this.ampersands.end())
    const { fault, stack } = this
    const name = this.context.name || 'The input'
    const { firstLine } = this.ampersands
    if (firstLine) this.note(`${name} has an "&" on line ${firstLine} that should be "&amp;". It was read as "&".`)
    if (fault)
      this.note(`${name} is not well-formed XML (${fault}). Papers after that place may be missing or incomplete.`)
    else if (stack.length > 0)
      this.note(`${name} ends early${this.isInPaper() ? ', in the middle of a paper' : ''}. What is complete was read.`)
    else if (this.collection === '' && this.parser.position > 0) this.note(`${name} holds no <collection> of papers.`)
    this.parser.close()
    return this.taken()
  }

  private isInPaper(): boolean {
    return this.stack.some(({ name }) => name === 'paper')
  }

  private note(text: string): void {
    this.ready.push({ kind: 'note', text })
  }

  private taken(): ParsedItem[] {
    const { ready } = this
    if (ready.length > 0) this.ready = []
    return ready
  }

  private opened(name: string, attributes: Record<string, string>): void {
    this.stack.push({ name, attributes, text: name === 'tex-math' ? '$' : '', line: this.parser.line })
    if (name === 'collection') this.collection = attributes.id ?? ''
    else if (name === 'volume') {
      this.volume = attributes.id ?? ''
      this.meta = new Map()
    } else if (name === 'paper') {
      this.paper = new Map()
      this.authors = []
    } else if (name === 'author') this.author = new Map()
  }

  private said(text: string): void {
    const frame = this.stack.at(-1)
    if (frame) frame.text += text
  }

  private closed(): void {
    const frame = this.stack.pop()
    const parent = this.stack.at(-1)
    if (!frame || !parent) return
    const { name, attributes } = frame
    const text = name === 'tex-math' ? `${frame.text}$` : frame.text
    if (name === 'paper') this.ready.push(...this.itemsOf(frame))
    else if (name === 'author' && parent.name === 'paper') this.authors.push(authorOf(this.author))
    else if (parent.name === 'author') add(this.author, name, { text, attributes })
    else if (parent.name === 'paper') add(this.paper, name, { text, attributes })
    else if (parent.name === 'meta') add(this.meta, name, { text, attributes })
    else if (inline.has(name) || name === 'url') parent.text += text
  }

  private itemsOf({ attributes, line }: Frame): ParsedItem[] {
    const id = this.idOf(attributes.id ?? '')
    const where = placeIn(this.context, `paper ${id} (line ${line})`)
    return finished(toDraft(id, this.paper, this.meta, this.authors), where, this.context)
  }

  /** The paper's own `url` is its id; else the id is put together as the Anthology does. */
  private idOf(paper: string): string {
    const url = first(this.paper, 'url')
    if (url && identifierOf('acl', url)) return url
    if (!/^[A-Z]\d\d$/.test(this.collection)) return `${this.collection}-${this.volume}.${paper}`
    const isWorkshop = this.collection.startsWith('W') || this.collection === 'C69' || this.volume.length > 1
    const digits = isWorkshop ? [2, 2] : [1, 3]
    return `${this.collection}-${this.volume.padStart(digits[0]!, '0')}${paper.padStart(digits[1]!, '0')}`
  }
}

function add(fields: Fields, name: string, field: Field): void {
  const list = fields.get(name)
  if (list) list.push(field)
  else fields.set(name, [field])
}

function first(fields: Fields, name: string): string | undefined {
  return cleanText(fields.get(name)?.[0]?.text ?? '') || undefined
}

function authorOf(parts: Fields): Author {
  const name = [first(parts, 'first'), first(parts, 'last')].filter((part) => part !== undefined).join(' ')
  const affiliations = (parts.get('affiliation') ?? []).map(({ text }) => text)
  return { name, affiliations }
}

function toDraft(id: string, paper: Fields, meta: Fields, authors: Author[]): Draft {
  const year = yearOf(first(meta, 'year'))
  const month = monthNumber(/[A-Za-z]+/.exec(first(meta, 'month') ?? '')?.[0] ?? '')
  return {
    key: id,
    title: first(paper, 'title'),
    abstract: first(paper, 'abstract'),
    identifiers: [identifierOf('acl', id), parseDoi(first(paper, 'doi') ?? '')],
    authors,
    dates: { published: year ? partialDate(year, month) : undefined },
    venue: venueOf(meta),
    year,
    links: linksOf(id, paper),
    status: statusOf(paper),
    extra: extraOf(paper, meta),
  }
}

/** Ids of venues are short lower-case names; ACL writes them in capitals, TACL's and CL's journals by their title. */
function venueOf(meta: Fields): string | undefined {
  const journal = first(meta, 'journal-title')
  const venues = (meta.get('venue') ?? [])
    .map(({ text }) => text.trim())
    .filter((venue) => venue !== 'ws' && venue !== '')
  return journal ?? venues[0]?.toUpperCase() ?? first(meta, 'booktitle')
}

function linksOf(id: string, paper: Fields): (Link | undefined)[] {
  const url = first(paper, 'url')
  const isElsewhere = url !== undefined && /^https?:/i.test(url)
  const page = `https://aclanthology.org/${id}`
  return [
    link('abstract', `${page}/`),
    isElsewhere ? link('publisher', url) : url ? link('pdf', `${page}.pdf`) : undefined,
    ...(paper.get('pwccode') ?? []).map(({ attributes }) => repository(attributes.url)),
    ...(paper.get('video') ?? []).map(({ attributes }) => link('video', attributes.href)),
  ]
}

/** Papers with Code is gone; only addresses of repositories still lead somewhere. */
function repository(url: string | undefined): Link | undefined {
  return url && !/paperswithcode\.com/i.test(url) ? link('code', url) : undefined
}

function statusOf(paper: Fields): Draft['status'] {
  if (paper.has('retracted')) return 'retracted'
  return paper.has('removed') ? 'withdrawn' : undefined
}

function extraOf(paper: Fields, meta: Fields): Record<string, unknown> {
  const extra: Record<string, unknown> = {}
  for (const name of ['pages', 'bibkey', 'language', 'note', 'retracted', 'removed']) {
    const text = first(paper, name)
    if (text) extra[name] = text
  }
  const awards = (paper.get('award') ?? []).map(({ text }) => cleanText(text))
  if (awards.length > 0) extra.awards = awards
  const booktitle = first(meta, 'booktitle')
  if (booktitle) extra.booktitle = booktitle
  return extra
}
