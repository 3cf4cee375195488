/** The laboratory: overhead of a run in a warm worker, first result in a fresh tab, latency of cancelling, same bits in Chromium and Node. */
import { setTimeout as delay } from 'node:timers/promises'
import { createInPlaceRunner, type LabError, type Runner } from '../packages/lab/src/index.ts'
import { createThreadRunner } from '../packages/lab/src/node/index.ts'
import { toys } from '../packages/lab/src/testing/index.ts'
import { findChromium, openTabs } from '../packages/lab/src/testing/tab.ts'
import { machine, quantile, table } from './measuring/measure.ts'

const folder = new URL('../packages/lab/src/testing/reproductions/', import.meta.url)
const rounds = 200
const cancels = 20
console.log(`${machine()}; node ${process.versions.node}.\n`)

const threads = createThreadRunner({ moduleOf: (slug) => new URL(`${slug}/method.ts`, folder).href, size: 1 })
const inPlace = createInPlaceRunner(toys)
const executablePath = findChromium()
const tabs = executablePath ? await openTabs(executablePath) : undefined
const tab = await tabs?.open()
if (!tab) console.log('No Chromium here: tabs are not measured.\n')

const runners: [string, Runner][] = [
  ['worker thread', threads],
  ...(tab ? [['web worker, driven from Node', tab.runner] as [string, Runner]] : []),
]

const rows = []
for (const [name, runner] of runners)
  rows.push({ runner: name, ...(await overhead(runner)), ...(await cancelling(runner)) })
if (tab) rows.push({ runner: 'web worker, inside the tab', ...(await overheadInTab()) })
console.log(table(rows as never))

if (tabs) await firstResult()
if (tab) await sameBits()
await threads.close()
await tabs?.close()

/** What a run takes beyond the seconds that the method itself took: to the worker, the checks, and back. */
async function overhead(runner: Runner) {
  for (let at = 0; at < 20; at++) await runner.run({ slug: 'coin', input: { throws: 100 }, seed: at })
  const times = []
  for (let at = 0; at < rounds; at++) {
    const started = performance.now()
    const { seconds } = await runner.run({ slug: 'coin', input: { throws: 100 }, seed: at })
    times.push(performance.now() - started - seconds * 1000)
  }
  return { 'overhead p50 ms': quantile(times, 0.5), 'p95 ms': quantile(times, 0.95) }
}

async function overheadInTab() {
  const times = (await tab!.page.evaluate(async (count) => {
    type Lab = { run: (id: number, which: string, request: object) => Promise<{ result: { seconds: number } }> }
    const { lab } = globalThis as unknown as { lab: Lab }
    const found = []
    for (let at = 0; at < count; at++) {
      const started = performance.now()
      const { result } = await lab.run(1e6 + at, 'plain', { slug: 'coin', input: { throws: 100 }, seed: at })
      found.push(performance.now() - started - result.seconds * 1000)
    }
    return found.slice(20)
  }, rounds + 20)) as number[]
  return { 'overhead p50 ms': quantile(times, 0.5), 'p95 ms': quantile(times, 0.95) }
}

/** From the signal to the end of a run that reports progress, and of one that never does. */
async function cancelling(runner: Runner) {
  const times: Record<string, number[]> = { work: [], spin: [] }
  for (const [does, found] of Object.entries(times))
    for (let at = 0; at < cancels; at++) {
      const cancel = new AbortController()
      const ended = runner.run({ slug: 'stubborn', input: { does }, seed: 1 }, { signal: cancel.signal })
      const code = ended.then(
        () => 'done',
        (error: LabError) => error.code,
      )
      await delay(80 + 3 * at)
      const started = performance.now()
      cancel.abort()
      if ((await code) !== 'run/cancelled') throw new Error(`${does} was not cancelled: ${await code}`)
      found.push(performance.now() - started)
      await runner.run({ slug: 'stubborn', input: { does: 'nothing' }, seed: 1 })
    }
  return {
    'cancel p50 ms': quantile(times.work!, 0.5),
    'max ms': Math.max(...times.work!),
    'by force p50 ms': quantile(times.spin!, 0.5),
    'by force max ms': Math.max(...times.spin!),
  }
}

/** A fresh tab: from asking for the sample, no worker yet, to its report. */
async function firstResult() {
  const times = []
  for (let at = 0; at < 5; at++) {
    const fresh = await tabs!.open()
    const started = performance.now()
    await fresh.runner.run({ slug: 'coin', input: toys[0]!.sample, seed: 1 })
    times.push(performance.now() - started)
    await fresh.close()
  }
  console.log(
    `\nFirst result of a sample in a fresh tab: median ${quantile(times, 0.5).toFixed(0)} ms, at most ${Math.max(...times).toFixed(0)} ms of ${times.length}.`,
  )
}

async function sameBits() {
  let same = 0
  for (let seed = 1; seed <= 50; seed++) {
    const request = { slug: 'coin', input: { throws: 3000 }, seed }
    const [here, there] = [await inPlace.run(request), await tab!.runner.run(request)]
    if (JSON.stringify(here.report) === JSON.stringify(there.report)) same++
  }
  console.log(`Reports of 50 seeds that are the same bit for bit in Chromium and Node: ${same}.`)
}
