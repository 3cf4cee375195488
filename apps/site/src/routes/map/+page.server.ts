import { isReaderFault } from '#lib/server/faults.ts'
import { queryText } from '#lib/server/input.ts'
import { mapOf } from '#lib/server/paperMaps.ts'
import type { PageServerLoad } from './$types'

/** The map of what a search finds, `/map?q=`. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const q = queryText(url)
  if (q === '') return { q }
  try {
    const { ids } = await locals.house.matching(q, { relaxed: true })
    return { q, view: await mapOf(locals.house, ids) }
  } catch (fault) {
    if (isReaderFault(fault)) return { q, fault: { message: fault.message, hint: fault.hint } }
    throw fault
  }
}
