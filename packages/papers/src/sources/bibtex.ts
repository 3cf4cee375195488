/**
 * BibTeX and biblatex. Entries are cut here and each is parsed alone by @citation-js/plugin-bibtex, so a broken entry
 * costs itself only. Macros (@string) hold for the entries after them. Accents become letters, mathematics stays TeX.
 */
import { defaultStrings } from '@citation-js/plugin-bibtex/lib/input/constants.js'
import { parse as parseFile } from '@citation-js/plugin-bibtex/lib/input/file.js'
import { parse as parseValue } from '@citation-js/plugin-bibtex/lib/input/value.js'
import { findArxivId, identifierFromUrl, identifierOf, parseArxivId, parseDoi } from '../identifiers.ts'
import { monthNumber, parsePartialDate, partialDate } from '../partialDate.ts'
import type { Identifier, PartialDate } from '../record.ts'
import { cleanText, nameFromLastFirst } from '../text.ts'
import { type BibtexPiece, bibtexEntries } from './bibtexEntries.ts'
import { arxivProblems, type Draft, finished, leftOver, link, placeIn, yearOf } from './draft.ts'
import type { ParsedItem, Source } from './source.ts'

type Fields = Record<string, string>
type Macros = Record<string, string>

export const bibtex: Source = {
  id: 'bibtex',
  label: 'BibTeX',
  authority: 30,
  detect: ({ name, head }) => {
    const entries = head.match(/^\s*@\s*(?!string|comment|preamble)[A-Za-z]+\s*[{(]\s*[^\s,{}()"]*\s*,/gim)?.length ?? 0
    if (entries === 0)
      return /\.bib(?:tex)?$/i.test(name) ? 0.5 : /^\s*@(?:string|comment|preamble)\s*[{(]/im.test(head) ? 0.5 : 0
    return /\b(?:title|author)\s*=\s*[{"]/i.test(head) ? 0.95 : 0.6
  },
  async *parse(text, context) {
    const macros: Macros = {}
    for await (const piece of bibtexEntries(text)) {
      if (piece.type === 'comment' || piece.type === 'preamble') continue
      const label = /[{(]\s*([^\s,{}()"=]+)\s*,/.exec(piece.text)?.[1]
      const where = placeIn(context, `entry ${label ? `${label} (line ${piece.line})` : `of line ${piece.line}`}`)
      const fault = faultOf(piece)
      if (fault) yield { kind: 'skipped', where, reason: fault }
      else if (piece.type === 'string') yield* addMacro(piece, macros, where)
      else {
        const found = entryOf(piece.text, macros)
        if (typeof found === 'string') yield { kind: 'skipped', where, reason: found }
        else yield* finished(toDraft(found), where, context)
      }
    }
  },
}

function faultOf({ isOpen, tooLong }: BibtexPiece): string | undefined {
  if (tooLong) return `it is ${tooLong} characters long, which no entry is; a brace is probably missing`
  return isOpen ? 'its closing brace is missing' : undefined
}

/** Runs the parser with the macros of this file only: it keeps its own in a table that it shares between calls. */
function withMacros<T>(macros: Macros, work: () => T): T {
  const before = { ...defaultStrings }
  Object.assign(defaultStrings, macros)
  try {
    return work()
  } finally {
    for (const name of Object.keys(defaultStrings)) delete defaultStrings[name]
    Object.assign(defaultStrings, before)
  }
}

function addMacro({ text }: BibtexPiece, macros: Macros, where: string): ParsedItem[] {
  const name = /[{(]\s*([\w:+-]+)\s*=/.exec(text)?.[1]?.toLowerCase()
  const body = text.replace(/^\s*@\s*\w+\s*([{(])/, '@misc$1macro,')
  const found = entryOf(body, macros)
  if (!name || typeof found === 'string')
    return [{ kind: 'skipped', where, reason: 'this @string cannot be read; what uses it lacks its text' }]
  macros[name] = found.fields[name] ?? ''
  return []
}

type Entry = { label: string; type: string; fields: Fields }

/** One entry, its fields in lower case with raw TeX, or the sentence that says why it cannot be read. */
function entryOf(text: string, macros: Macros): Entry | string {
  const labelled = text
    .replace(/^(\s*@\s*\w+\s*[{(]\s*),/, '$1no-label,')
    .replace(/^(\s*@\s*\w+\s*[{(]\s*)(?=\w+\s*=)/, '$1no-label,')
  try {
    const [entry] = withMacros(macros, () => parseFile(unquotedNumbers(labelled)))
    if (!entry) return 'it holds no fields'
    const fields = Object.fromEntries(
      Object.entries(entry.properties).map(([name, value]) => [name.toLowerCase(), String(value)]),
    )
    return { label: entry.label === 'no-label' ? '' : entry.label, type: entry.type, fields }
  } catch (error) {
    return `it is not valid BibTeX: ${firstLine(error)}`
  }
}

/** `eprint = 9901.00042,` without braces is no BibTeX, but people write it; `number = 012` would lose its zero. */
function unquotedNumbers(text: string): string {
  return text
    .replace(/([,{]\s*eprint\s*=\s*)(\d[\d.]*)(?=\s*[,}\n])/gi, '$1{$2}')
    .replace(/^(\s*\w+\s*=\s*)(\d[\d.]*)(\s*,?\s*)$/gm, '$1{$2}$3')
}

function firstLine(error: unknown): string {
  const [line = ''] = (error as Error).message.split('\n')
  return line
    .replace(/^invalid syntax at line \d+ col \d+:?/i, 'unexpected text')
    .trim()
    .slice(0, 160)
}

const used = new Set(
  `title subtitle author year month date eprint eprinttype archiveprefix eprintclass primaryclass doi url pdf journal journaltitle
  booktitle abstract keywords volume note code video pmid howpublished`.split(/\s+/),
)

function toDraft({ label, type, fields: f }: Entry): Draft {
  const arxiv = arxivOf(f)
  const venue = venueOf(f)
  const date = dateOf(f)
  return {
    key: label,
    title: [f.title, f.subtitle].flatMap((part) => (part ? plainTex(part) : [])).join(': '),
    abstract: f.abstract && plainTex(f.abstract),
    identifiers: identifiersOf(f, arxiv?.id),
    authors: namesOf(f.author ?? '').map((name) => ({ name })),
    dates: arxiv && !venue ? { submitted: date } : { published: date },
    venue,
    year: yearOf(date ?? f.year),
    links: [
      link('abstract', addressIn(f.url ?? f.howpublished)),
      link('pdf', addressIn(f.pdf)),
      link('code', addressIn(f.code)),
    ],
    topics: [...(f.keywords ? plainTex(f.keywords).split(/[;,]/) : []), ...classOf(f)],
    version: arxiv?.version,
    extra: { type, ...leftOver(f, used) },
    problems: [...arxivProblems(isArxivEprint(f) ? f.eprint : undefined), ...dateProblems(f, date)],
  }
}

function isArxivEprint({ archiveprefix, eprinttype, eprint }: Fields): boolean {
  const archive = archiveprefix ?? eprinttype
  return eprint !== undefined && (archive === undefined || /^arxiv$/i.test(archive.trim()))
}

/** Wherever writers put it: eprint, the journal "arXiv preprint arXiv:…", DBLP's volume "abs/…", a DOI, an address. */
function arxivOf(f: Fields) {
  if (isArxivEprint(f)) {
    const own = parseArxivId(f.eprint!)
    if (own) return own
  }
  for (const text of [
    f.journal,
    f.journaltitle,
    f.volume,
    f.note,
    f.howpublished,
    f.url,
    f.doi?.replace(/^.*10\.48550\/arxiv\./i, 'arXiv:'),
  ]) {
    const found = text === undefined ? undefined : findArxivId(text.replace(/\\_/g, '_'))
    if (found) return found
  }
  return undefined
}

function identifiersOf(f: Fields, arxivId: string | undefined): (Identifier | undefined)[] {
  return [
    arxivId ? { scheme: 'arxiv', value: arxivId } : undefined,
    parseDoi((f.doi ?? '').replace(/\\/g, '')),
    identifierOf('pmid', f.pmid ?? ''),
    identifierFromUrl(addressIn(f.url) ?? ''),
  ]
}

function venueOf(f: Fields): string | undefined {
  const venue = f.journal ?? f.journaltitle ?? f.booktitle
  return venue === undefined || /^\s*\{?(?:arxiv|corr)\b/i.test(venue) ? undefined : plainTex(venue)
}

function classOf(f: Fields): string[] {
  const name = f.primaryclass ?? f.eprintclass
  return name === undefined ? [] : [name]
}

function dateOf({ date, year, month, day }: Fields): PartialDate | undefined {
  if (date) return parsePartialDate(date)
  const [years] = /\d{4}/.exec(year ?? '') ?? []
  if (!years) return undefined
  const months = month === undefined ? undefined : monthNumber(month.replace(/[{}]|\W+\d+$|^\d+\W+(?=[a-z])/gi, ''))
  return partialDate(Number(years), months, months && day ? Number(day) : undefined) ?? partialDate(Number(years))
}

function dateProblems({ date, year }: Fields, found: PartialDate | undefined): string[] {
  const given = date ?? year
  return given === undefined || found ? [] : [`date is "${given}", expected YYYY or YYYY-MM-DD. It was left out.`]
}

/** `A and B and others`: names in reading order, "others" left out. */
function namesOf(text: string): string[] {
  const names = splitTopLevel(text.replace(/\s+/g, ' '))
  return names
    .filter((name) => name !== '' && !/^others$/i.test(name))
    .map((name) => {
      const isOneUnit = /^\{[^{}]*\}$/.test(name) // {The Swan Consortium, Inc.}
      return isOneUnit ? plainTex(name) : nameFromLastFirst(plainTex(name))
    })
}

function splitTopLevel(text: string): string[] {
  const names: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}') depth--
    else if (depth === 0 && text[i] === ' ' && /^ and /i.test(text.slice(i, i + 5))) {
      names.push(text.slice(from, i).trim())
      from = i + 5
      i += 3
    }
  }
  return [...names, text.slice(from).trim()]
}

/** TeX to text: accents and dashes become letters, braces go, mathematics is kept as written. */
function plainTex(text: string): string {
  const parts = text
    .replace(/(\\["'`^~=.])\s*(\{?)\s*\\([ij])(?![a-zA-Z])/g, '$1$2$3')
    .split(/((?<!\\)\$\$?[^$]+(?<!\\)\$\$?)/)
  return cleanText(parts.map((part, i) => (i % 2 ? part : plainPart(part))).join(''))
}

function plainPart(text: string): string {
  if (!/[\\{}~]|--|``|''/.test(text)) return text
  const [lead = ''] = /^\s*/.exec(text) ?? []
  try {
    return (
      lead + String(parseValue(text.slice(lead.length), 'abstract')).replace(/<\/?(?:i|b|sub|sup|span)\b[^>]*>/g, '')
    )
  } catch {
    return text.replace(/[{}]/g, '') // what the parser cannot read is at least readable
  }
}

function addressIn(text: string | undefined): string | undefined {
  return text && /https?:\/\/[^\s{}]+/.exec(text.replace(/\\([_%&#~])/g, '$1'))?.[0]
}
