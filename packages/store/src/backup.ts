/**
 * A backup is one zstd-compressed JSONL file any engine can read back: a header, then each table's name and rows as
 * JSON objects, then a footer with the number of rows, so that a cut file is recognised.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { getTableName, sql } from './drizzle.ts'
import { StoreError } from './errors.ts'
import { appliedMigrations, knownMigrations } from './migrate.ts'
import { tables } from './schema.ts'
import type { Database, Store } from './store.ts'

const format = 'causerie-backup'
const version = 1
const pageSize = 1000
/** Without a checksum of its own a zstd frame with a changed byte may unpack to other text. */
const packing = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }

export type BackupProgress = (rows: number) => void

/** Writes everything the store holds to `file`, as of one moment. Returns the number of rows. */
export async function backup(store: Store, file: string, onProgress: BackupProgress = () => {}): Promise<number> {
  const draft = `${file}.part`
  try {
    const rows = await store.transaction(async ({ db }) => {
      await db.execute(sql`set transaction isolation level repeatable read`)
      let count = 0
      const lines = dump(db, (n) => {
        count = n
        onProgress(n)
      })
      await pipeline(Readable.from(lines), createZstdCompress(packing), createWriteStream(draft, { mode: 0o600 }))
      return count
    })
    await rename(draft, file)
    return rows
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function* dump(db: Database, onRows: BackupProgress): AsyncGenerator<string> {
  const migrations = (await appliedMigrations(db)).map(({ name }) => name)
  yield `${JSON.stringify({ format, version, created: new Date().toISOString(), migrations })}\n`
  let rows = 0
  for (const table of Object.values(tables)) {
    const name = getTableName(table)
    yield `${JSON.stringify({ table: name })}\n`
    for await (const page of pages(db, name)) {
      rows += page.length
      onRows(rows)
      yield page.map((row) => `${JSON.stringify(row)}\n`).join('')
    }
  }
  yield `${JSON.stringify({ end: true, rows })}\n`
}

async function* pages(db: Database, table: string): AsyncGenerator<unknown[]> {
  const cursor = sql.identifier('backup_rows')
  await db.execute(
    sql`declare ${cursor} no scroll cursor for select to_jsonb(t) as row from ${sql.identifier(table)} t`,
  )
  for (;;) {
    const { rows } = await db.execute(sql`fetch ${sql.raw(String(pageSize))} from ${cursor}`)
    if (rows.length === 0) break
    yield rows.map(({ row }) => row)
  }
  await db.execute(sql`close ${cursor}`)
}

/**
 * Replaces everything the store holds by the backup, in one transaction: a bad file changes nothing.
 * Throws `store/not-empty` unless the store is empty or `replace` is given; `store/bad-backup` for a file that is not
 * a backup, is cut, or comes from a newer Causerie.
 */
export async function restore(
  store: Store,
  file: string,
  { replace = false, onProgress = (() => {}) as BackupProgress } = {},
): Promise<number> {
  return store.transaction(async ({ db }) => {
    if (!replace) await requireEmpty(db)
    await db.execute(sql.raw(`truncate ${Object.values(tables).map(getTableName).join(', ')}`))
    const rows = await load(db, readLines(file), file, onProgress)
    await moveSequences(db)
    return rows
  })
}

async function load(
  db: Database,
  lines: AsyncIterable<Record<string, unknown>>,
  file: string,
  onProgress: BackupProgress,
): Promise<number> {
  let table: string | undefined
  let pending: unknown[] = []
  let rows = 0
  let ended = false
  let first = true
  const flush = async () => {
    if (table && pending.length > 0) await insert(db, table, pending, file)
    pending = []
  }
  for await (const line of lines) {
    if (first) await requireHeader(line, file)
    else if (ended) throw badBackup(file, 'it goes on after its last line')
    else if (line.end === true) ended = line.rows === rows
    else if (typeof line.table === 'string' && Object.keys(line).length === 1) {
      await flush()
      table = knownTable(line.table, file)
    } else if (!table) {
      throw badBackup(file, 'a row stands before the name of its table')
    } else {
      pending.push(line)
      rows++
      if (pending.length === pageSize) await flush().then(() => onProgress(rows))
    }
    first = false
  }
  await flush()
  if (!ended) throw badBackup(file, 'it ends before its last line; the copy is incomplete')
  return rows
}

/** `jsonb_populate_recordset` gives columns that the backup does not know their null: older backups stay readable. */
async function insert(db: Database, table: string, rows: unknown[], file: string): Promise<void> {
  const name = sql.identifier(table)
  try {
    await db.execute(
      sql`insert into ${name} select * from jsonb_populate_recordset(null::${name}, ${JSON.stringify(rows)}::jsonb)`,
    )
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    if (!isBadData(cause)) throw error
    throw badBackup(file, `its rows of "${table}" do not fit the table (${cause.message})`, cause)
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint violation): the rows are wrong, not the database. */
function isBadData(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))
}

async function* readLines(file: string): AsyncGenerator<Record<string, unknown>> {
  let rest = ''
  for await (const chunk of decompressed(file)) {
    const lines = (rest + chunk).split('\n') // not readline: it also splits at U+2028, which JSON leaves as it is
    rest = lines.pop()!
    for (const line of lines) yield parseLine(line, file)
  }
  if (rest !== '') yield parseLine(rest, file)
}

async function* decompressed(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const text = createZstdDecompress()
  source.on('error', (error) => text.destroy(error))
  text.setEncoding('utf8')
  try {
    yield* source.pipe(text)
  } catch (cause) {
    throw badBackup(file, cause instanceof Error ? cause.message : String(cause), cause)
  } finally {
    source.destroy()
  }
}

function parseLine(line: string, file: string): Record<string, unknown> {
  const value = parseJson(line, file)
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw badBackup(file, 'one of its lines is not a JSON object')
}

function parseJson(line: string, file: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw badBackup(file, 'one of its lines is not JSON', cause)
  }
}

