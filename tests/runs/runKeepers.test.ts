/** The store's runs are the laboratory's `RunKeeper`, on either database. Papers and lab do not know each other, so it is shown here. */
import type { Report, RunKeeper } from '@causerie/lab'
import { runKeeperContract } from '@causerie/lab/testing'
import { createRunKeeper } from '@causerie/papers'
import { migrate, openDatabase, type Store, sql } from '@causerie/store'
import { afterAll, test } from 'vitest'
import { embeddedEngine, isRequired, serverEngine } from '../../packages/store/src/testing.ts'

const embedded = await embeddedEngine()
const server = await serverEngine()
afterAll(async () => {
  await embedded.stop()
  await server?.stop()
})

const keeperOf = (store: Store): RunKeeper => createRunKeeper<Report>(store)

runKeeperContract('the embedded database', async () => {
  const store = await embedded.fresh()
  await migrate(store)
  return { keeper: keeperOf(store), close: () => store.close() }
})

if (server) {
  runKeeperContract('a PostgreSQL server, by two connections', async () => {
    const store = await server.fresh()
    await migrate(store)
    const { rows } = await store.db.execute(sql`select current_database() as name`)
    const other = await openDatabase({ databaseUrl: server.url(rows[0]!.name as string) })
    const close = async () => {
      await other.close()
      await store.close()
    }
    return { keeper: keeperOf(store), another: keeperOf(other), close }
  })
} else {
  const sentence = 'No PostgreSQL ≥ 15 on this machine: runs were kept in the embedded database alone.'
  if (isRequired('postgresql')) throw new Error(sentence)
  test.skip(sentence, () => {})
}
