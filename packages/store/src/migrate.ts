/** Explicit migrations: numbered SQL files, each applied once in a transaction of its own, never edited afterwards. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from './drizzle.ts'
import { StoreError } from './errors.ts'
import type { Database, Store } from './store.ts'

export type Migration = { name: string; checksum: string; sql: string }

const folder = new URL('../migrations/', import.meta.url)

/** The migrations this version of Causerie knows, in order. */
export async function knownMigrations(): Promise<Migration[]> {
  const names = (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8')
      return {
        name: file.slice(0, -4),
        checksum: createHash('sha256').update(text).digest('hex').slice(0, 16),
        sql: text,
      }
    }),
  )
}

export async function appliedMigrations(db: Database): Promise<{ name: string; checksum: string }[]> {
  const { rows: found } = await db.execute(sql`select to_regclass('migrations') is not null as made`)
  if (!found[0]!.made) return []
  const { rows } = await db.execute(sql`select name, checksum from migrations order by name`)
  return rows as { name: string; checksum: string }[]
}

/**
 * Brings the database up to date and returns the names applied now. `until` stops after that migration (for tests).
 * Throws `store/newer` when the database was made by a newer Causerie, `store/edited` when a migration was changed
 * after it ran.
 */
export async function migrate(store: Store, { until }: { until?: string } = {}): Promise<string[]> {
  const known = await knownMigrations()
  const applied = await appliedMigrations(store.db)
  requireKnown(known, applied)
  const last = until ? known.findIndex(({ name }) => name === until) : known.length - 1
  const pending = known.slice(0, last + 1).filter(({ name }) => !applied.some((one) => one.name === name))
  const names: string[] = []
  for (const migration of pending) if (await apply(store, migration)) names.push(migration.name)
  return names
}

/** Whether it was applied now: another process may have been first. */
async function apply(store: Store, { name, checksum, sql: text }: Migration): Promise<boolean> {
  return store.transaction(async ({ db }) => {
    await db.execute(sql`select pg_advisory_xact_lock(4400001)`) // also for the table: two may not make it at once
    await db.execute(sql`create table if not exists migrations
      (name text primary key, checksum text not null, applied timestamptz not null default now())`)
    const { rows } = await db.execute(sql`select 1 as done from migrations where name = ${name}`)
    if (rows.length > 0) return false
    for (const statement of statements(text)) await db.execute(sql.raw(statement))
    await db.execute(sql`insert into migrations (name, checksum) values (${name}, ${checksum})`)
    return true
  })
}

/** The statements of a migration file. Our files hold no function bodies and no semicolons in strings. */
function statements(text: string): string[] {
  return text
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

function requireKnown(known: Migration[], applied: { name: string; checksum: string }[]): void {
  for (const { name, checksum } of applied) {
    const ours = known.find((migration) => migration.name === name)
    if (!ours) {
      throw new StoreError(
        'store/newer',
        `This library was made by a newer Causerie: it has the migration "${name}".`,
        {
          hint: 'Update Causerie, or open another home with --home.',
        },
      )
    }
    if (ours.checksum !== checksum) {
      throw new StoreError(
        'store/edited',
        `The migration "${name}" was changed after it had been applied to this library.`,
        {
          hint: 'Put the file back as it was and write a new migration.',
        },
      )
    }
  }
}
