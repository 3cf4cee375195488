import { dayPath } from '#lib/links.ts'
import { edition } from '#lib/server/edition.ts'
import type { PageServerLoad } from './$types'

/** The newest day that has papers; in an empty library, today and the reason. */
export const load: PageServerLoad = async ({ locals }) => {
  const day = (await locals.house.library.newestDay()) ?? new Date().toISOString().slice(0, 10)
  return { ...(await edition(locals, 'day', day)), canonical: `${locals.origin}${dayPath(day)}` }
}
