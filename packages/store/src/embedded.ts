/** PGlite in a folder, in a thread of its own. One process at a time: the caller holds the home's lock. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import type { PGlite } from '@electric-sql/pglite'
import { copyLine } from './copy.ts'
import { drizzleEmbedded } from './drizzle.ts'
import { type EngineThread, startEngine } from './engineThread.ts'
import { StoreError } from './errors.ts'
import type { Database, Session, Store } from './store.ts'
import { turns } from './turns.ts'

const run = promisify(execFile)

export async function openEmbedded(folder: string): Promise<Store> {
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(folder)
  const engine = await open(folder)
  const inTurn = turns() // there is one connection: what is asked for outside a transaction waits for its end
  return {
    kind: 'embedded',
    place: folder,
    db: database((...query) => inTurn(() => engine.query(...query))),
    transaction: async (work) => {
      await requireSpace(folder)
      return inTurn(() => transaction(engine, work))
    },
    close: () => inTurn(() => engine.close()),
  }
}

/** What failed is told, not what failed because of it: after a full disk PGlite cannot even roll back. */
async function transaction<Result>(engine: EngineThread, work: (session: Session) => Promise<Result>): Promise<Result> {
  let isOver = false
  const query: EngineThread['query'] = async (...asked) => {
    if (isOver) throw new Error('This transaction has ended; nothing more can be asked in it.')
    return engine.query(...asked)
  }
  await engine.query('begin')
  try {
    const result = await work(session(query)).finally(() => {
      isOver = true
    })
    await engine.query('commit')
    return result
  } catch (error) {
    await engine.query('rollback').catch(() => {})
    throw error
  }
}

/**
 * Keeps PGlite's WebAssembly in V8's baseline compiler. Optimising PostgreSQL's largest functions takes 550 MB for a
 * moment (725 MB peak against 174 for a few hundred queries). The price, measured: 38.5 s instead of 34.8 for an import
 * of 87,358 papers, 17.8 ms instead of 16.4 for a search. V8 reads the two flags when a module is compiled, so
 * switching tiering on again leaves every later module (numerics, for one) as fast as ever; that was measured too.
 */
async function inBaseline<Result>(compile: () => Promise<Result>): Promise<Result> {
  setFlagsFromString('--no-wasm-dynamic-tiering')
  setFlagsFromString('--no-wasm-tier-up')
  try {
    return await compile()
  } finally {
    setFlagsFromString('--wasm-dynamic-tiering')
  }
}

async function open(folder: string): Promise<EngineThread> {
  try {
    return await inBaseline(() => startEngine(folder))
  } catch (cause) {
    throw new StoreError('store/open', `The embedded database in ${folder} does not open.`, {
      hint: 'Restore the latest backup into a new home with --home.',
      cause,
    })
  }
}

/** Makes a new cluster beside its place and moves it there whole: a kill in the middle leaves nothing half made. */
async function createCluster(folder: string): Promise<void> {
  if (existsSync(folder)) await requireEmpty(folder)
  const draft = `${folder}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  await run(process.execPath, [fileURLToPath(new URL('./createCluster.ts', import.meta.url)), draft])
  if (existsSync(folder)) await rmdir(folder)
  await rename(draft, folder)
}

/** A folder with other things in it is somebody's: nothing of it may be lost to make room for a database. */
async function requireEmpty(folder: string): Promise<void> {
  const [first] = await readdir(folder)
  if (first === undefined) return
  throw new StoreError('store/open', `The folder ${folder} holds no database, but it is not empty: "${first}".`, {
    hint: 'Give an empty or a new folder with --home, or move what is there elsewhere.',
  })
}

function session(query: EngineThread['query']): Session {
  return {
    db: database(query),
    copy: async (table, columns, rows) => {
      const text = Array.from(rows, copyLine).join('')
      if (text === '') return
      const bytes = new TextEncoder().encode(text)
      await query(`copy ${table} (${columns.join(', ')}) from '/dev/blob'`, [], { rows: bytes })
    },
  }
}

/** Drizzle asks its client for nothing but `query`. */
function database(query: EngineThread['query']): Database {
  return drizzleEmbedded({ client: { query } as unknown as PGlite }) as unknown as Database
}

/** PGlite does not come back from a disk that fills up under it; so a write begins only with room to spare. */
const reserveMegabytes = 64

async function requireSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= reserveMegabytes * 2 ** 20) return
  throw new StoreError(
    'store/disk-full',
    `The disk under ${folder} has less than ${reserveMegabytes} MB left; nothing more is written.`,
    { hint: 'Everything committed is kept. Free some space and run the same command again; it goes on from there.' },
  )
}
