/** Search end to end: words, meaning and both on 87,358 papers, idle and during an import, against peers; synthetic papers by the million: search-rows. */
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { House } from '../packages/papers/src/house/house.ts'
import { openHouse } from '../packages/papers/src/house/openHouse.ts'
import { runOperation } from '../packages/papers/src/house/operations.ts'
import { openStaticEmbedder, shippedWeights } from '../packages/papers/src/meaning/openEmbedder.ts'
import { parseQuery } from '../packages/papers/src/search/query/query.ts'
import type { SearchIndex } from '../packages/papers/src/search/searchIndex.ts'
import { conferencePapers, machine, quantile, requireFile, table, withTemporaryHome } from './measuring/measure.ts'
import { peers } from './measuring/peers.ts'
import { readPapers, realQueries } from './measuring/queries.ts'

requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const queries = realQueries(papers)
const embedder = await openStaticEmbedder(shippedWeights)
const silent = { progress: () => {}, note: () => {}, signal: new AbortController().signal }

console.log(
  `${machine()}; ${queries.length} queries (half keywords, a quarter title words, a quarter names), one at a time.`,
)
await withTemporaryHome(conferenceLibrary)

async function conferenceLibrary(home: string): Promise<void> {
  const house = await openHouse({ home, embedder, catalogue: join(home, 'none') })
  const built = await timed(() => runOperation(house, 'import', { file: conferencePapers }, silent))
  console.log(
    `\n${papers.length} papers: imported, embedded and indexed in ${built.seconds.toFixed(1)} s (${built.cpuSeconds.toFixed(1)} s of CPU); index ${(await megabytes(join(home, 'index'))).toFixed(0)} MB on disk.`,
  )
  const own = await endToEnd(house)
  console.log(
    `\nEnd to end, house.search, 20 papers with facets and passages. Target: p95 ≤ 60 ms.\n\n${table(own.rows)}`,
  )
  console.log(`\nThe index alone:\n\n${table(await indexRows(house.index))}`)
  await againstPeers(own.p50, join(home, 'fts.sqlite'))
  await duringImport(house, own.p95)
  await house.close()
}

async function endToEnd(house: House) {
  const times = await clock((text) => house.search(text))
  const facets = await clock((text) => house.search(`${text} year:2018..2023`))
  return {
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    rows: [line('a search', times), line('with a filter', facets)],
  }
}

async function indexRows(index: SearchIndex) {
  const vector = async (text: string) => embedder.embed([text], { as: 'query' })
  const any = (text: string, limit = 200) => index.search(parseQuery(text), { all: false, limit })
  const near = async (text: string, where?: string) => index.nearest(await vector(text), { limit: 200, where })
  return [
    line('words, any of them, 200', await clock(any)),
    line(
      'words, all of them, 2,000',
      await clock((text) => index.search(parseQuery(text), { all: true, limit: 2000 })),
    ),
    line('meaning, 200', await clock(near)),
    line('meaning, 200, of three years', await clock((text) => near(text, 'year >= 2018 and year <= 2020'))),
    line(
      'words and meaning, texts of 100',
      await clock(async (text) => {
        const [words, meaning] = await Promise.all([any(text), near(text)])
        await index.textsOf([...new Set([...words.ids.slice(0, 50), ...meaning.ids.slice(0, 50)])])
      }),
    ),
  ]
}

async function againstPeers(ours: number, file: string): Promise<void> {
  const lines: Record<string, string | number>[] = []
  const asked = queries.slice(0, 40)
  for (const build of peers(papers, file)) {
    const engine = await build()
    const times = await clock(engine.search, asked)
    await engine.close?.()
    lines.push({ ...line(engine.name, times), papers: engine.papers, 'p50 ÷ ours': quantile(times, 0.5) / ours })
  }
  console.log(
    `\nPeers, by words (OR, title weighted 3), the best 20, numbers and scores only; ${asked.length} of the queries each:\n\n${table(lines)}`,
  )
}

/** The same papers again under other keys and titles, so that every one of them is new; queries all the while. */
async function duringImport(house: House, idle: number): Promise<void> {
  const file = join(house.home, 'more.jsonl')
  const more = papers
    .slice(0, 20_000)
    .map((paper, at) => ({ ...paper, id: `again-${at}`, title: `${paper.title} again ${at}` }))
  await writeFile(file, more.map((paper) => JSON.stringify(paper)).join('\n'))
  let importing = true
  const imported = runOperation(house, 'import', { file, format: 'jsonl' }, silent).finally(() => {
    importing = false
  })
  const whole: number[] = []
  const words: number[] = []
  for (let at = 0; importing; at++) {
    const text = queries[at % queries.length]!
    whole.push(await lasting(() => house.search(text)))
    if (importing) words.push(await lasting(() => house.index.search(parseQuery(text), { all: false, limit: 200 })))
  }
  await imported
  console.log(
    `\nWhile ${more.length} papers are imported by the same process (target: at most twice as slow):\n\n${table([line('house.search', whole), line('the index by words', words)])}\np95 of house.search is ${(quantile(whole, 0.95) / idle).toFixed(1)} times that of an idle library.`,
  )
}

type Times = number[] & { cpu?: number }

/** Milliseconds of each query, and of CPU on average: on a busy machine the second is the one to compare. */
async function clock(ask: (text: string) => unknown, asked = queries): Promise<Times> {
  for (const text of asked.slice(0, 20)) await ask(text)
  const before = process.cpuUsage()
  const times: Times = []
  for (const text of asked) times.push(await lasting(() => ask(text)))
  const { user, system } = process.cpuUsage(before)
  times.cpu = (user + system) / 1000 / asked.length
  return times
}

async function lasting(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function line(name: string, times: Times): Record<string, string | number> {
  return {
    '': name,
    'p50 ms': quantile(times, 0.5),
    'p95 ms': quantile(times, 0.95),
    'p99 ms': quantile(times, 0.99),
    'CPU ms': times.cpu ?? '',
    'queries/s': Math.round((1000 * times.length) / times.reduce((sum, time) => sum + time, 0)),
  }
}

async function timed(work: () => Promise<unknown>): Promise<{ seconds: number; cpuSeconds: number }> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 }
}

async function megabytes(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return bytes / 1e6
}
