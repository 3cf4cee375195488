/**
 * As many papers as wanted, bootstrapped from real ones: five sentences drawn with replacement from one abstract and three
 * from another, a title of a half of each title, authors and venue of the first, keywords of the second. Frequencies of
 * words and lengths of texts stay those of the field, and papers of one subject lie together, each among some hundred that
 * share a parent. A page depends on the seed and its number alone, so that the making can be broken off and go on; the
 * pool that papers are drawn from is all that is held.
 */

import type { Embedder } from '../../packages/papers/src/meaning/embedder.ts'
import { searchDocument } from '../../packages/papers/src/search/document.ts'
import type { IndexedDocument } from '../../packages/papers/src/search/indexTable.ts'
import { seeded } from './measure.ts'
import type { Paper } from './queries.ts'

const parentsHeld = 20_000
const sentencesOfFirst = 5
const sentencesOfSecond = 3
export const pageSize = 5000

export type ManyPapers = { rows: number; embedder: Embedder; from?: number; seed?: number }

/** Papers numbered from `from` + 1 (a multiple of the page) to `rows`; a vector is the unit of the sum of its sentences'. */
export async function* manyPapers(
  papers: readonly Paper[],
  { rows, embedder, from = 0, seed = 5 }: ManyPapers,
): AsyncGenerator<IndexedDocument[]> {
  const pool = await parentsOf(papers, embedder, seeded(seed))
  for (let before = from; before < rows; before += pageSize) {
    const random = seeded(seed + 1 + before / pageSize)
    const count = Math.min(rows - before, pageSize)
    yield Array.from({ length: count }, (_, at) => childOf(pool, before + at + 1, random))
  }
}

type Parent = { paper: Paper; sentences: string[]; vectors: Float32Array }

async function parentsOf(papers: readonly Paper[], embedder: Embedder, random: () => number): Promise<Parent[]> {
  const parents: Parent[] = []
  while (parents.length < Math.min(parentsHeld, papers.length)) {
    const paper = papers[Math.floor(random() * papers.length)]!
    const sentences = paper.abstract.split(/(?<=[.?!])\s+(?=\p{Lu})/u).filter((sentence) => sentence.length > 40)
    if (sentences.length < 3) continue
    parents.push({ paper, sentences, vectors: await embedder.embed(sentences, { as: 'document' }) })
  }
  return parents
}

function childOf(pool: readonly Parent[], id: number, random: () => number): IndexedDocument {
  const pick = (count: number) => Math.floor(random() * count)
  const [first, second] = [pool[pick(pool.length)]!, pool[pick(pool.length)]!]
  const drawn = [
    ...Array.from({ length: sentencesOfFirst }, () => ({ parent: first, at: pick(first.sentences.length) })),
    ...Array.from({ length: sentencesOfSecond }, () => ({ parent: second, at: pick(second.sentences.length) })),
  ]
  const title = `${half(first.paper.title, 'first')} ${half(second.paper.title, 'second')}`
  const abstract = drawn.map(({ parent, at }) => parent.sentences[at]!).join(' ')
  const state = stateOf({ ...first.paper, title, abstract, keywords: second.paper.keywords })
  return { ...searchDocument({ id, state }, id), vector: meanOf(drawn) }
}

function meanOf(drawn: readonly { parent: Parent; at: number }[]): Float32Array {
  const { vectors, sentences } = drawn[0]!.parent
  const dimension = vectors.length / sentences.length
  const sum = new Float32Array(dimension)
  for (const { parent, at } of drawn) for (let i = 0; i < dimension; i++) sum[i]! += parent.vectors[at * dimension + i]!
  const length = Math.hypot(...sum) || 1
  return sum.map((value) => value / length)
}

function half(title: string, which: 'first' | 'second'): string {
  const words = title.split(' ')
  const middle = Math.ceil(words.length / 2)
  return (which === 'first' ? words.slice(0, middle) : words.slice(middle)).join(' ')
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
