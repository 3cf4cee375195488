/** Who speaks when records of a source come in, on whose list, and how much the word counts. */
import { sources } from '../sources/registry.ts'
import type { SourceId } from '../sources/source.ts'
import type { Voice } from './reconcile.ts'

export const catalogueAuthority = 90

/** Sources that are views of one and the same dated list. */
const lists: Partial<Record<SourceId | 'catalogue', string>> = {
  catalogue: 'daily-papers',
  'daily-page': 'daily-papers',
  'hf-daily': 'daily-papers',
  'hf-search': 'daily-papers',
  'arxiv-atom': 'arxiv',
  'arxiv-oai': 'arxiv',
}

export function voiceOf(source: SourceId | 'catalogue'): Voice {
  return { source, list: lists[source] ?? source, authorityOf }
}

function authorityOf(source: string): number {
  return source === 'catalogue' ? catalogueAuthority : (sources[source as SourceId]?.authority ?? 0)
}
