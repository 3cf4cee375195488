import { pageNumber } from '#lib/server/input.ts'
import { requireSlug, shelf } from '#lib/server/names.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) =>
  shelf(
    await locals.house.library.author(requireSlug(params.slug, 'author'), { page: pageNumber(url) }),
    'author',
    locals,
  )
