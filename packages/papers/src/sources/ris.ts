/** RIS as reference managers write it: `XX  - value` lines, `TY` first, `ER` last; continuation lines are joined. */
import { findArxivId, identifierFromUrl, parseArxivId, parseDoi } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import type { Identifier } from '../record.ts'
import { nameFromLastFirst } from '../text.ts'
import { arxivProblems, type Draft, finished, link, placeIn, yearOf } from './draft.ts'
import { lines } from './lines.ts'
import type { Source } from './source.ts'

type Entry = { line: number; last: string; fields: Map<string, string[]> }

export const ris: Source = {
  id: 'ris',
  label: 'RIS',
  authority: 30,
  detect: ({ head }) => {
    if (!/^\s*TY {1,2}- ?\S*\s*$/m.test(head)) return 0
    return /^(?:TI|T1|AU|A1|ER) {1,2}-/m.test(head) ? 0.95 : 0.6
  },
  async *parse(text, context) {
    let entry: Entry | undefined
    for await (const line of lines(text)) {
      if ('tooLong' in line) {
        yield {
          kind: 'skipped',
          where: placeIn(context, `line ${line.number}`),
          reason: `it is ${line.tooLong} characters long`,
        }
        continue
      }
      const [, tag = '', value = ''] = /^\s{0,3}([A-Z][A-Z0-9]) {0,2}-(?: (.*)|)$/.exec(line.text) ?? []
      if (tag === 'TY') {
        if (entry) yield* finished(toDraft(entry), placeOf(entry), context)
        entry = { line: line.number, last: '', fields: new Map() }
      } else if (tag === 'ER') {
        if (entry) yield* finished(toDraft(entry), placeOf(entry), context)
        entry = undefined
      } else if (entry) addLine(entry, tag, tag ? value : line.text)
      else if (line.text.trim() !== '' && tag !== '') {
        yield {
          kind: 'skipped',
          where: placeIn(context, `line ${line.number}`),
          reason: `${tag} stands before any TY, which begins a record`,
        }
      }
    }
    if (!entry) return
    yield* finished(toDraft(entry), placeOf(entry), context)
    yield {
      kind: 'note',
      text: `${context.name || 'The input'} ends without ER, in the middle of the record of line ${entry.line}.`,
    }

    function placeOf({ line }: Entry): string {
      return placeIn(context, `record of line ${line}`)
    }
  },
}

function addLine(entry: Entry, tag: string, value: string): void {
  const name = tag || entry.last
  if (name === '' || value.trim() === '') {
    if (tag) entry.last = tag
    return
  }
  const values = entry.fields.get(name) ?? []
  if (tag || values.length === 0) values.push(value.trim())
  else values.push(`${values.pop()} ${value.trim()}`) // a line without a tag goes on with the one before
  entry.fields.set(name, values)
  entry.last = name
}

const titleTags = ['TI', 'T1']
const dateTags = ['DA', 'PY', 'Y1']
const venueTags = ['JF', 'JO', 'T2', 'BT', 'JA', 'J2']
const used = new Set([
  ...titleTags,
  ...dateTags,
  ...venueTags,
  ...'CT AU A1 AB N2 DO UR L1 L2 LK KW PB AN ID M1 M3 C1 AD'.split(' '),
])

function toDraft({ fields }: Entry): Draft {
  const all = (...tags: string[]) => tags.flatMap((tag) => fields.get(tag) ?? [])
  const arxiv = arxivOf(all('AN', 'DO', 'M1', 'C1', 'UR', 'JO', 'JF', 'T2', 'ID', 'M3'))
  const date = all(...dateTags)
    .map(parsePartialDate)
    .sort((a, b) => (b?.length ?? 0) - (a?.length ?? 0))[0]
  const venue = all(...venueTags).find((name) => !/^(?:arxiv|corr)\b/i.test(name))
  const dates = arxiv && !venue ? { submitted: date } : { published: date }
  return {
    key: all('ID')[0] ?? all('AN')[0],
    title: all(...titleTags, 'CT')[0],
    abstract: all('AB', 'N2')[0],
    identifiers: identifiersOf(arxiv?.id, all('DO'), all('UR')),
    authors: all('AU', 'A1').map((name) => ({ name: nameFromLastFirst(name) })),
    dates,
    venue,
    year: yearOf(date),
    links: [...all('UR').map((url) => link('abstract', url)), ...all('L1', 'L2', 'LK').map((url) => link('pdf', url))],
    topics: all('KW'),
    version: arxiv?.version,
    extra: extraOf(fields),
    problems: [...arxivProblems(...all('AN', 'M1')), ...dateProblems(all(...dateTags), date)],
  }
}

function arxivOf(texts: string[]) {
  for (const text of texts) {
    const found = parseArxivId(text) ?? findArxivId(text) ?? parseArxivId(text.replace(/^.*10\.48550\/arxiv\./i, ''))
    if (found) return found
  }
  return undefined
}

function identifiersOf(arxivId: string | undefined, dois: string[], urls: string[]): (Identifier | undefined)[] {
  const arxiv: Identifier | undefined = arxivId ? { scheme: 'arxiv', value: arxivId } : undefined
  return [arxiv, ...dois.map(parseDoi), ...urls.map(identifierFromUrl)]
}

function dateProblems(texts: string[], found: string | undefined): string[] {
  if (found || texts.length === 0) return []
  return [`date is "${texts[0]}", expected YYYY or YYYY/MM/DD. It was left out.`]
}

function extraOf(fields: Map<string, string[]>): Record<string, string | string[]> | undefined {
  const rest = [...fields].filter(([tag]) => !used.has(tag))
  return rest.length > 0
    ? Object.fromEntries(rest.map(([tag, values]) => [tag, values.length === 1 ? values[0]! : values]))
    : undefined
}
