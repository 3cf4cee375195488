import { cite, highwireTags, jsonLd, jsonLdScript } from '@causerie/papers'
import { redirect } from '@sveltejs/kit'
import { paperPath } from '#lib/links.ts'
import { titleHtml, toEntry } from '#lib/server/entry.ts'
import { findPaper } from '#lib/server/paper.ts'
import { paperHeaders } from '#lib/server/paperForms.ts'
import { versionChanges } from '#lib/versions.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  const paper = await findPaper(locals.house, params.ref)
  if (paper.slug !== params.ref) redirect(308, paperPath(paper.slug))
  setHeaders(paperHeaders(paper))
  const related = await locals.house.related(paper.id)
  const url = `${locals.origin}${paperPath(paper.slug)}`
  return {
    paper,
    entry: toEntry(paper, locals.lastVisit),
    related: related.map((one) => ({ ...one, title: titleHtml(one.paper) })),
    changes: versionChanges(paper.versions),
    citations: { bib: cite(paper, 'bibtex'), ris: cite(paper, 'ris'), csl: cite(paper, 'csl') },
    head: {
      url,
      tags: highwireTags(paper, { url }),
      jsonLd: `<script type="application/ld+json">${jsonLdScript(jsonLd(paper, { url }))}</script>`,
    },
  }
}
