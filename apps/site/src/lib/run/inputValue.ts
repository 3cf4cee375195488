/** A value of an input, as one line of a table. */
import { rowCount, type Table } from '@causerie/tables'
import { cellText } from './quantity.ts'

export function valueText(value: unknown): string {
  if (value === undefined) return '–'
  if (isTable(value)) return `${value.name ?? 'a table'}: ${rowCount(value)} × ${value.columns.length}`
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.map(String).join(', ')
  if (typeof value === 'object' && value !== null) return shortened(JSON.stringify(value))
  return shortened(cellText(value as string | number | boolean | null))
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && Array.isArray((value as Table).columns)

const shortened = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}…` : text)

/** The leaves of an input by their dotted path; tables and lists are leaves. */
export function leaves(input: Record<string, unknown>, above = ''): Map<string, unknown> {
  const found = new Map<string, unknown>()
  for (const [key, value] of Object.entries(input)) {
    const path = above ? `${above}.${key}` : key
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value) && !isTable(value)
    if (isRecord) for (const [inner, leaf] of leaves(value as Record<string, unknown>, path)) found.set(inner, leaf)
    else found.set(path, value)
  }
  return found
}

export type Difference = { path: string; first: string; second: string }

/** The fields in which two inputs differ. */
export function inputDifferences(first: Record<string, unknown>, second: Record<string, unknown>): Difference[] {
  const [a, b] = [leaves(first), leaves(second)]
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => JSON.stringify(a.get(path)) !== JSON.stringify(b.get(path)))
    .map((path) => ({ path, first: valueText(a.get(path)), second: valueText(b.get(path)) }))
}
