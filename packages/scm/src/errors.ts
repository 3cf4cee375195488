/** The one error of this package: test `code`, show `message` and `hint`. */

export type ScmErrorOptions = { hint?: string; details?: Record<string, unknown>; cause?: unknown }

export class ScmError extends Error {
  override name = 'ScmError'
  /** Stable; callers test this and never the text: 'graph/unknown-node', 'graph/cycle', 'model/probabilities', … */
  readonly code: string
  /** What the reader can do now. */
  readonly hint: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(code: string, message: string, { hint, details, cause }: ScmErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
    this.details = details
  }
}
