import { typeset } from '@causerie/papers'
import { choices, filtered, filterOf } from '#lib/server/lab/boardFilter.ts'
import { board } from '#lib/server/lab/claims.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { entries, faults } = await board(locals.house)
  const filter = filterOf(url)
  const shown = filtered(entries, filter)
  return {
    filter,
    choices: choices(entries),
    total: entries.length,
    papers: [...Map.groupBy(shown, ({ slug }) => slug)].map(([slug, claims]) => ({
      slug,
      title: typeset(claims[0]!.paper).replace(/<\/?a\b[^>]*>/g, ''),
      claims: claims.map((claim) => ({
        ...claim,
        html: typeset(claim.statement),
        statedHtml: claim.stated && typeset(claim.stated),
      })),
    })),
    shown: shown.length,
    faults,
  }
}
