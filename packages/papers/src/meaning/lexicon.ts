/**
 * What the static embedder knows by name: words, and pairs of neighbouring words that mean more together. Tokens are
 * numbered: words first, then pairs.
 */
import { eachWord } from './words.ts'

export type Lexicon = {
  readonly words: readonly string[]
  /** The two words of each pair, one after the other: [pairs, 2]. */
  readonly pairs: Int32Array
  /** Hands over the tokens of a text in order; a word that is not known is handed over as it stands. */
  read(text: string, take: { known(token: number): void; unknown(word: string): void }): void
}

export function createLexicon(words: readonly string[], pairs: Int32Array): Lexicon {
  const numbers = new Map(words.map((word, at) => [word, at]))
  const pairOf = pairTable(words.length, pairs)
  const read: Lexicon['read'] = (text, { known, unknown }) => {
    let last = -1
    let lastWord = ''
    eachWord(text, (word, joined) => {
      const token = numbers.get(word) ?? -1
      if (token >= 0) known(token)
      else unknown(word)
      if (joined) {
        const whole = numbers.get(lastWord + word)
        if (whole !== undefined) known(whole) // feed-forward is also feedforward
      }
      if (last >= 0 && token >= 0) {
        const pair = pairOf(last, token)
        if (pair >= 0) known(pair)
      }
      last = token
      lastWord = word
    })
  }
  return { words, pairs, read }
}

/** Open addressing, linear probing: a Map keyed by strings or doubles would take half of the reading time. */
function pairTable(wordCount: number, pairs: Int32Array): (first: number, second: number) => number {
  const count = pairs.length / 2
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, 4 * count)))
  const slots = new Int32Array(size).fill(-1)
  const home = (first: number, second: number) => {
    const h = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
    return (h ^ (h >>> 15)) & (size - 1)
  }
  for (let pair = 0; pair < count; pair++) {
    let at = home(pairs[2 * pair]!, pairs[2 * pair + 1]!)
    while (slots[at]! >= 0) at = (at + 1) & (size - 1)
    slots[at] = pair
  }
  return (first, second) => {
    for (let at = home(first, second); slots[at]! >= 0; at = (at + 1) & (size - 1)) {
      const pair = slots[at]!
      if (pairs[2 * pair] === first && pairs[2 * pair + 1] === second) return wordCount + pair
    }
    return -1
  }
}
