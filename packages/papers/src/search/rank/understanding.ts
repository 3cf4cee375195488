/** What a query means to the embedder, how much that counts, and what the reader should know about it. */
import type { SearchMode } from '../../library/views.ts'
import type { Embedder } from '../../meaning/embedder.ts'
import { isCommon } from '../highlight.ts'
import type { Query } from '../query/query.ts'
import type { SearchIndex } from '../searchIndex.ts'
import { weights } from './weights.ts'

export type Understanding = {
  /** Unit vector; absent when words alone count. */
  vector?: Float32Array
  /** Share of meaning in the score: 0 when words alone count, 1 when meaning alone does. */
  share: number
  /** Sentences for the reader. */
  said: string[]
}

export type UnderstandingOptions = {
  /** What was asked for; left out, it is hybrid where there are vectors. */
  mode?: SearchMode | undefined
  embedder?: Embedder | undefined
}

export async function understand(
  index: Pick<SearchIndex, 'meaning'>,
  { plain }: Query,
  { mode, embedder }: UnderstandingOptions,
): Promise<Understanding> {
  if (mode === 'words' || !hasWords(plain)) return { share: 0, said: [] }
  if (!embedder || index.meaning?.embedder !== embedder.id)
    return {
      share: 0,
      said: mode ? ['by words alone: this library has no vectors yet (causerie reindex makes them)'] : [],
    }
  const known = embedder.coverage?.(plain) ?? 1
  if (mode !== 'meaning' && known < weights.leastCoverage) return { share: 0, said: [strange] }
  const vector = await embedder.embed([plain], { as: 'query' }).catch((error: Error) => error)
  if (vector instanceof Error) return { share: 0, said: [`by words alone: ${embedder.id} failed (${vector.message})`] }
  if (!vector.some((value) => value !== 0)) return { share: 0, said: [strange] }
  return {
    vector,
    share: mode === 'meaning' ? 1 : weights.meaning * known,
    said: [...leaning(known), ...waiting(index)],
  }
}

const strange = 'by words alone: the model of meaning does not know these words'

function hasWords(plain: string): boolean {
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).some((word) => !isCommon(word))
}

/** A query of which the model knows less than this share leans on its words so much that it is said. */
const saidBelow = 0.7

function leaning(known: number): string[] {
  return known < saidBelow
    ? [`leaning on words: the model of meaning knows ${Math.round(known * 100)} % of the query`]
    : []
}

function waiting({ meaning }: Pick<SearchIndex, 'meaning'>): string[] {
  return meaning && meaning.missing > 0 ? [`${meaning.missing} papers wait for their place by meaning`] : []
}
