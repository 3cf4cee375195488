/** Arrow IPC files and streams (Feather 2), by apache-arrow; loaded when a file asks for it. */
import { TablesError } from '../errors.ts'
import { columnOf } from './fromValues.ts'
import { requireDistinctNames } from './names.ts'
import type { Reading } from './readDelimited.ts'

/** Dictionaries are decoded; dates and timestamps become ISO 8601 text. Throws `table/arrow`, `table/empty`, `column/nested`. */
export async function readArrow(bytes: Uint8Array, name: string): Promise<Reading> {
  const { DataType, tableFromIPC } = await import('apache-arrow')
  try {
    const table = tableFromIPC(bytes)
    const { fields } = table.schema
    if (fields.length === 0 || table.numRows === 0)
      throw new TablesError('table/empty', `${name} is empty: it has no ${fields.length === 0 ? 'column' : 'row'}.`)
    requireDistinctNames(
      fields.map((field) => field.name),
      name,
    )
    const columns = fields.map((field, at) => {
      const isTime = DataType.isDate(field.type) || DataType.isTimestamp(field.type)
      const values = [...table.getChildAt(at)!].map((value) =>
        isTime && typeof value === 'number' ? new Date(value) : value,
      )
      return columnOf(field.name, values, name)
    })
    return { columns: columns.map(({ column }) => column), readings: columns.map(({ reading }) => reading), notes: [] }
  } catch (cause) {
    if (cause instanceof TablesError) throw cause
    throw new TablesError('table/arrow', `${name} cannot be read as Arrow: ${(cause as Error).message}.`, {
      hint: 'Compressed Arrow files are not read: write them without compression, or as Parquet.',
      cause,
    })
  }
}
