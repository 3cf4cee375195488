import { pageNumber } from '#lib/server/input.ts'
import { requireSlug, shelf } from '#lib/server/names.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) =>
  shelf(await locals.house.library.topic(requireSlug(params.slug, 'topic'), { page: pageNumber(url) }), 'topic', locals)
