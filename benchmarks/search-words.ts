/** Search by words on 87,358 papers and 200 real queries: ours against MiniSearch, Orama and SQLite FTS5, as ratios. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import MiniSearch from 'minisearch'
import { searchDocument } from '../packages/papers/src/search/document.ts'
import { parseQuery } from '../packages/papers/src/search/query.ts'
import { openSearchIndex } from '../packages/papers/src/search/searchIndex.ts'
import { conferencePapers, machine, quantile, requireFile, table, withTemporaryHome } from './measuring/measure.ts'
import { type Paper, readPapers, realQueries } from './measuring/queries.ts'

type Engine = { name: string; search(query: string): Promise<unknown> | unknown; close?(): void }

requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const queries = realQueries(papers)
const rows: (Record<string, string | number> & { p50: number; p95: number })[] = []

await withTemporaryHome(async (folder) => {
  for (const build of [ours, sqlite, miniSearch, orama]) {
    const started = performance.now()
    const engine = await build(folder)
    const built = (performance.now() - started) / 1000
    const times = await time(engine)
    engine.close?.()
    console.log(
      `${engine.name}: built in ${built.toFixed(1)} s, p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`,
    )
    rows.push({
      engine: engine.name,
      'build s': built,
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      max: Math.max(...times),
    })
  }
})

const [own] = rows
console.log(
  `${machine()}; ${papers.length} papers, ${queries.length} queries, the best 20 of each; any of the words (OR), title weighted 3.\n`,
)
console.log(table(rows.map((row) => ({ ...row, 'p50 ÷ ours': row.p50 / own!.p50, 'p95 ÷ ours': row.p95 / own!.p95 }))))

async function time({ search }: Engine): Promise<number[]> {
  for (const query of queries.slice(0, 20)) await search(query)
  const times: number[] = []
  for (const query of queries) {
    const started = performance.now()
    await search(query)
    times.push(performance.now() - started)
  }
  return times
}

async function ours(folder: string): Promise<Engine> {
  const index = await openSearchIndex(join(folder, 'index'))
  for (let from = 0; from < papers.length; from += 1000) {
    const page = papers.slice(from, from + 1000)
    await index.put(
      page.map((paper, at) => searchDocument({ id: from + at + 1, state: stateOf(paper) }, 1)),
      { fresh: true },
    )
  }
  await index.settle({ always: true })
  return {
    name: 'Causerie (LanceDB)',
    search: (query) => index.search(parseQuery(query), { all: false, limit: 20 }),
    close: () => index.close(),
  }
}

function stateOf({ title, abstract, authors, venue, year, keywords }: Paper) {
  return {
    fields: { title, abstract, authors: authors.map((name) => ({ name })), venue, year },
    provenance: { '*': 'jsonl' },
    identifiers: [],
    links: [],
    topics: keywords,
    listings: [],
  }
}

async function sqlite(folder: string): Promise<Engine> {
  const file = join(folder, 'fts.sqlite')
  await rm(file, { force: true })
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
  return { name: 'SQLite FTS5', search: (query) => select.all(any(query)), close: () => db.close() }
}

async function miniSearch(): Promise<Engine> {
  const index = new MiniSearch({ fields: ['title', 'abstract', 'names'], searchOptions: { boost: { title: 3 } } })
  index.addAll(papers.map((paper, id) => ({ id, title: paper.title, abstract: paper.abstract, names: namesOf(paper) })))
  return { name: 'MiniSearch', search: (query) => index.search(query).slice(0, 20) }
}

async function orama(): Promise<Engine> {
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
