/** A table as CSV (RFC 4180, CRLF would be stricter; LF is what tools agree on). What is missing is an empty cell. */
import { rowCount, type Table } from '../table.ts'

export function writeCsv(table: Table): string {
  const lines = [table.columns.map(({ name }) => quoted(name)).join(',')]
  for (let row = 0; row < rowCount(table); row++)
    lines.push(table.columns.map(({ values }) => quoted(values[row] === null ? '' : String(values[row]))).join(','))
  return `${lines.join('\n')}\n`
}

function quoted(cell: string): string {
  return /[",\n\r]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
