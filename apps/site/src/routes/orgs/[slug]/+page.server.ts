import { pageNumber } from '#lib/server/input.ts'
import { requireSlug, shelf } from '#lib/server/names.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) =>
  shelf(
    await locals.house.library.organisation(requireSlug(params.slug, 'organisation'), { page: pageNumber(url) }),
    'organisation',
    locals,
  )
