/** Search by words on 87,358 papers and 200 real queries: ours against MiniSearch, Orama and SQLite FTS5, as ratios. */
import { join } from 'node:path'
import { searchDocument } from '../packages/papers/src/search/document.ts'
import { parseQuery } from '../packages/papers/src/search/query/query.ts'
import { openSearchIndex } from '../packages/papers/src/search/searchIndex.ts'
import { stateOf } from './measuring/manyPapers.ts'
import { conferencePapers, machine, quantile, requireFile, table, withTemporaryHome } from './measuring/measure.ts'
import { type Engine, mostBuildSeconds, peers } from './measuring/peers.ts'
import { readPapers, realQueries } from './measuring/queries.ts'

requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const queries = realQueries(papers)
/** A peer answers all queries or as many as it can in this time; the first 20 in any case. */
const mostSeconds = 40
const measured: { name: string; papers: number; built: number; times: number[] }[] = []

await withTemporaryHome(async (folder) => {
  for (const build of [() => ours(folder), ...peers(papers, join(folder, 'fts.sqlite'))]) {
    const started = performance.now()
    const engine = await build()
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
