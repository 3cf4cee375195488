/**
 * Makes an embedder at home in a library whose subject its weights do not know. No training: seconds for 100,000 papers.
 *
 * Every word w of the library gets a row of its own, unknown words beginning from their pieces:
 *   direction  u(w) + α · n/(n + 1) · c(w)     u(w) the unit of its old vector, n the texts it is in, and c(w) the unit of
 *              the sum, over those texts, of their unit vectors less the mean of all: one step of random indexing
 *              (Sahlgren 2005), from trained vectors instead of random ones
 *   length     |v(w)|^(1 − β) · rarity(w)^β    rarity in this library: 1 for a word in no text, 0 for one in all
 * α and β were chosen on natural language processing and robotics with weights trained without those; docs/meaning.md
 * has the figures.
 */
import { PapersError } from '../errors.ts'
import { openWorkspace } from './kernels.ts'
import { piecesOf } from './pieces.ts'
import { rarity } from './rarity.ts'
import { type StaticWeights, toBytes } from './staticFile.ts'
import { wordsOf } from './words.ts'

const alpha = 0.5
const beta = 0.3
/** New words with a row of their own, the commonest first; 13 MB at most. */
const mostNewWords = 50_000
/** In fewer texts than this no word keeps company that tells anything. */
export const leastTexts = 50

export type AdaptOptions = { signal?: AbortSignal; onProgress?(texts: number): void }

/** New weights for `texts` (titles and abstracts of a library); the given ones stay as they are. */
export async function adaptWeights(
  weights: StaticWeights,
  texts: readonly string[],
  options: AdaptOptions = {},
): Promise<StaticWeights> {
  requireEnough(texts.length)
  const { header, words: oldWords, pairs } = weights
  const counts = await countTexts(texts, options)
  const words = [...oldWords, ...newWords(counts, oldWords)]
  const library = openLibrary(weights, words)
  for (const [at, word] of words.entries()) {
    const count = counts.get(word)
    if (count !== undefined) library.setLength(at, rarity(count, texts.length))
  }
  await library.readContexts(texts, options)
  for (const [at, word] of words.entries()) library.turn(at, counts.get(word) ?? 0)
  const rest = numbersOf(weights, oldWords.length)
  const { scales, rows } = toBytes(joined(library.vectors, rest), header.dimension)
  const training = { ...header.training, adaptedTo: texts.length }
  return { header: { ...header, words: words.length, training }, words, pairs, scales, rows }
}

function requireEnough(texts: number): void {
  if (texts >= leastTexts) return
  throw new PapersError(
    'meaning/too-few',
    `An embedder cannot be adapted to ${texts} papers; it takes at least ${leastTexts}.`,
    {
      hint: 'Import more papers first.',
    },
  )
}

async function countTexts(texts: readonly string[], options: AdaptOptions): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const [at, text] of texts.entries()) {
    if (at % turnTexts === 0) await breathe(options)
    for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

const turnTexts = 500

/** Lets the event loop run, so that a server goes on answering and a reader who wants it to stop is heard. */
async function breathe({ signal }: AdaptOptions): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  if (signal?.aborted) throw new PapersError('aborted', 'Adapting was stopped; nothing was changed.')
}

function newWords(counts: Map<string, number>, oldWords: readonly string[]): string[] {
  const old = new Set(oldWords)
  return [...counts]
    .filter(([word]) => !old.has(word))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, mostNewWords)
    .map(([word]) => word)
}

/** The words' vectors, and the sums of the texts around each. */
function openLibrary(weights: StaticWeights, words: readonly string[]) {
  const { dimension } = weights.header
  const size = words.length * dimension
  const { kernels, floats, integers } = openWorkspace((8 * size) / 2 ** 20 + 1)
  const vectors = floats(size) // [words, dimension]
  const contexts = floats(size)
  const ids = integers(mostWords)
  const ones = floats(mostWords).fill(1)
  const unit = floats(dimension)
  const mean = new Float64Array(dimension)
  vectors.set(vectorsBefore(weights, words))
  const numbers = new Map(words.map((word, at) => [word, at]))
  const row = (array: Float32Array, at: number) => array.subarray(at * dimension, (at + 1) * dimension)
  const readText = (text: string) => {
    let count = 0
    for (const word of new Set(wordsOf(text))) {
      const at = numbers.get(word)
      if (at !== undefined && count < mostWords) ids[count++] = at
    }
    unit.fill(0)
    kernels.combine(unit.byteOffset, vectors.byteOffset, ids.byteOffset, ones.byteOffset, 1, count, dimension)
    scale(unit, 1)
    kernels.scatter(contexts.byteOffset, ids.byteOffset, ones.byteOffset, count, dimension, unit.byteOffset)
    for (let i = 0; i < dimension; i++) mean[i]! += unit[i]!
  }
  return {
    vectors,
    setLength(at: number, rare: number): void {
      const vector = row(vectors, at)
      scale(vector, lengthOf(vector) ** (1 - beta) * rare ** beta)
    },
    async readContexts(texts: readonly string[], options: AdaptOptions): Promise<void> {
      for (const [at, text] of texts.entries()) {
        if (at % turnTexts === 0) {
          options.onProgress?.(at)
          await breathe(options)
        }
        readText(text)
      }
      for (let i = 0; i < dimension; i++) mean[i]! /= texts.length
    },
    /** Turns word `at`, which is in `count` texts, towards the texts it is in. */
    turn(at: number, count: number): void {
      const [vector, context] = [row(vectors, at), row(contexts, at)]
      const length = lengthOf(vector)
      if (count === 0 || length === 0) return
      for (let i = 0; i < dimension; i++) context[i]! -= count * mean[i]!
      scale(context, (alpha * count) / (count + 1))
      for (let i = 0; i < dimension; i++) vector[i] = vector[i]! / length + context[i]!
      scale(vector, length)
    },
  }
}

/** Different words that are looked at in one text. */
const mostWords = 4096

/** The rows of known words; of others, the sum of their pieces over √n, as the embedder would have it. */
function vectorsBefore(weights: StaticWeights, words: readonly string[]): Float32Array {
  const { header, words: oldWords, pairs } = weights
  const { dimension, pieces } = header
  const numbers = numbersOf(weights)
  const firstPiece = oldWords.length + pairs.length / 2
  const vectors = new Float32Array(words.length * dimension)
  vectors.set(numbers.subarray(0, oldWords.length * dimension))
  for (let at = oldWords.length; at < words.length; at++) {
    const code = piecesOf(words[at]!, pieces)
    for (const piece of code) {
      const from = (firstPiece + piece) * dimension
      for (let i = 0; i < dimension; i++) vectors[at * dimension + i]! += numbers[from + i]! / Math.sqrt(code.length)
    }
  }
  return vectors
}

/** Rows from `first` on as numbers. */
function numbersOf({ header, rows, scales }: StaticWeights, first = 0): Float32Array {
  const { dimension } = header
  const numbers = new Float32Array(rows.length - first * dimension)
  for (let at = 0, row = first; at < numbers.length; row++)
    for (let i = 0; i < dimension; i++, at++) numbers[at] = rows[row * dimension + i]! * scales[row]!
  return numbers
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function lengthOf(vector: Float32Array): number {
  let square = 0
  for (let i = 0; i < vector.length; i++) square += vector[i]! * vector[i]!
  return Math.sqrt(square)
}

/** Gives a vector a length; the zero vector stays. */
function scale(vector: Float32Array, length: number): void {
  const old = lengthOf(vector)
  if (old > 0) for (let i = 0; i < vector.length; i++) vector[i]! *= length / old
}
