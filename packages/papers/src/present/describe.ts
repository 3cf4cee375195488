/**
 * Dates, counts and authors in plain English words, the same on every machine: nothing here asks for a locale,
 * a time zone or today.
 */
import { isPartialDate } from '../partialDate.ts'
import type { PartialDate } from '../record.ts'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

export type DateParts = { year: number; month?: number; day?: number }

/** `2025-12-10` → year, month, day; undefined for what is no date of the calendar. */
export function dateParts(date: PartialDate): DateParts | undefined {
  if (!isPartialDate(date)) return undefined
  const [year, month, day] = date.split('-').map(Number)
  return { year: year!, month, day }
}

/** `Wednesday 10 December 2025`, `March 2023`, `2023`; what is no date is given back as it came. */
export function longDate(date: PartialDate): string {
  const parts = dateParts(date)
  if (!parts) return date
  const { year, month, day } = parts
  if (!month) return String(year)
  if (!day) return `${months[month - 1]} ${year}`
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()]
  return `${weekday} ${day} ${months[month - 1]} ${year}`
}

/** `10 December 2025`: as longDate, without the day of the week. */
export function shortDate(date: PartialDate): string {
  const parts = dateParts(date)
  return parts?.day ? longDate(date).replace(/^\S+ /, '') : longDate(date)
}

/**
 * Full names up to `shown`, then how many more: `Fan Zhou, Wei Bai and 3 more`.
 * `count` is the printed number of authors, which may be all that is known: `5 authors`.
 */
export function authorLine(authors: readonly { name: string }[], count = authors.length, shown = 2): string {
  const total = Math.max(count, authors.length)
  if (authors.length === 0) return total === 0 ? '' : plural(total, 'author')
  const names = authors.slice(0, total <= shown + 1 ? shown + 1 : shown).map((author) => author.name)
  const more = total - names.length
  return more > 0 ? `${names.join(', ')} and ${thin(more)} more` : listed(names)
}

/** `1 paper`, `2 papers`, `12 entries`; the second word where an s is not enough. */
export function plural(count: number, one: string, many?: string): string {
  const regular = /(s|x|z|ch|sh)$/.test(one) ? `${one}es` : one.replace(/([^aeiou])y$/, '$1ie').concat('s')
  return `${thin(count)} ${count === 1 ? one : (many ?? regular)}`
}

/** Digits in groups of three from five digits on, set apart by a narrow no-break space: 4096, 87 000. */
export function thin(value: number): string {
  const [whole, fraction] = String(value).split('.') as [string, string?]
  if (!/^-?\d{5,}$/.test(whole)) return String(value)
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return fraction ? `${grouped}.${fraction}` : grouped
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
