/** The one error of this package: what could not be done, a stable code to test, and what to do about it. */

export type PapersErrorCode =
  | 'file-missing'
  | 'file-is-directory'
  | 'file-unreadable'
  | 'file-empty'
  | 'encoding-unknown'
  | 'compression-broken'
  | 'aborted'
  | (string & {})

export type PapersErrorOptions = { hint?: string; details?: Record<string, unknown>; cause?: unknown }

export class PapersError extends Error {
  override name = 'PapersError'
  /** Stable; callers test this and never the text. */
  readonly code: PapersErrorCode
  /** What the reader can do now. */
  readonly hint: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(code: PapersErrorCode, message: string, { hint, details, cause }: PapersErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
    this.details = details
  }
}
