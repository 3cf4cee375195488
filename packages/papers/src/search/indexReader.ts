/**
 * An index that another process writes, read: in a shared folder or an object store. It looks for new writes at most
 * every `refreshMs`, before a question is answered, and never writes.
 */
import type { Connection } from '@lancedb/lancedb'
import { PapersError } from '../errors.ts'
import { connectTo, sayingWhere } from './indexPlace.ts'
import { type IndexTable, keptMs, openTable } from './indexTable.ts'
import { newestServing, papersMeeting, type SearchIndex, searchWords } from './searchIndex.ts'

export type IndexReaderOptions = {
  /** The library whose papers are expected. */
  library?: string
  /** Well below the ten minutes for which a writer keeps what it replaced. */
  refreshMs?: number
}

/** A writer that lets go at once can overtake a reader more than once. */
const mostAttempts = 5

export async function openIndexReader(
  place: string,
  { library, refreshMs = 5000 }: IndexReaderOptions = {},
): Promise<SearchIndex> {
  if (refreshMs * 2 > keptMs)
    throw new PapersError('search/refresh', `refreshMs is ${refreshMs}; at most ${keptMs / 2}.`)
  const connection = await connectTo(place, { make: false })
  let current = await sayingWhere(place, () => openCurrent(connection, place, library))
  let version = await current.table.version()
  let looked = Date.now()
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const newest = await newestServing(connection)
    if (newest === undefined) throw noIndex(place)
    if (newest === current.number) {
      await current.table.checkoutLatest()
      if ((await current.table.version()) === version) return
    }
    current = await openCurrent(connection, place, library)
    version = await current.table.version()
  }

  function refresh({ now = false } = {}): Promise<void> {
    if (!now && Date.now() - looked < refreshMs) return Promise.resolve()
    looking ??= look().finally(() => {
      looked = Date.now()
      looking = undefined
    })
    return looking
  }

  /** What fails because the writer has let a version go is asked again of the newest, which may go as well meanwhile. */
  function ask<Answer>(question: (table: IndexTable) => Promise<Answer>): Promise<Answer> {
    const attempt = async (left: number): Promise<Answer> => {
      await refresh({ now: left < mostAttempts })
      return question(current).catch((error) => {
        if (left > 1) return attempt(left - 1)
        throw error
      })
    }
    return sayingWhere(place, () => attempt(mostAttempts))
  }

  const refuse = async () => {
    throw new PapersError('search/read-only', `This process only reads the search index at ${place}.`, {
      hint: 'Write where SEARCH_READER is not set.',
    })
  }

  return {
    opening: 'as it was',
    get meaning() {
      return current.meaning
    },
    mark: () => current.mark(),
    facts: (id) => current.facts(id),
    untidy: () => false,
    seesNewRows: () => current.seesNewRows(),
    count: () => ask((table) => table.count()),
    search: (query, how) => ask((table) => searchWords(table, query, how)),
    meeting: (query, ids) => ask(({ table }) => papersMeeting(table, query, ids)),
    async *rowsAfter(revision) {
      await refresh()
      yield* current.rowsAfter(revision)
    },
    nearest: (vector, how) =>
      ask(async (table) =>
        how.embedder === undefined || how.embedder === table.meaning?.embedder
          ? table.nearest(vector, how)
          : { ids: [], scores: [] },
      ),
    vectorsOf: (ids) => ask((table) => table.vectorsOf(ids)),
    textsOf: (ids) => ask((table) => table.textsOf(ids)),
    contentsOf: (ids) => ask((table) => table.contentsOf(ids)),
    withoutVector: (limit) => ask((table) => table.withoutVector(limit)),
    revisions: () => ask((table) => table.revisions()),
    put: refuse,
    remove: refuse,
    fill: refuse,
    settle: async () => {},
    successor: refuse,
    adopt: refuse,
    clear: refuse,
    close() {
      current.table.close()
      connection.close()
    },
  }
}

async function openCurrent(connection: Connection, place: string, library: string | undefined): Promise<IndexTable> {
  const number = await newestServing(connection)
  if (number === undefined) throw noIndex(place)
  const table = await openTable(connection, number)
  if (!library || table.library === library) return table
  throw new PapersError('search/other-library', `The search index at ${place} is that of another library.`, {
    hint: 'DATABASE_URL and SEARCH_URI must belong together.',
  })
}

function noIndex(place: string): PapersError {
  return new PapersError('search/no-index', `There is no search index at ${place}.`, {
    hint: 'Start the process that writes it first, or correct SEARCH_URI.',
  })
}
