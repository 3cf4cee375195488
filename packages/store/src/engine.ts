/**
 * The thread the embedded database runs in: PGlite answers statements one after the other, in the order they come.
 * PostgreSQL's work and the importer's then share two cores instead of one.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, types } from '@electric-sql/pglite'
import type { EngineReply, EngineRequest } from './engineThread.ts'

const port = parentPort!
const reply = (message: EngineReply) => port.postMessage(message)

/** Dates and times stay the text PostgreSQL writes, alone and in arrays, as Drizzle expects them. */
const asText = [types.TIMESTAMP, types.TIMESTAMPTZ, types.INTERVAL, types.DATE, 1231, 1115, 1185, 1187, 1182]
const parsers = Object.fromEntries(asText.map((type) => [type, (value: string) => value]))

try {
  const client = await PGlite.create(workerData.folder as string)
  let work: Promise<void> = Promise.resolve()
  port.on('message', (request: EngineRequest) => {
    work = work.then(() => answer(client, request))
  })
  reply({ kind: 'ready' })
} catch (error) {
  reply({ kind: 'unopened', failure: plain(error) })
}

async function answer(client: PGlite, { id, statement, params, rowMode, rows }: EngineRequest): Promise<void> {
  try {
    if (statement === undefined) {
      await client.close()
      reply({ kind: 'answered', id, result: { rows: [] } })
      return
    }
    const blob = rows && new Blob([rows])
    const found = await client.query<Record<string, unknown>>(statement, params, { rowMode, parsers, blob })
    reply({ kind: 'answered', id, result: { rows: found.rows, affectedRows: found.affectedRows } })
  } catch (error) {
    reply({ kind: 'failed', id, failure: plain(error) })
  }
}

/** An error as data: PostgreSQL's own fields, and WASI's `errno`; PGlite also hangs the whole query on it. */
function plain(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const kept = [
    'name',
    'message',
    'code',
    'severity',
    'detail',
    'hint',
    'where',
    'constraint',
    'table',
    'errno',
    'stack',
  ]
  const fields = error as unknown as Record<string, unknown>
  return Object.fromEntries(kept.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]))
}
