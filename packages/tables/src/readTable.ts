/**
 * A file of a reader as a table: CSV, TSV, JSON, JSON Lines, Parquet and Arrow, gzipped or not. Runs in a tab and in Node;
 * larger files than fit in memory are for `@causerie/tables/node`.
 */
import { TablesError } from './errors.ts'
import { type Decoded, decodeText } from './formats/decodeText.ts'
import { detectFormat, type TableFormat } from './formats/detectFormat.ts'
import { readArrow } from './formats/readArrow.ts'
import { type DelimitedOptions, type Reading, readDelimited } from './formats/readDelimited.ts'
import { readJson, readJsonLines } from './formats/readJson.ts'
import { readParquet } from './formats/readParquet.ts'
import { rowCount, type Table } from './table.ts'
import type { ColumnReading } from './types/inferColumn.ts'

export type ReadTableOptions = DelimitedOptions & {
  /** The file's name: for the messages, and its ending for the format. */
  name: string
  format?: TableFormat
  /** Read these columns only. Throws `column/unknown` for one that the file does not have. */
  columns?: readonly string[]
  /** Larger files are refused before they are read; 200 MB by default. */
  maxBytes?: number
}

export type TableReading = {
  table: Table
  format: TableFormat
  /** Of text formats. */
  encoding?: Decoded['encoding']
  /** Each column's type, with the reason. */
  columns: readonly ColumnReading[]
  /** What was decided on the way, in sentences for the reader. */
  notes: readonly string[]
}

/**
 * Throws `TablesError`: `table/too-large`, `table/empty`, `table/format`, `table/not-text`, `table/ragged`, `table/quotes`,
 * `table/duplicate-name`, `table/json`, `table/parquet`, `table/arrow`, `column/nested`, `column/unknown`.
 */
export async function readTable(
  source: string | Uint8Array | ArrayBuffer | Blob,
  options: ReadTableOptions,
): Promise<TableReading> {
  const { maxBytes = 200_000_000 } = options
  requireSize(sizeOf(source), options.name, maxBytes)
  if (typeof source === 'string') return readText({ text: source.replace(/^\uFEFF/, '') }, options)
  const given =
    source instanceof Uint8Array ? source : new Uint8Array(source instanceof Blob ? await source.arrayBuffer() : source)
  const isPacked = given[0] === 0x1f && given[1] === 0x8b
  const bytes = isPacked ? await unpacked(given, options.name, maxBytes) : given
  const name = isPacked ? options.name.replace(/\.gz$/i, '') : options.name
  if (bytes.length === 0) throw new TablesError('table/empty', `${name} is empty: it has no byte.`)
  const format = options.format ?? detectFormat(name, bytes)
  if (format === 'parquet') return finished(await readParquet(bytes, name, options.columns), format, options)
  if (format === 'arrow') return finished(await readArrow(bytes, name), format, options)
  return readText(decodeText(bytes, name), { ...options, name })
}

function readText(
  { text, encoding }: { text: string; encoding?: Decoded['encoding'] },
  options: ReadTableOptions,
): TableReading {
  const { name } = options
  const format = options.format ?? detectFormat(name, text.slice(0, 65_536))
  const reading =
    format === 'json'
      ? readJson(text, name)
      : format === 'jsonl'
        ? readJsonLines(text, name)
        : readDelimited(text, name, format === 'tsv' ? { delimiter: '\t', ...options } : options)
  const result = finished(reading, format, options)
  if (encoding === undefined || encoding === 'utf-8') return { ...result, ...(encoding && { encoding }) }
  return { ...result, encoding, notes: [...result.notes, `The text was read as ${encoding.toUpperCase()}.`] }
}

function finished(
  { columns, readings, notes }: Reading,
  format: TableFormat,
  { name, columns: wanted }: ReadTableOptions,
): TableReading {
  const kept = wanted === undefined ? columns : columns.filter((column) => wanted.includes(column.name))
  const unknown = wanted?.filter((each) => !columns.some((column) => column.name === each)) ?? []
  if (unknown.length > 0)
    throw new TablesError('column/unknown', `${name} has no column ${unknown.map((each) => `“${each}”`).join(', ')}.`, {
      hint: `Its columns are ${columns
        .slice(0, 12)
        .map((column) => column.name)
        .join(', ')}${columns.length > 12 ? ', …' : ''}.`,
      details: { columns: unknown },
    })
  const table = { name, columns: kept }
  return {
    table,
    format,
    columns: readings.filter((each) => kept.some((column) => column.name === each.name)),
    notes: [`${rowCount(table).toLocaleString('en')} rows, ${kept.length} columns.`, ...notes],
  }
}

/** Throws `table/too-large`: a page asks this of a file before it reads it. */
export function requireSize(bytes: number, name: string, maxBytes = 200_000_000): void {
  if (bytes <= maxBytes) return
  throw new TablesError(
    'table/too-large',
    `${name} has ${megabytes(bytes)}; here ${megabytes(maxBytes)} is the most.`,
    {
      hint: 'Take fewer rows or columns, or run it on the server or the command line, where a large file is read in parts.',
      details: { bytes, maxBytes },
    },
  )
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${bytes.toLocaleString('en')} bytes` : `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}

function sizeOf(source: string | Uint8Array | ArrayBuffer | Blob): number {
  if (typeof source === 'string') return source.length
  return source instanceof Blob ? source.size : source.byteLength
}

async function unpacked(bytes: Uint8Array, name: string, maxBytes: number): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'))
  const reader = stream.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length
      requireSize(size, `${name}, unpacked,`, maxBytes)
      parts.push(next.value)
    }
  } catch (cause) {
    if (cause instanceof TablesError) throw cause
    throw new TablesError(
      'table/format',
      `${name} is packed with gzip and cannot be unpacked: it is damaged or cut off.`,
      { cause },
    )
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
