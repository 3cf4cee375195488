/**
 * The order of some candidates, from their texts and vectors. Notation (weights.ts has the numbers):
 *   B = (1 − o − n) · BM25F + o · pairs in order + n · pairs near
 *   T = share of the query that stands in the title, words counted by idf
 *   W = B / max B + t · T                                                 words
 *   E = BM25F of the expanded query                                       words of the best papers
 *   M = cosine of the query's vector after feedback and the paper's       meaning
 *   R = ½ to the power of (years younger than the youngest ÷ 5)           recency, off by default (r = 0)
 *   score = (1 − m) · ((1 − e) · W / max W + e · E / max E) + m · M + r · R
 * with m = the share of meaning × how much of the query the model knows. Dividing by the largest of the candidates is the
 * convex combination of Bruch, Gai & Ingber (2023), who found it better than reciprocal ranks: BM25 has no ceiling of
 * its own, a cosine has. Feedback comes from a first round without it (E absent, M of the query alone).
 * Equal scores are ordered by the smaller id, so that an order never depends on the way candidates were found.
 */
import { noDay } from '../document.ts'
import { expandedQuery, feedbackDirection, similarity } from './feedback.ts'
import { countTerms, type PaperTerms, type TermScore, termScores } from './fieldedBm25.ts'
import { type PairScore, pairScores, pairsOf } from './proximity.ts'
import type { Statistics } from './statistics.ts'
import { weights } from './weights.ts'

export type Candidate = {
  id: number
  terms: PaperTerms
  vector?: Float32Array | undefined
  /** Days since 1970; absent where the date is unknown. */
  day?: number | undefined
}

export type Asked = {
  /** Terms of the query in their order, '' for common words; empty when only meaning is asked. */
  terms: string[]
  /** Unit vector; absent when only words are asked. */
  vector?: Float32Array | undefined
  /** Share of meaning in the score, 0 to 1. */
  meaning: number
  /** Weight of recency, r. */
  recency: number
}

/** The parts of a score; `share` is what each was multiplied by, so that the products' sum is the score. */
export type Scored = {
  id: number
  score: number
  words: { found: TermScore[]; share: number }
  pairs: { found: PairScore[]; share: number }
  title: { value: number; share: number }
  expansion: { value: number; share: number }
  meaning: { value: number; share: number }
  feedback: { value: number; share: number }
  recency: { value: number; share: number }
}

export function rankCandidates(asked: Asked, candidates: readonly Candidate[], statistics: Statistics): Scored[] {
  const query = countTerms(asked.terms)
  const pairs = pairsOf(asked.terms)
  const weightOf = (terms: Iterable<string>) =>
    [...terms].reduce((sum, term) => sum + query.get(term)! * statistics.idf(term), 0)
  const whole = weightOf(query.keys()) || 1
  const looked = candidates.map((candidate): Looked => {
    const found = termScores(query, candidate.terms, statistics)
    const near = found.length > 1 ? pairScores(pairs, candidate.terms, statistics) : []
    const title = weightOf(found.flatMap(({ term, occurrences }) => (occurrences.title > 0 ? [term] : []))) / whole
    return { candidate, found, near, text: textOf(found, near), title, own: similarityTo(asked.vector, candidate) }
  })
  const scale = scaleOf(looked)
  const first = firstRound(asked, looked, scale)
  const expansion = expansionOf(query, first, looked, statistics)
  const direction = directionOf(asked, first)
  const newest = looked.reduce((day, { candidate }) => Math.max(day, candidate.day ?? noDay), noDay)
  return looked.map((one, at) => scored(one, { asked, scale, expansion, at, direction, newest })).sort(byScore)
}

export function byScore(a: { id: number; score: number }, b: { id: number; score: number }): number {
  return b.score - a.score || a.id - b.id
}

type Looked = {
  candidate: Candidate
  found: TermScore[]
  near: PairScore[]
  /** B, T, and the cosine with the query's own vector. */
  text: number
  title: number
  own: number
}

