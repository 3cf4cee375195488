/** The format of a file, by what it begins with first and by its name second. */
import { TablesError } from '../errors.ts'

export type TableFormat = 'csv' | 'tsv' | 'json' | 'jsonl' | 'parquet' | 'arrow'

const byExtension: Record<string, TableFormat> = {
  csv: 'csv',
  txt: 'csv',
  data: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  arrow: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
  arrows: 'arrow',
}

const spreadsheets = new Set(['xlsx', 'xls', 'ods', 'numbers'])

/** Throws `table/format` for a spreadsheet and other files that are no table of ours. */
export function detectFormat(name: string, start: Uint8Array | string): TableFormat {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (typeof start !== 'string') {
    const magic = String.fromCharCode(...start.subarray(0, 6))
    if (magic.startsWith('PAR1')) return 'parquet'
    if (magic === 'ARROW1' || magic.startsWith('\xff\xff\xff\xff')) return 'arrow'
    if (magic.startsWith('PK\x03\x04') || spreadsheets.has(extension))
      throw new TablesError('table/format', `${name} is a spreadsheet or an archive, not a table this can read.`, {
        hint: 'Save the sheet as CSV, or take the table out of the archive.',
      })
  }
  const named = byExtension[extension]
  if (named === 'parquet' || named === 'arrow')
    throw new TablesError(
      'table/format',
      `${name} does not begin as ${named === 'parquet' ? 'a Parquet file does (PAR1)' : 'an Arrow file does (ARROW1)'}.`,
      { hint: 'The file may be damaged, or of another format: rename it to what it is.' },
    )
  if (named !== undefined) return named
  const text = typeof start === 'string' ? start.trimStart() : ''
  if (text.startsWith('[')) return 'json'
  if (!text.startsWith('{')) return 'csv'
  try {
    JSON.parse(text.slice(0, text.indexOf('\n')))
    return 'jsonl'
  } catch {
    return 'json'
  }
}
