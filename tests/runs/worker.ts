/**
 * `node worker.ts FOLDER` (or a database's address): asks for runs and carries them out, one after the other, until it is
 * killed. It says each that was kept. A run n has the report n, and takes a moment with a sign of life in its middle.
 */
import { writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { createRunKeeper } from '@causerie/papers'
import { openDatabase } from '@causerie/store'

const place = process.argv[2]!
const store = await openDatabase(place.includes('://') ? { databaseUrl: place } : { folder: place })
const keeper = createRunKeeper<{ headline: string; big: string }>(store)
const machine = { processor: 'test', cores: 1, memoryGb: 1, runtime: 'node' }
const versions = { package: '0', engine: 'node', method: 'counting' }

for (const id of await keeper.lost()) await carryOut(id) // whoever had them was killed
for (const { id } of await keeper.list({ states: ['queued'], limit: 1000 })) await carryOut(id)
for (let n = await keeper.count({}); ; n++) {
  await keeper.request({ id: `run-${n}`, slug: 'counting', input: { n }, seed: n, versions })
  await carryOut(`run-${n}`)
}

async function carryOut(id: string): Promise<void> {
  const taken = await keeper.claim(id, { machine, leaseMs: 300 })
  if (!taken) return
  await pause(2)
  await keeper.heartbeat(taken.hold, { share: 0.5, stage: 'half' })
  const report = { headline: `Counted ${taken.run.input.n}.`, big: 'swan '.repeat(2000) }
  if (await keeper.finish(taken.hold, { state: 'done', report, seconds: 0.002 })) writeSync(1, `${id}\n`)
}
