/** The examination: for each article, at which rank its title finds its abstract among all. */
import { abstractOf, bagOf, textOf } from './batches.ts'
import type { Corpus } from './corpus.ts'
import type { Model } from './model.ts'

export type Found = {
  articles: number
  /** Share found at rank 1; a tie counts against. */
  first: number
  meanReciprocalRank: number
}

export function findByTitle(model: Model, corpus: Corpus, atOnce: number): Found {
  const count = corpus.firstSentence.length - 1
  const articles = Array.from({ length: count }, (_, at) => at)
  const titles = embed(articles.map((at) => bagOf([textOf(corpus.titles, at)])))
  const abstracts = embed(articles.map((at) => bagOf([abstractOf(corpus, at)])))
  let first = 0
  let reciprocal = 0
  for (let at = 0; at < count; at++) {
    const rank = rankOf(titles, abstracts, at, model.dimension)
    if (rank === 1) first++
    reciprocal += 1 / rank
  }
  return { articles: count, first: first / count, meanReciprocalRank: reciprocal / count }

  function embed(bags: ReturnType<typeof bagOf>[]): Float32Array {
    const vectors = new Float32Array(bags.length * model.dimension)
    for (let at = 0; at < bags.length; at += atOnce)
      vectors.set(model.forward(bags.slice(at, at + atOnce)), at * model.dimension)
    return vectors
  }
}

/** 1 + how many others are as near to query `at` as its own document is. */
export function rankOf(queries: Float32Array, documents: Float32Array, at: number, dimension: number): number {
  const query = queries.subarray(at * dimension, (at + 1) * dimension)
  const similarity = (document: number) => {
    let sum = 0
    for (let i = 0, d = document * dimension; i < dimension; i++, d++) sum += query[i]! * documents[d]!
    return sum
  }
  const own = similarity(at)
  let rank = 1
  for (let other = 0; other < documents.length / dimension; other++)
    if (other !== at && similarity(other) >= own) rank++
  return rank
}
