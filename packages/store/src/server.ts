/** A PostgreSQL server (≥ 15) through node-postgres. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Pool, type PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type CopyValue, copyLine } from './copy.ts'
import { drizzleServer } from './drizzle.ts'
import { StoreError } from './errors.ts'
import type { Database, Session, Store } from './store.ts'
import { turns } from './turns.ts'

const oldestVersion = 150_000

export async function openServer(databaseUrl: string): Promise<Store> {
  const pool = new Pool({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => {}) // an idle connection dropped by the server: the next query opens another
  const place = withoutPassword(databaseUrl)
  try {
    await requireVersion(pool, place)
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    kind: 'server',
    place,
    db: drizzleServer({ client: pool }) as unknown as Database,
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  }
}

async function requireVersion(pool: Pool, place: string): Promise<void> {
  const version = await serverVersion(pool, place)
  if (version >= oldestVersion) return
  throw new StoreError(
    'store/version',
    `${place} runs PostgreSQL ${Math.floor(version / 10_000)}; Causerie needs 15 or newer.`,
  )
}

async function serverVersion(pool: Pool, place: string): Promise<number> {
  try {
    const { rows } = await pool.query('show server_version_num')
    return Number(rows[0].server_version_num)
  } catch (cause) {
    throw new StoreError('store/connect', `PostgreSQL at ${place} does not answer: ${reasonOf(cause)}`, {
      hint: 'Check DATABASE_URL and that the server runs; without DATABASE_URL the embedded database is used.',
      cause,
    })
  }
}

/** A host with several addresses fails with an AggregateError, which has no message of its own. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return [...new Set(cause.errors.map(reasonOf))].join('; ')
  return cause instanceof Error ? cause.message : String(cause)
}

async function transaction<Result>(pool: Pool, work: (session: Session) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(session(client))
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    )
    client.release(broken)
    throw error
  }
}

/** Statements may be asked for together: they wait for each other, as node-postgres wants it. */
function session(client: PoolClient): Session {
  const inTurn = turns()
  const query = (...asked: Parameters<PoolClient['query']>) => inTurn(() => client.query(...asked) as never)
  return {
    db: drizzleServer({ client: { query } as unknown as PoolClient }) as unknown as Database,
    copy: (table, columns, rows) =>
      inTurn(() => copyIn(client, `copy ${table} (${columns.join(', ')}) from stdin`, rows)),
  }
}

async function copyIn(client: PoolClient, statement: string, rows: Iterable<CopyValue[]>): Promise<void> {
  const lines = (function* () {
    for (const row of rows) yield copyLine(row)
  })()
  await pipeline(Readable.from(lines), client.query(copyFrom(statement)))
}

function withoutPassword(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl)
    return `${url.hostname || 'socket'}${url.port ? `:${url.port}` : ''}${url.pathname}`
  } catch {
    return 'DATABASE_URL'
  }
}
