/** The type of a column of text cells, and the sentence that says why. */
import type { Column } from '../table.ts'
import { type DecimalMark, losesDigits, numberOf } from './numberText.ts'

export type ColumnReading = {
  name: string
  type: Column['type']
  /** Why this type, for the reader: "99 of 99 values are numbers; 1 missing". */
  why: string
  missing: number
}

/** What stands for a missing value in any column. */
export const missingMarks = ['', 'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', 'NULL', 'null']
/** What does so only where everything else is a number. */
const missingAmongNumbers = new Set(['.', '-', '–', '?', 'None', 'none', 'na', 'missing'])

export type InferOptions = {
  decimal: DecimalMark
  missing: ReadonlySet<string>
  /** The line of a row in the file, for the sentence. */
  lineOf: (row: number) => number
}

/** `cells[row]`; a cell that is missing, or that only numbers surround and is a mark, becomes `null`. */
export function inferColumn(
  name: string,
  cells: readonly string[],
  options: InferOptions,
): { column: Column; reading: ColumnReading } {
  const present = cells.map((cell) => (options.missing.has(cell.trim()) ? null : cell))
  const said = (column: Column, why: string) => {
    const missing = column.values.reduce((sum: number, value) => sum + (value === null ? 1 : 0), 0)
    const reading = { name, type: column.type, why: missing > 0 ? `${why}; ${missing} missing` : why, missing }
    return { column, reading }
  }
  const filled = present.reduce((sum: number, cell) => sum + (cell === null ? 0 : 1), 0)
  if (filled === 0) return said({ name, type: 'text', values: present }, 'every value is missing')
  const booleans = booleanValues(present)
  if (booleans) return said({ name, type: 'boolean', values: booleans }, 'every value is true or false')
  const numbers = numericValues(present, options)
  if ('values' in numbers) return said({ name, type: 'number', values: numbers.values }, numbers.why)
  return said({ name, type: 'text', values: present }, numbers.why)
}

function booleanValues(cells: readonly (string | null)[]): (boolean | null)[] | undefined {
  const values: (boolean | null)[] = []
  for (const cell of cells) {
    const word = cell?.trim().toLowerCase() ?? null
    if (word !== null && word !== 'true' && word !== 'false') return undefined
    values.push(word === null ? null : word === 'true')
  }
  return values
}

function numericValues(
  cells: readonly (string | null)[],
  { decimal, lineOf }: InferOptions,
): { values: (number | null)[]; why: string } | { why: string } {
  const values: (number | null)[] = []
  let numbers = 0
  let firstText = -1
  for (const [row, cell] of cells.entries()) {
    const value = cell === null ? null : numberOf(cell, decimal)
    if (value !== undefined && value !== null) {
      if (losesDigits(cell!))
        return { why: `line ${lineOf(row)} holds “${shown(cell!)}”, whose digits a number would lose: kept as text` }
      numbers++
    } else if (value === undefined && !missingAmongNumbers.has(cell!.trim()) && firstText < 0) firstText = row
    values.push(value ?? null)
  }
  const filled = cells.reduce((sum: number, cell) => sum + (cell === null ? 0 : 1), 0)
  if (firstText < 0 && numbers > 0) return { values, why: `${numbers} of ${numbers} values are numbers` }
  if (numbers === 0) return { why: 'no value is a number' }
  const cell = firstText < 0 ? '' : cells[firstText]!
  return {
    why: `${numbers} of ${filled} values are numbers, but line ${lineOf(firstText)} holds “${shown(cell)}”: kept as text`,
  }
}

function shown(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 39)}…` : cell
}
