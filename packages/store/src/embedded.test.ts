import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { sql } from './drizzle.ts'
import type { Database } from './store.ts'
import { embeddedEngine } from './testing.ts'

const engine = await embeddedEngine()
afterAll(engine.stop)

test('an open database that has nothing to do does not keep the process alive, one that works does', async () => {
  const store = await engine.fresh()
  await store.close()
  const database = new URL('./database.ts', import.meta.url).href
  const script = `
    const { openDatabase } = await import(${JSON.stringify(database)})
    const store = await openDatabase({ folder: process.argv[1] })
    store.db.execute('select pg_sleep(0.3), 42 as answer').then(({ rows }) => console.log(rows[0].answer))`
  const options = { timeout: 20_000 }
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, store.place], options)
  expect(stdout).toBe('42\n')
})

test('errors come out of the thread with the fields of PostgreSQL', async () => {
  const store = await engine.fresh()
  await store.db.execute(sql`create table ponds (name text constraint ponds_once unique)`)
  const twice = store.db.execute(sql`insert into ponds values ('Swan'), ('Swan')`)
  await expect(twice).rejects.toMatchObject({
    cause: { code: '23505', constraint: 'ponds_once', detail: 'Key (name)=(Swan) already exists.' },
  })
  await store.close()
})

test('what is asked in a transaction after its end is refused, not done outside it', async () => {
  const store = await engine.fresh()
  await store.db.execute(sql`create table ponds (name text)`)
  let kept: Database | undefined
  await store.transaction(async ({ db }) => {
    kept = db
  })
  await expect(kept!.execute(sql`insert into ponds values ('late')`)).rejects.toThrow()
  const failing = store.transaction(async ({ db }) => {
    void db.execute(sql`insert into ponds values ('never')`)
    throw new Error('given up')
  })
  await expect(failing).rejects.toThrow('given up')
  expect((await store.db.execute(sql`select * from ponds`)).rows).toEqual([])
  await store.close()
})

test('a closed database says so', async () => {
  const store = await engine.fresh()
  await store.close()
  await store.close()
  await expect(store.db.execute(sql`select 1`)).rejects.toMatchObject({
    cause: { message: 'The embedded database is closed.' },
  })
})
