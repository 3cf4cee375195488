/** Statistics for the database's planner: the embedded one has nobody else to take them. */
import { type Store, sql } from '@causerie/store'

/** After so many changed papers they are taken anew. */
const enough = 500

/**
 * PostgreSQL reads 300 rows a unit of this target, and holds them. With its default of 100 that is 30,000 papers: 70 MB
 * and two seconds of the embedded database, for estimates no plan here depends on.
 */
const target = 30

/** Takes statistics when there have never been any (a first start, a restored backup). */
export async function analyzeOnce(store: Store): Promise<void> {
  const { rows } = await store.db.execute(sql`select reltuples from pg_class where oid = 'papers'::regclass`)
  if (Number(rows[0]!.reltuples) < 0) await analyze(store)
}

export async function analyzeAfter(
  store: Store,
  { added, updated }: { added: number; updated: number },
): Promise<void> {
  if (added + updated >= enough) await analyze(store)
}

async function analyze(store: Store): Promise<void> {
  await store.transaction(async ({ db }) => {
    await db.execute(sql`set local default_statistics_target = ${sql.raw(String(target))}`)
    await db.execute(sql`analyze`)
  })
}