/** B. */
function textOf(found: readonly TermScore[], near: readonly PairScore[]): number {
  const { ordered, near: any } = weights
  const words = found.reduce((sum, { value }) => sum + value, 0)
  return (1 - ordered - any) * words + near.reduce((sum, pair) => sum + ordered * pair.ordered + any * pair.near, 0)
}

function similarityTo(vector: Float32Array | undefined, { vector: own }: Candidate): number {
  return vector && own ? similarity(vector, own) : 0
}

/** What B and T are multiplied by for W / max W. */
type Scale = { text: number; title: number }

function scaleOf(looked: readonly Looked[]): Scale {
  const text = 1 / most(looked.map((one) => one.text))
  const words = most(looked.map((one) => one.text * text + weights.title * one.title))
  return { text: text / words, title: weights.title / words }
}

type Placed = Looked & { score: number }

/** Candidates by words and the query's own vector, best first. */
function firstRound({ meaning }: Asked, looked: readonly Looked[], scale: Scale): Placed[] {
  return looked
    .map((one) => ({
      ...one,
      score: (1 - meaning) * (one.text * scale.text + one.title * scale.title) + meaning * one.own,
    }))
    .sort((a, b) => b.score - a.score || a.candidate.id - b.candidate.id)
}

type Expansion = { values: number[]; most: number; share: number }

function expansionOf(
  query: ReadonlyMap<string, number>,
  first: readonly Placed[],
  looked: readonly Looked[],
  statistics: Statistics,
): Expansion {
  const { papers, share, ...how } = weights.expansion
  const best = first.slice(0, papers).map(({ candidate, score }) => ({ terms: candidate.terms, score }))
  if (query.size === 0 || first.every(({ text }) => text === 0)) return { values: [], most: 1, share: 0 }
  const expanded = expandedQuery(query, best, statistics, how)
  const values = looked.map(({ candidate }) =>
    termScores(expanded, candidate.terms, statistics).reduce((sum, { value }) => sum + value, 0),
  )
  return { values, most: most(values), share }
}

function directionOf({ vector, meaning }: Asked, first: readonly Placed[]) {
  if (!vector || meaning === 0) return undefined
  const { papers, share } = weights.feedback
  const best = first.slice(0, papers).flatMap(({ candidate }) => candidate.vector ?? [])
  return feedbackDirection(vector, best, share)
}

type Round = {
  asked: Asked
  scale: Scale
  expansion: Expansion
  at: number
  direction: ReturnType<typeof directionOf>
  newest: number
}

function scored(one: Looked, { asked, scale, expansion, at, direction, newest }: Round): Scored {
  const { ordered, near } = weights
  const words = (1 - asked.meaning) * (1 - expansion.share)
  const parts = {
    words: { found: one.found, share: words * scale.text * (1 - ordered - near) },
    pairs: { found: one.near, share: words * scale.text },
    title: { value: one.title, share: words * scale.title },
    expansion: {
      value: expansion.values[at] ?? 0,
      share: ((1 - asked.meaning) * expansion.share) / expansion.most,
    },
    meaning: { value: one.own, share: asked.meaning * (direction?.ownShare ?? 0) },
    feedback: {
      value: direction ? similarityTo(direction.best, one.candidate) : 0,
      share: asked.meaning * (direction?.bestShare ?? 0),
    },
    recency: { value: recencyOf(one.candidate, newest), share: asked.recency },
  }
  const score =
    words * scale.text * one.text +
    [parts.title, parts.expansion, parts.meaning, parts.feedback, parts.recency].reduce(
      (sum, { value, share }) => sum + value * share,
      0,
    )
  return { id: one.candidate.id, score, ...parts }
}

const halfLifeDays = 5 * 365.25

function recencyOf({ day = noDay }: Candidate, newest: number): number {
  return day === noDay ? 0 : 0.5 ** ((newest - day) / halfLifeDays)
}

/** The largest value, or 1 where none is above zero. */
function most(values: readonly number[]): number {
  const largest = values.reduce((a, b) => Math.max(a, b), 0)
  return largest > 0 ? largest : 1
}
