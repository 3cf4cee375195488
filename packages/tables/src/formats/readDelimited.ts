/**
 * CSV and TSV (RFC 4180 and what is found in the wild): delimiter, header and decimal mark are told from the text and said.
 * Papa Parse splits the text; the rest is here.
 */
import Papa from 'papaparse'
import { TablesError } from '../errors.ts'
import type { Column } from '../table.ts'
import { type ColumnReading, inferColumn, missingMarks } from '../types/inferColumn.ts'
import { type DecimalMark, decimalMarkOf, numberOf } from '../types/numberText.ts'
import { requireDistinctNames } from './names.ts'

export type DelimitedOptions = {
  delimiter?: ',' | ';' | '\t' | '|'
  /** Whether the first line holds the names; told from the text by default. */
  header?: boolean
  decimal?: DecimalMark
  /** What stands for a missing value, in place of the usual marks; an empty cell always does. */
  missing?: readonly string[]
}

export type Reading = { columns: Column[]; readings: ColumnReading[]; notes: string[] }

const delimiters = [',', ';', '\t', '|'] as const
const delimiterNames: Record<string, string> = { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab', '|': 'a bar' }

/** Throws `table/empty`, `table/quotes`, `table/ragged`, `table/duplicate-name`. */
export function readDelimited(text: string, name: string, options: DelimitedOptions = {}): Reading {
  const delimiter = options.delimiter ?? delimiterOf(text)
  const lines = linesOf(splitRows(text, delimiter, name))
  if (lines.length === 0)
    throw new TablesError('table/empty', `${name} is empty: it has no line with a value.`, {
      hint: 'The first line holds the names of the columns, each further line one row.',
    })
  const notes = [`Values are separated by ${delimiterNames[delimiter]}.`]
  const decimal = options.decimal ?? (delimiter === ',' ? '.' : decimalMarkOf(cellsOf(lines)))
  if (decimal === ',') notes.push('Numbers have a decimal comma.')
  const hasHeader = options.header ?? looksLikeHeader(lines, decimal)
  if (!hasHeader) notes.push('The first line holds values, not names: the columns are numbered.')
  const { names, rows } = shaped(lines, hasHeader, name, notes)
  if (rows.length === 0)
    throw new TablesError('table/empty', `${name} has a line of names and no row of values.`, {
      hint: 'Add rows, or check that the file was saved whole.',
      details: { line: 1 },
    })
  requireDistinctNames(names, name)
  const missing = new Set(['', ...(options.missing ?? missingMarks)])
  const lineOf = (row: number) => rows[row]!.line
  const inferred = names.map((column, at) =>
    inferColumn(
      column,
      rows.map(({ cells }) => cells[at]!),
      { decimal, missing, lineOf },
    ),
  )
  return { columns: inferred.map(({ column }) => column), readings: inferred.map(({ reading }) => reading), notes }
}

type Line = { cells: string[]; line: number }

function splitRows(text: string, delimiter: string, name: string): string[][] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, header: false, skipEmptyLines: false })
  const fault = errors.find(({ type }) => type === 'Quotes')
  if (fault) {
    const line = lineAt(text, fault.index ?? 0)
    const isOpen = fault.code === 'MissingQuotes'
    throw new TablesError(
      'table/quotes',
      isOpen
        ? `Line ${line} of ${name} opens a quotation mark that is never closed.`
        : `Line ${line} of ${name} has letters after a closing quotation mark.`,
      { hint: 'A quotation mark inside a quoted value is written twice: "a ""b"" c".', details: { line } },
    )
  }
  return data
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split(/\r\n|\n|\r/).length
}

/** Rows with their line in the file, blank lines left out. A quoted cell may itself hold line breaks. */
function linesOf(rows: readonly string[][]): Line[] {
  const lines: Line[] = []
  let line = 1
  for (const cells of rows) {
    if (cells.length > 1 || cells[0]!.trim() !== '') lines.push({ cells, line })
    line++
    for (const cell of cells) if (cell.includes('\n')) line += cell.split('\n').length - 1
  }
  return lines
}

