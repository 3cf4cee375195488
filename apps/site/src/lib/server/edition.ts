import type { Period } from '@causerie/papers'
import { toEntry } from './entry.ts'
import { orErrorPage } from './faults.ts'

/** A day, week or month as its page shows it. */
export async function edition({ house, lastVisit }: App.Locals, kind: Period['kind'], key: string) {
  const { days, ...page } = await orErrorPage(house.library.period(kind, key))
  const sections = days.map(({ day, papers }) => ({ day, entries: papers.map((card) => toEntry(card, lastVisit)) }))
  const fresh = sections.flatMap(({ entries }) => entries).filter((entry) => entry.isNew).length
  return { front: true, edition: { ...page, sections, fresh } }
}

export type Edition = Awaited<ReturnType<typeof edition>>['edition']
