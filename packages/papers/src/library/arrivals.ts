/** What feeds ask of the library: which papers came in last, when a text was replaced, and whose library this is. */
import { type Database, sql } from '@causerie/store'
import { loadCards } from './cards.ts'
import type { PaperCard } from './views.ts'

/**
 * Some of these papers, those first that came in on the latest day; of one day, by their own date. By day, because one
 * import brings a thousand papers within a second, and their order in the file says nothing.
 */
export async function latestArrivals(db: Database, ids: readonly number[], limit: number): Promise<PaperCard[]> {
  if (ids.length === 0) return []
  const { rows } = await db.execute(sql`select id::float8 as id from papers where id = any(${sql.param(ids)}::bigint[])
    and merged_into is null order by (first_seen at time zone 'UTC')::date desc, sort_day desc nulls last, id desc limit ${limit}`)
  return loadCards(
    db,
    rows.map((row) => row.id as number),
  )
}

/** When the title or abstract of a paper was last replaced here (ISO time), for those where it was. */
export async function revisionTimes(db: Database, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute(sql`select paper_id::float8 as id, ${isoTime(sql`max(seen)`)} as seen from versions
    where paper_id = any(${sql.param(ids)}::bigint[]) group by paper_id`)
  return new Map(rows.map((row) => [row.id as number, row.seen as string]))
}

export type LibraryIdentity = {
  /** The library's own UUID: made with it, kept by its backups. */
  id: string
  created: string
  /** When a paper was last written; when there are none, `created`. */
  changed: string
}

export async function libraryIdentity(db: Database): Promise<LibraryIdentity> {
  const { rows } = await db.execute(sql`select id::text as id, ${isoTime(sql`created`)} as created,
    ${isoTime(sql`coalesce((select max(changed) from papers), created)`)} as changed from library limit 1`)
  return rows[0] as LibraryIdentity
}

const isoTime = (time: ReturnType<typeof sql>) =>
  sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
