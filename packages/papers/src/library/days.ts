/** The daily page: what was listed on a day, in a week, in a month, and why there is nothing when there is nothing. */
import { type Database, sql } from '@causerie/store'
import { loadCards } from './cards.ts'
import { parsePeriod, periodOf } from './period.ts'
import type { DailyPage, Period } from './views.ts'

/** More than this on one page is a list nobody reads: the rest is counted. */
const mostPapers = 500

export async function newestDay(db: Database): Promise<string | undefined> {
  const { rows } = await db.execute(sql`select max(day)::text as day from listings`)
  return (rows[0]?.day as string | null) ?? undefined
}

export async function dailyPage(db: Database, kind: Period['kind'], key: string, today: string): Promise<DailyPage> {
  const period = parsePeriod(kind, key)
  const [listed, neighbours] = await Promise.all([listedIn(db, period), neighbouringDays(db, period)])
  const cards = new Map(
    (
      await loadCards(
        db,
        listed.shown.map(({ id }) => id),
      )
    ).map((card) => [card.id, card]),
  )
  const days = new Map<string, DailyPage['days'][number]>()
  for (const { day, id } of listed.shown) {
    const section = days.get(day) ?? { day, papers: [] }
    section.papers.push(cards.get(id)!)
    days.set(day, section)
  }
  return {
    period,
    days: [...days.values()],
    total: listed.total,
    previous: neighbours.previous && periodOf(kind, neighbours.previous).key,
    next: neighbours.next && periodOf(kind, neighbours.next).key,
    newest: neighbours.newest,
    empty: listed.total === 0 ? await whyEmpty(db, period, neighbours.newest, today) : undefined,
  }
}

async function listedIn(db: Database, { from, to }: Period) {
  const { rows } = await db.execute(sql`select day::text as day, paper_id::float8 as id, count(*) over ()::int as total
    from (select day, paper_id, min(position) as position, max(votes) as votes from listings
      where day between ${from} and ${to} group by day, paper_id) l
    order by day desc, position nulls last, votes desc nulls last, paper_id limit ${mostPapers}`)
  return {
    total: (rows[0]?.total as number) ?? 0,
    shown: rows.map((row) => ({ day: row.day as string, id: row.id as number })),
  }
}

async function neighbouringDays(db: Database, { from, to }: Period) {
  const { rows } = await db.execute(sql`select (select max(day)::text from listings where day < ${from}) as previous,
    (select min(day)::text from listings where day > ${to}) as next, (select max(day)::text from listings) as newest`)
  const { previous, next, newest } = rows[0] as Record<string, string | null>
  return { previous: previous ?? undefined, next: next ?? undefined, newest: newest ?? undefined }
}

async function whyEmpty(
  db: Database,
  { kind, from, to }: Period,
  newest: string | undefined,
  today: string,
): Promise<DailyPage['empty']> {
  if (!newest)
    return {
      reason: 'This library has no daily papers yet.',
      hint: 'Import a daily page, or run: causerie harvest arxiv --from DATE',
    }
  if (from > today)
    return { reason: `This ${kind} has not come yet.`, hint: `The newest day with papers is ${newest}.` }
  const failed = await failedHarvest(db)
  if (failed)
    return {
      reason: `Nothing is listed here, and the last harvest failed: ${failed}`,
      hint: 'Run the harvest again; it goes on where it stopped.',
    }
  const weekday = new Date(`${from}T00:00:00Z`).getUTCDay()
  if (kind === 'day' && (weekday === 0 || weekday === 6)) {
    return {
      reason: 'A weekend: arXiv announces papers from Sunday night to Thursday night only.',
      hint: `The newest day with papers is ${newest}.`,
    }
  }
  const fetch = kind === 'day' ? `causerie harvest hf-daily --date ${from}` : `causerie harvest arxiv --from ${from}`
  return {
    reason: `No list of ${from === to ? 'this day' : `this ${kind}`} has been imported or harvested.`,
    hint: `Run: ${fetch}`,
  }
}

/** The error of the harvest that ran last, if it failed. */
async function failedHarvest(db: Database): Promise<string | undefined> {
  const { rows } = await db.execute(
    sql`select state->>'lastError' as error from cursors where source like 'harvest:%' order by saved desc limit 1`,
  )
  return (rows[0]?.error as string | null) ?? undefined
}
