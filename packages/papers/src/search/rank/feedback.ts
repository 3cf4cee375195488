/**
 * Pseudo-relevance feedback: the best papers of a first ranking are taken to be about what was asked, and the query
 * learns from them, in words and in meaning.
 */
import type { PaperTerms } from './fieldedBm25.ts'
import { parts, type Statistics } from './statistics.ts'

export type Judged = { terms: PaperTerms; score: number }

/**
 * RM3 (Abdul-Jaleel et al. 2004; Lavrenko & Croft 2001 for RM1). Notation: s(d) = score of a best paper,
 * P(t | d) = share of t among its words:
 *   RM1(t) ∝ Σ_d s(d) · P(t | d), of the `terms` with the largest RM1 · idf;   q′ = (1 − λ) q + λ RM1.
 * Departs from the source: terms are chosen by RM1 · idf, so that no place goes to words that are everywhere. The sum of
 * the weights is that of the query.
 */
export function expandedQuery(
  query: ReadonlyMap<string, number>,
  best: readonly Judged[],
  statistics: Statistics,
  { terms, mixture }: { terms: number; mixture: number },
): Map<string, number> {
  const chosen = relevanceModel(best)
    .map(({ term, weight }) => ({ term, weight, telling: weight * statistics.idf(term) }))
    .sort((a, b) => b.telling - a.telling || (a.term < b.term ? -1 : 1))
    .slice(0, terms)
  const total = chosen.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return new Map(query)
  const size = [...query.values()].reduce((sum, times) => sum + times, 0)
  const expanded = new Map([...query].map(([term, times]) => [term, (1 - mixture) * times]))
  for (const { term, weight } of chosen)
    expanded.set(term, (expanded.get(term) ?? 0) + (mixture * size * weight) / total)
  return expanded
}

function relevanceModel(best: readonly Judged[]): { term: string; weight: number }[] {
  const model = new Map<string, number>()
  for (const { terms, score } of best) {
    const words = parts.flatMap((part) => terms[part]).filter((term) => term !== '')
    for (const term of words) model.set(term, (model.get(term) ?? 0) + score / words.length)
  }
  return [...model].map(([term, weight]) => ({ term, weight }))
}

/**
 * The two directions a query has after feedback: its own, and that of the best papers; and by what each similarity is
 * multiplied so that their sum is the cosine with the unit vector of (1 − β) q + β c.
 */
export type Direction = { own: Float32Array; best: Float32Array; ownShare: number; bestShare: number }

export function feedbackDirection(query: Float32Array, best: readonly Float32Array[], beta: number): Direction {
  const centre = unit(best.reduce((sum, vector) => sum.map((value, at) => value + vector[at]!), emptyLike(query)))
  const length = Math.hypot(...query.map((value, at) => (1 - beta) * value + beta * centre[at]!))
  if (length < 1e-6 || best.length === 0) return { own: query, best: centre, ownShare: 1, bestShare: 0 }
  return { own: query, best: centre, ownShare: (1 - beta) / length, bestShare: beta / length }
}

function emptyLike(vector: Float32Array): Float32Array {
  return new Float32Array(vector.length)
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return length > 0 ? vector.map((value) => value / length) : vector
}

/** The cosine of unit vectors. */
export function similarity(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}
