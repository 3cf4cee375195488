import { randomBytes } from 'node:crypto'
import type { RequestEvent } from '@sveltejs/kit'

/** Logs what nobody expected under a random id, and gives the reader the id and no more. */
export function surprise(
  { request, url }: RequestEvent,
  fault: unknown,
): { message: string; hint: string; id: string } {
  const id = randomBytes(4).toString('hex')
  console.error(`[${id}] ${request.method} ${url.pathname}${url.search}`, fault)
  return {
    message: 'Something failed here, and it was not your doing.',
    hint: `Try again in a moment. If it stays so, give whoever runs this instance the number ${id}: the log has the rest under it.`,
    id,
  }
}
