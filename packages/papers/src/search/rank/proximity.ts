/**
 * Neighbours in the query that are neighbours in the paper: the sequential dependence model's pairs (Metzler & Croft
 * 2005), scored like terms of BM25F.
 * For each pair of query words next to each other: `ordered` counts the places where they stand as in the query,
 * `near` those where both are within 8 words of each other in any order.
 * Departs from the source: BM25F instead of language models, and the weight of a pair is the larger idf of its two words
 * (no paper has the pair without having the rarer word), since counting pairs over a library costs an index of them.
 */
import { bm25, normsOf, type PaperTerms, saturated } from './fieldedBm25.ts'
import { parts, type Statistics } from './statistics.ts'

/** Two different terms of the query, and how many words the second stands after the first. */
export type Pair = { first: string; second: string; distance: number }

export const nearWindow = 8

/** Pairs of a query's terms; common words between them count as places. */
export function pairsOf(query: readonly string[]): Pair[] {
  const places = query.flatMap((term, at) => (term === '' ? [] : [{ term, at }]))
  return places.slice(1).flatMap(({ term, at }, before) => {
    const previous = places[before]!
    return previous.term === term ? [] : [{ first: previous.term, second: term, distance: at - previous.at }]
  })
}

export type PairScore = { pair: Pair; ordered: number; near: number }

export function pairScores(pairs: readonly Pair[], paper: PaperTerms, statistics: Statistics): PairScore[] {
  if (pairs.length === 0) return []
  const norms = normsOf(paper, statistics)
  const wanted = new Set(pairs.flatMap(({ first, second }) => [first, second]))
  const places = parts.map((part) => ({ weight: bm25.weights[part] / norms[part], at: placesOf(paper[part], wanted) }))
  return pairs.flatMap((pair) => {
    let ordered = 0
    let near = 0
    for (const { weight, at } of places) {
      const found = countPair(at.get(pair.first), at.get(pair.second), pair.distance)
      ordered += weight * found.ordered
      near += weight * found.near
    }
    if (near === 0) return []
    const idf = Math.max(statistics.idf(pair.first), statistics.idf(pair.second))
    return [{ pair, ordered: idf * saturated(ordered), near: idf * saturated(near) }]
  })
}

function placesOf(terms: readonly string[], wanted: ReadonlySet<string>): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [at, term] of terms.entries()) {
    if (!wanted.has(term)) continue
    const own = places.get(term)
    if (own) own.push(at)
    else places.set(term, [at])
  }
  return places
}

function countPair(first: number[] = [], second: number[] = [], distance: number): { ordered: number; near: number } {
  let ordered = 0
  let near = 0
  for (const a of first)
    for (const b of second) {
      if (b - a === distance) ordered++
      if (Math.abs(b - a) <= Math.max(nearWindow, distance)) near++
    }
  return { ordered, near }
}