function* cellsOf(lines: readonly Line[]): Generator<string> {
  for (const { cells } of lines) yield* cells
}

/** The one that cuts the first lines most evenly into more than one part; a comma when none does. */
function delimiterOf(text: string): (typeof delimiters)[number] {
  const sample = text.slice(0, 65_536)
  const scored = delimiters.map((delimiter) => {
    const { data } = Papa.parse<string[]>(sample, { delimiter, preview: 50 })
    const counts = data.filter((cells) => cells.some((cell) => cell.trim() !== '')).map((cells) => cells.length)
    if (counts.length > 1 && text.length > sample.length) counts.pop()
    const most = mode(counts)
    const even = counts.filter((count) => count === most).length / Math.max(1, counts.length)
    return { delimiter, most, score: most > 1 ? even + most / 1e6 : 0 }
  })
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a))
  return best.score > 0 ? best.delimiter : ','
}

function mode(counts: readonly number[]): number {
  const seen = new Map<number, number>()
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1)
  return [...seen].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])[0]
}

/** Names, unless some cell of the first line is a number, not a year after a name, and no column is a text above numbers. */
function looksLikeHeader(lines: readonly Line[], decimal: DecimalMark): boolean {
  const [first, ...rest] = lines
  const below = rest.slice(0, 200)
  const isNumber = (cell: string | undefined) => cell !== undefined && numberOf(cell, decimal) !== undefined
  const numbers = first!.cells.filter(isNumber)
  if (numbers.length === 0) return true
  if (!isNumber(first!.cells[0]) && numbers.every((cell) => /^(19|20)\d\d$/.test(cell.trim()))) return true
  return first!.cells.some((cell, at) => {
    const values = below.map(({ cells }) => cells[at]).filter((value) => value !== undefined && value.trim() !== '')
    return !isNumber(cell) && cell.trim() !== '' && values.length > 0 && values.every(isNumber)
  })
}

/** Names and rows of one width. Row names without a heading (as R writes them) and an empty last column are allowed for. */
function shaped(lines: readonly Line[], hasHeader: boolean, name: string, notes: string[]) {
  const rows = hasHeader ? lines.slice(1) : [...lines]
  let names = hasHeader
    ? lines[0]!.cells.map((cell) => cell.trim())
    : lines[0]!.cells.map((_, at) => `column ${at + 1}`)
  if (hasHeader && rows.length > 0 && rows.every(({ cells }) => cells.length === names.length + 1)) {
    if (rows.every(({ cells }) => cells.at(-1)!.trim() === '')) names = [...names, '']
    else {
      names = ['row', ...names]
      notes.push('The first column has no name and was called “row”.')
    }
  }
  const ragged = rows.find(({ cells }) => cells.length !== names.length)
  if (ragged)
    throw new TablesError(
      'table/ragged',
      `Line ${ragged.line} of ${name} has ${ragged.cells.length} values; ${hasHeader ? 'the line of names' : 'the first line'} has ${names.length}.`,
      {
        hint: 'A value that holds the separator must stand in quotation marks.',
        details: { line: ragged.line, expected: names.length, found: ragged.cells.length },
      },
    )
  const last = names.length - 1
  if (last > 0 && names[last] === '' && rows.every(({ cells }) => cells[last]!.trim() === ''))
    return {
      names: named(names.slice(0, -1), notes),
      rows: rows.map(({ cells, line }) => ({ cells: cells.slice(0, -1), line })),
    }
  return { names: named(names, notes), rows }
}

function named(names: readonly string[], notes: string[]): string[] {
  return names.map((name, at) => {
    if (name !== '') return name
    notes.push(`Column ${at + 1} has no name and was called “column ${at + 1}”.`)
    return `column ${at + 1}`
  })
}
