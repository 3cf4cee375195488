import type { Column, Table } from '../table.ts'

/** The rows of these numbers (counted from 0), in this order; a row may be taken more than once. */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const columns = table.columns.map((column) => {
    const values: unknown[] = Array.from(rows, (row) => column.values[row])
    return { ...column, values } as unknown as Column
  })
  return { ...table, columns }
}
