/** A report for a person at a terminal. */

import type { Passage, Quantity, Report, ReportTable } from '@causerie/lab'
import { thin } from '@causerie/papers'

const mostRows = 12

export function reportLines(report: Report): string[] {
  return [
    report.headline,
    ...report.warnings.map((warning) => `! ${warning}`),
    ...section(report.text.flatMap((passage) => passageLines(passage, 0))),
    ...section(report.numbers.map(numberLine)),
    ...report.tables.flatMap((table) => section(tableLines(table))),
    ...section(report.figures.map(({ title, alt }) => `${title}: ${alt}`)),
  ]
}

function section(lines: string[]): string[] {
  return lines.length > 0 ? ['', ...lines] : []
}

function passageLines({ text, children = [] }: Passage, depth: number): string[] {
  return [`${'  '.repeat(depth)}${text}`, ...children.flatMap((child) => passageLines(child, depth + 1))]
}

/** `share  0.596 (95 % Wald 0.575 … 0.618), n = 2 000` */
export function numberLine({ name, value, unit, interval, n, note }: Quantity): string {
  const parts = [
    `${name}  ${shown(value)}${unit ? ` ${unit}` : ''}`,
    interval
      ? `(${Math.round(interval.level * 100)} %${interval.method ? ` ${interval.method}` : ''} ${shown(interval.low)} … ${shown(interval.high)})`
      : '',
    n === undefined ? '' : `n = ${thin(n)}`,
    note ?? '',
  ]
  return parts.filter((part) => part !== '').join('  ')
}

export function shown(value: Quantity['value']): string {
  if (typeof value !== 'number') return value === null ? '–' : String(value)
  return Number.isInteger(value) ? thin(value) : String(Number(value.toPrecision(4)))
}

/** Columns as wide as their cells; of a long table the first rows, and how many there are. */
function tableLines({ title, columns, rows, note }: ReportTable): string[] {
  const heading = columns.map(({ name, unit }) => (unit ? `${name} (${unit})` : name))
  const cells = rows.slice(0, mostRows).map((row) => row.map(shown))
  const widths = heading.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]!.length)))
  const line = (row: string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd()
  const rest = rows.length > mostRows ? [`… ${thin(rows.length)} rows in all; --out DIR writes them`] : []
  return [title, line(heading), ...cells.map(line), ...rest, ...(note ? [note] : [])]
}
