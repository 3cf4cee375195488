import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { sql } from './drizzle.ts'
import { migrate } from './migrate.ts'
import { seededRandom, sizeOfBatch } from './testing.ts'

const seed = Number(process.env.CAUSERIE_SEED ?? Date.now() % 1_000_000)
const home = mkdtempSync(join(tmpdir(), 'causerie-killed-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A writer in a process of its own, killed `ms` after its first batch; the batches it said were committed. */
async function killedWriter(folder: string, ms: number): Promise<number[]> {
  const testing = new URL('./testing.ts', import.meta.url).href
  const script = `import(${JSON.stringify(testing)}).then(({ writeBatches }) => writeBatches(process.argv[1]))`
  const child = spawn(process.execPath, ['-e', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    said += chunk
  })
  await once(child.stdout, 'data')
  await pause(ms)
  const ended = once(child, 'close')
  expect(child.kill('SIGKILL')).toBe(true)
  expect((await ended)[1]).toBe('SIGKILL')
  return said.split('\n').slice(0, -1).map(Number)
}

test(`after kill −9 in the middle of writes: opens, has every batch that was committed and no half batch (seed ${seed})`, {
  timeout: 120_000,
}, async () => {
  const folder = join(home, 'database')
  const random = seededRandom(seed)
  for (let round = 0; round < 6; round++) {
    const said = await killedWriter(folder, Math.floor(random() * 400))
    const store = await openDatabase({ folder })
    expect(await migrate(store)).toEqual([])
    const { rows } = await store.db.execute(sql`select p.revision::int as batch, count(*)::int as papers,
        count(i.value)::int as identifiers, min(length(p.abstract)) as shortest
      from papers p left join identifiers i on i.paper_id = p.id group by p.revision order by p.revision`)
    const [cursor] = (await store.db.execute(sql`select state from cursors`)).rows
    await store.close()
    const where = `seed ${seed}, round ${round}`
    expect(rows.length, where).toBeGreaterThanOrEqual(said.at(-1)!)
    expect(rows.length, where).toBeLessThanOrEqual(said.at(-1)! + 1) // committed, and killed before it could say so
    expect(cursor!.state, where).toBe(rows.length)
    const whole = rows.map((_, at) => ({
      batch: at + 1,
      papers: sizeOfBatch(at + 1),
      identifiers: sizeOfBatch(at + 1),
    }))
    expect(rows, where).toEqual(whole.map((batch) => ({ ...batch, shortest: 2000 })))
  }
})

test('a kill while the empty database is being made leaves nothing half made', { timeout: 60_000 }, async () => {
  const folder = join(home, 'newborn')
  const database = new URL('./database.ts', import.meta.url).href
  const script = `import(${JSON.stringify(database)}).then(({ openDatabase }) => openDatabase({ folder: process.argv[1] }))`
  const child = spawn(process.execPath, ['-e', script, folder], { stdio: 'inherit', detached: true })
  while (!existsSync(join(`${folder}.new`, 'PG_VERSION'))) await pause(5)
  const ended = once(child, 'close')
  process.kill(-child.pid!, 'SIGKILL') // with the process it started
  await ended
  expect(existsSync(folder)).toBe(false)
  const store = await openDatabase({ folder })
  expect(await migrate(store)).not.toEqual([])
  await store.close()
  expect(existsSync(`${folder}.new`)).toBe(false)
})

test('a folder that holds something else is refused and left as it is', async () => {
  const folder = mkdtempSync(join(home, 'thesis-'))
  writeFileSync(join(folder, 'chapter-1.tex'), 'In the beginning')
  await expect(openDatabase({ folder })).rejects.toMatchObject({
    code: 'store/open',
    message: expect.stringContaining(folder),
    hint: expect.stringMatching(/--home/),
  })
  expect(existsSync(join(folder, 'chapter-1.tex'))).toBe(true)
})
