/**
 * The search index beside the store, always rebuildable from it: a LanceDB table, and for a while a second one.
 *
 * Tables are numbered. The one with the largest number among those marked as serving answers. A successor is filled
 * beside it (another embedder, a reindexing) and then marked, which is one atomic write: readers have either the old
 * table with its vectors or the new one with its own.
 */
import { mkdir } from 'node:fs/promises'
import {
  BooleanQuery,
  type Connection,
  connect,
  type FullTextQuery,
  MatchQuery,
  Occur,
  Operator,
  PhraseQuery,
  type Table,
} from '@lancedb/lancedb'
import { boundaryWord } from './document.ts'
import { numbersOf } from './facts.ts'
import { type IndexTable, type Meaning, makeTable, openTable, tableName, tableNumbers } from './indexTable.ts'
import type { Query } from './query.ts'
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
}

export async function openSearchIndex(place: string, options: SearchIndexOptions = {}): Promise<SearchIndex> {
  if (!place.includes('://')) await mkdir(place, { recursive: true })
  const connection = await connect(place)
  const found = await findServing(connection, options)
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
    settle: (how) => serving.settle(how),
    search: (query, how) => search(serving.table, query, how),
    nearest: async (vector, how) =>
      how.embedder === undefined || how.embedder === serving.meaning?.embedder
        ? serving.nearest(vector, how)
        : { ids: [], scores: [] },
    vectorsOf: (ids) => serving.vectorsOf(ids),
    textsOf: (ids) => serving.textsOf(ids),
    withoutVector: (limit) => serving.withoutVector(limit),
    fill: (vectors) => serving.fill(vectors),
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
  for (const number of numbers.toReversed()) {
    try {
      const raw = await connection.openTable(tableName(number))
      if (!(await isServing(raw))) continue
      const table = await openTable(connection, number)
      if (!options.library || table.library === options.library) return { table, opening: 'as it was' }
      opening = 'of another library'
    } catch {
      opening = 'unreadable'
    }
    break
  }
  for (const name of await connection.tableNames()) await connection.dropTable(name)
  const table = await makeTable(connection, (numbers.at(-1) ?? 0) + 1, options)
  await markServing(table.table)
  return { table, opening }
}

/** The mark is metadata of a column: the one thing about a table that can be changed in one write. */
async function markServing(table: Table): Promise<void> {
  await table.updateFieldMetadata([{ path: 'id', metadata: { serving: String(Date.now()) } }])
}

async function isServing(table: Table): Promise<boolean> {
  return (await table.schema()).fields[0]!.metadata.has('serving')
}

async function successorOf(
  connection: Connection,
  serving: IndexTable,
  { library, meaning }: SearchIndexOptions,
): Promise<IndexTable> {
  const numbers = await tableNumbers(connection)
  for (const number of numbers.filter((one) => one > serving.number)) {
    const left = await openTable(connection, number).catch(() => undefined)
    const alike = left?.library === library && left?.meaning?.embedder === meaning?.embedder
    if (left && alike && meaning?.embedder !== serving.meaning?.embedder) return left
    left?.table.close()
    await connection.dropTable(tableName(number))
  }
  return makeTable(connection, numbers.at(-1)! + 1, { library, meaning })
}

async function search(table: Table, query: Query, { all, limit, asOf }: WordsOptions): Promise<Ranked> {
  const text = fullText(query, all)
  const asked = where(query)
  if (!text && !asked) return { ids: [], scores: [] }
  const filter = [asked, asOf !== undefined && `created <= ${asOf}`].filter(Boolean).join(' and ')
  let plan = table
    .query()
    .select(text ? ['id', '_score'] : ['id'])
    .limit(limit)
  if (text) plan = plan.fullTextSearch(text)
  if (filter) plan = plan.where(filter)
  const found = await plan.toArrow()
  const ids = numbersOf(found, 'id')
  return { ids, scores: text ? numbersOf(found, '_score') : ids.map(() => 0) }
}

function fullText(query: Query, all: boolean): FullTextQuery | undefined {
  const must: FullTextQuery[] = []
  const words = query.words.join(' ')
  if (words !== '') must.push(new MatchQuery(words, 'words', { operator: all ? Operator.And : Operator.Or }))
  for (const phrase of query.phrases) must.push(new PhraseQuery(phrase, 'words'))
  if (query.fields.length > 0)
    must.push(new MatchQuery(query.fields.join(' '), 'fields', { operator: Operator.And, boost: 0.01 }))
  if (must.length === 0 && query.without.length > 0 && where(query)) must.push(new MatchQuery(boundaryWord, 'words'))
  if (must.length === 0) return undefined
  if (must.length === 1 && query.without.length === 0) return must[0]
  const not = query.without.map(
    (text): FullTextQuery =>
      text.includes(' ') ? new PhraseQuery(text, 'words') : new MatchQuery(text, 'words', { operator: Operator.And }),
  )
  return new BooleanQuery([
    ...must.map((one): [Occur, FullTextQuery] => [Occur.Must, one]),
    ...not.map((one): [Occur, FullTextQuery] => [Occur.MustNot, one]),
  ])
}

function where(query: Query): string | undefined {
  const conditions: string[] = []
  if (query.years) conditions.push(`year >= ${query.years.from} and year <= ${query.years.to} and year > 0`)
  if (query.venues.length > 0)
    conditions.push(
      `(${query.venues.map((venue) => `venue = ${literal(venue)} or venue like ${literal(`${likeEscaped(venue)} %`)}`).join(' or ')})`,
    )
  if (query.code) conditions.push('code')
  if (query.runnable) conditions.push('runnable')
  return conditions.length > 0 ? conditions.join(' and ') : undefined
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function likeEscaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
