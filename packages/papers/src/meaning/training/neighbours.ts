/**
 * For each article, the others whose abstracts its title would find by words: BM25 (Robertson & Zaragoza 2009, eq. 3.15;
 * k1 = 1.2, b = 0.75), over the words of abstracts. They make training hard: what shares words must be told apart.
 */
import type { Corpus } from './corpus.ts'

const k1 = 1.2
const b = 0.75
/** Words in more than this share of abstracts choose nothing and cost most of the time. */
const commonShare = 0.05

/** Up to `count` neighbours of each article, best first, −1 where there are fewer: [articles, count]. */
export function neighboursByWords(corpus: Corpus, count: number, wordsOnly: (token: number) => boolean): Int32Array {
  const articles = corpus.firstSentence.length - 1
  const index = invert(corpus, wordsOnly)
  const neighbours = new Int32Array(articles * count).fill(-1)
  const scores = new Float32Array(articles)
  const reached = new Int32Array(articles)
  const { tokens, starts } = corpus.titles
  for (let article = 0; article < articles; article++) {
    let found = 0
    for (const token of new Set(tokens.subarray(starts[article], starts[article + 1]))) {
      for (let at = index.starts[token]!; at < index.starts[token + 1]!; at++) {
        const other = index.articles[at]!
        if (scores[other] === 0) reached[found++] = other
        scores[other]! += index.impacts[at]!
      }
    }
    scores[article] = 0
    keepBest(scores, reached.subarray(0, found), neighbours.subarray(article * count, (article + 1) * count))
    for (let i = 0; i < found; i++) scores[reached[i]!] = 0
  }
  return neighbours
}

function keepBest(scores: Float32Array, reached: Int32Array, best: Int32Array): void {
  let held = 0
  for (const article of reached) {
    const score = scores[article]!
    if (score === 0 || (held === best.length && score <= scores[best[held - 1]!]!)) continue
    let at = held < best.length ? held++ : held - 1
    while (at > 0 && scores[best[at - 1]!]! < score) {
      best[at] = best[at - 1]!
      at--
    }
    best[at] = article
  }
}

type Inverted = { starts: Int32Array; articles: Int32Array; impacts: Float32Array }

function invert(corpus: Corpus, wordsOnly: (token: number) => boolean): Inverted {
  const articles = corpus.firstSentence.length - 1
  const { tokens, starts: sentenceStarts } = corpus.sentences
  const starts = new Int32Array(corpus.articlesOf.length + 1)
  const lengths = new Int32Array(articles)
  const frequencies = new Map<number, number>()
  const each = (visit: (article: number, token: number, count: number) => void) => {
    for (let article = 0; article < articles; article++) {
      frequencies.clear()
      const from = sentenceStarts[corpus.firstSentence[article]!]!
      const to = sentenceStarts[corpus.firstSentence[article + 1]!]!
      lengths[article] = to - from
      for (let at = from; at < to; at++) {
        const token = tokens[at]!
        if (wordsOnly(token) && corpus.articlesOf[token]! <= Math.max(20, commonShare * articles))
          frequencies.set(token, (frequencies.get(token) ?? 0) + 1)
      }
      for (const [token, count] of frequencies) visit(article, token, count)
    }
  }
  each((_, token) => {
    starts[token + 1]!++
  })
  for (let token = 0; token < corpus.articlesOf.length; token++) starts[token + 1]! += starts[token]!
  const next = starts.slice()
  const postings = new Int32Array(starts.at(-1)!)
  const impacts = new Float32Array(postings.length)
  const mean = lengths.reduce((sum, length) => sum + length, 0) / articles
  each((article, token, count) => {
    const have = starts[token + 1]! - starts[token]!
    const idf = Math.log(1 + (articles - have + 0.5) / (have + 0.5))
    const at = next[token]!++
    postings[at] = article
    impacts[at] = (idf * count * (k1 + 1)) / (count + k1 * (1 - b + (b * lengths[article]!) / mean))
  })
  return { starts, articles: postings, impacts }
}
