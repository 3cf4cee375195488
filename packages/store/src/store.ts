/**
 * What a store is: one database behind two engines, PGlite (PostgreSQL in WebAssembly, in a folder of the home) or a
 * PostgreSQL server. Both speak the same SQL through Drizzle; what differs is opening, bulk copying and closing.
 */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { CopyValue } from './copy.ts'

/** Typed queries; `execute(sql…)` answers `{ rows }` on both engines. */
export type Database = PgDatabase<
  PgQueryResultHKT & { type: { rows: Record<string, unknown>[] } },
  Record<string, never>
>

/** A transaction under way. Statements run in the order they are asked for; nothing needs waiting in between. */
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
