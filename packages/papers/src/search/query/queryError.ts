/** The one refusal of the query language: which part cannot be read, where it stands, why, and what to write instead. */
import { PapersError } from '../../errors.ts'
import type { Span } from './ast.ts'

/** `details` has the text as it was read and the part's place in it, for a caret or a highlight. */
export function queryError(text: string, { start, end }: Span, why: string, hint: string): PapersError {
  const part = text.slice(start, end)
  return new PapersError('search/query', `“${shortened(part)}” cannot be read: ${why}.`, {
    hint,
    details: { part, text, start, end },
  })
}

const longestQuoted = 80

export function shortened(text: string): string {
  return text.length <= longestQuoted ? text : `${text.slice(0, longestQuoted).toWellFormed()}…`
}
