/** Calendar words for days, ISO weeks and months; all days are `YYYY-MM-DD`, all arithmetic is UTC. */
import type { Period } from '@causerie/papers'

const DAY_MS = 86_400_000
const KINDS = { day: 'date', week: 'week', month: 'month' } as const

export const periodPath = (kind: Period['kind'], key: string): string => `/${KINDS[kind]}/${key}`

/** ISO 8601 week of a day: weeks start on Monday, week 1 has the year's first Thursday. */
export function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS)
  const year = thursday.getUTCFullYear()
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS))
  return `${year}-W${String(week).padStart(2, '0')}`
}

export const monthOf = (day: string): string => day.slice(0, 7)

/** "Wednesday 10 December 2025", "8–14 December 2025", "December 2025". */
export function periodTitle({ kind, from, to }: Period): string {
  if (kind === 'day')
    return words(from, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).replace(',', '')
  if (kind === 'month') return words(from, { month: 'long', year: 'numeric' })
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .formatRange(noon(from), noon(to))
    .replaceAll('\u2009', '')
}

/** "Wed 10 Dec", "Week 50", "December 2025": short names for neighbours. */
export function periodLabel(kind: Period['kind'], key: string): string {
  if (kind === 'day') return words(key, { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '')
  if (kind === 'week') return `Week ${Number(key.slice(6))}`
  return words(`${key}-01`, { month: 'long', year: 'numeric' })
}

/** A date as exact as it is known, with its preposition: "on 5 July 2022", "in July 2022", "in 2022". */
export function onDate(date: string): string {
  if (date.length > 7) return `on ${dateWords(date)}`
  return `in ${dateWords(date)}`
}

/** "5 July 2022", "July 2022", "2022". */
export function dateWords(date: string): string {
  if (!/^\d{4}(-\d\d){0,2}/.test(date)) return date
  if (date.length > 7) return words(date.slice(0, 10), { day: 'numeric', month: 'long', year: 'numeric' })
  return date.length > 4 ? words(`${date}-01`, { month: 'long', year: 'numeric' }) : date
}

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`)
const words = (day: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(noon(day))
