/** Papers near to those a query names with `like:`, away from those with `unlike:`, and near to its words. */
import type { Embedder } from '../../meaning/embedder.ts'
import type { SearchIndex } from '../searchIndex.ts'
import type { Ranked } from '../vectors.ts'
import { filterOf } from './filter.ts'
import { likeVector } from './likeVector.ts'
import type { LikedPapers } from './paperReferences.ts'
import type { Query } from './query.ts'
import { queryError } from './queryError.ts'

export type ByExampleOptions = {
  papers: LikedPapers
  limit: number
  /** Gives the words of the query their vector; without one they do not count. */
  embedder?: Embedder | undefined
}

type Index = Pick<SearchIndex, 'meaning' | 'vectorsOf' | 'nearest' | 'meeting'>

/** Best first; scores are cosine similarities. The papers named are left out; phrases, fields and exclusions hold. */
export async function rankByExample(index: Index, query: Query, options: ByExampleOptions): Promise<Ranked> {
  const { papers, limit, embedder } = options
  const named = [...papers.like, ...papers.unlike]
  const vectors = await index.vectorsOf(named)
  requireVectors(index, query, papers, vectors)
  const words = query.plain !== '' && embedder ? await embedder.embed([query.plain], { as: 'query' }) : undefined
  const vector = likeVector(vectors, { ...papers, words })
  if (!vector) return { ids: [], scores: [] }
  const found = await index.nearest(vector, {
    limit,
    where: filterOf(query),
    excluding: named,
    embedder: index.meaning?.embedder,
  })
  const meeting = await index.meeting(query, found.ids)
  const kept = found.ids.flatMap((id, at) => (meeting.has(id) ? [{ id, score: found.scores[at]! }] : []))
  return { ids: kept.map(({ id }) => id), scores: kept.map(({ score }) => score) }
}

function requireVectors(
  { meaning }: Index,
  { text, like, unlike }: Query,
  papers: LikedPapers,
  vectors: ReadonlyMap<number, Float32Array>,
): void {
  const [first] = [...like, ...unlike]
  if (!meaning && first)
    throw queryError(text, first, 'the search index of this library knows no meanings', 'Run: causerie reindex')
  const at = papers.like.findIndex((id) => !vectors.has(id))
  if (at >= 0)
    throw queryError(
      text,
      like[at]!,
      'the meaning of this paper is not known yet, or nothing in it was understood',
      'Name another paper, or try again when the index is complete.',
    )
}
