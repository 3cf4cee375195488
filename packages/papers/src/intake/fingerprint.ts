/** Short hashes that tell whether a source says anything new. */
import { createHash } from 'node:crypto'
import type { PaperRecord } from '../record.ts'

/** Changes when the reading of records changes, so that a new version of Causerie reads them anew. */
const reading = 1

export function fingerprintOf(record: PaperRecord): string {
  return createHash('sha1').update(`${reading}\n`).update(JSON.stringify(record)).digest('base64url')
}

export function shortKey(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, 10)
}
