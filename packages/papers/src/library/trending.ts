/**
 * What is trending: one sum whose terms every reader can see and whose weights are in the settings file.
 *
 * score = votes·log₁₀(1 + votes) + comments·log₁₀(1 + comments) + code·[has code] + runnable·[runs here] − age/ageDays
 *
 * Age counts from the newest day in the library, so that an old page keeps its order. Logarithms make ten times the
 * votes worth a fixed number of days, as on Lobsters and Reddit; days instead of hours, because papers are read for weeks.
 */
import { type Database, sql } from '@causerie/store'
import type { Settings } from '../house/settings.ts'
import { loadCards } from './cards.ts'
import { newestDay } from './days.ts'
import type { TrendingPage, TrendingTerm } from './views.ts'

export async function trending(db: Database, weights: Settings['trending'], page: number): Promise<TrendingPage> {
  const asOf = (await newestDay(db)) ?? ''
  const formula =
    `${weights.votes} × log₁₀(1 + votes) + ${weights.comments} × log₁₀(1 + comments) + ${weights.code} if it has code ` +
    `+ ${weights.runnable} if it runs here − age in days ÷ ${weights.ageDays}`
  if (asOf === '')
    return { formula, asOf, windowDays: weights.windowDays, papers: [], total: 0, page, pageSize: weights.pageSize }
  const { rows } = await db.execute(sql`select l.id, l.votes, l.comments, l.age, l.code, p.runnable from (
      select paper_id::float8 as id, max(votes) as votes, max(comments) as comments, min(${asOf}::date - day)::int as age,
        exists (select 1 from links k where k.paper_id = l.paper_id and k.kind = 'code') as code
      from listings l where day > ${asOf}::date - ${weights.windowDays}::int group by paper_id) l
    join papers p on p.id = l.id::bigint and p.merged_into is null`)
  const ranked = rows.map((row) => scored(row as Signals, weights)).sort((a, b) => b.score - a.score || a.id - b.id)
  const shown = ranked.slice((page - 1) * weights.pageSize, page * weights.pageSize)
  const cards = await loadCards(
    db,
    shown.map(({ id }) => id),
  )
  return {
    formula,
    asOf,
    windowDays: weights.windowDays,
    papers: cards.map((paper, at) => ({ paper, score: shown[at]!.score, terms: shown[at]!.terms })),
    total: ranked.length,
    page,
    pageSize: weights.pageSize,
  }
}

type Signals = {
  id: number
  votes: number | null
  comments: number | null
  age: number
  code: boolean
  runnable: boolean
}

function scored(signals: Signals, weights: Settings['trending']): { id: number; score: number; terms: TrendingTerm[] } {
  const votes = signals.votes ?? 0
  const comments = signals.comments ?? 0
  const terms = [
    {
      name: 'votes',
      value: weights.votes * Math.log10(1 + votes),
      explanation: `${votes} stated on the list it came from`,
    },
    {
      name: 'comments',
      value: weights.comments * Math.log10(1 + comments),
      explanation: `${comments} stated on the list it came from`,
    },
    {
      name: 'code',
      value: signals.code ? weights.code : 0,
      explanation: signals.code ? 'its code is linked' : 'no code is linked',
    },
    {
      name: 'runnable',
      value: signals.runnable ? weights.runnable : 0,
      explanation: signals.runnable ? 'its method runs here' : 'its method does not run here yet',
    },
    { name: 'age', value: -signals.age / weights.ageDays, explanation: `${signals.age} days before the newest day` },
  ]
  return { id: signals.id, score: terms.reduce((sum, { value }) => sum + value, 0), terms }
}
