/**
 * arXiv's daily clock. Submissions close at 14:00 US Eastern on weekdays and are announced at 20:00 Eastern, Sunday
 * to Thursday; readers meet an announcement on the next calendar day, Monday to Friday.
 * Source: info.arxiv.org/help/availability.html. Holidays, on which arXiv defers an announcement, are not known
 * here, nor are papers held by moderation: such a paper is listed a day or more after the day computed.
 */

const eastern = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
})
const dayMs = 86_400_000
const cutOffHour = 14

/** The day (YYYY-MM-DD) on which readers see a paper submitted at this time; undefined when it is not a time. */
export function announcementDay(isoTimestamp: string): string | undefined {
  const time = new Date(isoTimestamp)
  if (Number.isNaN(time.getTime())) return undefined
  const { date, hour } = easternClock(time)
  const closing = closingDay(hour < cutOffHour ? date : date + dayMs)
  const readersDay = closing + (weekday(closing) === 5 ? 3 : 1) * dayMs // Friday's batch: Sunday evening, Monday
  return new Date(readersDay).toISOString().slice(0, 10)
}

/** The calendar date in New York, as midnight UTC of the same date, and the hour of that day. */
function easternClock(time: Date): { date: number; hour: number } {
  const parts = Object.fromEntries(eastern.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
  return { date: Date.UTC(parts.year!, parts.month! - 1, parts.day!), hour: parts.hour! }
}

/** The first weekday on or after this date. */
function closingDay(date: number): number {
  const day = weekday(date)
  return date + (day === 6 ? 2 : day === 0 ? 1 : 0) * dayMs
}

function weekday(date: number): number {
  return new Date(date).getUTCDay()
}
