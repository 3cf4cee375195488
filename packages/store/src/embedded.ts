/** PGlite in a folder. One process at a time: the caller holds the home's lock. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { type CopyValue, copyLine } from './copy.ts'
import type { Database, Session, Store } from './database.ts'
import { drizzleEmbedded } from './drizzle.ts'
import { StoreError } from './errors.ts'

const run = promisify(execFile)

export async function openEmbedded(folder: string): Promise<Store> {
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(folder)
  const client = await open(folder)
  return {
    kind: 'embedded',
    place: folder,
    db: drizzleEmbedded({ client }) as unknown as Database,
    transaction: (work) => client.transaction((tx) => work(session(tx))),
    close: () => client.close(),
  }
}

async function open(folder: string): Promise<PGlite> {
  try {
    return await PGlite.create(folder)
  } catch (cause) {
    throw new StoreError('store/open', `The embedded database in ${folder} does not open.`, {
      hint: 'Run "causerie doctor", or restore the latest backup into an empty home.',
      cause,
    })
  }
}

/** Makes a new cluster beside its place and moves it there whole: a kill in the middle leaves nothing half made. */
async function createCluster(folder: string): Promise<void> {
  const draft = `${folder}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  await run(process.execPath, [fileURLToPath(new URL('./createCluster.ts', import.meta.url)), draft])
  await rm(folder, { recursive: true, force: true })
  await rename(draft, folder)
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
