/**
 * One table of the search index: rows, vectors, and the indexes over them.
 *
 * The table is current up to the largest `revision` among its rows: a row and the mark are one write, so a kill at any
 * moment leaves a table that knows how far it came. What made its vectors, and whose library it is, stand in its schema
 * and never change. New rows are found at once (they are scanned) and join the indexes when there are many of them.
 */
import { type Connection, Index, type Table } from '@lancedb/lancedb'
import { Bool, Field, FixedSizeList, Float16, Float64, Int32, Schema, Utf8 } from 'apache-arrow'
import { type PaperTexts, type SearchDocument, textsOfWords } from './document.ts'
import { type Facts, type PaperFacts, readFacts } from './facts.ts'
import { commonWords } from './highlight.ts'
import { arrowRows, type NearestOptions, nearest, type Ranked, vectorsOf } from './vectors.ts'

/** `vector`: null where it is still to be made; zeros where the model understands nothing of the text. */
export type IndexedDocument = SearchDocument & { vector?: Float32Array | null }

export type Meaning = { embedder: string; dimension: number }

export type IndexTable = {
  readonly number: number
  readonly table: Table
  readonly library: string | undefined
  /** What made the vectors, and how many rows wait for theirs; absent for a table without vectors. */
  readonly meaning: (Meaning & { missing: number }) | undefined
  /** Largest revision in the table; 0 when it is empty. */
  mark(): number
  count(): Promise<number>
  /** Adds or replaces documents. `fresh` promises that none of their ids is in the table. */
  put(documents: IndexedDocument[], options: { fresh: boolean }): Promise<void>
  remove(ids: number[]): Promise<void>
  /** Brings new rows into the indexes when they are many; cheap when they are few. */
  settle(options?: { always?: boolean }): Promise<void>
  /** The papers nearest to a vector, best first; scores are cosine similarities. */
  nearest(vector: Float32Array, options: NearestOptions): Promise<Ranked>
  /** Unit vectors, as far as float16 keeps them; papers without one are left out. */
  vectorsOf(ids: number[]): Promise<Map<number, Float32Array>>
  textsOf(ids: number[]): Promise<Map<number, PaperTexts>>
  /** Papers whose vector is still to be made. */
  withoutVector(limit: number): Promise<{ id: number; revision: number; texts: PaperTexts }[]>
  /** Writes vectors made later; a paper that was written again meanwhile is passed over. */
  fill(vectors: { id: number; revision: number; vector: Float32Array }[]): Promise<void>
  /** Date of a paper in days since 1970, its year and venue, and the write that brought it, from memory. */
  facts(id: number): PaperFacts | undefined
}

/** Rows outside the full-text index are scanned by every query, 60 µs each (1,000 abstracts: p50 1.5 → 61 ms). */
const mostUnindexed = 250

const namePattern = /^papers-(\d+)$/

