/**
 * The search index beside the store, always rebuildable from it: a LanceDB table, and for a while a second one.
 *
 * Tables are numbered. The one with the largest number among those marked as serving answers. A successor is filled
 * beside it (another embedder, a reindexing) and then marked, which is one atomic write: readers have either the old
 * table with its vectors or the new one with its own.
 */
import type { Connection, Table } from '@lancedb/lancedb'
import { numbersOf } from './facts.ts'
import { connectTo, sayingWhere } from './indexPlace.ts'
import { type IndexTable, keptMs, type Meaning, makeTable, openTable, tableName, tableNumbers } from './indexTable.ts'
import { filterOf } from './query/filter.ts'
import { demandsOf, fullTextQuery } from './query/fullText.ts'
import type { Query } from './query/query.ts'
import type { Ranked } from './vectors.ts'

export type { Ranked } from './vectors.ts'

export type WordsOptions = {
  /** Every word must occur. */
  all: boolean
  limit: number
  /** Only papers that were in the library at this revision. */
  asOf?: number
}

export type SearchIndex = Omit<IndexTable, 'number' | 'table' | 'library'> & {
  /** How it was found; in every case but the first it is empty and waits to be filled. */
  readonly opening: 'as it was' | 'new' | 'unreadable' | 'of another library'
  /** Best matches first. */
  search(query: Query, options: WordsOptions): Promise<Ranked>
  /** Those of the papers that meet all that a query demands besides its words: phrases, fields, conditions, exclusions. */
  meeting(query: Query, ids: number[]): Promise<Set<number>>
  /**
   * A table beside the one that serves, empty, or as far as it came before this process was killed. Its vectors will
   * be of `meaning`.
   */
  successor(meaning: Meaning | undefined): Promise<IndexTable>
  /** Makes a successor the table that serves, in one write. */
  adopt(successor: IndexTable): Promise<void>
  /** Drops everything and begins anew. */
  clear(meaning: Meaning | undefined): Promise<void>
  close(): void
}

export type SearchIndexOptions = {
  /** The library whose papers these are; the index of another one is made anew. */
  library?: string
  /** What makes the vectors of a new index. One that is there keeps its own until a successor is adopted. */
  meaning?: Meaning
  /** How long old versions and superseded tables stay for readers in other processes; ten minutes by default. */
  keepMs?: number
}

export async function openSearchIndex(place: string, options: SearchIndexOptions = {}): Promise<SearchIndex> {
  const connection = await connectTo(place, { make: true })
  const found = await sayingWhere(place, () => findServing(connection, options))
  const { opening } = found
  let serving = found.table

  return {
    opening,
    get meaning() {
      return serving.meaning
    },
    mark: () => serving.mark(),
    count: () => serving.count(),
    put: (documents, how) => serving.put(documents, how),
    remove: (ids) => serving.remove(ids),
    async settle(how) {
      await dropSuperseded(connection, serving, options)
      await serving.settle(how)
    },
    untidy: () => serving.untidy(),
    seesNewRows: () => serving.seesNewRows(),
    search: (query, how) => searchWords(serving, query, how),
    meeting: (query, ids) => papersMeeting(serving.table, query, ids),
    nearest: async (vector, how) =>
      how.embedder === undefined || how.embedder === serving.meaning?.embedder
        ? serving.nearest(vector, how)
        : { ids: [], scores: [] },
    vectorsOf: (ids) => serving.vectorsOf(ids),
    textsOf: (ids) => serving.textsOf(ids),
    contentsOf: (ids) => serving.contentsOf(ids),
    rowsAfter: (revision) => serving.rowsAfter(revision),
    withoutVector: (limit) => serving.withoutVector(limit),
    fill: (vectors, maker) => serving.fill(vectors, maker),
    revisions: () => serving.revisions(),
    facts: (id) => serving.facts(id),
    successor: (meaning) => successorOf(connection, serving, { ...options, meaning }),
    async adopt(successor) {
      await markServing(successor.table)
      serving = successor
    },
    async clear(meaning) {
      const numbers = await tableNumbers(connection)
      const next = await makeTable(connection, (numbers.at(-1) ?? 0) + 1, { ...options, meaning })
      await markServing(next.table)
      serving = next
      for (const number of numbers) await connection.dropTable(tableName(number))
    },
    close() {
      serving.table.close()
      connection.close()
    },
  }
}

type Found = { table: IndexTable; opening: SearchIndex['opening'] }

