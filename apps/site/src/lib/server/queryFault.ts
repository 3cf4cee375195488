/** A refusal of the search, ready to be shown: the sentence, what to do, and the query with the part that was not read. */
import type { ReaderFault } from './faults.ts'

export type QueryFault = { message: string; hint?: string; place?: { before: string; part: string; after: string } }

export function queryFault({ message, hint, details }: ReaderFault): QueryFault {
  const shown = { message, ...(hint ? { hint } : {}) }
  const { text, start, end } = details ?? {}
  if (typeof text !== 'string' || typeof start !== 'number' || typeof end !== 'number') return shown
  const [from, to] = [Math.max(0, start - around), Math.min(text.length, end + around)]
  const cut = (a: number, b: number) => text.slice(a, b).toWellFormed()
  return {
    ...shown,
    place: {
      before: (from > 0 ? '… ' : '') + cut(from, start),
      part: cut(start, Math.min(end, start + longestPart)) + (end > start + longestPart ? '…' : ''),
      after: cut(end, to) + (to < text.length ? ' …' : ''),
    },
  }
}

/** So much of a long query is shown on each side. */
const around = 60
const longestPart = 80
