import { error } from '@sveltejs/kit'
import { numbered } from '#lib/server/lab/download.ts'
import { isFromTab } from '#lib/server/lab/laboratory.ts'
import { findReport } from '#lib/server/lab/present.ts'
import { still } from '#lib/server/lab/still.ts'
import type { RequestHandler } from './$types'

/** A figure drawn here, for pages without script and for programs; of runs that this server carried out. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const { run, report } = await findReport(locals.house, params.id)
  const figure = numbered(report.figures, params.number)
  if (!figure)
    error(404, {
      message: `The run has ${report.figures.length} figures, and no figure ${params.number.slice(0, 20)}.`,
    })
  if (isFromTab(run.id))
    error(409, {
      message: 'A figure that a reader sent is drawn in the reader’s tab only.',
      hint: 'Open the page of the run.',
    })
  const svg = await still(figure.spec, { dark: (url.searchParams.get('theme') ?? locals.theme) === 'dark' })
  const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml', 'content-security-policy': policy } })
}
