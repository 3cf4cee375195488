import { asCommandLine, asTypeScript } from '@causerie/lab'
import { plainText } from '@causerie/papers'
import { paperPath } from '#lib/links.ts'
import { titleHtml } from '#lib/server/entry.ts'
import { isFromTab, laboratoryOf } from '#lib/server/lab/laboratory.ts'
import { methodOf } from '#lib/server/lab/methods.ts'
import { fieldsOf, findRun, listed, paperOf, shown, wordsOf } from '#lib/server/lab/present.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { house } = locals
  const run = await findRun(house, params.id)
  const paper = await paperOf(house, run.slug)
  const now = await methodOf(house, run.slug).catch(() => undefined)
  const others = await laboratoryOf(house).list({ slug: run.slug, states: ['done'], limit: 12 })
  return {
    run: shown(run),
    headline: run.report && plainText(run.report.headline),
    set: wordsOf(run.report),
    paper: paper && { title: paper.title, html: titleHtml(paper), path: paperPath(paper.slug) },
    title: now?.method.title ?? run.slug,
    copies: { command: asCommandLine(run, now ? { method: now.method } : {}), program: asTypeScript(run) },
    fields: await fieldsOf(house, run.slug),
    stale: now !== undefined && now.version !== run.versions.method,
    fromTab: isFromTab(run.id),
    others: listed(others.filter(({ id }) => id !== run.id)),
  }
}
