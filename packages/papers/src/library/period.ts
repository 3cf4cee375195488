/** Days, ISO weeks and months, as addresses write them: 2025-12-10, 2025-W50, 2025-12. */
import { PapersError } from '../errors.ts'
import type { Period } from './views.ts'

const day = 86_400_000

export function parsePeriod(kind: Period['kind'], key: string): Period {
  const readable = key.startsWith('0000') ? undefined : key // there is no year 0
  const period = readable && (kind === 'day' ? dayPeriod(key) : kind === 'week' ? weekPeriod(key) : monthPeriod(key))
  if (period) return period
  throw new PapersError('library/bad-period', `“${key.slice(0, 40)}” is not a ${kind}.`, {
    hint: `Write a ${kind} as ${{ day: '2025-12-10', week: '2025-W50', month: '2025-12' }[kind]}.`,
  })
}

function dayPeriod(key: string): Period | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(key) ? Date.parse(`${key}T00:00:00Z`) : Number.NaN
  return isoDay(time) === key ? { kind: 'day', key, from: key, to: key } : undefined
}

function monthPeriod(key: string): Period | undefined {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(key)) return undefined
  const [year, month] = key.split('-').map(Number)
  return { kind: 'month', key, from: `${key}-01`, to: isoDay(Date.UTC(year!, month!, 0))! }
}

/** ISO 8601: week 1 is the week, from Monday, that holds 4 January. */
function weekPeriod(key: string): Period | undefined {
  const found = /^(\d{4})-W(\d{2})$/.exec(key)
  if (!found) return undefined
  const [year, week] = [Number(found[1]), Number(found[2])]
  const from = firstMonday(year) + (week - 1) * 7 * day
  if (week < 1 || from >= firstMonday(year + 1)) return undefined
  return { kind: 'week', key, from: isoDay(from)!, to: isoDay(from + 6 * day)! }
}

function firstMonday(year: number): number {
  const fourth = Date.UTC(year, 0, 4)
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * day
}

/** The period of a kind that holds a day. */
export function periodOf(kind: Period['kind'], date: string): Period {
  if (kind === 'day') return parsePeriod('day', date)
  if (kind === 'month') return parsePeriod('month', date.slice(0, 7))
  const thursday = Date.parse(`${date}T00:00:00Z`) + (3 - ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7)) * day
  const year = new Date(thursday).getUTCFullYear()
  const week = Math.floor((thursday - firstMonday(year)) / (7 * day)) + 1
  return parsePeriod('week', `${year}-W${String(week).padStart(2, '0')}`)
}

export function isoDay(time: number): string | undefined {
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time).toISOString().slice(0, 10) : undefined
}
