import { api } from '#lib/server/api.ts'
import { findPaper } from '#lib/server/paper.ts'
import type { RequestEvent } from './$types'

/** The papers nearest by meaning, best first; an empty list while there are no vectors, or when nothing is near. */
export const GET = api(async ({ locals, params }: RequestEvent) => {
  const paper = await findPaper(locals.house, params.ref)
  return { paper: paper.slug, related: await locals.house.related(paper.id) }
})
