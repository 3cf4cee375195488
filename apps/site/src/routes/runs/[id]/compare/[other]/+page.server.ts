import { compareReports } from '@causerie/lab'
import { error } from '@sveltejs/kit'
import { paperPath } from '#lib/links.ts'
import { inputDifferences } from '#lib/run/inputValue.ts'
import { methodOf } from '#lib/server/lab/methods.ts'
import { fieldsOf, findReport, shown, wordsOf } from '#lib/server/lab/present.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { house } = locals
  const [first, second] = await Promise.all([findReport(house, params.id), findReport(house, params.other)])
  if (first.run.slug !== second.run.slug)
    error(400, {
      message: `These are runs of two methods, ${first.run.slug} and ${second.run.slug}.`,
      hint: 'Compare two runs of one method.',
    })
  const known = await methodOf(house, first.run.slug).catch(() => undefined)
  return {
    title: known?.method.title ?? first.run.slug,
    path: paperPath(first.run.slug),
    fields: await fieldsOf(house, first.run.slug),
    runs: [first, second].map(({ run, report }) => ({ ...shown(run), report, set: wordsOf(report) })),
    inputs: inputDifferences(first.run.input, second.run.input),
    comparison: compareReports(first.report, second.report),
  }
}
