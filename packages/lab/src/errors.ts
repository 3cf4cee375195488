/** The one error of this package: test `code`, show `message` and `hint`. */

export type LabErrorOptions = { hint?: string; details?: Record<string, unknown>; cause?: unknown }

export class LabError extends Error {
  override name = 'LabError'
  /** Stable; callers test this and never the text: 'input/invalid', 'run/cancelled', 'run/time', 'claim/unknown', … */
  readonly code: string
  /** What the reader can do now. */
  readonly hint: string | undefined
  /** `input/invalid`: `{ issues: [{ path, message }] }`. Always plain JSON, so that it crosses from a worker whole. */
  readonly details: Record<string, unknown> | undefined

  constructor(code: string, message: string, { hint, details, cause }: LabErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** An error as plain JSON: what is kept with a run, sent by a worker, answered by the API. */
export type RunFault = { code: string; message: string; hint?: string; details?: Record<string, unknown> }

/**
 * Whatever was thrown, as a fault. Another package's error with a `code` of its own (`table/ragged`) and a sentence keeps
 * both; anything else is `run/failed`.
 */
export function faultOf(error: unknown): RunFault {
  const { code, message, hint, details } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Partial<LabError>
  const isOurs = typeof code === 'string' && /^[a-z]+(?:-[a-z]+)*\/[a-z-]+$/.test(code)
  return {
    code: isOurs ? code : 'run/failed',
    message: typeof message === 'string' && message !== '' ? message : String(error),
    ...(typeof hint === 'string' && { hint }),
    ...(isOurs && details !== undefined && { details: plain(details) as Record<string, unknown> }),
  }
}

export function errorOf({ code, message, hint, details }: RunFault, cause?: unknown): LabError {
  return new LabError(code, message, { ...(hint !== undefined && { hint }), ...(details && { details }), cause })
}

function plain(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value))
  } catch {
    return { text: String(value) }
  }
}
