/** `node serve.ts HOME`: what `causerie start` does — the house first, then the built handler, in one process. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openEmbedder, openHouse, runOperation, settingsSchema } from '@causerie/papers'

const home = process.argv[2]!
const embedder = await openEmbedder(settingsSchema.parse({}), home)
// Methods of the tests' own, where the build was made with them.
const catalogue = process.env.CAUSERIE_REPRODUCTIONS || join(home, 'no-catalogue')
const house = await openHouse({ home, purpose: 'site tests', catalogue, embedder })
const quiet = { progress: () => {}, note: () => {}, signal: new AbortController().signal }
if (process.argv[3]) {
  await runOperation(house, 'import', { file: process.argv[3], format: 'jsonl' }, quiet)
  await house.saved.add('Calm ponds', 'ponds')
  await house.saved.add('Geese & ganders', 'geese')
  // As a later version of the query language would leave it.
  await house.store.db.execute(`insert into saved_searches (slug, name, query) values ('soon', 'Soon', 'year:soon')`)
}

process.env.BODY_SIZE_LIMIT ??= '64M' // as `causerie start` sets it
const { handler } = await import(new URL('../../build/handler.js', import.meta.url).href)
const server = createServer(handler)
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
process.once('SIGTERM', async () => {
  server.close()
  server.closeAllConnections()
  await house.close()
  process.exit(0)
})
