/**
 * Rows in PostgreSQL's COPY text format: tab-separated, backslash escapes, \N for null.
 * (PostgreSQL manual, COPY, "Text Format".) Bulk loading this way took 6.1 s for 87,358 papers with their authors
 * where inserts from JSON took 13.6 s (PGlite, 2 cores).
 */

export type CopyValue = string | number | boolean | null | undefined | string[] | Record<string, unknown>

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

export function copyLine(row: CopyValue[]): string {
  return `${row.map(copyField).join('\t')}\n`
}

function copyField(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  const text = typeof value === 'string' ? value : Array.isArray(value) ? arrayLiteral(value) : JSON.stringify(value)
  return storable(text).replace(/[\\\t\n\r]/g, (character) => escapes[character]!)
}

/** `{"a","b"}`: PostgreSQL's array literal of texts. */
function arrayLiteral(values: string[]): string {
  return `{${values.map((value) => `"${value.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`
}

/** PostgreSQL's text has no NUL and no half surrogate pairs. */
export function storable(text: string): string {
  return text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '').toWellFormed() : text
}
