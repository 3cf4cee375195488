import { isHttpError } from '@sveltejs/kit'
import { toEntry } from '#lib/server/entry.ts'
import { facetGroups } from '#lib/server/facets.ts'
import { isReaderFault } from '#lib/server/faults.ts'
import { queryText } from '#lib/server/input.ts'
import { queryFault } from '#lib/server/queryFault.ts'
import { searchLibrary, sortOf } from '#lib/server/search.ts'
import type { PageServerLoad } from './$types'

/** The query stays in its box whatever became of it. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = { q: queryText(url), sort: sortOf(url), mode: url.searchParams.get('mode') || undefined }
  if (asked.q === '') return asked
  try {
    const { hits, facets, ...found } = await searchLibrary(locals.house, url)
    const groups = facetGroups(facets, asked.q, asked.sort)
    return {
      ...asked,
      found,
      groups,
      hits: hits.map((hit) => ({ ...hit, entry: toEntry(hit.paper, locals.lastVisit) })),
    }
  } catch (fault) {
    if (isReaderFault(fault)) return { ...asked, fault: queryFault(fault) }
    if (isHttpError(fault, 400))
      return { ...asked, fault: { message: fault.body.message, hint: fault.body.hint, place: undefined } }
    throw fault
  }
}
