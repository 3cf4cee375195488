/**
 * Which day a page is of. Pages omit the year where it is the current one, so the page is later than every year it
 * prints: the earliest such year is taken. Where no year is printed, the latest that does not lie in the future.
 */
import { monthNumber, partialDate } from '../partialDate.ts'
import type { ParseContext } from './source.ts'

export type PrintedDate = { month: number; day: number; year?: number; comments?: number }

export type PageDay = { day?: string; reasoning: string }

const months =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?'
const pattern = new RegExp(
  `^(?:Published on )?(${months})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:, (\\d{4}))?(?:\\s+(\\d{1,6}))?$`,
  'i',
)

/** `Sep 8 8` is 8 September with eight comments; `Jul 5, 2022 1` has its year. */
export function parsePrinted(text: string): PrintedDate | undefined {
  const match = pattern.exec(text.replace(/\s+/g, ' ').trim())
  const month = match && monthNumber(match[1]!)
  if (!match || !month || !partialDate(Number(match[3] ?? 2000), month, Number(match[2]))) return undefined
  const printed: PrintedDate = { month, day: Number(match[2]) }
  if (match[3]) printed.year = Number(match[3])
  if (match[4]) printed.comments = Number(match[4])
  return printed
}

export function pageDayOf(
  pageDate: string | undefined,
  dates: readonly string[],
  { pageDate: given, today }: ParseContext,
): PageDay {
  const way = 'Use --page-date to say otherwise.'
  if (given) return { day: given, reasoning: `The page is taken to be of ${given}, as given.` }
  const printed = pageDate === undefined ? undefined : parsePrinted(pageDate)
  if (!printed) {
    return {
      reasoning:
        'The page does not say its day, so its papers are not listed under one, and dates without a year are left out. Use --page-date to give it.',
    }
  }
  if (printed.year) {
    const day = partialDate(printed.year, printed.month, printed.day)
    return { day, reasoning: `The page says it is of ${day}. ${way}` }
  }
  const years = dates.flatMap((date) => parsePrinted(date)?.year ?? [])
  const said = `The page says ${pageDate} without a year.`
  const latest = latestNotAfter(printed, today)
  if (years.length === 0)
    return {
      day: latest,
      reasoning: `${said} No year is printed on it; the latest that does not lie in the future is taken: ${latest}. ${way}`,
    }
  const last = Math.max(...years)
  const day = partialDate(last + 1, printed.month, printed.day)
  const rule = `${said} Years are printed only for other years than its own; the latest printed is ${last}`
  if (day && day <= today) return { day, reasoning: `${rule}, so the page is from ${last + 1}: ${day}. ${way}` }
  return {
    day: latest,
    reasoning: `${rule}, but in ${last + 1} that day has not come yet (today is ${today}); ${latest} is taken. ${way}`,
  }
}

/** A paper's printed date in full: without a year it is of the page's year, and no later than the day after the page. */
export function printedDay(printed: PrintedDate, pageDay: string | undefined): { date: string } | { problem: string } {
  const year = printed.year ?? (pageDay === undefined ? undefined : Number(pageDay.slice(0, 4)))
  const shown = new Date(Date.UTC(2000, printed.month - 1, printed.day)).toUTCString().slice(5, 11)
  if (year === undefined)
    return { problem: `the date ${shown} has no year, and the page's is not known. It was left out.` }
  const date = partialDate(year, printed.month, printed.day)
  if (date === undefined) return { problem: `there is no ${shown} in ${year}. The date was left out.` }
  if (printed.year === undefined && pageDay !== undefined && date > dayAfter(pageDay)) {
    return {
      problem: `the date ${shown} has no year, and in ${year} it is later than the page (${pageDay}). It was left out.`,
    }
  }
  return { date }
}

function latestNotAfter({ month, day }: PrintedDate, today: string): string | undefined {
  for (let year = Number(today.slice(0, 4)), tries = 0; tries < 9; year--, tries++) {
    const date = partialDate(year, month, day)
    if (date && date <= today) return date
  }
  return undefined
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
