/**
 * One database, two engines: PGlite (PostgreSQL in WebAssembly, in a folder of the home) or a PostgreSQL server.
 * Both speak the same SQL through Drizzle; what differs is opening, bulk copying and closing.
 */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { CopyValue } from './copy.ts'
import { openEmbedded } from './embedded.ts'
import { openServer } from './server.ts'

/** Typed queries; `execute(sql…)` answers `{ rows }` on both engines. */
export type Database = PgDatabase<
  PgQueryResultHKT & { type: { rows: Record<string, unknown>[] } },
  Record<string, never>
>

/** A transaction under way. */
export type Session = {
  db: Database
  /** Appends rows in bulk. The columns are named in the order of each row's values. */
  copy(table: string, columns: readonly string[], rows: Iterable<CopyValue[]>): Promise<void>
}

export type Store = {
  kind: 'embedded' | 'server'
  /** Where the data lives, without credentials: for messages. */
  place: string
  db: Database
  /** One transaction: all of `work` or nothing. */
  transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export type StoreOptions = {
  /** Folder of the embedded database; made when missing. */
  folder?: string
  /** `postgres://…`: use this server instead. */
  databaseUrl?: string
}

/** Opens the database as it is; `migrate` brings it up to date. */
export function openDatabase({ folder, databaseUrl }: StoreOptions): Promise<Store> {
  if (databaseUrl) return openServer(databaseUrl)
  if (folder) return openEmbedded(folder)
  throw new TypeError('openDatabase: give a folder for the embedded database or a databaseUrl')
}
