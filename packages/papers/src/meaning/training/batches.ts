/** Which texts a training step sets against each other. */
import { pick, type Random, shuffle } from '../random.ts'
import type { Corpus, TokenLists } from './corpus.ts'
import type { Bag } from './model.ts'

/** How often each kind of query is drawn; the rest are whole titles. */
export type ViewShares = { sentence: number; titlePart: number }

/**
 * An order of all articles in which each is followed by up to `group` − 1 neighbours that have not come yet, so that a
 * batch cut from it holds articles that are hard to tell apart.
 */
export function orderInGroups(articles: number, neighbours: Int32Array, group: number, random: Random): Int32Array {
  const perArticle = neighbours.length / Math.max(1, articles)
  const seeds = shuffle(
    Int32Array.from({ length: articles }, (_, at) => at),
    random,
  )
  const used = new Uint8Array(articles)
  const groups: number[][] = []
  for (const seed of seeds) {
    if (used[seed]) continue
    used[seed] = 1
    const members = [seed]
    for (let at = 0; at < perArticle && members.length < group; at++) {
      const other = neighbours[seed * perArticle + at]!
      if (other < 0 || used[other]) continue
      used[other] = 1
      members.push(other)
    }
    groups.push(members)
  }
  return Int32Array.from(groups.flat())
}

/** A query and a document drawn from one article. */
export function drawPair(
  corpus: Corpus,
  article: number,
  { sentence, titlePart }: ViewShares,
  random: Random,
): { query: Bag; document: Bag } {
  const { titles, sentences, firstSentence } = corpus
  const [from, to] = [firstSentence[article]!, firstSentence[article + 1]!]
  const kind = random()
  if (kind < sentence && to - from > 2) {
    const chosen = from + pick(random, to - from)
    const rest = [textOf(titles, article)]
    for (let at = from; at < to; at++) if (at !== chosen) rest.push(textOf(sentences, at))
    return { query: bagOf([textOf(sentences, chosen)]), document: bagOf(rest) }
  }
  const title = textOf(titles, article)
  const query = kind < sentence + titlePart && title.length > 4 ? partOf(title, random) : title
  return { query: bagOf([query]), document: bagOf([abstractOf(corpus, article)]) }
}

export function abstractOf({ sentences, firstSentence }: Corpus, article: number): Int32Array {
  const { tokens, starts } = sentences
  return tokens.subarray(starts[firstSentence[article]!], starts[firstSentence[article + 1]!])
}

export function textOf({ tokens, starts }: TokenLists, at: number): Int32Array {
  return tokens.subarray(starts[at], starts[at + 1])
}

function partOf(title: Int32Array, random: Random): Int32Array {
  const length = 2 + pick(random, 3)
  const from = pick(random, title.length - length + 1)
  return title.subarray(from, from + length)
}

/** Different tokens that are looked at in one text. */
export const mostTokens = 300

/** Distinct tokens with their weights; more of a token counts less each time. */
export function bagOf(texts: readonly Int32Array[]): Bag {
  const counts = new Map<number, number>()
  for (const text of texts) for (const token of text) counts.set(token, (counts.get(token) ?? 0) + 1)
  return {
    tokens: Int32Array.from(counts.keys()).slice(0, mostTokens),
    weights: Float32Array.from(counts.values(), frequencyWeight).slice(0, mostTokens),
  }
}

export function frequencyWeight(count: number): number {
  return Math.sqrt(count)
}