async function requireHeader(header: Record<string, unknown>, file: string): Promise<void> {
  if (header.format !== format || !Array.isArray(header.migrations)) {
    throw badBackup(file, 'its first line is not the header of a backup')
  }
  if (header.version !== version) {
    throw badBackup(file, `it was made by a newer Causerie (version ${header.version} of the format)`)
  }
  const known = new Set((await knownMigrations()).map(({ name }) => name))
  const unknown = (header.migrations as string[]).find((name) => !known.has(name))
  if (unknown) throw badBackup(file, `it was made by a newer Causerie (migration "${unknown}")`)
}

function knownTable(name: string, file: string): string {
  if (Object.values(tables).some((table) => getTableName(table) === name)) return name
  throw badBackup(file, `it holds a table "${name}" that this Causerie does not know`)
}

async function requireEmpty(db: Database): Promise<void> {
  const { rows } = await db.execute(
    sql`select (select count(*) from papers)::int as papers, (select count(*) from saved_searches)::int as "saved searches",
      (select count(*) from runs)::int as runs`,
  )
  const held = Object.entries(rows[0]!).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]))
  if (held.length === 0) return
  const list = held.length > 1 ? `${held.slice(0, -1).join(', ')} and ${held.at(-1)}` : held[0]
  throw new StoreError('store/not-empty', `The library already holds ${list}; restoring would replace them.`, {
    hint: 'Use another --home, or --replace to give up what is there.',
  })
}

async function moveSequences(db: Database): Promise<void> {
  for (const table of ['papers', 'people', 'organisations', 'topics', 'imports', 'suggestions']) {
    await db.execute(
      sql.raw(
        `select setval(pg_get_serial_sequence('${table}', 'id'), coalesce((select max(id) from ${table}), 0) + 1, false)`,
      ),
    )
  }
  await db.execute(sql`select setval('revision', (select coalesce(max(revision), 0) + 1 from papers), false)`)
}

function badBackup(file: string, why: string, cause?: unknown): StoreError {
  return new StoreError('store/bad-backup', `${file} cannot be restored: ${why}. Nothing was changed.`, { cause })
}
