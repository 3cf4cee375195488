import { toEntry } from '#lib/server/entry.ts'
import { isReaderFault } from '#lib/server/faults.ts'
import { newestMatches } from '#lib/server/saved.ts'
import type { PageServerLoad } from './$types'

const shown = 5

/** Each saved search with its latest papers; one that can no longer be read stays, and says why. */
export const load: PageServerLoad = async ({ locals }) => {
  const searches = await locals.house.saved.list()
  return { searches: await Promise.all(searches.map((saved) => withPapers(locals, saved))) }
}

async function withPapers<Saved extends { query: string }>({ house, lastVisit }: App.Locals, saved: Saved) {
  try {
    const { papers, total } = await newestMatches(house, saved.query, shown)
    return { ...saved, total, entries: papers.map((card) => toEntry(card, lastVisit)) }
  } catch (fault) {
    if (isReaderFault(fault)) return { ...saved, fault: { message: fault.message, hint: fault.hint } }
    throw fault
  }
}
