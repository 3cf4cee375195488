/** The one error of this package: test `code`, show `message` and `hint`. */

export type TablesErrorOptions = { hint?: string; details?: Record<string, unknown>; cause?: unknown }

export class TablesError extends Error {
  override name = 'TablesError'
  /** Stable; callers test this and never the text: 'table/empty', 'table/ragged', 'table/too-large', 'column/unknown', … */
  readonly code: string
  /** What the reader can do now. */
  readonly hint: string | undefined
  /** Where it was: `{ line?, column?, field? }`, counted from 1. Always plain JSON. */
  readonly details: Record<string, unknown> | undefined

  constructor(code: string, message: string, { hint, details, cause }: TablesErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
    this.details = details
  }
}
