/** How what went wrong becomes a status and a sentence; the same for pages and for the API. */
import { error } from '@sveltejs/kit'

/** An error of our packages: a stable code, a sentence for the reader, what to do. */
export type ReaderFault = Error & { code: string; hint?: string; details?: Record<string, unknown> }

/** Our packages' codes are `room/what`; Node's and the database's are not. */
export const isReaderFault = (fault: unknown): fault is ReaderFault =>
  fault instanceof Error &&
  'code' in fault &&
  typeof fault.code === 'string' &&
  /^(search|library)\/[a-z-]+$/.test(fault.code)

/** A period that is none has no page; every other refusal is about the question asked. */
export const statusOf = ({ code }: ReaderFault): number => (code === 'library/bad-period' ? 404 : 400)

/** Awaits an answer; a refusal in words becomes that page, anything else goes on to the error hook. */
export async function orErrorPage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (fault) {
    if (isReaderFault(fault)) error(statusOf(fault), { message: fault.message, hint: fault.hint, code: fault.code })
    throw fault
  }
}
