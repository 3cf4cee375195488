/** Pages of a library of 87,402 papers, warm, by a loopback client: p50, p95, requests a second. [--home DIR] [--count N] */
import {
  causerie,
  conferencePapers,
  foundingPage,
  machine,
  quantile,
  requireFile,
  seeded,
  startServer,
  table,
  withTemporaryHome,
} from './measuring/measure.ts'
import { readPapers, realQueries } from './measuring/queries.ts'

requireFile(conferencePapers)
const given = process.argv.indexOf('--home')
const count = Number(process.argv[process.argv.indexOf('--count') + 1]) || 300

if (given > 0) await measureHome(process.argv[given + 1]!)
else {
  await withTemporaryHome(async (home) => {
    await causerie(['import', conferencePapers, foundingPage, '--home', home, '--json'])
    await measureHome(home)
  })
}

async function measureHome(home: string): Promise<void> {
  const papers = await readPapers(conferencePapers)
  const queries = realQueries(papers)
  const random = seeded(11)
  const server = await startServer(home)
  const slugs = await paperPaths(server.url, queries.slice(0, 60))
  const kinds: Record<string, () => string> = {
    '/ (44 papers)': () => '/',
    'a paper': () => slugs[Math.floor(random() * slugs.length)]!,
    'a search': () => `/search?q=${encodeURIComponent(queries[Math.floor(random() * queries.length)]!)}`,
    'a search with facets': () =>
      `/search?q=${encodeURIComponent(`${queries[Math.floor(random() * queries.length)]!} year:2018..`)}`,
    '/trending': () => '/trending',
    '/topics': () => '/topics',
  }
  const rows: Record<string, string | number>[] = []
  for (const [kind, path] of Object.entries(kinds)) {
    await ask(server.url, path, 30, 1) // warm
    const one = await ask(server.url, path, count, 1)
    const eight = await ask(server.url, path, count, 8)
    rows.push({
      page: kind,
      'p50 ms': quantile(one.times, 0.5),
      'p95 ms': quantile(one.times, 0.95),
      'max ms': Math.max(...one.times),
      'requests/s, 8 at once': Math.round(count / eight.seconds),
      kB: Math.round(one.bytes / count / 1000),
    })
  }
  await server.stop()
  console.log(
    `${machine()}; client and server share the machine; ${count} requests a row, one at a time.\nTargets: pages p95 ≤ 50 ms, search p95 ≤ 60 ms.\n`,
  )
  console.log(table(rows))
}

async function ask(
  url: string,
  path: () => string,
  times: number,
  atOnce: number,
): Promise<{ times: number[]; seconds: number; bytes: number }> {
  const taken: number[] = []
  let bytes = 0
  let left = times
  const started = performance.now()
  const worker = async () => {
    while (left-- > 0) {
      const at = performance.now()
      const reply = await fetch(url + path())
      bytes += (await reply.arrayBuffer()).byteLength
      if (!reply.ok) throw new Error(`${reply.url} answered ${reply.status}`)
      taken.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { times: taken, seconds: (performance.now() - started) / 1000, bytes }
}

async function paperPaths(url: string, queries: string[]): Promise<string[]> {
  const paths = new Set<string>()
  for (const query of queries) {
    const reply = await fetch(`${url}/api/search?q=${encodeURIComponent(query)}`)
    for (const { paper } of (await reply.json()).hits) paths.add(`/papers/${encodeURIComponent(paper.slug)}`)
  }
  return [...paths]
}
