import { redirect } from '@sveltejs/kit'
import { claimPath } from '#lib/claims/claim.ts'
import { paperPath } from '#lib/links.ts'
import { findPaper } from '#lib/server/paper.ts'
import type { RequestHandler } from './$types'

/** A claim has its place on its paper's page. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const paper = await findPaper(locals.house, params.ref)
  redirect(303, claimPath(paperPath(paper.slug), encodeURIComponent(params.id)))
}
