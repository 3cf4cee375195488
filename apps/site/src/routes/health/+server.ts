import { json } from '@sveltejs/kit'
import { surprise } from '#lib/server/surprise.ts'
import type { RequestHandler } from './$types'

/** 200 when the library answers; for a load balancer, a container, a person. */
export const GET: RequestHandler = async (event) => {
  try {
    return json({ status: 'ok', newestDay: (await event.locals.house.library.newestDay()) ?? null })
  } catch (fault) {
    return json({ status: 'failing', error: { code: 'http/503', ...surprise(event, fault) } }, { status: 503 })
  }
}
