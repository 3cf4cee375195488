import { formOf, LabError } from '@causerie/lab'
import { fail, redirect } from '@sveltejs/kit'
import { paperPath } from '#lib/links.ts'
import { faultsByField, typedFrom } from '#lib/run/typed.ts'
import { titleHtml } from '#lib/server/entry.ts'
import { isReaderFault, orErrorPage, statusOf } from '#lib/server/faults.ts'
import { readForm } from '#lib/server/lab/form.ts'
import { askFor, carriesOutRuns, laboratoryOf, readerOf, settledSoon } from '#lib/server/lab/laboratory.ts'
import { sourceFiles } from '#lib/server/lab/methods.ts'
import { describeMethod, findRun, listed, requireMethod } from '#lib/server/lab/present.ts'
import { readReadme } from '#lib/server/lab/readme.ts'
import { seedOf } from '#lib/server/lab/requests.ts'
import { findPaper } from '#lib/server/paper.ts'
import type { Actions, PageServerLoad } from './$types'

/** The form filled with the sample, or with the input of an earlier run (`?from=`). */
export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { house } = locals
  const paper = await findPaper(house, params.ref)
  if (paper.slug !== params.ref) redirect(308, `${paperPath(paper.slug)}/run`)
  const known = await orErrorPage(requireMethod(house, paper.slug))
  const fields = formOf(known.method)
  const from = url.searchParams.get('from')
  const earlier = from ? await findRun(house, from) : undefined
  const sample = typedFrom(fields, known.method.sample)
  const filled = earlier?.slug === paper.slug ? typedFrom(fields, earlier.input) : sample
  return {
    paper: { slug: paper.slug, title: paper.title, html: titleHtml(paper) },
    method: describeMethod(known),
    fields,
    sample,
    filled,
    seed: String(earlier?.seed ?? 1),
    cost: known.method.cost(known.method.input.parse(known.method.sample) as never),
    jobs: known.method.runsIn.includes('server') && carriesOutRuns(house),
    readme: await readReadme(known.folder),
    sources: await sourceFiles(known.folder),
    recent: listed(await laboratoryOf(house).list({ slug: paper.slug, limit: 8 })),
  }
}

/** Without script: the run is carried out here, and its page shows how far it is. */
export const actions: Actions = {
  default: async ({ locals, params, request, getClientAddress }) => {
    const { house } = locals
    const paper = await findPaper(house, params.ref)
    const known = await orErrorPage(requireMethod(house, paper.slug))
    const fields = formOf(known.method)
    const data = await request.formData()
    const seed = String(data.get('seed') ?? '1')
    const { typed, tables, input, faults } = await readForm(fields, data)
    const back = { typed, tables, seed }
    if (Object.keys(faults).length > 0) {
      // All faults at once: what can be read is checked too.
      const issues = known.method.input
        .safeParse(input)
        .error?.issues.map(({ path, message }) => ({ path: path.map(String), message }))
      return fail(400, { ...back, faults: { ...faultsByField(fields, { issues }), ...faults } })
    }
    try {
      const request = { slug: paper.slug, input, seed: seedOf(seed) }
      const run = await askFor(house, request, readerOf(getClientAddress()))
      await settledSoon(house, run.id, 1500)
      redirect(303, `/runs/${run.id}`)
    } catch (fault) {
      if (!isReaderFault(fault)) throw fault
      const isInput = fault instanceof LabError && fault.code === 'input/invalid'
      const { message, hint, code } = fault
      return fail(statusOf(fault), {
        ...back,
        ...(isInput ? { faults: faultsByField(fields, fault.details) } : { error: { message, hint, code } }),
      })
    }
  },
}
