/**
 * From a query to an order of papers.
 *
 *   words: the best by any of the words ┐
 *   meaning: the nearest                ┴→ fused by what the index says → the best looked at closely (rankCandidates) → the rest below
 *
 * Filters, phrases, fields and exclusions hold for every candidate. Papers with every word are always among the answer,
 * however far down, so that nothing that matches is hidden.
 */

import type { SearchMode } from '../../library/views.ts'
import { filterOf } from '../query/filter.ts'
import { demandsOf } from '../query/fullText.ts'
import type { Query } from '../query/query.ts'
import type { Ranked, SearchIndex } from '../searchIndex.ts'
import { paperTerms } from './fieldedBm25.ts'
import type { LibrarySample } from './librarySample.ts'
import { byScore, type Candidate, rankCandidates, type Scored } from './rankCandidates.ts'
import { termsOf } from './terms.ts'
import { type Understanding, type UnderstandingOptions, understand } from './understanding.ts'
import { weights } from './weights.ts'

export type RankingRooms = {
  index: Pick<SearchIndex, 'meaning' | 'search' | 'nearest' | 'meeting' | 'contentsOf' | 'facts'>
  sample: Pick<LibrarySample, 'statistics'>
}

export type RankOptions = UnderstandingOptions & {
  /** Most papers in the answer. */
  limit: number
  /** So many of the best are looked at closely. */
  closely?: number
  /** Weight of a paper's youth; 0 by default. */
  recency?: number
}

export type Ranking = Ranked & {
  /** Parts of the score of those that were looked at closely. */
  scored: ReadonlyMap<number, Scored>
  /** Number of papers with every word, up to `limit`. */
  withEveryWord: number
  mode: SearchMode
  said: string[]
}

export async function rankQuery(rooms: RankingRooms, query: Query, options: RankOptions): Promise<Ranking> {
  const understanding = await understand(rooms.index, query, options)
  const found = await findCandidates(rooms, query, understanding, options)
  const first = fuse(found, understanding)
  const { closely = weights.closely } = options
  const looked = await lookClosely(rooms, query, { ...options, understanding, ids: first.slice(0, closely) })
  const rest = first.slice(closely)
  const ids = [...looked.map(({ id }) => id), ...rest.map(({ id }) => id)].slice(0, options.limit)
  const scores = [...looked.map(({ score }) => score), ...below(looked.at(-1)?.score ?? 1, rest)].slice(
    0,
    options.limit,
  )
  return {
    ids,
    scores,
    scored: new Map(looked.map((one) => [one.id, one])),
    withEveryWord: found.every.ids.length,
    mode: understanding.share === 0 ? 'words' : understanding.share === 1 ? 'meaning' : 'hybrid',
    said: understanding.said,
  }
}

type Found = { some: Ranked; every: Ranked; near: Ranked }

const nothing: Ranked = { ids: [], scores: [] }

async function findCandidates(
  { index }: RankingRooms,
  query: Query,
  { vector, share }: Understanding,
  { limit }: RankOptions,
): Promise<Found> {
  const words = share < 1
  const [every, some, near] = await Promise.all([
    words ? index.search(query, { all: true, limit }) : nothing,
    words ? index.search(query, { all: false, limit: weights.candidates }) : nothing,
    vector ? nearest(index, query, vector, { limit: share < 1 ? weights.candidates : limit }) : nothing,
  ])
  return { every, some, near }
}

/** Where a query demands more than words, its nearest papers are looked for among more, since few may meet it. */
const mostLookedThrough = 1000

async function nearest(
  index: RankingRooms['index'],
  query: Query,
  vector: Float32Array,
  { limit }: { limit: number },
): Promise<Ranked> {
  const demanding = demandsOf(query) !== undefined
  const found = await index.nearest(vector, {
    limit: demanding ? Math.max(limit, mostLookedThrough) : limit,
    where: filterOf(query),
    embedder: index.meaning?.embedder,
  })
  if (!demanding) return found
  const meeting = await index.meeting(query, found.ids)
  const kept = found.ids
    .flatMap((id, at) => (meeting.has(id) ? [{ id, score: found.scores[at]! }] : []))
    .slice(0, limit)
  return { ids: kept.map(({ id }) => id), scores: kept.map(({ score }) => score) }
}

type Placed = { id: number; score: number }

/**
 * The first fusion, by what the index says: (1 − m) · BM25 ÷ the largest + m · cosine. What a paper has on the list it is
 * not on is unknown and counts as nothing.
 */
export function fuse({ some, every, near }: Found, { share }: Understanding): Placed[] {
  const scores = new Map<number, number>()
  const mostWords = Math.max(1e-9, some.scores[0] ?? 0, every.scores[0] ?? 0)
  for (const { ids, scores: values } of [every, some])
    for (const [at, id] of ids.entries()) scores.set(id, ((1 - share) * values[at]!) / mostWords)
  for (const [at, id] of near.ids.entries()) scores.set(id, (scores.get(id) ?? 0) + share * near.scores[at]!)
  return [...scores].map(([id, score]) => ({ id, score })).sort(byScore)
}

type Close = RankOptions & { understanding: Understanding; ids: Placed[] }

async function lookClosely(
  { index, sample }: RankingRooms,
  query: Query,
  { understanding, ids: placed, recency = 0 }: Close,
): Promise<Scored[]> {
  const ids = placed.map(({ id }) => id)
  const { vector, share } = understanding
  const [contents, statistics] = await Promise.all([index.contentsOf(ids), sample.statistics()])
  const candidates = ids.flatMap((id): Candidate[] => {
    const content = contents.get(id)
    if (!content) return []
    return [{ id, terms: paperTerms(content.texts), vector: content.vector, day: index.facts(id)?.day }]
  })
  const terms = share < 1 ? termsOf(query.plain) : []
  return rankCandidates({ terms, vector, meaning: share, recency }, candidates, statistics)
}

/** Scores of those not looked at, on the scale of those that were: below the lowest of these, in the same proportions. */
function below(lowest: number, rest: readonly Placed[]): number[] {
  const most = Math.max(1e-9, rest[0]?.score ?? 0)
  return rest.map(({ score }) => (Math.max(lowest, 1e-6) * Math.max(score, 0)) / most)
}
