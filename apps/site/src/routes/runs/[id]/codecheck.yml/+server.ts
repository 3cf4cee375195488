import { codecheckYml } from '#lib/run/exports.ts'
import { download } from '#lib/server/lab/download.ts'
import { checkedPaper, findReport, paperOf } from '#lib/server/lab/present.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const { run, report } = await findReport(locals.house, params.id)
  const paper = checkedPaper(await paperOf(locals.house, run.slug), run.slug)
  const text = codecheckYml({ ...run, report }, paper, `${locals.origin}/runs/${run.id}`)
  return download('codecheck.yml', 'application/yaml', text)
}
