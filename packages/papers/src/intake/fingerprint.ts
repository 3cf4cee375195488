/** Short hashes that tell whether a source says anything new. */
import { hash } from 'node:crypto'

/** Changes when the reading of records changes, so that a new version of Causerie reads them anew. */
const reading = 1

/** `json`: the record as JSON. */
export function fingerprintOf(json: string): string {
  return hash('sha1', `${reading}\n${json}`, 'base64url')
}

export function shortKey(text: string): string {
  return hash('sha1', text, 'base64url').slice(0, 10)
}
