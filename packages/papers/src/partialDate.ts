/** Dates as exact as their source knows them: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, Gregorian, UTC. */
import type { PartialDate } from './record.ts'

/** A partial date from its parts; undefined when there is no such day (month 13, 30 February). */
export function partialDate(year: number, month?: number, day?: number): PartialDate | undefined {
  if (!Number.isInteger(year) || year < 1 || year > 9999) return undefined
  const years = String(year).padStart(4, '0')
  if (month === undefined) return years
  if (!Number.isInteger(month) || month < 1 || month > 12) return undefined
  const months = `${years}-${String(month).padStart(2, '0')}`
  if (day === undefined) return months
  if (!Number.isInteger(day) || day < 1 || day > daysIn(year, month)) return undefined
  return `${months}-${String(day).padStart(2, '0')}`
}

/**
 * `2099`, `2099-01`, `2099-01-05`, `2099/01/05`, RIS `2099/01//`, an ISO time (its day in UTC), `5 January 2099`,
 * `Jan 5, 2099` or `January 2099`; undefined for anything else.
 */
export function parsePartialDate(text: string): PartialDate | undefined {
  const trimmed = text.trim()
  const numeric = /^(\d{4})(?:[-/](\d{1,2})?(?:[-/](\d{1,2})?(?:\/.*)?)?)?$/.exec(trimmed)
  if (numeric) return fromStrings(numeric[1]!, numeric[2], numeric[3])
  const time = /^(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(
    trimmed,
  )
  if (time) return utcDay(trimmed, time)
  return inWords(trimmed)
}

/** Whether `text` is already a valid partial date in canonical form. */
export function isPartialDate(text: string): boolean {
  return /^\d{4}(?:-\d{2}){0,2}$/.test(text) && parsePartialDate(text) === text
}

/** 1–12 for an English month name or its abbreviation ("Sep", "sept.", "September"), or for a number. */
export function monthNumber(text: string): number | undefined {
  const word = text.trim().toLowerCase().replace(/\.$/, '')
  if (/^\d{1,2}$/.test(word)) return Number(word) >= 1 && Number(word) <= 12 ? Number(word) : undefined
  const index = word.length < 3 ? -1 : months.findIndex((month) => month.startsWith(word === 'sept' ? 'sep' : word))
  return index < 0 ? undefined : index + 1
}

/** More than a year after today: a slip of the pen, not a date. Partial dates count by their first day. */
export function isTooLate(date: PartialDate, today: string): boolean {
  const limit = `${String(Number(today.slice(0, 4)) + 1).padStart(4, '0')}${today.slice(4)}`
  return date > limit // 'YYYY' sorts before every 'YYYY-MM-DD' of its year
}

const months = 'january february march april may june july august september october november december'.split(' ')

function fromStrings(year: string, month?: string, day?: string): PartialDate | undefined {
  return partialDate(Number(year), month ? Number(month) : undefined, month && day ? Number(day) : undefined)
}

function utcDay(text: string, [, year, month, day, zone]: RegExpExecArray): PartialDate | undefined {
  const printed = fromStrings(year!, month, day)
  if (!printed || !zone || /^(?:Z|UTC)$/i.test(zone)) return printed
  const time = new Date(text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, 10)
}

function inWords(text: string): PartialDate | undefined {
  const dayFirst = /^(?:(\d{1,2})\.?\s+)?([a-z]{3,9})\.?,?\s+(\d{4})$/i.exec(text)
  if (dayFirst) return named(dayFirst[3]!, dayFirst[2]!, dayFirst[1])
  const monthFirst = /^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/i.exec(text)
  return monthFirst ? named(monthFirst[3]!, monthFirst[1]!, monthFirst[2]) : undefined
}

function named(year: string, name: string, day?: string): PartialDate | undefined {
  const month = monthNumber(name)
  return month === undefined ? undefined : partialDate(Number(year), month, day ? Number(day) : undefined)
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}
