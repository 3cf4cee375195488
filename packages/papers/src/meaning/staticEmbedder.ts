/**
 * The default embedder: a text is the weighted mean of the vectors of its words, of pairs of words, and, where a word is
 * not known, of its pieces; then made a unit vector. No model is run, so tens of thousands of abstracts a second.
 * How the vectors are learnt: training/learn.ts. What they are good for: docs/meaning.md.
 */
import { PapersError } from '../errors.ts'
import type { Embedder } from './embedder.ts'
import { openWorkspace } from './kernels.ts'
import { createLexicon } from './lexicon.ts'
import { piecesOf } from './pieces.ts'
import type { StaticWeights } from './staticFile.ts'

/**
 * `checksum` names the weights: embedders with the same id give the same vectors. The tables over the weights are made
 * when they are first needed.
 */
export function createStaticEmbedder(weights: StaticWeights, checksum: string): Embedder {
  const { dimension } = weights.header
  let given: StaticWeights | undefined = weights
  let made: ReturnType<typeof createTables> | undefined
  const tables = () => {
    made ??= createTables(given!)
    given = undefined // the rows are copied into the tables: whoever gave them may let them go
    return made
  }
  return {
    id: `static-${dimension}-${checksum.slice(0, 12)}`,
    dimension,
    async embed(texts, { signal }) {
      const vectors = new Float32Array(texts.length * dimension)
      const { embedOne } = tables()
      for (const [at, text] of texts.entries()) {
        if (at % turnTexts === 0 && at > 0) await turn()
        if (signal?.aborted) throw new PapersError('aborted', 'Embedding was stopped, as requested.')
        embedOne(text, vectors, at * dimension)
      }
      return vectors
    },
    coverage(text) {
      const { lexicon, telling, words } = tables()
      let have = 0
      let all = 0
      lexicon.read(text, {
        known: (token) => {
          if (token >= words.length) return
          have += telling.of(token)
          all += telling.of(token)
        },
        unknown: () => {
          all += telling.ofUnknown
        },
      })
      return all === 0 ? 0 : have / all
    },
  }
}

function createTables(weights: StaticWeights) {
  const { words, pairs } = weights
  const reader = createReader(weights)
  const lexicon = createLexicon(words, pairs)
  const known = {
    known: (token: number) => reader.count(token),
    unknown: (word: string) => reader.countUnknown(word),
  }
  const embedOne = (text: string, out: Float32Array, at: number) => {
    lexicon.read(text, known)
    reader.sum(out, at)
  }
  return { embedOne, lexicon, words, telling: tellingOf(weights) }
}

/** Texts between two looks at the event loop: some 20 ms. */
const turnTexts = 256

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Counts tokens, then sums their rows: weight √(times) × scale of the row. */
function createReader({ header, words, pairs, scales, rows }: StaticWeights) {
  const { dimension, pieces } = header
  const firstPiece = words.length + pairs.length / 2
  const { kernels, bytes, floats, integers } = openWorkspace(rows.length / 2 ** 20 + 2)
  const table = bytes(rows.length)
  table.set(rows)
  const ids = integers(maxTerms)
  const weights = floats(maxTerms)
  const sums = floats(dimension)
  const counts = new Int32Array(firstPiece)
  const seen = new Int32Array(maxTerms)
  const strangers = new Map<string, number>()
  const codes = new Map<string, Int32Array>()
  let distinct = 0
  let terms = 0

  const term = (id: number, weight: number) => {
    if (terms === maxTerms) flush()
    ids[terms] = id
    weights[terms++] = weight * scales[id]!
  }
  const flush = () => {
    kernels.combineBytes(sums.byteOffset, table.byteOffset, ids.byteOffset, weights.byteOffset, terms, dimension)
    terms = 0
  }
  const codeOf = (word: string) => {
    const known = codes.get(word)
    if (known) return known
    if (codes.size === maxCodes) codes.clear()
    const code = Int32Array.from(piecesOf(word, pieces), (piece) => firstPiece + piece)
    codes.set(word, code)
    return code
  }
  return {
    count(token: number): void {
      if (counts[token] === 0) {
        if (distinct === maxTerms) return // beyond 4,096 different tokens the mean no longer moves
        seen[distinct++] = token
      }
      counts[token]!++
    },
    countUnknown(word: string): void {
      strangers.set(word, (strangers.get(word) ?? 0) + 1)
    },
    /** Writes the unit vector and forgets the text. */
    sum(out: Float32Array, at: number): void {
      sums.fill(0)
      for (let i = 0; i < distinct; i++) {
        const token = seen[i]!
        term(token, Math.sqrt(counts[token]!))
        counts[token] = 0
      }
      for (const [word, count] of strangers) {
        const code = codeOf(word)
        const weight = Math.sqrt(count / code.length)
        for (const row of code) term(row, weight)
      }
      flush()
      distinct = 0
      strangers.clear()
      writeUnit(sums, out, at)
    },
  }
}

const maxTerms = 4096
/** Of words that are not known; 20,000 of them take 5 MB. */
const maxCodes = 20_000

function writeUnit(sums: Float32Array, out: Float32Array, at: number): void {
  let square = 0
  for (let i = 0; i < sums.length; i++) square += sums[i]! * sums[i]!
  if (square === 0) return
  const factor = 1 / Math.sqrt(square)
  for (let i = 0; i < sums.length; i++) out[at + i] = sums[i]! * factor
}

/** How telling a word is: the length of its vector, by which it weighs in the mean. A stranger counts as a rare word. */
function tellingOf({ header, words, scales, rows }: StaticWeights) {
  const { dimension } = header
  const lengths = Float32Array.from(words, (_, word) => {
    let square = 0
    for (let i = word * dimension; i < (word + 1) * dimension; i++) square += rows[i]! * rows[i]!
    return Math.sqrt(square) * scales[word]!
  })
  const ofUnknown = lengths.length === 0 ? 1 : lengths.toSorted()[Math.floor(0.9 * lengths.length)]!
  return { of: (word: number) => lengths[word]!, ofUnknown }
}
