/** Search by words on 87,358 papers and 200 real queries: ours against MiniSearch, Orama and SQLite FTS5, as ratios. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import MiniSearch from 'minisearch'
import { searchDocument } from '../packages/papers/src/search/document.ts'
import { parseQuery } from '../packages/papers/src/search/query/query.ts'
import { openSearchIndex } from '../packages/papers/src/search/searchIndex.ts'
import { conferencePapers, machine, quantile, requireFile, table, withTemporaryHome } from './measuring/measure.ts'
import { type Paper, readPapers, realQueries } from './measuring/queries.ts'

/** `papers`: how many it holds. */
type Engine = { name: string; papers: number; search(query: string): Promise<unknown> | unknown; close?(): void }

requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const queries = realQueries(papers)
/** A peer answers all queries or as many as it can in this time; the first 20 in any case. */
const mostSeconds = 40
/** Building a peer ends after this time too: it is then asked about the papers it holds. */
const mostBuildSeconds = 90
const measured: { name: string; papers: number; built: number; times: number[] }[] = []

await withTemporaryHome(async (folder) => {
  for (const build of [ours, sqlite, miniSearch, orama]) {
    const started = performance.now()
    const engine = await build(folder)
    const built = (performance.now() - started) / 1000
    const times = await time(engine)
    engine.close?.()
    measured.push({ name: engine.name, papers: engine.papers, built, times })
    console.log(
      `${engine.name}: ${engine.papers} papers, built in ${built.toFixed(1)} s, ${times.length} queries, p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`,
    )
  }
})

console.log(
  `\n${machine()}; ${papers.length} papers, ${queries.length} queries (a peer builds for ${mostBuildSeconds} s and answers for ${mostSeconds} s at most; one that holds fewer papers has less to search), the best 20 of each; any of the words (OR), title weighted 3. Ratios are taken over the queries the peer answered.\n`,
)
console.log(table(measured.map(rowOf)))

function rowOf({ name, papers, built, times }: (typeof measured)[number]): Record<string, string | number> {
  const own = measured[0]!.times.slice(0, times.length)
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
  return {
    ...{ engine: name, papers, 'build s': built, queries: times.length, p50, p95, max: Math.max(...times) },
    ...{ 'p50 ÷ ours': p50 / quantile(own, 0.5), 'p95 ÷ ours': p95 / quantile(own, 0.95) },
  }
}

async function time({ search }: Engine): Promise<number[]> {
  for (const query of queries.slice(-5)) await search(query) // to warm up
  const times: number[] = []
  const begun = performance.now()
  for (const query of queries) {
    const started = performance.now()
    if (times.length >= 20 && started - begun > mostSeconds * 1000) break
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
    papers: papers.length,
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
  return {
    name: 'SQLite FTS5',
    papers: papers.length,
    search: (query) => select.all(any(query)),
    close: () => db.close(),
  }
}

async function miniSearch(): Promise<Engine> {
  const index = new MiniSearch({ fields: ['title', 'abstract', 'names'], searchOptions: { boost: { title: 3 } } })
  const held = await fill((page, from) => index.addAll(page.map((one, at) => ({ id: from + at, ...fieldsOf(one) }))))
  return { name: 'MiniSearch', papers: held, search: (query) => index.search(query).slice(0, 20) }
}

async function orama(): Promise<Engine> {
  const index = create({
    schema: { title: 'string', abstract: 'string', names: 'string' } as const,
    components: { tokenizer: { stemming: true, language: 'english' } },
  })
  const held = await fill((page) => insertMultiple(index, page.map(fieldsOf), page.length))
  const search = (query: string) => oramaSearch(index, { term: query, boost: { title: 3 }, limit: 20 })
  return { name: 'Orama', papers: held, search }
}

/** Hands papers over, 500 at a time, until all are in or the time is over; how many are in. */
async function fill(add: (page: Paper[], from: number) => unknown): Promise<number> {
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
