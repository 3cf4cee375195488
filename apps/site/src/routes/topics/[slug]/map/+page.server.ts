import { mostOnAMap } from '@causerie/papers'
import { error } from '@sveltejs/kit'
import { requireSlug } from '#lib/server/names.ts'
import { mapOf } from '#lib/server/paperMaps.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const found = await locals.house.library.topicPapers(requireSlug(params.slug, 'topic'), mostOnAMap)
  if (!found)
    error(404, { message: 'No such topic in this library.', hint: 'The list of topics has those that are here.' })
  return { topic: found.topic, view: await mapOf(locals.house, found.ids) }
}
