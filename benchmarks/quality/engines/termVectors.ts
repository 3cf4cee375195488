/**
 * Documents as tf-idf vectors, the way arxiv-sanity-lite makes them: scikit-learn's TfidfVectorizer with single words,
 * sublinear tf (1 + ln tf), smooth idf (ln((1 + N)/(1 + df)) + 1), unit length, the 20,000 most frequent words that are
 * in at least 5 documents and at most a tenth of them, English stop words left out.
 */
import type { TestDocument } from '../collection.ts'
import type { Engine } from './engine.ts'

export type Sparse = { terms: Int32Array; weights: Float64Array }
export type TermVectors = { size: number; rows: Sparse[]; vectorOf(text: string): Sparse }

const limits = { terms: 20_000, minDocuments: 5, maxShare: 0.1 }

const stopWords = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  cannot could did do does doing down during each few for from further had has have having he her here hers him his how i
  if in into is it its itself just me more most my no nor not now of off on once only or other our out over own same she
  should so some such than that the their them then there these they this those through to too under until up very was we
  were what when where which while who whom why will with would you your`.split(/\s+/),
)

export function termVectors(documents: readonly TestDocument[]): TermVectors {
  const counted = documents.map(({ title, abstract }) => countsOf(`${title} ${abstract}`))
  const idf = chooseTerms(counted)
  const number = new Map([...idf.keys()].map((term, at) => [term, at]))
  const vector = (counts: Map<string, number>): Sparse => {
    const known = [...counts].filter(([term]) => idf.has(term))
    const weights = Float64Array.from(known, ([term, count]) => (1 + Math.log(count)) * idf.get(term)!)
    const length = Math.hypot(...weights) || 1
    return { terms: Int32Array.from(known, ([term]) => number.get(term)!), weights: weights.map((one) => one / length) }
  }
  return { size: idf.size, rows: counted.map(vector), vectorOf: (text) => vector(countsOf(text)) }
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  for (const word of plain.match(/\b[a-z_][a-z0-9_]+\b/g) ?? [])
    if (!stopWords.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** The idf of each term that is kept. */
function chooseTerms(documents: readonly Map<string, number>[]): Map<string, number> {
  const seen = new Map<string, { documents: number; occurrences: number }>()
  for (const counts of documents)
    for (const [term, count] of counts) {
      const own = seen.get(term) ?? { documents: 0, occurrences: 0 }
      seen.set(term, { documents: own.documents + 1, occurrences: own.occurrences + count })
    }
  const most = limits.maxShare * documents.length
  const kept = [...seen]
    .filter(([, { documents: df }]) => df >= limits.minDocuments && df <= most)
    .sort(([a, x], [b, y]) => y.occurrences - x.occurrences || (a < b ? -1 : 1))
    .slice(0, limits.terms)
  return new Map(kept.map(([term, { documents: df }]) => [term, Math.log((1 + documents.length) / (1 + df)) + 1]))
}

export function tfIdfCosine(documents: readonly TestDocument[]): Engine[] {
  const { size, rows, vectorOf } = termVectors(documents)
  return [
    {
      name: 'tf-idf cosine',
      search(query, limit) {
        const wanted = new Float64Array(size)
        const { terms, weights } = vectorOf(query)
        for (const [at, term] of terms.entries()) wanted[term] = weights[at]!
        const scores = rows.map((row) => row.terms.reduce((sum, term, at) => sum + wanted[term]! * row.weights[at]!, 0))
        return best(scores, limit).map((at) => documents[at]!.id)
      },
    },
  ]
}

/** Numbers of the highest scores above zero, best first; equal scores keep the documents' order. */
export function best(scores: ArrayLike<number>, limit: number): number[] {
  return Array.from({ length: scores.length }, (_, at) => at)
    .filter((at) => scores[at]! > 0)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, limit)
}
