/** Which paper a reader means. */
import { type Store, sql } from '@causerie/store'
import { parsePaperId } from '../identifiers.ts'

/** The paper a reference names; a merged paper leads to the one that was kept. */
export async function paperNumber(db: Store['db'], reference: string): Promise<number | undefined> {
  if (reference.includes('\0')) return undefined // no text of PostgreSQL has one
  const bySlug = await db.execute(
    sql`select coalesce(merged_into, id)::float8 as id from papers where slug = ${reference}`,
  )
  if (bySlug.rows[0]) return bySlug.rows[0].id as number
  const identifier = parsePaperId(reference)
  if (!identifier) return undefined
  const { rows } = await db.execute(
    sql`select paper_id::float8 as id from identifiers where scheme = ${identifier.scheme} and value = ${identifier.value}`,
  )
  return rows[0]?.id as number | undefined
}
