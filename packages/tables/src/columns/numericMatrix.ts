/** The numbers of a table as methods take them: one block, rows with a missing value dropped and counted. */
import { TablesError } from '../errors.ts'
import { rowCount, type Table } from '../table.ts'
import { columnsNamed, numbersOf, titled } from './columnNamed.ts'

export type NumericMatrix = {
  names: readonly string[]
  rows: number
  /** [rows, names], row by row. */
  values: Float64Array
  /** One array for each name, in order: the same numbers by column. */
  columns: readonly Float64Array[]
  /** The rows of the table that are here, counted from 0. */
  kept: Int32Array
  /** Rows left out because one of these columns is missing there. */
  dropped: number
}

/**
 * All numeric and boolean columns when no names are given. Throws `column/unknown`, `column/type`, and `table/empty` when no
 * row is complete.
 */
export function numericMatrix(table: Table, wanted?: readonly string[]): NumericMatrix {
  const names = wanted ?? table.columns.filter(({ type }) => type !== 'text').map(({ name }) => name)
  if (names.length === 0)
    throw new TablesError('table/empty', `${titled(table)} has no column of numbers.`, {
      hint: 'Columns of numbers hold digits only; see how each column was read.',
    })
  const cells = columnsNamed(table, names).map((column) => numbersOf(column, table))
  const { kept, dropped } = completeRows(table, names)
  const columns = cells.map((column) => Float64Array.from(kept, (row) => column[row]!))
  const values = new Float64Array(kept.length * names.length)
  for (const [j, column] of columns.entries())
    for (let i = 0; i < kept.length; i++) values[i * names.length + j] = column[i]!
  return { names: [...names], rows: kept.length, values, columns, kept, dropped }
}

/** Rows in which none of these columns is missing, counted from 0. Throws `table/empty` when there is none. */
export function completeRows(table: Table, names: readonly string[]): { kept: Int32Array; dropped: number } {
  const columns = columnsNamed(table, names)
  const rows = rowCount(table)
  const kept: number[] = []
  for (let row = 0; row < rows; row++) if (columns.every(({ values }) => values[row] !== null)) kept.push(row)
  if (kept.length > 0) return { kept: Int32Array.from(kept), dropped: rows - kept.length }
  const worst = columns
    .map(({ name, values }) => ({
      name,
      missing: values.reduce((sum: number, value) => sum + (value === null ? 1 : 0), 0),
    }))
    .reduce((a, b) => (b.missing > a.missing ? b : a))
  throw new TablesError('table/empty', `No row of ${titled(table)} has a value in each of the columns asked for.`, {
    hint: `“${worst.name}” is missing in ${worst.missing} of ${rows} rows: leave it out?`,
    details: { field: worst.name },
  })
}
