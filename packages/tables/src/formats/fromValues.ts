/** Columns of values that already have types (JSON, Parquet, Arrow) as columns of a table. */
import { TablesError } from '../errors.ts'
import type { Column } from '../table.ts'
import type { ColumnReading } from '../types/inferColumn.ts'

/**
 * Numbers, big integers that a double keeps, booleans, texts and dates (as ISO 8601 text) are taken; missing and NaN become
 * `null`; a column of mixed types becomes text, with the row of the first that differs. Throws `column/nested` for lists and
 * objects, with the row.
 */
export function columnOf(
  name: string,
  values: readonly unknown[],
  table: string,
): { column: Column; reading: ColumnReading } {
  const plain = values.map((value, row) => plainValue(value, name, row, table))
  const filled = plain.filter((value) => value !== null)
  const missing = plain.length - filled.length
  const types = new Set(filled.map((value) => typeof value))
  const said = (type: Column['type'], why: string): ColumnReading => ({
    name,
    type,
    why: missing > 0 ? `${why}; ${missing} missing` : why,
    missing,
  })
  if (filled.length === 0)
    return { column: { name, type: 'text', values: plain as null[] }, reading: said('text', 'every value is missing') }
  if (types.size === 1 && types.has('number'))
    return {
      column: { name, type: 'number', values: plain as (number | null)[] },
      reading: said('number', 'the file says so'),
    }
  if (types.size === 1 && types.has('boolean'))
    return {
      column: { name, type: 'boolean', values: plain as (boolean | null)[] },
      reading: said('boolean', 'the file says so'),
    }
  const first = plain.find((value) => value !== null)
  const other = plain.findIndex((value) => value !== null && typeof value !== typeof first)
  return {
    column: { name, type: 'text', values: plain.map((value) => (value === null ? null : String(value))) },
    reading: said(
      'text',
      types.size === 1
        ? 'the file says so'
        : `it mixes types (row ${other + 1} holds ${JSON.stringify(plain[other])}): kept as text`,
    ),
  }
}

function plainValue(value: unknown, name: string, row: number, table: string): number | string | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  throw new TablesError(
    'column/nested',
    `Row ${row + 1} of the column “${name}” of ${table} holds a ${Array.isArray(value) || ArrayBuffer.isView(value) ? 'list' : 'record'}, not one value.`,
    { hint: 'Spread it over columns of its own, or leave the column out.', details: { row: row + 1, field: name } },
  )
}
