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
