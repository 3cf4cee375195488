/**
 * One table of the search index: rows, vectors, and the indexes over them.
 *
 * The table is current up to the largest `revision` among its rows: a row and the mark are one write, so a kill at any
 * moment leaves a table that knows how far it came. What made its vectors, and whose library it is, stand in its schema
 * and never change. New rows are found at once (they are scanned) and join the indexes when there are many of them.
 */
import type { Connection, Table } from '@lancedb/lancedb'
import { Bool, Field, FixedSizeList, Float16, Float64, Int32, Schema, Utf8 } from 'apache-arrow'
import { type PaperTexts, type SearchDocument, textsOfWords } from './document.ts'
import { type Facts, numbersOf, type PaperFacts, readFacts } from './facts.ts'
import { inTurn } from './inTurn.ts'
import { type LexiconRows, lexiconRows } from './lexicon/rows.ts'
import { indexAnew, isMuch, isScattered, mostUnindexed, settle } from './settle.ts'
import { arrowRows, type NearestOptions, nearest, type Ranked, vectorsIn, vectorsOf } from './vectors.ts'

/** `vector`: null where it is still to be made; zeros where the model understands nothing of the text. */
export type IndexedDocument = SearchDocument & { vector?: Float32Array | null }

export type PaperContent = { texts: PaperTexts; vector?: Float32Array }

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
  /**
   * Adds or replaces documents. `fresh` promises that none of their ids is in the table. `embedder` says what made their
   * vectors: those of another model than the table's are left out, and made later.
   */
  put(documents: IndexedDocument[], options: { fresh: boolean; embedder?: string | undefined }): Promise<void>
  remove(ids: number[]): Promise<void>
  /**
   * Brings new rows into the indexes when they are many; cheap when they are few. `always`: few rows as well, and small
   * files are joined and old versions let go.
   */
  settle(options?: { always?: boolean }): Promise<void>
  /** Whether settling would find something to do: rows outside the indexes, small files, old versions to let go. */
  untidy(): boolean
  /** Whether a search looks through the rows outside the full-text index: not while they are many. */
  seesNewRows(): boolean
  /** The papers nearest to a vector, best first; scores are cosine similarities. */
  nearest(vector: Float32Array, options: NearestOptions): Promise<Ranked>
  /** Unit vectors, as far as float16 keeps them; papers without one are left out. */
  vectorsOf(ids: number[]): Promise<Map<number, Float32Array>>
  textsOf(ids: number[]): Promise<Map<number, PaperTexts>>
  /** Both at once, in less time than one after the other. */
  contentsOf(ids: number[]): Promise<Map<number, PaperContent>>
  /** The papers written after a revision, for a lexicon. */
  rowsAfter(revision: number): AsyncGenerator<LexiconRows>
  /** Papers whose vector is still to be made. */
  withoutVector(limit: number): Promise<{ id: number; revision: number; texts: PaperTexts }[]>
  /** Writes vectors made later by a model; a paper that was written again meanwhile is passed over. */
  fill(vectors: { id: number; revision: number; vector: Float32Array }[], embedder: string): Promise<void>
  /** Every paper with the write it reflects, read from the table and not from memory. */
  revisions(): Promise<{ id: number; revision: number }[]>
  /** Date of a paper in days since 1970, its year and venue, and the write that brought it, from memory. */
  facts(id: number): PaperFacts | undefined
}

/** Old versions stay so long: a reader in another process looks for new ones more often than that. */
export const keptMs = 600_000

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
  { library, meaning, keepMs = keptMs }: { library?: string; meaning?: Meaning; keepMs?: number },
): Promise<IndexTable> {
  const metadata = new Map(library ? [['library', library]] : [])
  if (meaning) metadata.set('embedder', meaning.embedder)
  const made = new Schema(fields(meaning?.dimension), metadata)
  return holdTable(number, await connection.createEmptyTable(tableName(number), made), keepMs)
}

