/** The words and pairs worth a vector of their own, found by counting in how many texts they occur. */
import { createLexicon, type Lexicon } from '../lexicon.ts'
import { eachWord } from '../words.ts'

export type LexiconSize = { words: number; pairs: number; minWordArticles: number; minPairArticles: number }

export function gatherLexicon(texts: readonly string[], size: LexiconSize): Lexicon {
  const words = commonest(countTexts(texts), size.words, size.minWordArticles)
  return createLexicon(words, gatherPairs(texts, words, size))
}

function countTexts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const seen = new Set<string>()
    eachWord(text, (word) => seen.add(word))
    for (const word of seen) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** The commonest keys that occur often enough; ties in alphabetical order, so that the order of texts does not matter. */
function commonest(counts: Map<string, number>, limit: number, least: number): string[] {
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([key]) => key)
}

/**
 * Pairs by how much more often they stand together than their words do by chance, weighted by how often that is:
 * n(ab) · log(n(ab) · N ÷ (n(a) · n(b))), texts counted once (Manning & Schütze 1999, §5.4: pointwise mutual information
 * alone prefers the rarest pairs).
 */
function gatherPairs(texts: readonly string[], words: readonly string[], { pairs, minPairArticles }: LexiconSize) {
  if (pairs === 0) return new Int32Array()
  const numbers = new Map(words.map((word, at) => [word, at]))
  const wordTexts = new Int32Array(words.length)
  const pairTexts = new Map<number, number>()
  for (const text of texts) {
    const seenWords = new Set<number>()
    const seenPairs = new Set<number>()
    let last: number | undefined
    eachWord(text, (name) => {
      const word = numbers.get(name)
      if (word !== undefined) seenWords.add(word)
      if (word !== undefined && last !== undefined) seenPairs.add(last * 65_536 + word)
      last = word
    })
    for (const word of seenWords) wordTexts[word]!++
    for (const pair of seenPairs) pairTexts.set(pair, (pairTexts.get(pair) ?? 0) + 1)
  }
  const scored: [pair: number, score: number][] = []
  for (const [pair, count] of pairTexts) {
    if (count < minPairArticles) continue
    const [first, second] = [Math.floor(pair / 65_536), pair % 65_536]
    const lift = (count * texts.length) / (wordTexts[first]! * wordTexts[second]!)
    if (lift > leastLift) scored.push([pair, count * Math.log(lift)])
  }
  scored.sort(([a, m], [b, n]) => n - m || a - b)
  return Int32Array.from(scored.slice(0, pairs).flatMap(([pair]) => [Math.floor(pair / 65_536), pair % 65_536]))
}

/** “of the” stands together because both are everywhere. */
const leastLift = 1.5
