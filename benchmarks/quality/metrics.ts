/**
 * Measures of a ranking against graded judgements.
 * Notation: gains g(d) ≥ 0, a document without a judgement has 0; ranks count from 1.
 * nDCG@k (Järvelin & Kekäläinen 2002, with the discount log₂(1 + rank) from rank 1): Σ g(dᵣ)/log₂(1 + r) over r ≤ k,
 * divided by the same sum of the best possible order.
 */

/** 0 where nothing is relevant: such queries are left out of collections. */
export function ndcg(ranking: readonly string[], gains: ReadonlyMap<string, number>, k: number): number {
  const ideal = [...gains.values()].sort((a, b) => b - a)
  const best = discounted(ideal.slice(0, k))
  return best === 0 ? 0 : discounted(ranking.slice(0, k).map((id) => gains.get(id) ?? 0)) / best
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)
}

/** The share of the relevant documents (gain > 0) among the first k. */
export function recall(ranking: readonly string[], gains: ReadonlyMap<string, number>, k: number): number {
  const relevant = [...gains].filter(([, gain]) => gain > 0)
  if (relevant.length === 0) return 0
  const first = new Set(ranking.slice(0, k))
  return relevant.filter(([id]) => first.has(id)).length / relevant.length
}

/** 1 when the first document is relevant. */
export function firstIsRelevant(ranking: readonly string[], gains: ReadonlyMap<string, number>): number {
  return (gains.get(ranking[0] ?? '') ?? 0) > 0 ? 1 : 0
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
