import { error } from '@sveltejs/kit'
import { tableCsv } from '#lib/run/exports.ts'
import { download, fileName, numbered } from '#lib/server/lab/download.ts'
import { findReport } from '#lib/server/lab/present.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const { run, report } = await findReport(locals.house, params.id)
  const table = numbered(report.tables, params.number)
  if (!table)
    error(404, { message: `The run has ${report.tables.length} tables, and no table ${params.number.slice(0, 20)}.` })
  return download(fileName(run.slug, run.id, `-table-${params.number}.csv`), 'text/csv', tableCsv(table))
}
