/** 87,358 papers from the compressed file to searchable: seconds, papers a second, peak memory. [--repeats N] */
import { causerie, conferencePapers, machine, requireFile, table, withTemporaryHome } from './measuring/measure.ts'

requireFile(conferencePapers)
const repeats = Number(process.argv[process.argv.indexOf('--repeats') + 1]) || 3
const rows: Record<string, string | number>[] = []

for (let run = 1; run <= repeats; run++) {
  await withTemporaryHome(async (home) => {
    await causerie(['status', '--home', home]) // the home is made and the catalogue is in
    const idle = await causerie(['status', '--home', home])
    const first = await causerie(['import', conferencePapers, '--home', home, '--json'])
    const again = await causerie(['import', conferencePapers, '--home', home, '--json'])
    const { read, added } = JSON.parse(first.stdout)
    const { unchanged } = JSON.parse(again.stdout)
    if (added !== read || unchanged !== read)
      throw new Error(`wrong: ${first.stdout.slice(0, 300)} ${again.stdout.slice(0, 300)}`)
    rows.push({
      run,
      'import s': first.seconds,
      'papers/s': Math.round(read / first.seconds),
      'peak MB': Math.round(first.peakMegabytes),
      'above idle MB': Math.round(first.peakMegabytes - idle.peakMegabytes),
      'again s': again.seconds,
      'again peak MB': Math.round(again.peakMegabytes),
    })
  })
}

console.log(`${machine()}\nTarget: ≤ 30 s from command to searchable, peak ≤ 800 MB.\n`)
console.log(table(rows))
