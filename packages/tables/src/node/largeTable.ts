/**
 * Files larger than memory, by DuckDB in this process: rows of some columns, and means, covariances and counts computed where
 * the data is. Nothing is fetched from a network: extensions are neither installed nor loaded on demand.
 */
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { listed } from '../columns/columnNamed.ts'
import { TablesError } from '../errors.ts'
import { detectFormat, type TableFormat } from '../formats/detectFormat.ts'
import { columnOf } from '../formats/fromValues.ts'
import { requireDistinctNames } from '../formats/names.ts'
import type { Table } from '../table.ts'
import { firstBytes } from './firstBytes.ts'

export type OpenOptions = {
  format?: Exclude<TableFormat, 'arrow'>
  /** What DuckDB may hold; it writes to disk beyond that. 1 GB by default. */
  memoryMegabytes?: number
  threads?: number
  /** For CSV: in place of what DuckDB tells from the text. */
  delimiter?: string
  header?: boolean
  decimal?: '.' | ','
}

export type ColumnDescription = { name: string; type: 'number' | 'text' | 'boolean' }

export type ReadRows = {
  /** All columns by default. */
  columns?: readonly string[]
  /** The first so many rows; or with `sampled` so many at random, the same for the same seed. */
  limit: number
  sampled?: { seed: number }
}

/** Of the rows in which none of the columns is missing. */
export type Moments = {
  names: readonly string[]
  n: number
  dropped: number
  means: Float64Array
  /** [names, names], divided by n − 1. */
  covariance: Float64Array
}

export type Counts = {
  names: readonly string[]
  /** Each combination of values that occurs, in the order of `names`, with its rows. */
  cells: readonly { values: readonly (string | number | boolean)[]; count: number }[]
  n: number
  dropped: number
}

export type LargeTable = {
  name: string
  columns: readonly ColumnDescription[]
  rowCount: () => Promise<number>
  read: (wanted: ReadRows) => Promise<Table>
  /** Throws `column/type` for a text column. */
  moments: (columns: readonly string[]) => Promise<Moments>
  /** Throws `table/too-large` above `maxCells` (100,000) combinations. */
  counts: (columns: readonly string[], options?: { maxCells?: number }) => Promise<Counts>
  close: () => void
}

/** Opens a CSV, TSV, JSON, JSON Lines or Parquet file. Throws `table/file`, `table/format`, `table/empty`, `table/large`. */
export async function openTable(path: string, options: OpenOptions = {}): Promise<LargeTable> {
  const name = basename(path)
  const format = await formatOf(path, name, options)
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${options.memoryMegabytes ?? 1000}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.threads !== undefined && { threads: String(options.threads) }),
  })
  const connection = await instance.connect()
  const close = () => {
    connection.closeSync()
    instance.closeSync()
  }
  try {
    await asked(connection, name, `CREATE VIEW t AS SELECT * FROM ${sourceOf(path, format, options)}`)
    const described = await asked(connection, name, 'DESCRIBE t')
    const columns = described.map(([column, type]) => ({ name: String(column), type: typeOf(String(type)) }))
    requireDistinctNames(
      columns.map((column) => column.name),
      name,
    )
    const [[rows]] = (await asked(connection, name, 'SELECT count(*) FROM (SELECT 1 FROM t LIMIT 1)')) as [[number]]
    if (columns.length === 0 || rows === 0) throw new TablesError('table/empty', `${name} is empty: it has no row.`)
    return { ...questions(connection, name, columns), close }
  } catch (fault) {
    close()
    throw fault
  }
}

async function formatOf(path: string, name: string, { format }: OpenOptions): Promise<Exclude<TableFormat, 'arrow'>> {
  const file = await stat(path).catch(() => undefined)
  if (!file?.isFile())
    throw new TablesError('table/file', `${path} is no file that can be read.`, {
      hint: 'Check the path, and that you may read it.',
    })
  if (/[*?[\]{}]/.test(path))
    throw new TablesError('table/file', `${path} has a character that stands for many files (*, ?, [, ], {, }).`, {
      hint: 'Rename the file or its folder.',
    })
  if (file.size === 0) throw new TablesError('table/empty', `${name} is empty: it has no byte.`)
  const found = format ?? detectFormat(name.replace(/\.gz$/i, ''), await firstBytes(path))
  if (found !== 'arrow') return found
  throw new TablesError('table/format', `${name} is an Arrow file; large ones are not read in parts.`, {
    hint: 'Read it whole with `readTable`, or write it as Parquet.',
  })
}

function sourceOf(path: string, format: TableFormat, { delimiter, header, decimal }: OpenOptions): string {
  const file = text(resolve(path))
  if (format === 'parquet') return `read_parquet(${file})`
  if (format === 'json') return `read_json(${file})`
  if (format === 'jsonl') return `read_json(${file}, format = 'newline_delimited')`
  const separator = delimiter ?? (format === 'tsv' ? '\t' : undefined)
  const settings = [
    `nullstr = ['', 'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', 'NULL', 'null']`,
    'sample_size = 100000',
    ...(separator === undefined ? [] : [`delim = ${text(separator)}`]),
    ...(header === undefined ? [] : [`header = ${header}`]),
    ...(decimal === undefined ? [] : [`decimal_separator = ${text(decimal)}`]),
  ]
  return `read_csv(${[file, ...settings].join(', ')})`
}

