/** Search libraries others would use, each as its own documentation sets it up: any of the words, title three times. */
import { DatabaseSync } from 'node:sqlite'
import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import MiniSearch from 'minisearch'
import type { TestDocument } from '../collection.ts'
import type { Engine } from './engine.ts'

export function miniSearch(documents: readonly TestDocument[]): Engine[] {
  const index = new MiniSearch({ fields: ['title', 'abstract'], searchOptions: { boost: { title: 3 } } })
  index.addAll(documents)
  const search = (query: string, limit: number) =>
    index
      .search(query)
      .slice(0, limit)
      .map(({ id }) => String(id))
  return [{ name: 'MiniSearch', search }]
}

export function sqlite(documents: readonly TestDocument[]): Engine[] {
  const db = new DatabaseSync(':memory:')
  db.exec("create virtual table papers using fts5(title, body, tokenize = 'porter unicode61 remove_diacritics 2')")
  const insert = db.prepare('insert into papers(rowid, title, body) values (?, ?, ?)')
  db.exec('begin')
  for (const [at, { title, abstract }] of documents.entries()) insert.run(at + 1, title, abstract)
  db.exec('commit')
  const select = db.prepare('select rowid from papers where papers match ? order by bm25(papers, 3, 1) limit ?')
  const any = (query: string) => (query.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' OR ')
  return [
    {
      name: 'SQLite FTS5',
      search: (query, limit) => select.all(any(query), limit).map(({ rowid }) => documents[Number(rowid) - 1]!.id),
      close: () => db.close(),
    },
  ]
}

export async function orama(documents: readonly TestDocument[]): Promise<Engine[]> {
  const index = create({
    schema: { id: 'string', title: 'string', abstract: 'string' } as const,
    components: { tokenizer: { stemming: true, language: 'english' } },
  })
  await insertMultiple(index, [...documents], 1000)
  return [
    {
      name: 'Orama',
      async search(query, limit) {
        const { hits } = await oramaSearch(index, { term: query, boost: { title: 3 }, limit })
        return hits.map(({ id }) => id)
      },
    },
  ]
}
