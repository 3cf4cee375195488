/** Opens the search index of a home and holds it against the store. */
import { type Store, sql } from '@causerie/store'
import { PapersError } from '../errors.ts'
import type { Embedder } from '../meaning/embedder.ts'
import { openIndexReader } from '../search/indexReader.ts'
import { searchFault } from '../search/searchFault.ts'
import { openSearchIndex, type SearchIndex } from '../search/searchIndex.ts'

const rebuilt: Record<SearchIndex['opening'], string | undefined> = {
  'as it was': undefined,
  new: undefined,
  unreadable: 'The search index did not open and is rebuilt from the store.',
  'of another library': 'The search index was that of another library and is rebuilt from the store.',
}

/** Opens the index; one that is damaged, of another library, or ahead of the store, is made anew. */
export async function openIndex(
  place: string,
  { db }: Store,
  { embedder, notes }: { embedder?: Embedder; notes: string[] },
): Promise<SearchIndex> {
  const { rows } = await db.execute(sql`select (select id::text from library limit 1) as library,
    (select coalesce(max(revision), 0)::float8 from papers) as last`)
  const { library, last } = rows[0] as { library: string; last: number }
  const meaning = embedder && { embedder: embedder.id, dimension: embedder.dimension }
  const index = await openSearchIndex(place, { library, meaning })
  if (rebuilt[index.opening]) notes.push(rebuilt[index.opening]!)
  const wrong =
    index.mark() > last
      ? 'was ahead of the store (a backup was restored?)'
      : (await searchFault(index)) && 'was damaged'
  if (wrong) {
    await index.clear(meaning)
    notes.push(`The search index ${wrong} and is rebuilt from the store.`)
  }
  return index
}

/** Opens an index that another process writes. */
export async function openReader(place: string, { kind, db }: Store): Promise<SearchIndex> {
  if (kind === 'embedded')
    throw new PapersError('house/reader', 'A process that only reads the search index needs a database it can share.', {
      hint: 'Set DATABASE_URL to the PostgreSQL server of the process that writes, or unset SEARCH_READER.',
    })
  const { rows } = await db.execute(sql`select id::text as library from library limit 1`)
  return openIndexReader(place, { library: rows[0]?.library as string | undefined })
}