/** The table that serves, or a new one. What does not open, or is of another library, is dropped. */
async function findServing(connection: Connection, options: SearchIndexOptions): Promise<Found> {
  let opening: SearchIndex['opening'] = 'new'
  const numbers = await tableNumbers(connection)
  try {
    const number = await newestServing(connection)
    if (number !== undefined) {
      const table = await openTable(connection, number, options)
      if (!options.library || table.library === options.library) {
        if (options.meaning?.embedder === table.meaning?.embedder) await dropAfter(connection, number)
        return { table, opening: 'as it was' }
      }
      opening = 'of another library'
    }
  } catch {
    opening = 'unreadable'
  }
  for (const name of await connection.tableNames()) await connection.dropTable(name)
  const table = await makeTable(connection, (numbers.at(-1) ?? 0) + 1, options)
  await markServing(table.table)
  return { table, opening }
}

/** The number of the table that serves. */
export async function newestServing(connection: Connection): Promise<number | undefined> {
  for (const number of (await tableNumbers(connection)).toReversed()) {
    const table = await connection.openTable(tableName(number))
    const { fields } = await table.schema()
    table.close()
    if (fields[0]!.metadata.has('serving')) return number
  }
  return undefined
}

/** The mark is metadata of a column: the one thing about a table that can be changed in one write. */
async function markServing(table: Table): Promise<void> {
  await table.updateFieldMetadata([{ path: 'id', metadata: { serving: String(Date.now()) } }])
}

/** Successors that nobody wants any more: the table that serves is what is asked for. */
async function dropAfter(connection: Connection, serving: number): Promise<void> {
  for (const number of await tableNumbers(connection))
    if (number > serving) await connection.dropTable(tableName(number))
}

/** Drops the tables that served before, once no reader can be in them any more. */
async function dropSuperseded(
  connection: Connection,
  serving: IndexTable,
  { keepMs = keptMs }: SearchIndexOptions,
): Promise<void> {
  const since = Number((await serving.table.schema()).fields[0]!.metadata.get('serving'))
  if (Date.now() - since < keepMs) return
  for (const number of await tableNumbers(connection)) {
    if (number < serving.number) await connection.dropTable(tableName(number))
  }
}

async function successorOf(
  connection: Connection,
  serving: IndexTable,
  { library, meaning, keepMs }: SearchIndexOptions,
): Promise<IndexTable> {
  const numbers = await tableNumbers(connection)
  for (const number of numbers.filter((one) => one > serving.number)) {
    const left = await openTable(connection, number, { keepMs }).catch(() => undefined)
    const alike = left?.library === library && left?.meaning?.embedder === meaning?.embedder
    if (left && alike && meaning?.embedder !== serving.meaning?.embedder) return left
    left?.table.close()
    await connection.dropTable(tableName(number))
  }
  return makeTable(connection, numbers.at(-1)! + 1, { library, meaning, keepMs })
}

/** While many rows are outside the full-text index (a large import) it alone is asked: scanning them takes longer. */
export async function searchWords(
  { table, seesNewRows }: IndexTable,
  query: Query,
  { all, limit, asOf }: WordsOptions,
): Promise<Ranked> {
  const text = fullTextQuery(query, { all })
  const asked = filterOf(query)
  if (!text && !asked) return { ids: [], scores: [] }
  const filter = [asked, asOf !== undefined && `created <= ${asOf}`].filter(Boolean).join(' and ')
  let plan = table
    .query()
    .select(text ? ['id', '_score'] : ['id'])
    .limit(limit)
  if (text) plan = plan.fullTextSearch(text)
  if (filter) plan = plan.where(filter)
  if (text && !seesNewRows()) plan = plan.fastSearch()
  const found = await plan.toArrow()
  const ids = numbersOf(found, 'id')
  return { ids, scores: text ? numbersOf(found, '_score') : ids.map(() => 0) }
}

export async function papersMeeting(table: Table, query: Query, ids: number[]): Promise<Set<number>> {
  const text = demandsOf(query)
  const filter = filterOf(query)
  if (ids.length === 0 || (!text && !filter)) return new Set(ids)
  let plan = table
    .query()
    .select(text ? ['id', '_score'] : ['id'])
    .limit(ids.length)
  if (text) plan = plan.fullTextSearch(text)
  const among = `id in (${ids.join(',')})`
  return new Set(numbersOf(await plan.where(filter ? `${among} and ${filter}` : among).toArrow(), 'id'))
}
