/** The papers that `like:` and `unlike:` name: by slug, identifier, address or title. */
import { type Store, sql } from '@causerie/store'
import { slugOf } from '../../intake/slug.ts'
import { paperNumber } from '../../library/paperNumber.ts'
import { titleKey } from '../../text.ts'
import type { PaperReference, Query } from './query.ts'
import { queryError, shortened } from './queryError.ts'

export type LikedPapers = { like: number[]; unlike: number[] }

export type ResolveOptions = {
  /** The title of the paper in the library whose words are nearest to a text, for a reference that names none. */
  nearestTitle(text: string): Promise<string | undefined>
}

/** Numbers of the papers in this library. Throws `search/query` at a reference that names none, with the nearest title. */
export async function resolveReferences(
  { db }: Store,
  { text, like, unlike }: Pick<Query, 'text' | 'like' | 'unlike'>,
  { nearestTitle }: ResolveOptions,
): Promise<LikedPapers> {
  const numberOf = async (reference: PaperReference) => {
    const number = await referredPaper(db, reference.text)
    if (number !== undefined) return number
    const nearest = await nearestTitle(reference.text)
    const hint = nearest ? `Did you mean like:"${shortened(nearest)}"?` : 'Import or harvest the paper first.'
    throw queryError(text, reference, 'no paper of this library has this slug, identifier or title', hint)
  }
  return {
    like: await Promise.all(like.map(numberOf)),
    unlike: await Promise.all(unlike.map(numberOf)),
  }
}

async function referredPaper(db: Store['db'], text: string): Promise<number | undefined> {
  const number = (await paperNumber(db, text)) ?? (await paperNumber(db, slugOf(text)))
  if (number !== undefined) return number
  const { rows } = await db.execute(sql`select id::float8 as id from papers
    where title_key = ${titleKey(text)} and merged_into is null order by id limit 1`)
  return rows[0]?.id as number | undefined
}
