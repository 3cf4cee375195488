/**
 * The search index: a LanceDB table beside the store, always rebuildable from it.
 *
 * The index is current up to the largest `revision` among its rows: a row and the mark are one write, so a kill at any
 * moment leaves an index that knows how far it came. New rows are found at once (they are scanned) and join the
 * full-text index when there are many of them.
 */
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import {
  BooleanQuery,
  type Connection,
  connect,
  type FullTextQuery,
  Index,
  MatchQuery,
  Occur,
  Operator,
  PhraseQuery,
  type Table,
} from '@lancedb/lancedb'
import { Bool, Field, Float64, Int32, Schema, Utf8 } from 'apache-arrow'
import { boundaryWord, noDay, type SearchDocument } from './document.ts'
import { commonWords } from './highlight.ts'
import type { Query } from './query.ts'

export type Ranked = { ids: number[]; scores: number[] }

export type WordsIndex = {
  /** Largest revision in the index; 0 when it is empty. */
  mark(): number
  count(): Promise<number>
  /** Adds or replaces documents. `fresh` promises that none of their ids is in the index. */
  put(documents: SearchDocument[], options: { fresh: boolean }): Promise<void>
  remove(ids: number[]): Promise<void>
  /** Brings new rows into the full-text index when they are many; cheap when they are few. */
  settle(options?: { always?: boolean }): Promise<void>
  /** Best matches first. `all`: every word must occur. */
  search(query: Query, options: { all: boolean; limit: number }): Promise<Ranked>
  /** Date of a paper in days since 1970, its year and venue, from memory. */
  facts(id: number): { day: number; year: number; venue: string } | undefined
  /** Drops everything. */
  clear(): Promise<void>
  close(): void
}

const tableName = 'papers'
const schema = new Schema([
  new Field('id', new Int32(), false),
  new Field('revision', new Float64(), false),
  new Field('words', new Utf8(), false),
  new Field('fields', new Utf8(), false),
  new Field('venue', new Utf8(), false),
  new Field('venueName', new Utf8(), false),
  new Field('year', new Int32(), false),
  new Field('day', new Int32(), false),
  new Field('code', new Bool(), false),
  new Field('runnable', new Bool(), false),
])

/** Rows outside the full-text index are scanned by every query, 60 µs each (1,000 abstracts: p50 1.5 → 61 ms). */
const mostUnindexed = 250

/**
 * Lance keeps two cores free for reading files, so that on a machine of two the full-text index is built by one thread. Read
 * by Lance once, when it first builds. Two threads on 87,402 papers take 55 MB more and 14.8 s of processor time, not 14.5.
 */
function buildOnAllCores(): void {
  process.env.LANCE_IO_CORE_RESERVATION ??= '0'
  process.env.LANCE_FTS_NUM_SHARDS ??= String(Math.min(4, availableParallelism()))
}

export async function openWordsIndex(place: string): Promise<WordsIndex> {
  buildOnAllCores()
  if (!place.includes('://')) await mkdir(place, { recursive: true })
  const connection = await connect(place)
  let table = await openTable(connection)
  let facts = await readFacts(table)
  let settling: Promise<void> | undefined

  async function settle({ always = false } = {}): Promise<void> {
    const rows = await table.countRows()
    const indexed = (await table.indexStats('words_idx'))?.numIndexedRows ?? 0
    if (rows === 0 || (!always && rows - indexed <= mostUnindexed && indexed > 0)) return
    await buildIndexes(table)
  }

  return {
    mark: () => facts.mark,
    count: () => table.countRows(),
    async put(documents, { fresh }) {
      if (documents.length === 0) return
      if (fresh) await table.add(documents)
      else await table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(documents)
      for (const one of documents) facts.learn(one)
    },
    async remove(ids) {
      if (ids.length === 0) return
      await table.delete(`id in (${ids.join(',')})`)
      for (const id of ids) facts.forget(id)
    },
    settle(options) {
      settling ??= settle(options).finally(() => {
        settling = undefined
      })
      return settling
    },
    search: (query, options) => search(table, query, options),
    facts: (id) => facts.of(id),
    async clear() {
      await connection.dropTable(tableName)
      table = await openTable(connection)
      facts = await readFacts(table)
    },
    close() {
      table.close()
      connection.close()
    },
  }
}

