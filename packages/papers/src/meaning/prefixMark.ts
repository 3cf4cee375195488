/** What an embedder's id says of its prefixes: nothing where there are none; others give other vectors. */
import { createHash } from 'node:crypto'

export function prefixMark({ queryPrefix, documentPrefix }: { queryPrefix: string; documentPrefix: string }): string {
  if (queryPrefix === '' && documentPrefix === '') return ''
  const digest = createHash('sha256')
    .update(JSON.stringify([queryPrefix, documentPrefix]))
    .digest('hex')
  return `-${digest.slice(0, 6)}`
}
