/** The store's one error: test `code`, show `message` and `hint`. */
export class StoreError extends Error {
  readonly code: string
  readonly hint?: string
  readonly details?: unknown

  constructor(code: string, message: string, options: { hint?: string; details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'StoreError'
    this.code = code
    this.hint = options.hint
    this.details = options.details
  }
}