function typeOf(type: string): ColumnDescription['type'] {
  if (/^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|UINTEGER|DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'number'
  return type === 'BOOLEAN' ? 'boolean' : 'text'
}

function questions(
  connection: DuckDBConnection,
  name: string,
  columns: readonly ColumnDescription[],
): Omit<LargeTable, 'close'> {
  const typed = (wanted: readonly string[]) => wanted.map((each) => described(columns, each, name))
  const ask = (query: string) => asked(connection, name, query)
  return {
    name,
    columns,
    rowCount: async () => Number((await ask('SELECT count(*) FROM t'))[0]![0]),
    read: async ({ columns: wanted, limit, sampled }) => {
      const chosen = wanted === undefined ? columns : typed(wanted)
      const some =
        sampled === undefined
          ? `LIMIT ${whole(limit)}`
          : `USING SAMPLE reservoir(${whole(limit)} ROWS) REPEATABLE (${whole(sampled.seed)})`
      const rows = await ask(`SELECT ${chosen.map(plainly).join(', ')} FROM t ${some}`)
      const read = chosen.map(
        (column, at) =>
          columnOf(
            column.name,
            rows.map((row) => row[at]),
            name,
          ).column,
      )
      return { name, columns: read }
    },
    moments: async (wanted) => {
      const numeric = typed(wanted).map((column) => numerically(column, name))
      const pairs = numeric.flatMap((a, i) =>
        numeric.slice(i).map((b, j) => ({ i, j: i + j, sql: `covar_samp(${a}, ${b})` })),
      )
      const complete = numeric.map((each) => `isfinite(${each})`).join(' AND ')
      const sums = [...numeric.map((each) => `avg(${each})`), ...pairs.map(({ sql }) => sql)]
      const [row] = await ask(`SELECT (SELECT count(*) FROM t), count(*), ${sums.join(', ')} FROM t WHERE ${complete}`)
      const [all, n, ...rest] = row!.map(Number) as [number, number, ...number[]]
      if (n < 2)
        throw new TablesError('table/empty', `Only ${n} rows of ${name} have a value in each of ${listed(wanted)}.`, {
          hint: 'Two are the least for a covariance: leave out the column that is missing most.',
        })
      const covariance = new Float64Array(wanted.length ** 2)
      for (const [at, { i, j }] of pairs.entries())
        covariance[i * wanted.length + j] = covariance[j * wanted.length + i] = rest[wanted.length + at]!
      return {
        names: [...wanted],
        n,
        dropped: all - n,
        means: Float64Array.from(rest.slice(0, wanted.length)),
        covariance,
      }
    },
    counts: async (wanted, { maxCells = 100_000 } = {}) => {
      const chosen = typed(wanted)
      const complete = chosen.map(({ name: column }) => `${identifier(column)} IS NOT NULL`).join(' AND ')
      const rows = await ask(
        `SELECT ${chosen.map(plainly).join(', ')}, count(*) FROM t WHERE ${complete} GROUP BY ALL ORDER BY ALL LIMIT ${maxCells + 1}`,
      )
      if (rows.length > maxCells)
        throw new TablesError(
          'table/too-large',
          `${listed(wanted)} of ${name} have more than ${maxCells} combinations of values.`,
          {
            hint: 'Count columns with few levels; bin the numbers first.',
          },
        )
      const cells = rows.map((row) => ({
        values: row.slice(0, -1) as (string | number | boolean)[],
        count: Number(row.at(-1)),
      }))
      const n = cells.reduce((sum, { count }) => sum + count, 0)
      const all = Number((await ask('SELECT count(*) FROM t'))[0]![0])
      return { names: [...wanted], cells, n, dropped: all - n }
    },
  }
}

function described(columns: readonly ColumnDescription[], wanted: string, name: string): ColumnDescription {
  const found = columns.find((column) => column.name === wanted)
  if (found) return found
  throw new TablesError('column/unknown', `${name} has no column “${wanted}”.`, {
    hint: `Its columns are ${listed(columns.map((column) => column.name))}.`,
    details: { columns: [wanted] },
  })
}

/** Values as plain JSON has them: numbers as doubles, everything else as text. */
function plainly({ name, type }: ColumnDescription): string {
  const column = identifier(name)
  return type === 'number' ? `CAST(${column} AS DOUBLE)` : type === 'boolean' ? column : `CAST(${column} AS VARCHAR)`
}

function numerically({ name, type }: ColumnDescription, table: string): string {
  if (type !== 'text') return `CAST(${identifier(name)} AS DOUBLE)`
  throw new TablesError('column/type', `The column “${name}” of ${table} holds texts, not numbers.`, {
    hint: 'Leave it out, or count its levels.',
    details: { field: name },
  })
}

async function asked(connection: DuckDBConnection, name: string, query: string): Promise<unknown[][]> {
  try {
    return (await connection.runAndReadAll(query)).getRowsJS() as unknown[][]
  } catch (cause) {
    const said = (cause as Error).message.split('\n').find((line) => line.trim() !== '') ?? ''
    const line = /Line: (\d+)/.exec((cause as Error).message)?.[1]
    throw new TablesError(
      'table/large',
      `${name} cannot be read${line === undefined ? '' : ` at line ${line}`}: ${said.replace(/^[A-Za-z ]*Error:\s*/, '').slice(0, 200)}`,
      {
        hint: 'Open a part of it with `readTable`, which says more, or give the separator and the header yourself.',
        ...(line !== undefined && { details: { line: Number(line) } }),
        cause,
      },
    )
  }
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function whole(value: number): number {
  return Math.max(0, Math.floor(value))
}
