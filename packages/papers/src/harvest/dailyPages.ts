/**
 * One day of Hugging Face's Daily Papers: `GET /api/daily_papers?date=…`, further pages by `Link: …; rel="next"`.
 * The list of a day fills gradually and its votes settle over two weeks, so today's list is never called complete.
 */
import { PapersError } from '../errors.ts'
import { isPartialDate } from '../partialDate.ts'
import { hfDaily } from '../sources/hfDaily.ts'
import type { Fetched } from './fetcher.ts'
import { onePiece, type Protocol } from './protocol.ts'

export const hfBaseUrl = 'https://huggingface.co'
const oldestDay = '2023-05-04'
const perPage = 100

export type DailyPlan = { source: 'hf-daily'; date: string; baseUrl?: string }

export function dailyPages({ date, baseUrl = hfBaseUrl }: DailyPlan, today: string): Protocol {
  requireDay(date, today)
  return {
    source: 'hf-daily',
    baseUrl,
    from: date,
    accept: 'application/json',
    completes: date < today,
    url: (token) => token ?? `${baseUrl.replace(/\/+$/, '')}/api/daily_papers?date=${date}&limit=${perPage}`,
    read: async (reply, token) => {
      const text = reply.text()
      const entries = entriesOf(text, reply.url)
      const items = await Array.fromAsync(
        hfDaily.parse(onePiece(text), { name: `${date}.json`, today, pageDate: date }),
      )
      return {
        kind: 'records',
        items,
        next: nextPage(reply, baseUrl),
        notes: token ? [] : dayNotes(date, today, entries),
      }
    },
  }
}

function requireDay(date: string, today: string): void {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && isPartialDate(date)
  if (isDay && date >= oldestDay && date <= today) return
  throw new PapersError('harvest/date', `There is no Daily Papers list for ${JSON.stringify(date)}.`, {
    hint: `Give a day as YYYY-MM-DD, from ${oldestDay} to today (${today}).`,
    details: { date },
  })
}

/** Number of entries of a page that is whole. */
function entriesOf(text: string, url: string): number {
  try {
    const entries: unknown = JSON.parse(text)
    if (Array.isArray(entries)) return entries.length
  } catch {} // not JSON at all: the same answer
  throw new PapersError('harvest/bad-page', `The page from ${new URL(url).host} is not a whole JSON list.`, {
    hint: 'The server is probably in trouble. Run the harvest again later.',
    details: { url, begins: text.slice(0, 80) },
  })
}

/** The `rel="next"` address of a Link header (RFC 8288); it must stay on the same server. */
function nextPage({ headers, url }: Fetched, baseUrl: string): string | undefined {
  const header = [headers.link ?? []].flat().join(', ')
  const target = header.match(/<([^>]*)>[^<]*;\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|next\b)/i)?.[1]
  if (target === undefined) return undefined
  const next = URL.canParse(target, url) ? new URL(target, url) : undefined
  if (next && [new URL(url).origin, new URL(baseUrl).origin].includes(next.origin)) return next.href
  throw new PapersError('harvest/refused', `The list goes on at ${JSON.stringify(target)}, which is another server.`, {
    hint: 'Nothing was asked there. Check the base URL.',
  })
}

function dayNotes(date: string, today: string, entries: number): string[] {
  if (date === today)
    return [`The list of ${date} is still filling: ${entries} papers so far. Harvest it again tomorrow.`]
  if (entries > 0) return []
  const weekday = new Date(date).getUTCDay()
  if (weekday === 0 || weekday === 6)
    return [`The list of ${date} is empty: it was a ${weekday === 0 ? 'Sunday' : 'Saturday'}.`]
  return [`The list of ${date} is empty: a holiday, or the source failed. Harvest it again to be sure.`]
}