/** Opens a table. Throws when it is unreadable or was made by another version of Causerie. */
export async function openTable(
  connection: Connection,
  number: number,
  { keepMs = keptMs }: { keepMs?: number } = {},
): Promise<IndexTable> {
  const table = await connection.openTable(tableName(number))
  const schema = await table.schema()
  const expected = fields(dimensionOf(schema)).map(({ name }) => name)
  if (schema.fields.map(({ name }) => name).join() === expected.join()) return holdTable(number, table, keepMs)
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

async function holdTable(number: number, table: Table, keepMs: number): Promise<IndexTable> {
  const { fields: columns, metadata } = await table.schema()
  const dimension = dimensionOf({ fields: columns })
  const embedder = metadata.get('embedder')
  const schema = new Schema(fields(dimension))
  const facts = await readFacts(table)
  const missing = new Set(dimension ? await idsWithout(table) : [])
  const oneAtATime = inTurn() // LanceDB would let writes race and make one of them begin again
  let { outside, inside } = await indexed(table)
  let scattered = await isScattered(table)
  /** Versions written since old ones were last let go, and when the last was. */
  let written = { versions: 0, at: 0 }
  const wrote = () => {
    written = { versions: written.versions + 1, at: Date.now() }
  }

  return {
    number,
    table,
    library: metadata.get('library'),
    get meaning() {
      return dimension && embedder ? { embedder, dimension, missing: missing.size } : undefined
    },
    mark: () => facts.mark,
    count: () => table.countRows(),
    put: (documents, { fresh, embedder: maker = embedder }) =>
      oneAtATime(async () => {
        if (documents.length === 0) return
        const own = maker === embedder
        const dated = documents.map((one) => ({
          ...one,
          created: createdOf(one, facts),
          vector: own ? one.vector : null,
        }))
        const rows = arrowRows(schema, dated)
        if (fresh) await table.add(rows)
        else await table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(rows)
        wrote()
        outside += dated.length
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
        wrote()
        for (const id of ids) {
          facts.forget(id)
          missing.delete(id)
        }
      }),
    settle: ({ always = false } = {}) =>
      oneAtATime(async () => {
        if (always ? outside + inside === 0 : outside <= (inside > 0 ? mostUnindexed : 0)) return
        const seen = written
        const anew = !always && isMuch({ inside, outside })
        await (anew ? indexAnew : settle)(table, { dimension, keepMs })
        ;({ outside, inside } = await indexed(table))
        scattered = await isScattered(table)
        if (!anew) written = { versions: Date.now() - seen.at >= keepMs ? 0 : 1, at: seen.at }
      }),
    untidy: () => outside > 0 || scattered || written.versions > 0,
    seesNewRows: () => inside === 0 || outside <= mostUnindexed,
    nearest: (vector, options) => nearest(table, dimension, vector, options),
    vectorsOf: (ids) => vectorsOf(table, dimension, ids),
    textsOf: (ids) => textsOf(table, ids),
    contentsOf: (ids) => contentsOf(table, dimension, ids),
    rowsAfter: (revision) => lexiconRows(table, revision),
    withoutVector: (limit) => withoutVector(table, [...missing].slice(0, limit)),
    fill: (vectors, maker) =>
      oneAtATime(async () => {
        if (maker !== embedder) return
        const filled = await fill(table, schema, vectors)
        if (filled.length > 0) wrote()
        outside += filled.length
        for (const id of filled) missing.delete(id)
      }),
    revisions: () => revisionsOf(table),
    facts: (id) => facts.of(id),
  }
}

/** How many rows the full-text index knows of, and how many it does not. */
async function indexed(table: Table): Promise<{ inside: number; outside: number }> {
  const stats = await table.indexStats('words_idx')
  if (!stats) return { inside: 0, outside: await table.countRows() }
  return { inside: stats.numIndexedRows, outside: stats.numUnindexedRows }
}

function createdOf({ id, created, revision }: IndexedDocument, facts: Facts): number {
  return created ?? facts.of(id)?.created ?? revision
}

async function textsOf(table: Table, ids: number[]): Promise<Map<number, PaperTexts>> {
  const rows = await rowsOf(table, ids, ['id', 'words'])
  return new Map(rows.map(({ id, words }) => [id as number, textsOfWords(words as string)]))
}

async function contentsOf(
  table: Table,
  dimension: number | undefined,
  ids: number[],
): Promise<Map<number, PaperContent>> {
  const contents = new Map<number, PaperContent>()
  if (ids.length === 0) return contents
  const found = table
    .query()
    .where(`id in (${ids.join(',')})`)
    .select(dimension ? ['id', 'words', 'vector'] : ['id', 'words'])
  for await (const batch of found) {
    const numbers = batch.getChild('id')!.toArray() as Int32Array
    const words = batch.getChild('words')!
    const vectors = vectorsIn(batch)
    for (const [at, id] of numbers.entries())
      contents.set(id, { texts: textsOfWords(words.get(at)), vector: vectors(at) })
  }
  return contents
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

async function revisionsOf(table: Table): Promise<{ id: number; revision: number }[]> {
  const found = await table.query().select(['id', 'revision']).toArrow()
  const revisions = numbersOf(found, 'revision')
  return numbersOf(found, 'id').map((id, at) => ({ id, revision: revisions[at]! }))
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
