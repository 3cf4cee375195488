/** From what each token's vector is made (model.ts), and the random codes that training begins at. */
import type { Lexicon } from '../lexicon.ts'
import { piecesOf } from '../pieces.ts'
import { normal, type Random } from '../random.ts'
import type { Corpus } from './corpus.ts'
import type { Composition } from './model.ts'

/** Share of a known word's vector that comes from its pieces, as a factor; squares of own and pieces add up to 1. */
const pieceShare = Math.SQRT1_2
const ownLength = Math.SQRT1_2
const pairLength = 0.5

export type CompositionOptions = { pieceRows: number; rarityPower: number }

/** `unknown` are the words outside the lexicon, those of the corpus first. */
export function composeTokens(
  { words, pairs }: Lexicon,
  { articlesOf, firstSentence }: Corpus,
  unknown: readonly string[],
  { pieceRows, rarityPower }: CompositionOptions,
): Composition {
  const articles = firstSentence.length - 1
  const pairCount = pairs.length / 2
  const firstPiece = words.length + pairCount
  const tokens = firstPiece + unknown.length
  const starts = new Int32Array(tokens + 1)
  const rows: number[] = []
  const factors: number[] = []
  for (let token = 0; token < tokens; token++) {
    const scale = rarity(articlesOf[token] ?? 0, articles) ** rarityPower
    if (token < firstPiece) {
      rows.push(token)
      factors.push(scale)
    }
    const word = token < words.length ? words[token]! : unknown[token - firstPiece]
    if (word !== undefined) {
      const pieces = piecesOf(word, pieceRows)
      const factor = (scale * (token < words.length ? pieceShare : 1)) / Math.sqrt(pieces.length)
      for (const piece of pieces) {
        rows.push(firstPiece + piece)
        factors.push(factor)
      }
    }
    starts[token + 1] = rows.length
  }
  return { starts, rows: Int32Array.from(rows), factors: Float32Array.from(factors) }
}

/** 1 for a word in no article, near 0 for one in all. */
function rarity(articlesWith: number, articles: number): number {
  return Math.max(0, Math.log((articles + 1) / (articlesWith + 0.5))) / Math.log(2 * (articles + 1))
}

export function beginAtRandom(
  parameters: Float32Array,
  { words, pairs }: Lexicon,
  { starts, rows }: Composition,
  dimension: number,
  random: Random,
): void {
  const firstPiece = words.length + pairs.length / 2
  const tokensWith = countTokens(rows, parameters.length / dimension)
  const tokens = starts.length - 1
  for (let row = 0; row < parameters.length / dimension; row++) {
    const length = row < words.length ? ownLength : row < firstPiece ? pairLength : rarity(tokensWith[row]!, tokens)
    for (let i = 0; i < dimension; i++)
      parameters[row * dimension + i] = (normal(random) * length) / Math.sqrt(dimension)
  }
}

function countTokens(rows: Int32Array, count: number): Int32Array {
  const tokensWith = new Int32Array(count)
  for (const row of rows) tokensWith[row]!++
  return tokensWith
}
