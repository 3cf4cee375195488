import { filesOf, tableCsv } from '@causerie/lab'
import { error } from '@sveltejs/kit'
import { numbersTable } from '#lib/run/knownRun.ts'
import { download } from '#lib/server/lab/download.ts'
import { findReport, paperFacts, paperOf, shown } from '#lib/server/lab/present.ts'
import type { RequestHandler } from './$types'

/** Everything a run can be taken home as: `run.json`, a table as CSV, a file of the report, `codecheck.yml` with the list. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { run, report } = await findReport(locals.house, params.id)
  const facts = paperFacts(await paperOf(locals.house, run.slug), run.slug)
  const numbers = {
    name: 'numbers.csv',
    mediaType: 'text/csv',
    content: tableCsv(numbersTable(report)),
    encoding: 'text',
  }
  const files = [...filesOf(shown(run), facts), numbers]
  const file = files.find(({ name }) => name === params.name)
  if (!file)
    error(404, {
      message: `The run has no file “${params.name.slice(0, 80)}”.`,
      hint: `It has ${files.map(({ name }) => name).join(', ')}.`,
    })
  const content = file.encoding === 'text' ? file.content : new Uint8Array(Buffer.from(file.content, 'base64'))
  return download(`${run.slug}-${run.id.slice(0, 8)}-${file.name.split('/').at(-1)}`, file.mediaType, content)
}
