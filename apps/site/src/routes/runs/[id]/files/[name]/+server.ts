import { error } from '@sveltejs/kit'
import { download } from '#lib/server/lab/download.ts'
import { findReport } from '#lib/server/lab/present.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async ({ locals, params }) => {
  const { report } = await findReport(locals.house, params.id)
  const file = report.files.find(({ name }) => name === params.name)
  if (!file) error(404, { message: `The run has no file “${params.name.slice(0, 80)}”.` })
  const content = file.encoding === 'text' ? file.content : new Uint8Array(Buffer.from(file.content, 'base64'))
  return download(file.name, file.mediaType, content)
}
