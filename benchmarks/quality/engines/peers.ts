/** Search libraries others would use, each as its own documentation sets it up: any of the words, title three times. */
import { DatabaseSync } from 'node:sqlite'
import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import MiniSearch from 'minisearch'
import type { Embedder } from '../../../packages/papers/src/meaning/embedder.ts'
import type { TestDocument } from '../collection.ts'
import type { Engine, EngineMaker } from './engine.ts'

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

/** By text, and Orama's own hybrid of text and our vectors with its weights of a half each. */
export const orama =
  (embedder: Embedder): EngineMaker =>
  async (documents) => {
    const index = create({
      schema: { id: 'string', title: 'string', abstract: 'string', vector: `vector[${embedder.dimension}]` } as const,
      components: { tokenizer: { stemming: true, language: 'english' } },
    })
    const { dimension } = embedder
    const texts = documents.map(({ title, abstract }) => `${title}\n${abstract}`)
    const vectors = await embedder.embed(texts, { as: 'document' })
    const rows = documents.map((one, at) => ({
      ...one,
      vector: Array.from(vectors.subarray(at * dimension, (at + 1) * dimension)),
    }))
    await insertMultiple(index, rows, 1000)
    const boost = { title: 3 }
    return [
      {
        name: 'Orama',
        async search(term, limit) {
          const { hits } = await oramaSearch(index, { term, boost, limit })
          return hits.map(({ id }) => id)
        },
      },
      {
        name: 'Orama hybrid',
        async search(term, limit) {
          const value = Array.from(await embedder.embed([term], { as: 'query' }))
          const vector = { value, property: 'vector' } as const
          const { hits } = await oramaSearch(index, { mode: 'hybrid', term, vector, boost, limit, similarity: 0 })
          return hits.map(({ id }) => id)
        },
      },
    ]
  }
