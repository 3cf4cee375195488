/**
 * BM25 over a paper's parts (Zaragoza et al. 2004; Robertson & Zaragoza 2009, §3.6.1: BM25F).
 * Notation: tf(t, p) = occurrences of t in part p, lₚ = words in it, l̄ₚ = its mean over the library, vₚ = its weight:
 *   t̃f(t) = Σₚ vₚ · tf(t, p) / (1 − b + b · lₚ/l̄ₚ)
 *   score = Σₜ q(t) · idf(t) · t̃f(t) · (k₁ + 1) / (k₁ + t̃f(t)),   q(t) = occurrences in the query.
 * Departs from the source: the factor k₁ + 1, as most implementations have it, so that a term is worth up to
 * (k₁ + 1)·idf.
 */
import type { PaperTexts } from '../document.ts'
import { type Part, parts, type Statistics } from './statistics.ts'
import { termsOf } from './terms.ts'

export const bm25 = { k1: 1.2, b: 0.75, weights: { title: 3, abstract: 1, names: 1 } } as const

/** A paper cut into terms, once for all that looks at it. */
export type PaperTerms = Record<Part, string[]>

export function paperTerms(text: PaperTexts): PaperTerms {
  return { title: termsOf(text.title), abstract: termsOf(text.abstract), names: termsOf(text.names) }
}

/** What one term of the query adds to a paper's score, and where in the paper it stands. */
export type TermScore = { term: string; value: number; occurrences: Record<Part, number> }

export function termScores(query: ReadonlyMap<string, number>, paper: PaperTerms, statistics: Statistics): TermScore[] {
  const norms = normsOf(paper, statistics)
  const found = occurrencesOf(query, paper)
  return [...found].map(([term, occurrences]) => {
    const frequency = parts.reduce((sum, part) => sum + (bm25.weights[part] * occurrences[part]) / norms[part], 0)
    return { term, value: query.get(term)! * statistics.idf(term) * saturated(frequency), occurrences }
  })
}

/** The most that any paper can have for a query. */
export function mostPossible(query: ReadonlyMap<string, number>, statistics: Statistics): number {
  return [...query].reduce((sum, [term, times]) => sum + times * statistics.idf(term) * (bm25.k1 + 1), 0)
}

/** How often each term stands in a text. */
export function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) if (term !== '') counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

export function saturated(frequency: number): number {
  return (frequency * (bm25.k1 + 1)) / (bm25.k1 + frequency)
}

/** 1 − b + b · lₚ/l̄ₚ of each part. */
export function normsOf(paper: PaperTerms, { lengths }: Statistics): Record<Part, number> {
  const norm = (part: Part) => 1 - bm25.b + (bm25.b * lengthOf(paper[part])) / lengths[part]
  return { title: norm('title'), abstract: norm('abstract'), names: norm('names') }
}

function lengthOf(terms: readonly string[]): number {
  let length = 0
  for (const term of terms) if (term !== '') length++
  return length
}

function occurrencesOf(query: ReadonlyMap<string, number>, paper: PaperTerms): Map<string, Record<Part, number>> {
  const found = new Map<string, Record<Part, number>>()
  for (const part of parts)
    for (const term of paper[part]) {
      if (!query.has(term)) continue
      const own = found.get(term) ?? { title: 0, abstract: 0, names: 0 }
      own[part]++
      found.set(term, own)
    }
  return found
}
