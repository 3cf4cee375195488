/**
 * As many papers as wanted, bootstrapped from real ones: sentences drawn with replacement from real abstracts, titles of
 * two halves, authors, keywords and venues as they are. Frequencies of words and lengths of texts stay those of the field; which words
 * occur together in a paper does not. Made one page at a time; the pool they are drawn from is all that is held.
 */

import type { Embedder } from '../../packages/papers/src/meaning/embedder.ts'
import { searchDocument } from '../../packages/papers/src/search/document.ts'
import type { IndexedDocument } from '../../packages/papers/src/search/indexTable.ts'
import { seeded } from './measure.ts'
import type { Paper } from './queries.ts'

const sentencesHeld = 60_000
const sentencesEach = 8

/** `vectors`: the sum of the vectors of a paper's sentences and title halves, as a mean of words has it. */
export async function* manyPapers(
  papers: Paper[],
  { rows, embedder, page = 5000, seed = 5 }: { rows: number; embedder: Embedder; page?: number; seed?: number },
): AsyncGenerator<IndexedDocument[]> {
  const random = seeded(seed)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
  const pool = await sentencePool(papers, embedder, random)
  for (let from = 0; from < rows; from += page) {
    const documents: IndexedDocument[] = []
    for (let id = from + 1; id <= Math.min(rows, from + page); id++) {
      const drawn = Array.from({ length: sentencesEach }, () => Math.floor(random() * pool.sentences.length))
      const paper = pick(papers)
      const title = `${firstHalf(paper.title)} ${secondHalf(pick(papers).title)}`
      const abstract = drawn.map((at) => pool.sentences[at]!).join(' ')
      documents.push({
        ...searchDocument(
          { id, state: stateOf({ ...paper, title, abstract, keywords: pick(papers).keywords }) },
          1 + from,
        ),
        vector: meanOf(drawn, pool.vectors, embedder.dimension),
      })
    }
    yield documents
  }
}

async function sentencePool(papers: Paper[], embedder: Embedder, random: () => number) {
  const sentences: string[] = []
  while (sentences.length < sentencesHeld) {
    const { abstract } = papers[Math.floor(random() * papers.length)]!
    sentences.push(...abstract.split(/(?<=[.?!])\s+(?=\p{Lu})/u).filter((sentence) => sentence.length > 40))
  }
  return { sentences, vectors: await embedder.embed(sentences, { as: 'document' }) }
}

function meanOf(drawn: number[], vectors: Float32Array, dimension: number): Float32Array {
  const sum = new Float32Array(dimension)
  for (const at of drawn) for (let i = 0; i < dimension; i++) sum[i]! += vectors[at * dimension + i]!
  const length = Math.hypot(...sum) || 1
  return sum.map((value) => value / length)
}

function firstHalf(title: string): string {
  const words = title.split(' ')
  return words.slice(0, Math.ceil(words.length / 2)).join(' ')
}

function secondHalf(title: string): string {
  const words = title.split(' ')
  return words.slice(Math.ceil(words.length / 2)).join(' ')
}

/** A paper of the benchmarks as the intake would hold it. */
export function stateOf({ title, abstract, authors, venue, year, keywords }: Paper) {
  return {
    fields: { title, abstract, authors: authors.map((name) => ({ name })), venue, year },
    provenance: { '*': 'jsonl' },
    identifiers: [],
    links: [],
    topics: keywords,
    listings: [],
  }
}
