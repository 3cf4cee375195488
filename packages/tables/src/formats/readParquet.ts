/** Parquet in a tab and in Node, by hyparquet; loaded when a file asks for it. */
import { TablesError } from '../errors.ts'
import { columnOf } from './fromValues.ts'
import { requireDistinctNames } from './names.ts'
import type { Reading } from './readDelimited.ts'

/** Throws `table/parquet`, `table/empty`, `column/nested`. */
export async function readParquet(bytes: Uint8Array, name: string, wanted?: readonly string[]): Promise<Reading> {
  const [{ parquetMetadata, parquetRead, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  const file = bytes.slice().buffer as ArrayBuffer
  try {
    const metadata = parquetMetadata(file)
    const names = parquetSchema(metadata).children.map(({ element }) => element.name)
    requireDistinctNames(names, name)
    const kept = wanted === undefined ? names : names.filter((column) => wanted.includes(column))
    if (kept.length === 0 || Number(metadata.num_rows) === 0)
      throw new TablesError(
        'table/empty',
        `${name} is empty: it has ${kept.length === 0 ? 'no such column' : 'no row'}.`,
      )
    let rows: unknown[][] = []
    await parquetRead({
      file,
      metadata,
      columns: kept,
      compressors,
      rowFormat: 'array',
      onComplete: (read) => {
        rows = read
      },
    })
    const columns = kept.map((column, at) =>
      columnOf(
        column,
        rows.map((row) => row[at]),
        name,
      ),
    )
    return { columns: columns.map(({ column }) => column), readings: columns.map(({ reading }) => reading), notes: [] }
  } catch (cause) {
    if (cause instanceof TablesError) throw cause
    throw new TablesError('table/parquet', `${name} cannot be read as Parquet: ${(cause as Error).message}.`, {
      hint: 'The file may have been cut off. Its last four bytes should be PAR1.',
      cause,
    })
  }
}
