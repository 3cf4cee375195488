/** Answers about a sample of the library: they stay good enough until it has grown by half. */
import { type Database, sql } from '@causerie/store'

/** `answer(key)` computes once for a key, and anew when the largest number of a paper is half as large again. */
export function grownBy<Result>(db: Database, compute: () => Promise<Result>) {
  let taken: { key: string; size: number; result: Promise<Result> } | undefined
  return async function answer(key: string): Promise<Result> {
    // The largest number and not the count: counting 87,402 papers reads them all, 90 ms.
    const { rows } = await db.execute(sql`select coalesce(max(id), 0)::float8 as size from papers`)
    const size = rows[0]!.size as number
    if (taken?.key !== key || size > taken.size * 1.5) {
      taken = { key, size, result: compute() }
      taken.result.catch(() => {
        taken = undefined
      })
    }
    return taken.result
  }
}
