/** Other search engines over the same papers, by words: any of them, the title weighted 3, the best 20. */
import { DatabaseSync } from 'node:sqlite'
import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import MiniSearch from 'minisearch'
import type { Paper } from './queries.ts'

/** `papers`: how many it holds. */
export type Engine = { name: string; papers: number; search(query: string): unknown; close?(): void }

/** Building a peer ends after this time: it is then asked about the papers it holds. */
export const mostBuildSeconds = 90

/** Each is built when it is called, so that one engine's memory is free before the next. `file` is SQLite's. */
export function peers(papers: Paper[], file: string): (() => Promise<Engine>)[] {
  return [async () => sqlite(papers, file), () => miniSearch(papers), () => orama(papers)]
}

function sqlite(papers: Paper[], file: string): Engine {
  const db = new DatabaseSync(file)
  db.exec(
    "create virtual table papers using fts5(title, body, names, tokenize = 'porter unicode61 remove_diacritics 2')",
  )
  const insert = db.prepare('insert into papers(rowid, title, body, names) values (?, ?, ?, ?)')
  db.exec('begin')
  for (const [at, paper] of papers.entries()) insert.run(at + 1, paper.title, paper.abstract, namesOf(paper))
  db.exec('commit')
  const select = db.prepare(
    'select rowid, bm25(papers, 3, 1, 1) as score from papers where papers match ? order by score limit 20',
  )
  const any = (query: string) => (query.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' OR ')
  return {
    name: 'SQLite FTS5',
    papers: papers.length,
    search: (query) => select.all(any(query)),
    close: () => db.close(),
  }
}

async function miniSearch(papers: Paper[]): Promise<Engine> {
  const index = new MiniSearch({ fields: ['title', 'abstract', 'names'], searchOptions: { boost: { title: 3 } } })
  const held = await fill(papers, (page, from) =>
    index.addAll(page.map((one, at) => ({ id: from + at, ...fieldsOf(one) }))),
  )
  return { name: 'MiniSearch', papers: held, search: (query) => index.search(query).slice(0, 20) }
}

async function orama(papers: Paper[]): Promise<Engine> {
  const index = create({
    schema: { title: 'string', abstract: 'string', names: 'string' } as const,
    components: { tokenizer: { stemming: true, language: 'english' } },
  })
  const held = await fill(papers, (page) => insertMultiple(index, page.map(fieldsOf), page.length))
  const search = (query: string) => oramaSearch(index, { term: query, boost: { title: 3 }, limit: 20 })
  return { name: 'Orama', papers: held, search }
}

/** Hands papers over, 500 at a time, until all are in or the time is over; how many are in. */
async function fill(papers: Paper[], add: (page: Paper[], from: number) => unknown): Promise<number> {
  const begun = performance.now()
  let held = 0
  for (; held < papers.length && performance.now() - begun < mostBuildSeconds * 1000; held += 500)
    await add(papers.slice(held, held + 500), held)
  return Math.min(held, papers.length)
}

function fieldsOf(paper: Paper) {
  return { title: paper.title, abstract: paper.abstract, names: namesOf(paper) }
}

function namesOf({ authors, venue, keywords }: Paper): string {
  return [...authors, venue, ...keywords].join(', ')
}
