import { periodPath } from '#lib/periods.ts'
import { edition } from '#lib/server/edition.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => ({
  ...(await edition(locals, 'month', params.month)),
  canonical: `${locals.origin}${periodPath('month', params.month)}`,
})
