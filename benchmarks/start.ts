/** From command to ready, cold (a home has to be made) and warm (it is there), with 44 and with 87,402 papers. [--repeats N] */
import {
  causerie,
  conferencePapers,
  machine,
  memoryOf,
  quantile,
  requireFile,
  startServer,
  table,
  withTemporaryHome,
} from './measuring/measure.ts'

requireFile(conferencePapers)
const repeats = Number(process.argv[process.argv.indexOf('--repeats') + 1]) || 5
const rows: Record<string, string | number>[] = []

await withTemporaryHome(async (home) => {
  await measure('cold, 44 papers', home, 1)
  await measure('warm, 44 papers', home, repeats)
  await causerie(['import', conferencePapers, '--home', home, '--json'])
  await measure('warm, 87,402 papers', home, repeats)
})

console.log(`${machine()}\nTarget: warm ≤ 3 s.\n`)
console.log(table(rows))

async function measure(what: string, home: string, times: number): Promise<void> {
  const seconds: number[] = []
  let megabytes = 0
  for (let run = 0; run < times; run++) {
    const server = await startServer(home)
    seconds.push(server.readySeconds)
    await fetch(server.url).then((reply) => reply.text())
    megabytes = memoryOf(server.pid).now
    await server.stop()
  }
  rows.push({
    what,
    runs: times,
    'min s': Math.min(...seconds),
    'median s': quantile(seconds, 0.5),
    'max s': Math.max(...seconds),
    'after one page MB': Math.round(megabytes),
  })
}
