/** A table of a report as CSV (RFC 4180): a heading row, CRLF, quotes where a cell needs them; missing cells are empty. */
import type { ReportTable } from '../report.ts'

export function tableCsv({ columns, rows }: ReportTable): string {
  const heading = columns.map(({ name, unit }) => (unit ? `${name} (${unit})` : name))
  return [heading, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : typeof value === 'string' ? inert(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises. */
function inert(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
}
