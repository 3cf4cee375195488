import { periodPath } from '#lib/periods.ts'
import { edition } from '#lib/server/edition.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  ...(await edition(locals, 'day', params.day)),
  canonical: `${locals.origin}${periodPath('day', params.day)}`,
})
