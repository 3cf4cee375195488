import { toEntry } from '#lib/server/entry.ts'
import { orErrorPage } from '#lib/server/faults.ts'
import { findSaved, newestMatches } from '#lib/server/saved.ts'
import type { PageServerLoad } from './$types'

const shown = 50

export const load: PageServerLoad = async ({ locals, params }) => {
  const saved = await findSaved(locals.house, params.slug)
  const { papers, total } = await orErrorPage(newestMatches(locals.house, saved.query, shown))
  const entries = papers.map((card) => toEntry(card, locals.lastVisit))
  return { saved, total, entries, fresh: entries.filter(({ isNew }) => isNew).length }
}
