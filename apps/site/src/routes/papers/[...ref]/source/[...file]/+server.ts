import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { error, text } from '@sveltejs/kit'
import { orErrorPage } from '#lib/server/faults.ts'
import { sourceFiles } from '#lib/server/lab/methods.ts'
import { requireMethod } from '#lib/server/lab/present.ts'
import { findPaper } from '#lib/server/paper.ts'
import type { RequestHandler } from './$types'

/** A source file of a method, as text: only those that are listed on its page. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const paper = await findPaper(locals.house, params.ref)
  const { folder } = await orErrorPage(requireMethod(locals.house, paper.slug))
  const file = (await sourceFiles(folder)).find((name) => name === params.file)
  if (!file)
    error(404, {
      message: `The method of ${paper.slug} has no source file of that name.`,
      hint: 'Its Run page lists them.',
    })
  return text(await readFile(join(folder, file), 'utf8'), { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
