import { cite, type House, highwireTags, jsonLd, jsonLdScript, typeset } from '@causerie/papers'
import { redirect } from '@sveltejs/kit'
import { paperPath } from '#lib/links.ts'
import { titleHtml, toEntry } from '#lib/server/entry.ts'
import { claimsOf } from '#lib/server/lab/claims.ts'
import { isRunnable } from '#lib/server/lab/methods.ts'
import { findPaper } from '#lib/server/paper.ts'
import { paperHeaders } from '#lib/server/paperForms.ts'
import { versionChanges } from '#lib/versions.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  const paper = await findPaper(locals.house, params.ref)
  if (paper.slug !== params.ref) redirect(308, paperPath(paper.slug))
  setHeaders(paperHeaders(paper))
  const { claims, fault } = await claimsShown(locals.house, paper.slug)
  const related = await locals.house.related(paper.id)
  const url = `${locals.origin}${paperPath(paper.slug)}`
  return {
    paper,
    entry: toEntry(paper, locals.lastVisit),
    related: related.map((one) => ({ ...one, title: titleHtml(one.paper) })),
    runnable: isRunnable(locals.house, paper.slug),
    claims,
    claimsFault: fault,
    changes: versionChanges(paper.versions),
    citations: { bib: cite(paper, 'bibtex'), ris: cite(paper, 'ris'), csl: cite(paper, 'csl') },
    head: {
      url,
      tags: highwireTags(paper, { url }),
      jsonLd: `<script type="application/ld+json">${jsonLdScript(jsonLd(paper, { url }))}</script>`,
    },
  }
}

/** A fault of a paper's claims is a sentence on its page, and no reason not to show the rest. */
async function claimsShown(house: House, slug: string) {
  try {
    const claims = await claimsOf(house, slug)
    const set = claims.map((claim) => ({
      ...claim,
      html: typeset(claim.statement),
      statedHtml: claim.stated && typeset(claim.stated),
      becauseHtml: claim.mark.latest && typeset(claim.mark.latest.because),
    }))
    return { claims: set, fault: undefined }
  } catch (error) {
    return { claims: [], fault: (error as Error).message }
  }
}
