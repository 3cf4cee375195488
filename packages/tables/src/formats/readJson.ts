/** JSON and JSON Lines: an array of records, records one a line, an object of columns, or a table of our own. */
import { TablesError } from '../errors.ts'
import { columnOf } from './fromValues.ts'
import type { Reading } from './readDelimited.ts'

/** Throws `table/json`, `table/empty`, `column/nested`. */
export function readJson(text: string, name: string): Reading {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw new TablesError('table/json', `${name} is not JSON${placeOf(text, cause)}.`, {
      hint: 'A file with one record a line is JSON Lines: name it .jsonl.',
      cause,
    })
  }
  if (Array.isArray(parsed)) return ofRecords(parsed, name, (at) => `Record ${at + 1}`)
  if (isRecord(parsed)) return ofColumns(parsed, name)
  throw shapeless(name)
}

/** One record a line; a blank line is skipped, any other that is no record throws `table/json` with its number. */
export function readJsonLines(text: string, name: string): Reading {
  const records: unknown[] = []
  const lines: number[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      records.push(JSON.parse(line))
    } catch (cause) {
      throw new TablesError(
        'table/json',
        `Line ${at + 1} of ${name} is not JSON: ${JSON.stringify(line.trim().slice(0, 40))}.`,
        {
          hint: 'Each line holds one record: {"age": 31, "city": "Lyon"}.',
          details: { line: at + 1 },
          cause,
        },
      )
    }
    lines.push(at + 1)
  }
  return ofRecords(records, name, (at) => `Line ${lines[at]}`)
}

function ofRecords(records: readonly unknown[], table: string, place: (at: number) => string): Reading {
  if (records.length === 0)
    throw new TablesError('table/empty', `${table} is empty: it has no record.`, { hint: 'Each record is one row.' })
  const names = new Map<string, number>()
  for (const [at, record] of records.entries()) {
    if (!isRecord(record))
      throw new TablesError(
        'table/json',
        `${place(at)} of ${table} is no record: ${JSON.stringify(record)?.slice(0, 40)}.`,
        {
          hint: 'Each record is an object of named values: {"age": 31, "city": "Lyon"}.',
        },
      )
    for (const name of Object.keys(record)) if (!names.has(name)) names.set(name, names.size)
  }
  if (names.size === 0) throw new TablesError('table/empty', `${table} is empty: its records name no value.`)
  const partial = [...names.keys()].filter((name) => records.some((record) => !Object.hasOwn(record as object, name)))
  const columns = [...names.keys()].map((name) =>
    columnOf(
      name,
      records.map((record) => (record as Record<string, unknown>)[name]),
      table,
    ),
  )
  const notes = partial.map((name) => `Not every record names “${name}”: where it does not, the value is missing.`)
  return { columns: columns.map(({ column }) => column), readings: columns.map(({ reading }) => reading), notes }
}

/** `{ "age": [31, 28], "city": ["Lyon", null] }`, or a table as the house passes it on. */
function ofColumns(value: Record<string, unknown>, table: string): Reading {
  const own =
    Array.isArray(value.columns) && value.columns.every((each) => isRecord(each) && Array.isArray(each.values))
  const entries: [string, unknown][] = own
    ? (value.columns as { name: string; values: unknown[] }[]).map(({ name, values }) => [String(name), values])
    : Object.entries(value)
  if (entries.length === 0) throw new TablesError('table/empty', `${table} is empty: it has no column.`)
  const lengths = entries.map(([, values]) => (Array.isArray(values) ? values.length : -1))
  const wrong = lengths.findIndex((length) => length < 0)
  if (wrong >= 0) throw shapeless(table)
  const uneven = lengths.findIndex((length) => length !== lengths[0])
  if (uneven >= 0)
    throw new TablesError(
      'table/ragged',
      `The column “${entries[uneven]![0]}” of ${table} has ${lengths[uneven]} values; “${entries[0]![0]}” has ${lengths[0]}.`,
      {
        hint: 'All columns are equally long; write null for what is missing.',
        details: { field: entries[uneven]![0] },
      },
    )
  if (lengths[0] === 0) throw new TablesError('table/empty', `${table} has no row.`)
  const columns = entries.map(([name, values]) => columnOf(name, values as unknown[], table))
  return { columns: columns.map(({ column }) => column), readings: columns.map(({ reading }) => reading), notes: [] }
}

function shapeless(name: string): TablesError {
  return new TablesError('table/json', `${name} is JSON, but no table.`, {
    hint: 'A table is a list of records, [{"age": 31}, …], or an object of columns, {"age": [31, …]}.',
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** V8 and other engines name a position or a line; where they do not, nothing is said. */
function placeOf(text: string, cause: unknown): string {
  const at = /position (\d+)/.exec(String(cause))?.[1]
  return at === undefined ? '' : `: line ${text.slice(0, Number(at)).split('\n').length} cannot be read`
}
