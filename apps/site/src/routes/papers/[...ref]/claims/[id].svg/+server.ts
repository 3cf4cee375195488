import { error } from '@sveltejs/kit'
import { orErrorPage } from '#lib/server/faults.ts'
import { badge } from '#lib/server/lab/badge.ts'
import { claimsOf } from '#lib/server/lab/claims.ts'
import { findPaper } from '#lib/server/paper.ts'
import type { RequestHandler } from './$types'

/** The live badge of a claim, to be shown elsewhere. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const paper = await findPaper(locals.house, params.ref)
  const claim = (await orErrorPage(claimsOf(locals.house, paper.slug))).find(({ id }) => id === params.id)
  if (!claim) error(404, { message: `${paper.slug} has no claim “${params.id.slice(0, 80)}”.` })
  return new Response(badge(`${paper.slug}: ${claim.id}`, claim.mark.state, claim.mark.isStale), {
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=300',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
}
