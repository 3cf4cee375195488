import { isHttpError } from '@sveltejs/kit'
import { toEntry } from '#lib/server/entry.ts'
import { isReaderFault } from '#lib/server/faults.ts'
import { queryText } from '#lib/server/input.ts'
import { searchLibrary, sortOf } from '#lib/server/search.ts'
import type { PageServerLoad } from './$types'

/** The query stays in its box whatever became of it. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = { q: queryText(url), sort: sortOf(url) }
  if (asked.q === '') return asked
  try {
    const { hits, ...found } = await searchLibrary(locals.house, url)
    return { ...asked, found, hits: hits.map((hit) => ({ ...hit, entry: toEntry(hit.paper, locals.lastVisit) })) }
  } catch (fault) {
    if (isReaderFault(fault)) return { ...asked, fault: { message: fault.message, hint: fault.hint } }
    if (isHttpError(fault, 400)) return { ...asked, fault: { message: fault.body.message, hint: fault.body.hint } }
    throw fault
  }
}