/** The numbers of the tables there are, oldest first. */
export async function tableNumbers(connection: Connection): Promise<number[]> {
  const names = await connection.tableNames()
  return names
    .flatMap((name) => namePattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

export const tableName = (number: number): string => `papers-${number}`

export async function makeTable(
  connection: Connection,
  number: number,
  { library, meaning }: { library?: string; meaning?: Meaning },
): Promise<IndexTable> {
  const metadata = new Map(library ? [['library', library]] : [])
  if (meaning) metadata.set('embedder', meaning.embedder)
  const made = new Schema(fields(meaning?.dimension), metadata)
  return holdTable(number, await connection.createEmptyTable(tableName(number), made))
}

/** Opens a table. Throws when it is unreadable or was made by another version of Causerie. */
export async function openTable(connection: Connection, number: number): Promise<IndexTable> {
  const table = await connection.openTable(tableName(number))
  const schema = await table.schema()
  const expected = fields(dimensionOf(schema)).map(({ name }) => name)
  if (schema.fields.map(({ name }) => name).join() === expected.join()) return holdTable(number, table)
  table.close()
  throw new Error(`${tableName(number)} has other columns`)
}

function fields(dimension: number | undefined): Field[] {
  const columns = [
    new Field('id', new Int32(), false),
    new Field('revision', new Float64(), false),
    new Field('created', new Float64(), false),
    new Field('words', new Utf8(), false),
    new Field('fields', new Utf8(), false),
    new Field('venue', new Utf8(), false),
    new Field('venueName', new Utf8(), false),
    new Field('year', new Int32(), false),
    new Field('day', new Int32(), false),
    new Field('code', new Bool(), false),
    new Field('runnable', new Bool(), false),
  ]
  if (dimension === undefined) return columns
  return [...columns, new Field('vector', new FixedSizeList(dimension, new Field('item', new Float16(), true)), true)]
}

function dimensionOf(schema: Pick<Schema, 'fields'>): number | undefined {
  const column = schema.fields.find(({ name }) => name === 'vector')
  return column && (column.type as FixedSizeList).listSize
}

async function holdTable(number: number, table: Table): Promise<IndexTable> {
  const { fields: columns, metadata } = await table.schema()
  const dimension = dimensionOf({ fields: columns })
  const embedder = metadata.get('embedder')
  const schema = new Schema(fields(dimension))
  const facts = await readFacts(table)
  const missing = new Set(dimension ? await idsWithout(table) : [])
  const oneAtATime = inTurn()

  return {
    number,
    table,
    library: metadata.get('library'),
    get meaning() {
      return dimension && embedder ? { embedder, dimension, missing: missing.size } : undefined
    },
    mark: () => facts.mark,
    count: () => table.countRows(),
    put: (documents, { fresh }) =>
      oneAtATime(async () => {
        if (documents.length === 0) return
        const dated = documents.map((one) => ({ ...one, created: createdOf(one, facts) }))
        const rows = arrowRows(schema, dated)
        if (fresh) await table.add(rows)
        else await table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(rows)
        for (const one of dated) {
          facts.learn({ ...one, venue: one.venueName })
          if (dimension && !one.vector) missing.add(one.id)
          else missing.delete(one.id)
        }
      }),
    remove: (ids) =>
      oneAtATime(async () => {
        if (ids.length === 0) return
        await table.delete(`id in (${ids.join(',')})`)
        for (const id of ids) {
          facts.forget(id)
          missing.delete(id)
        }
      }),
    settle: (options) => oneAtATime(() => settle(table, dimension, options)),
    nearest: (vector, options) => nearest(table, dimension, vector, options),
    vectorsOf: (ids) => vectorsOf(table, dimension, ids),
    textsOf: (ids) => textsOf(table, ids),
    withoutVector: (limit) => withoutVector(table, [...missing].slice(0, limit)),
    fill: (vectors) =>
      oneAtATime(async () => {
        for (const id of await fill(table, schema, vectors)) missing.delete(id)
      }),
    facts: (id) => facts.of(id),
  }
}

function createdOf({ id, created, revision }: IndexedDocument, facts: Facts): number {
  return created ?? facts.of(id)?.created ?? revision
}

/** Writes of one table follow each other: LanceDB would let them race and make one of them begin again. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work, work)
    last = mine.catch(() => {})
    return mine
  }
}

async function settle(table: Table, dimension: number | undefined, { always = false } = {}): Promise<void> {
  const rows = await table.countRows()
  const indexed = (await table.indexStats('words_idx'))?.numIndexedRows ?? 0
  if (rows === 0 || (!always && rows - indexed <= mostUnindexed && indexed > 0)) return
  await buildIndexes(table, { rows, dimension })
}

/** Below so many rows all vectors are compared without an index. */
const fewVectors = 5000

async function buildIndexes(table: Table, { rows, dimension }: { rows: number; dimension?: number }): Promise<void> {
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
  if (dimension && rows > fewVectors)
    await table.createIndex('vector', { config: Index.ivfFlat({ distanceType: 'cosine' }) })
}

async function textsOf(table: Table, ids: number[]): Promise<Map<number, PaperTexts>> {
  const rows = await rowsOf(table, ids, ['id', 'words'])
  return new Map(rows.map(({ id, words }) => [id as number, textsOfWords(words as string)]))
}

async function withoutVector(table: Table, ids: number[]) {
  const rows = await rowsOf(table, ids, ['id', 'revision', 'words'])
  return rows.map(({ id, revision, words }) => ({
    id: id as number,
    revision: revision as number,
    texts: textsOfWords(words as string),
  }))
}

async function rowsOf(table: Table, ids: number[], columns: string[]): Promise<Record<string, unknown>[]> {
  if (ids.length === 0) return []
  return table
    .query()
    .where(`id in (${ids.join(',')})`)
    .select(columns)
    .toArray()
}

async function idsWithout(table: Table): Promise<number[]> {
  const rows = await table.query().where('vector is null').select(['id']).toArray()
  return rows.map(({ id }) => id as number)
}

async function fill(
  table: Table,
  schema: Schema,
  vectors: { id: number; revision: number; vector: Float32Array }[],
): Promise<number[]> {
  const found = await rowsOf(
    table,
    vectors.map(({ id }) => id),
    schema.fields.map(({ name }) => name).filter((name) => name !== 'vector'),
  )
  const made = new Map(vectors.map((one) => [one.id, one]))
  const rows = found
    .map((row) => ({ ...row, vector: made.get(row.id as number)!.vector }) as IndexedDocument)
    .filter(({ id, revision }) => made.get(id)!.revision === revision)
  if (rows.length > 0) await table.mergeInsert('id').whenMatchedUpdateAll().execute(arrowRows(schema, rows))
  return rows.map(({ id }) => id)
}
