/** Completions at 87,358 papers: reading the words and names, memory, and the time of each key of 200 typed queries. */
import { join } from 'node:path'
import { openHouse, runOperation } from '../packages/papers/src/index.ts'
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

requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const queries = realQueries(papers)

const typings: Record<string, (query: string) => string> = {
  words: (query) => query,
  'author:': (query) => `author:${query.split(' ').at(-1)}`,
}

await withTemporaryHome(async (home) => {
  const house = await openHouse({ home: process.env.KEPT_HOME ?? home, catalogue: join(home, 'none') })
  const quiet = { progress: () => {}, note: () => {}, signal: new AbortController().signal }
  if ((await house.index.count()) === 0) await runOperation(house, 'import', { file: conferencePapers }, quiet)
  const before = memoryOf(process.pid)
  const [started, spent] = [performance.now(), process.cpuUsage()]
  const stalls = watchStalls()
  const size = await house.lexicon.ready()
  const { user, system } = process.cpuUsage(spent)
  const after = memoryOf(process.pid)
  console.log(`${machine()}; ${await house.index.count()} papers.`)
  console.log(
    `Read in ${seconds(performance.now() - started)} of wall time, ${seconds((user + system) / 1000)} of CPU.`,
  )
  console.log(`Meanwhile this thread was held up at most ${stalls().toFixed(0)} ms.`)
  console.log(`Memory of the process ${before.now.toFixed(0)} → ${after.now.toFixed(0)} MB. ${JSON.stringify(size)}\n`)

  const rows = []
  for (const [kind, textOf] of Object.entries(typings)) rows.push(await typed(kind, queries.map(textOf)))
  console.log(table(rows))
  await house.close()

  /** Every key of the queries, one after the other, as a reader types them. */
  async function typed(kind: string, texts: string[]) {
    const times: number[] = []
    const spent = process.cpuUsage()
    let answered = 0
    for (const text of texts)
      for (let at = 1; at <= text.length; at++) {
        const started = performance.now()
        const items = await house.complete(text.slice(0, at), at)
        times.push(performance.now() - started)
        if (items.length > 0) answered++
      }
    const { user, system } = process.cpuUsage(spent)
    return {
      typed: kind,
      keys: times.length,
      'answered %': (100 * answered) / times.length,
      'p50 ms': quantile(times, 0.5),
      'p95 ms': quantile(times, 0.95),
      'p99 ms': quantile(times, 0.99),
      'CPU ms a key': (user + system) / 1000 / times.length,
    }
  }
})

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** The longest time a timer of 5 ms was late. */
function watchStalls(): () => number {
  let [last, worst] = [performance.now(), 0]
  const timer = setInterval(() => {
    worst = Math.max(worst, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  return () => {
    clearInterval(timer)
    return worst
  }
}
