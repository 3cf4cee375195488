/** PGlite in a folder. One process at a time: the caller holds the home's lock. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'
import { type CopyValue, copyLine } from './copy.ts'
import { drizzleEmbedded } from './drizzle.ts'
import { StoreError } from './errors.ts'
import type { Database, Session, Store } from './store.ts'

const run = promisify(execFile)

export async function openEmbedded(folder: string): Promise<Store> {
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(folder)
  const client = await open(folder)
  return {
    kind: 'embedded',
    place: folder,
    db: drizzleEmbedded({ client }) as unknown as Database,
    transaction: async (work) => {
      await requireSpace(folder)
      return transaction(client, work)
    },
    close: () => client.close(),
  }
}

/** What failed is told, not what failed because of it: after a full disk PGlite cannot even roll back. */
async function transaction<Result>(client: PGlite, work: (session: Session) => Promise<Result>): Promise<Result> {
  let first: { error: unknown } | undefined
  try {
    return await client.transaction((tx) =>
      work(session(tx)).catch((error) => {
        first = { error }
        throw error
      }),
    )
  } catch (error) {
    throw first ? first.error : error
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

async function open(folder: string): Promise<PGlite> {
  try {
    return await inBaseline(() => PGlite.create(folder))
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

type Transaction = Parameters<Parameters<PGlite['transaction']>[0]>[0]

function session(tx: Transaction): Session {
  return {
    db: drizzleEmbedded({ client: tx as unknown as PGlite }) as unknown as Database,
    copy: async (table, columns, rows) => {
      const blob = new Blob(copyChunks(rows))
      if (blob.size > 0) await tx.query(`copy ${table} (${columns.join(', ')}) from '/dev/blob'`, [], { blob })
    },
  }
}

function copyChunks(rows: Iterable<CopyValue[]>): string[] {
  const chunks: string[] = []
  for (const row of rows) chunks.push(copyLine(row))
  return chunks
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
