/** JSON answers: data as they are, faults in one shape `{ error: { code, message, hint?, details? } }`. */
import { isHttpError, json, type RequestEvent } from '@sveltejs/kit'
import { isReaderFault, statusOf } from './faults.ts'
import { surprise } from './surprise.ts'

export type ApiFault = { code: string; message: string; hint?: string | undefined; id?: string; details?: unknown }

export const apiError = (status: number, error: ApiFault): Response => json({ error }, { status })

/** What went wrong, as a status and the one shape. */
export function faultOf(event: RequestEvent, fault: unknown): { status: number; error: ApiFault } {
  if (isReaderFault(fault)) {
    const { code, message, hint, details } = fault
    return { status: statusOf(fault), error: { code, message, hint, details } }
  }
  if (isHttpError(fault)) {
    const { message, hint, code = `http/${fault.status}` } = fault.body
    return { status: fault.status, error: { code, message, hint } }
  }
  return { status: 500, error: { code: 'http/500', ...surprise(event, fault) } }
}

/** A handler that answers with what `answer` returns: data as JSON, or a response of its own. */
export const api =
  <Event extends RequestEvent>(answer: (event: Event) => Promise<unknown>) =>
  async (event: Event): Promise<Response> => {
    try {
      const answered = await answer(event)
      return answered instanceof Response ? answered : json(answered)
    } catch (fault) {
      const { status, error } = faultOf(event, fault)
      return apiError(status, error)
    }
  }
