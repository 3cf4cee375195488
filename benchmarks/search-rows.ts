/**
 * Search on many synthetic papers: how long the index takes to be made, how large it is, how long a search by words and
 * meaning takes with everything but the database (cards and topics cost the same at any size).
 *
 *   npm run bench search-rows -- [--rows 2000000] [--folder FOLDER] [--minutes 4]
 *
 * With a folder what was made stays there, and the next call goes on with it; after `minutes` of writing a call ends.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStaticEmbedder, shippedWeights } from '../packages/papers/src/meaning/openEmbedder.ts'
import { parseQuery } from '../packages/papers/src/search/query/query.ts'
import { openLibrarySample } from '../packages/papers/src/search/rank/librarySample.ts'
import { rankQuery } from '../packages/papers/src/search/rank/rankQuery.ts'
import { weights } from '../packages/papers/src/search/rank/weights.ts'
import { openSearchIndex, type SearchIndex } from '../packages/papers/src/search/searchIndex.ts'
import { manyPapers, pageSize } from './measuring/manyPapers.ts'
import {
  conferencePapers,
  machine,
  memoryOf,
  quantile,
  requireFile,
  table,
  withTemporaryHome,
} from './measuring/measure.ts'
import { readPapers, realQueries } from './measuring/queries.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000000' },
    folder: { type: 'string' },
    minutes: { type: 'string', default: '1000' },
  },
})
const rows = Math.ceil(Number(values.rows) / pageSize) * pageSize
requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const queries = realQueries(papers)
const embedder = await openStaticEmbedder(shippedWeights)

console.log(`${machine()}; ${rows} synthetic papers, ${queries.length} queries, one at a time.`)
if (values.folder) await measureIn(values.folder)
else await withTemporaryHome(measureIn)

async function measureIn(folder: string): Promise<void> {
  const place = join(folder, 'index')
  const index = await openSearchIndex(place, { keepMs: 0, meaning: { embedder: embedder.id, dimension: 256 } })
  const spent = readSpent(folder)
  if (await isWritten(index, spent)) {
    if (!spent.settled) await settle(index, spent)
    await report(index, place, spent)
  }
  writeFileSync(spentFile(folder), JSON.stringify(spent))
  index.close()
}

/** Seconds of processor time and of the clock, over all calls. */
type Spent = { written: Seconds; settled?: Seconds; megabytes: number }
type Seconds = { cpu: number; clock: number }

function spentFile(folder: string): string {
  return join(folder, 'spent.json')
}

function readSpent(folder: string): Spent {
  const file = spentFile(folder)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { written: { cpu: 0, clock: 0 }, megabytes: 0 }
}

/** Writes until all are there or the time is over; whether they are. */
async function isWritten(index: SearchIndex, spent: Spent): Promise<boolean> {
  const { seconds, stop } = stopwatch()
  let have = await index.count()
  if (have < rows)
    for await (const page of manyPapers(papers, { rows, embedder, from: have })) {
      await index.put(page, { fresh: true })
      have += page.length
      if (have % 100_000 === 0) console.log(`  ${have} rows, ${Math.round(memoryOf(process.pid).now)} MB`)
      if (seconds() > 60 * Number(values.minutes)) break
    }
  add(spent.written, stop())
  if (have < rows) console.log(`${have} of ${rows} rows are written; call again to go on.`)
  return have >= rows
}

async function settle(index: SearchIndex, spent: Spent): Promise<void> {
  const { stop } = stopwatch()
  await index.settle({ always: true })
  spent.settled = stop()
}

async function report(index: SearchIndex, place: string, spent: Spent): Promise<void> {
  spent.megabytes = Math.max(spent.megabytes, Math.round(memoryOf(process.pid).peak))
  const { written, settled } = spent
  console.log(
    `Written in ${shown(written)}, indexes made in ${shown(settled!)}; ${(await gigabytes(place)).toFixed(1)} GB on disk; memory at its highest ${spent.megabytes} MB.`,
  )
  const ids = Array.from({ length: 20_000 }, (_, at) => 1 + Math.floor((at * rows) / 20_000))
  const sample = openLibrarySample({
    count: () => index.count(),
    ids: async (size) => ids.slice(0, size),
    textsOf: (some) => index.textsOf(some),
  })
  await sample.statistics()
  const vector = (text: string) => embedder.embed([text], { as: 'query' })
  const all = { limit: 2000, embedder, closely: weights.closelyForPage }
  const lines = [
    line('words and meaning, ranked', await clock((text) => rankQuery({ index, sample }, parseQuery(text), all))),
    line('words, any of them, 200', await clock((text) => index.search(parseQuery(text), { all: false, limit: 200 }))),
    line(
      'words, all of them, 2,000',
      await clock((text) => index.search(parseQuery(text), { all: true, limit: 2000 })),
    ),
    line('meaning, 200', await clock(async (text) => index.nearest(await vector(text), { limit: 200 }))),
    line(
      'meaning, 200, of three years',
      await clock(async (text) =>
        index.nearest(await vector(text), { limit: 200, where: 'year >= 2018 and year <= 2020' }),
      ),
    ),
  ]
  console.log(`\nTarget: words and meaning p95 ≤ 200 ms.\n\n${table(lines)}`)
  console.log(`\nMemory now ${Math.round(memoryOf(process.pid).now)} MB.`)
}

function stopwatch() {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const seconds = () => (performance.now() - started) / 1000
  return {
    seconds,
    stop(): Seconds {
      const { user, system } = process.cpuUsage(before)
      return { cpu: (user + system) / 1e6, clock: seconds() }
    },
  }
}

function add(to: Seconds, more: Seconds): void {
  to.cpu += more.cpu
  to.clock += more.clock
}

function shown({ cpu, clock }: Seconds): string {
  return `${clock.toFixed(0)} s (${cpu.toFixed(0)} s of processor time)`
}

type Times = { each: number[]; cpu: number }

/** Milliseconds of each query, and of processor time on average. */
async function clock(ask: (text: string) => Promise<unknown>): Promise<Times> {
  for (const text of queries.slice(0, 20)) await ask(text)
  const before = process.cpuUsage()
  const each: number[] = []
  for (const text of queries) {
    const started = performance.now()
    await ask(text)
    each.push(performance.now() - started)
  }
  const { user, system } = process.cpuUsage(before)
  return { each, cpu: (user + system) / 1000 / queries.length }
}

function line(name: string, { each, cpu }: Times): Record<string, string | number> {
  return {
    '': name,
    'p50 ms': quantile(each, 0.5),
    'p95 ms': quantile(each, 0.95),
    'p99 ms': quantile(each, 0.99),
    'CPU ms': cpu,
    'queries/s': Math.round((1000 * each.length) / each.reduce((sum, time) => sum + time, 0)),
  }
}

async function gigabytes(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes / 1e9
}