/** Opens or makes the table; a table that does not open is dropped, since the store can fill it again. */
async function openTable(connection: Connection): Promise<Table> {
  const names = await connection.tableNames()
  if (!names.includes(tableName)) return connection.createEmptyTable(tableName, schema)
  try {
    const table = await connection.openTable(tableName)
    const columns = (await table.schema()).fields.map(({ name }) => name).join()
    if (columns === schema.fields.map(({ name }) => name).join()) return table
    table.close()
  } catch {
    // unreadable: made anew below
  }
  await connection.dropTable(tableName)
  return connection.createEmptyTable(tableName, schema)
}

async function buildIndexes(table: Table): Promise<void> {
  await table.createIndex('words', {
    config: Index.fts({
      baseTokenizer: 'icu', // segments Chinese and Japanese as well
      language: 'English',
      stem: true,
      removeStopWords: true,
      customStopWords: [...commonWords], // Lance's own list has every digit and some letters: no “GPT-4”, no “vitamin C”
      lowercase: true,
      asciiFolding: true,
      withPosition: true,
    }),
  })
  await table.createIndex('fields', {
    config: Index.fts({
      baseTokenizer: 'whitespace',
      stem: false,
      removeStopWords: false,
      lowercase: true,
      asciiFolding: false,
      withPosition: false,
      maxTokenLength: 200,
    }),
  })
  await table.createIndex('id', { config: Index.btree() })
  await table.createIndex('year', { config: Index.btree() })
  await table.createIndex('venue', { config: Index.bitmap() })
}

async function search(table: Table, query: Query, { all, limit }: { all: boolean; limit: number }): Promise<Ranked> {
  const text = fullText(query, all)
  const filter = where(query)
  if (!text && !filter) return { ids: [], scores: [] }
  let plan = table
    .query()
    .select(text ? ['id', '_score'] : ['id'])
    .limit(limit)
  if (text) plan = plan.fullTextSearch(text)
  if (filter) plan = plan.where(filter)
  const found = await plan.toArrow()
  if (found.numRows === 0) return { ids: [], scores: [] } // no batch, and then no columns either
  const ids = Array.from(found.getChild('id')!.toArray() as Int32Array)
  const scores = text ? Array.from(found.getChild('_score')!.toArray() as Float32Array) : ids.map(() => 0)
  return { ids, scores }
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

type Facts = {
  mark: number
  learn(document: Pick<SearchDocument, 'id' | 'revision' | 'day' | 'year' | 'venueName'>): void
  forget(id: number): void
  of(id: number): { day: number; year: number; venue: string } | undefined
}

/** Year, venue and day of every paper in typed arrays by id: 8 bytes a paper, so that facets and dates cost no query. */
async function readFacts(table: Table): Promise<Facts> {
  const venues: string[] = []
  const venueNumbers = new Map<string, number>()
  let days = new Int32Array(0)
  let years = new Int16Array(0)
  let places = new Uint16Array(0)
  const absent = -32_768

  function grow(id: number): void {
    if (id < years.length) return
    const size = Math.max(1024, id + 1 + (id >> 1))
    days = extended(days, new Int32Array(size))
    places = extended(places, new Uint16Array(size))
    years = extended(years, new Int16Array(size).fill(absent))
  }

  const facts: Facts = {
    mark: 0,
    learn({ id, revision, day, year, venueName: venue }) {
      grow(id)
      let place = venueNumbers.get(venue)
      if (place === undefined) {
        place = venues.length < 65_535 ? venues.push(venue) - 1 : 0
        venueNumbers.set(venue, place)
      }
      days[id] = day
      years[id] = year
      places[id] = place
      facts.mark = Math.max(facts.mark, revision)
    },
    forget(id) {
      if (id < years.length) years[id] = absent
    },
    of(id) {
      if (id >= years.length || years[id] === absent) return undefined
      return { day: days[id] ?? noDay, year: years[id]!, venue: venues[places[id]!]! }
    },
  }
  for await (const batch of table.query().select(['id', 'revision', 'day', 'year', 'venueName'])) {
    const [ids, revisions, days, years] = ['id', 'revision', 'day', 'year'].map((name) =>
      batch.getChild(name)!.toArray(),
    )
    const venueNames = batch.getChild('venueName')!
    for (let row = 0; row < batch.numRows; row++) {
      const venueName = venueNames.get(row) as string
      facts.learn({ id: ids[row], revision: revisions[row], day: days[row], year: years[row], venueName })
    }
  }
  return facts
}

function extended<Numbers extends Int32Array | Int16Array | Uint16Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}

/** Removes an index that does not even open. */
export async function discardIndex(place: string): Promise<void> {
  if (!place.includes('://')) await rm(place, { recursive: true, force: true })
}
