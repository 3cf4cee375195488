import { json } from '@sveltejs/kit'
import { api } from '#lib/server/api.ts'
import { askFor, keepFromTab, laboratoryOf, readerOf } from '#lib/server/lab/laboratory.ts'
import { shown } from '#lib/server/lab/present.ts'
import { requireQuota } from '#lib/server/lab/quota.ts'
import { bodyOf, runRequestSchema } from '#lib/server/lab/requests.ts'
import type { RequestEvent } from './$types'

const mostListed = 100

export const GET = api(async ({ locals, url }: RequestEvent) => {
  const slug = url.searchParams.get('method') ?? undefined
  const runs = await laboratoryOf(locals.house).list({ ...(slug !== undefined && { slug }), limit: mostListed })
  return { runs: runs.map(shown) }
})

/** Asks for a run, or keeps one that a tab carried out. 202 while it is under way, 200 when it has ended. */
export const POST = api(async (event: RequestEvent) => {
  const { house } = event.locals
  const { report, seconds = 0, machine, ...request } = await bodyOf(event, runRequestSchema)
  const address = event.getClientAddress()
  if (report) requireQuota(address, house.settings.laboratory.perReader)
  const run = report
    ? await keepFromTab(house, { ...request, report, seconds, machine })
    : await askFor(house, request, readerOf(address))
  const hasEnded = run.state !== 'queued' && run.state !== 'running'
  return json({ run: shown(run) }, { status: hasEnded ? 200 : 202, headers: { location: `/api/runs/${run.id}` } })
})
