import { json } from '@sveltejs/kit'
import { surprise } from '#lib/server/surprise.ts'
import type { RequestHandler } from './$types'

/** 200 when the library answers; for a load balancer, a container, a person. */
export const GET: RequestHandler = async (event) => {
  try {
    const { papers } = await event.locals.house.library.counts()
    return json({ status: 'ok', papers })
  } catch (fault) {
    return json({ status: 'failing', error: { code: 'http/503', ...surprise(event, fault) } }, { status: 503 })
  }
}
