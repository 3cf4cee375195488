import { readFile } from 'node:fs/promises'
import {
  authorLine,
  PapersError,
  plainText,
  type ScoreTerm,
  type SearchPage,
  searchModes,
  thin,
} from '@causerie/papers'
import { type Command, type Context, numberOption, UsageError } from '../command.ts'

type Answer = { id: string; hits: { id: string; score: number }[] }

export const searchCommand: Command = {
  name: 'search',
  summary:
    'find papers: words, "phrases", -not, OR, (…), author: org: topic: title: venue: year:2020.. has:code like:PAPER',
  usage:
    'causerie search QUERY [--limit N] [--sort date] [--mode M] [--explain] | --queries FILE.jsonl [--limit N] [--mode M]',
  options: {
    limit: { type: 'string', value: 'N', help: 'number of papers (10; 100 with --queries)' },
    sort: { type: 'string', value: 'S', help: 'relevance (default) or date' },
    mode: { type: 'string', value: 'M', help: 'hybrid (default), words or meaning' },
    explain: { type: 'boolean', help: 'show of what each score is made' },
    queries: {
      type: 'string',
      value: 'FILE',
      help: 'lines {"id","text"}; prints a line {"id","hits":[{"id","score"}]} for each',
    },
  },
  example: "causerie search 'causal discovery year:2022..'",
  async run(context) {
    const { mode, sort = 'relevance', queries, explain } = context.values
    if (mode !== undefined && !searchModes.some((one) => one === mode))
      throw new UsageError(`--mode is “${mode}”; expected hybrid, words or meaning.`)
    if (sort !== 'relevance' && sort !== 'date')
      throw new UsageError(`--sort is “${sort}”; expected relevance or date.`)
    if (queries) return { result: await searchMany(context, String(queries)) }
    if (context.positionals.length === 0) throw new UsageError('Say what to search for.')
    const page = await context.operate<SearchPage>('search', {
      query: context.positionals.join(' '),
      sort,
      mode,
      limit: numberOption(context, 'limit', 10),
    })
    if (!context.json) printPage(context, page, { explain: explain === true })
    return { result: page, exitCode: page.hits.length > 0 ? 0 : 1 }
  },
}

async function searchMany(context: Context, file: string): Promise<undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.code
    throw new PapersError('search/queries', `The queries in ${file} cannot be read: ${why}.`, {
      hint: 'Name a file with one {"id": …, "text": …} a line.',
      cause,
    })
  })
  const lines = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => line.trim())
  const queries = lines.flatMap((line, at) => (line === '' ? [] : [parseQuery(line, `line ${at + 1} of ${file}`)]))
  const limit = numberOption(context, 'limit', 100)
  for (let from = 0; from < queries.length; from += 1000) {
    const answers = await context.operate<Answer[]>('searchMany', {
      queries: queries.slice(from, from + 1000),
      limit,
      mode: context.values.mode,
    })
    for (const answer of answers) context.print(JSON.stringify(answer))
  }
  return undefined
}

function parseQuery(line: string, where: string): { id: string; text: string } {
  try {
    const { id, text } = JSON.parse(line)
    if ((typeof id === 'string' || typeof id === 'number') && typeof text === 'string') return { id: String(id), text }
  } catch {
    // answered below
  }
  throw new PapersError('search/queries', `${where} is not {"id": …, "text": …}.`, { hint: 'One JSON object a line.' })
}

function printPage({ print }: Context, page: SearchPage, { explain }: { explain: boolean }): void {
  const total = `${page.totalIsLowerBound ? 'more than ' : ''}${thin(page.total)}`
  if (page.hits.length === 0) {
    print(`${['Nothing found', ...page.understood].join(' · ')}.`)
    if (page.suggestion) print(`Did you mean: ${page.suggestion.text}`)
    return
  }
  const kind = page.total === 1 ? 'paper' : 'papers'
  print([`${total} ${kind}`, ...matching(page), ...page.understood, `${page.milliseconds.toFixed(0)} ms`].join(' · '))
  if (page.suggestion) print(`Did you mean: ${page.suggestion.text}`)
  for (const { paper, score, terms } of page.hits) {
    print(`\n  ${plainText(paper.title)}`)
    const facts = [
      authorLine(paper.authors, paper.authorCount),
      paper.venue,
      paper.year,
      paper.arxivId && `arXiv:${paper.arxivId}`,
    ]
    print(`  ${facts.filter(Boolean).join(' · ')}`)
    if (explain) print(explanation(score, terms))
  }
}

/** How many of them have what was asked, where others follow. */
function matching({ mode, total, withEveryWord, relaxed }: SearchPage): string[] {
  if (mode === 'meaning' || withEveryWord >= total) return []
  return [relaxed ? 'none with every word' : `${thin(withEveryWord)} with every word`]
}

/** The parts of a score, one a line, and their sum. */
function explanation(score: number, terms: readonly ScoreTerm[]): string {
  const width = Math.max(...terms.map(({ name }) => name.length), 5)
  const line = (name: string, value: number, text: string) =>
    `    ${name.padEnd(width)}  ${value.toFixed(4).padStart(7)}  ${text}`
  return [...terms.map(({ name, value, explanation: text }) => line(name, value, text)), line('score', score, '')]
    .map((text) => text.trimEnd())
    .join('\n')
}
