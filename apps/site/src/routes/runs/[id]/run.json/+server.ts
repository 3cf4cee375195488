import { runJson } from '#lib/run/exports.ts'
import { download, fileName } from '#lib/server/lab/download.ts'
import { findReport, shown } from '#lib/server/lab/present.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const { run, report } = await findReport(locals.house, params.id)
  return download(fileName(run.slug, run.id, '.json'), 'application/json', runJson({ ...shown(run), report }))
}
