/** What carries out runs is killed again and again: no run is lost, none has two outcomes, none is half kept. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createRunKeeper } from '@causerie/papers'
import { migrate, openDatabase, type Store, sql } from '@causerie/store'
import { afterAll, expect, test } from 'vitest'
import { seededRandom, serverEngine } from '../../packages/store/src/testing.ts'

const seed = Number(process.env.CAUSERIE_SEED ?? Date.now() % 1_000_000)
const home = mkdtempSync(join(tmpdir(), 'causerie-runs-killed-'))
const server = await serverEngine()
afterAll(async () => {
  await server?.stop()
  rmSync(home, { recursive: true, force: true })
})

/** A worker in a process of its own; what it says comes into `said`. */
function startWorker(place: string, said: string[]) {
  const file = new URL('./worker.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, place], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop()!
    said.push(...lines)
  })
  return {
    first: once(child.stdout, 'data'),
    kill: async () => {
      const ended = once(child, 'close')
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function expectWhole(store: Store, said: string[], where: string): Promise<void> {
  expect(new Set(said).size, `${where}: none is said to be done twice`).toBe(said.length)
  const { rows } = await store.db.execute(
    sql`select id, state, input, report, headline, attempts from runs order by asked`,
  )
  const numbers = rows.map(({ id }) => Number(String(id).slice(4)))
  expect(
    numbers.sort((a, b) => a - b),
    `${where}: every number once`,
  ).toEqual(rows.map((_, at) => at))
  for (const { id, state, report, headline, attempts } of rows) {
    if (said.includes(id as string)) expect(state, `${where}: ${id} was said to be done`).toBe('done')
    if (state !== 'done') continue
    expect(attempts, where).toBeGreaterThan(0)
    expect(headline).toBe(`Counted ${String(id).slice(4)}.`)
    expect(JSON.parse(report as string)).toEqual({ headline, big: 'swan '.repeat(2000) })
  }
}

test(`killed at twenty random moments on the embedded database (seed ${seed})`, { timeout: 180_000 }, async () => {
  const folder = join(home, 'database')
  await openDatabase({ folder }).then(async (store) => {
    await migrate(store)
    await store.close()
  })
  const random = seededRandom(seed)
  const said: string[] = []
  for (let round = 0; round < 20; round++) {
    const worker = startWorker(folder, said)
    await worker.first
    await pause(Math.floor(random() * 150))
    await worker.kill()
  }
  const store = await openDatabase({ folder })
  await pause(350) // the last lease ends
  const keeper = createRunKeeper(store)
  await expectWhole(store, said, `seed ${seed}`)
  expect(await keeper.count({ states: ['queued', 'running'] })).toBeLessThanOrEqual(1)
  expect((await keeper.lost()).length).toBe(await keeper.count({ states: ['running'] }))
  await store.close()
})

test.skipIf(!server)(
  `two workers on one server, killed in turn: each takes up what the other left (seed ${seed})`,
  { timeout: 120_000 },
  async () => {
    const store = await server!.fresh()
    await migrate(store)
    const place = server!.url(store.place.split('/').at(-1)!)
    const random = seededRandom(seed + 1)
    const said: string[] = []
    let other = startWorker(place, said)
    await other.first
    for (let round = 0; round < 10; round++) {
      const one = startWorker(place, said)
      await one.first
      await pause(Math.floor(random() * 150))
      await other.kill()
      other = one
    }
    await other.kill()
    await pause(350)
    const worker = startWorker(place, said)
    await worker.first
    await worker.kill()
    await pause(350)
    await expectWhole(store, said, `seed ${seed}`)
    expect(await createRunKeeper(store).count({ states: ['queued', 'running'] })).toBeLessThanOrEqual(1)
    await store.close()
  },
)
