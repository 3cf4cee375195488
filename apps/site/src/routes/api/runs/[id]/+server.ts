import { api } from '#lib/server/api.ts'
import { laboratoryOf } from '#lib/server/lab/laboratory.ts'
import { findRun, shown } from '#lib/server/lab/present.ts'
import type { RequestEvent } from './$types'

/** The run; with `?brief`, how far it is, without its input and report. */
export const GET = api(async ({ locals, params, url }: RequestEvent) => {
  const run = await findRun(locals.house, params.id)
  if (!url.searchParams.has('brief')) return { run: shown(run) }
  const { input, report, ...brief } = shown(run)
  return { run: brief }
})

/** Cancels it. What has ended stays as it is. */
export const DELETE = api(async ({ locals, params }: RequestEvent) => {
  await findRun(locals.house, params.id)
  return { cancelled: await laboratoryOf(locals.house).cancel(params.id) }
})
