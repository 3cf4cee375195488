/** `node serve.ts HOME`: what `causerie start` does — the house first, then the built handler, in one process. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openHouse, runOperation } from '@causerie/papers'

const home = process.argv[2]!
const house = await openHouse({ home, purpose: 'site tests', catalogue: join(home, 'no-catalogue') })
const quiet = { progress: () => {}, note: () => {}, signal: new AbortController().signal }
if (process.argv[3]) await runOperation(house, 'import', { file: process.argv[3], format: 'jsonl' }, quiet)

const { handler } = await import(new URL('../../build/handler.js', import.meta.url).href)
const server = createServer(handler)
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
process.once('SIGTERM', async () => {
  server.close()
  server.closeAllConnections()
  await house.close()
  process.exit(0)
})
