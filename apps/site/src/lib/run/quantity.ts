/** Figures as the page prints them: as many digits as they carry, a true minus, intervals beside. */
import type { Quantity, ReportTable } from '@causerie/lab'
import { thin } from '#lib/words.ts'

/** Four significant digits, all digits of whole numbers up to a million; powers of ten beyond. */
export function figure(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞'
  if (digits !== undefined) return signed(value.toFixed(Math.min(Math.max(digits, 0), 20)))
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e6) return signed(thin(value))
  if (value !== 0 && (size >= 1e6 || size < 1e-4)) return exponential(value)
  return signed(String(Number(value.toPrecision(4))))
}

/** A minus is a minus, and zero has none. */
const signed = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', '−'))

function exponential(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(2).split('e')
  const raised = [...String(Number(exponent))].map((digit) => superscripts[digit]!).join('')
  return `${signed(String(Number(mantissa)))}·10${raised}`
}

const superscripts: Record<string, string> = Object.fromEntries(
  [...'-0123456789'].map((digit, at) => [digit, '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'[at]!]),
)

export type Cell = number | string | boolean | null

export function cellText(value: Cell, digits?: number): string {
  if (value === null) return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'number' ? figure(value, digits) : value
}

/** `0.81` and its unit. */
export const quantityText = ({ value, unit }: Pick<Quantity, 'value' | 'unit'>): string =>
  unit ? `${cellText(value)} ${unit}` : cellText(value)

/** `0.78 … 0.84 (95 %)` */
export const intervalText = ({ low, high, level = 0.95 }: NonNullable<Quantity['interval']>): string =>
  `${figure(low)} … ${figure(high)} (${figure(level * 100)} %)`

/** `0.3 s`, `2 min`, `3 h`: what a reader wants to know of a duration. */
export function durationText(seconds: number): string {
  if (seconds < 0.001) return 'under 1 ms'
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 10) return `${figure(Number(seconds.toPrecision(2)))} s`
  if (seconds < 100) return `${Math.round(seconds)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${figure(Number((seconds / 3600).toPrecision(2)))} h`
}

/** Columns of numbers stand at the right. */
export const isNumeric = ({ rows }: Pick<ReportTable, 'rows'>, column: number): boolean =>
  rows.some((row) => typeof row[column] === 'number') &&
  rows.every((row) => typeof row[column] === 'number' || row[column] === null)
