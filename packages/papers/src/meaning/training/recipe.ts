/** How the static embedder is learnt; each value was chosen on the development part (docs/meaning.md). */
export type Recipe = {
  dimension: number
  /** Words and pairs of words with a row of their own, and rows that all pieces share. */
  words: number
  pairs: number
  pieceRows: number
  /** Rarer words are known by their pieces, rarer pairs by their words. */
  minWordArticles: number
  minPairArticles: number
  /** A token weighs its rarity (1 in no article, 0 in all) to this power before training. */
  rarityPower: number
  /** Pairs of texts in a step, and how many of one kind (neighbours by words) come together in it. */
  batch: number
  group: number
  temperature: number
  /** Step size of Adam at its highest; it rises over 20 steps and falls in a line to a twentieth. */
  rate: number
  epochs: number
  /** Shares of queries that are a sentence of the abstract, or a part of the title; the rest are whole titles. */
  sentence: number
  titlePart: number
  /** Chance of a token of a query, or of a document, to be left out in a step. */
  dropQuery: number
  dropDocument: number
  /** Looks at the development articles in an epoch; it ends after `patience` of them without a better one. */
  looks: number
  patience: number
}

export const recipe: Recipe = {
  dimension: 256,
  words: 28_000,
  pairs: 8_000,
  pieceRows: 8_192,
  minWordArticles: 3,
  minPairArticles: 10,
  rarityPower: 1,
  batch: 1024,
  group: 4,
  temperature: 0.05,
  rate: 0.006,
  epochs: 6,
  sentence: 0.4,
  titlePart: 0.1,
  dropQuery: 0.1,
  dropDocument: 0.3,
  looks: 2,
  patience: 4,
}
