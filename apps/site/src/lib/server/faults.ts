/** How what went wrong becomes a status and a sentence; the same for pages and for the API. */
import { error } from '@sveltejs/kit'

/** An error of our packages: a stable code, a sentence for the reader, what to do. */
export type ReaderFault = Error & { code: string; hint?: string; details?: Record<string, unknown> }

/** Our packages' codes are `room/what`; Node's and the database's are not. */
export const isReaderFault = (fault: unknown): fault is ReaderFault =>
  fault instanceof Error &&
  'code' in fault &&
  typeof fault.code === 'string' &&
  /^(search|library|run|input|method|claim|table|column|report)\/[a-z-]+$/.test(fault.code)

const statuses: Record<string, number> = {
  'library/bad-period': 404,
  'run/unknown': 404,
  'method/unknown': 404,
  'claim/unknown': 404,
  'run/busy': 503,
  'run/quota': 429,
  'table/too-large': 413,
  'method/broken': 500,
}

/** What is not there has no page; every other refusal is about the question asked. */
export const statusOf = ({ code }: ReaderFault): number => statuses[code] ?? 400

/** Awaits an answer; a refusal in words becomes that page, anything else goes on to the error hook. */
export async function orErrorPage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (fault) {
    if (isReaderFault(fault)) error(statusOf(fault), { message: fault.message, hint: fault.hint, code: fault.code })
    throw fault
  }
}
