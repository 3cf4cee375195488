/** Papers as tokens, ready to draw pairs of texts from. */
import type { Lexicon } from '../lexicon.ts'

export type Article = { title: string; abstract: string }

/** The tokens of some texts, one after the other; text i is tokens[starts[i] .. starts[i + 1]). */
export type TokenLists = { tokens: Int32Array; starts: Int32Array }

export type Corpus = {
  titles: TokenLists
  sentences: TokenLists
  /** Sentences of article i are firstSentence[i] to firstSentence[i + 1]. */
  firstSentence: Int32Array
  /** Words outside the lexicon, numbered from lexicon's words and pairs on. */
  unknown: string[]
  /** In how many articles each token occurs. */
  articlesOf: Int32Array
}

/** With `earlier`, words outside the lexicon keep the numbers they have there, and new ones follow. */
export function readCorpus(articles: readonly Article[], lexicon: Lexicon, earlier?: Corpus): Corpus {
  const base = lexicon.words.length + lexicon.pairs.length / 2
  const numbers = new Map(earlier?.unknown.map((word, at) => [word, base + at]))
  const tokens: number[] = []
  const take = {
    known: (token: number) => void tokens.push(token),
    unknown: (word: string) => {
      if (!numbers.has(word)) numbers.set(word, base + numbers.size)
      tokens.push(numbers.get(word)!)
    },
  }
  const titles = collector()
  const sentences = collector()
  const firstSentence = new Int32Array(articles.length + 1)
  const counts = new Map<number, number>()
  for (const [at, { title, abstract }] of articles.entries()) {
    const seen = new Set<number>()
    const read = (text: string, into: Collector) => {
      tokens.length = 0
      lexicon.read(text, take)
      into.add(tokens)
      for (const token of tokens) seen.add(token)
    }
    read(title, titles)
    for (const sentence of sentencesOf(abstract)) read(sentence, sentences)
    firstSentence[at + 1] = sentences.count()
    for (const token of seen) counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  const articlesOf = new Int32Array(base + numbers.size)
  for (const [token, count] of counts) articlesOf[token] = count
  return {
    titles: titles.lists(),
    sentences: sentences.lists(),
    firstSentence,
    unknown: [...numbers.keys()],
    articlesOf,
  }
}

/** In a text without capitals a full stop with blanks around it, as old collections have it, ends a sentence. */
export function sentencesOf(text: string): string[] {
  const end = /\p{Lu}/u.test(text) ? /(?<=[.!?])\s+(?=[\p{Lu}\p{Lo}\d$\\("“])/u : /(?<=\s[.!?])\s+/u
  return text.split(end).filter((sentence) => sentence.trim() !== '')
}

/** An abstract that begins with its own title, as some collections have it, without the copy: it would be found too easily. */
export function withoutTitle(title: string, abstract: string): string {
  const letters = /[\p{L}\p{N}]/u
  let at = 0
  for (const letter of title.toLowerCase()) {
    if (!letters.test(letter)) continue
    while (at < abstract.length && !letters.test(abstract[at]!)) at++
    if (abstract.slice(at, at + letter.length).toLowerCase() !== letter) return abstract
    at += letter.length
  }
  return abstract.slice(at).replace(/^[\s.:;,-]+/, '')
}

type Collector = { add(tokens: readonly number[]): void; count(): number; lists(): TokenLists }

function collector(): Collector {
  let tokens = new Int32Array(1 << 16)
  let length = 0
  const starts = [0]
  return {
    add(list) {
      if (length + list.length > tokens.length) {
        const larger = new Int32Array(2 * tokens.length + list.length)
        larger.set(tokens)
        tokens = larger
      }
      tokens.set(list, length)
      length += list.length
      starts.push(length)
    },
    count: () => starts.length - 1,
    lists: () => ({ tokens: tokens.slice(0, length), starts: Int32Array.from(starts) }),
  }
}
