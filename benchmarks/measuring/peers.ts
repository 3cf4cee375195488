/** Other search engines over the same papers, by words: any of them, the title weighted 3. */
import { DatabaseSync } from 'node:sqlite'
import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import MiniSearch from 'minisearch'
import type { Paper } from './queries.ts'

export type Engine = { name: string; search(query: string): unknown; close?(): void }

/** Each is built when it is called, so that one engine's memory is free before the next. */
export function peers(papers: Paper[]): (() => Promise<Engine>)[] {
  return [sqlite, miniSearch, orama].map((build) => () => build(papers))
}

async function sqlite(papers: Paper[]): Promise<Engine> {
  const db = new DatabaseSync(':memory:')
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
  return { name: 'SQLite FTS5 (in memory)', search: (query) => select.all(any(query)), close: () => db.close() }
}

async function miniSearch(papers: Paper[]): Promise<Engine> {
  const index = new MiniSearch({ fields: ['title', 'abstract', 'names'], searchOptions: { boost: { title: 3 } } })
  index.addAll(papers.map((paper, id) => ({ id, title: paper.title, abstract: paper.abstract, names: namesOf(paper) })))
  return { name: 'MiniSearch', search: (query) => index.search(query).slice(0, 20) }
}

async function orama(papers: Paper[]): Promise<Engine> {
  const index = create({
    schema: { title: 'string', abstract: 'string', names: 'string' } as const,
    components: { tokenizer: { stemming: true, language: 'english' } },
  })
  await insertMultiple(
    index,
    papers.map((paper) => ({ title: paper.title, abstract: paper.abstract, names: namesOf(paper) })),
    1000,
  )
  return { name: 'Orama', search: (query) => oramaSearch(index, { term: query, boost: { title: 3 }, limit: 20 }) }
}

function namesOf({ authors, venue, keywords }: Paper): string {
  return [...authors, venue, ...keywords].join(', ')
}
