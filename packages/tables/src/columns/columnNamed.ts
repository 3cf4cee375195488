/** Columns by name, or a sentence that says which are there. */
import { TablesError } from '../errors.ts'
import type { Column, Table } from '../table.ts'

/** Throws `column/unknown`. */
export function columnNamed(table: Table, name: string): Column {
  return columnsNamed(table, [name])[0]!
}

/** In the order asked for. Throws `column/unknown` and names every one that is missing. */
export function columnsNamed(table: Table, names: readonly string[]): Column[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]))
  const unknown = names.filter((name) => !byName.has(name))
  if (unknown.length > 0)
    throw new TablesError(
      'column/unknown',
      `${titled(table)} has no column ${unknown.map((name) => `“${name}”`).join(', ')}.`,
      { hint: `Its columns are ${listed(table.columns.map(({ name }) => name))}.`, details: { columns: unknown } },
    )
  return names.map((name) => byName.get(name)!)
}

/** Numbers as they are, `true` as 1 and `false` as 0. Throws `column/type` with the first text. */
export function numbersOf(column: Column, table?: Table): (number | null)[] {
  if (column.type === 'number') return [...column.values]
  if (column.type === 'boolean') return column.values.map((value) => (value === null ? null : Number(value)))
  const row = column.values.findIndex((value) => value !== null)
  throw new TablesError(
    'column/type',
    row < 0
      ? `The column “${column.name}” of ${titled(table)} holds no value at all.`
      : `The column “${column.name}” of ${titled(table)} holds no numbers: row ${row + 1} is “${column.values[row]}”.`,
    { hint: 'Correct that cell, or leave the column out.', details: { row: row + 1, field: column.name } },
  )
}

export function titled(table: Table | undefined): string {
  return table?.name ?? 'the table'
}

export function listed(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, … (${names.length} in all)` : names.join(', ')
}
