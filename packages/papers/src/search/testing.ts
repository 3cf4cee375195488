/** For tests and benchmarks: an embedder that needs no training, and so understands only shared words. */
import type { Embedder } from '../meaning/embedder.ts'
import { isCommon } from './highlight.ts'

/**
 * Signed feature hashing (Weinberger et al. 2009): every word has a vector of ±1 drawn from its hash; a text is the
 * normalised mean of its words' vectors. Texts with many words in common are near each other, nothing more. Another
 * `seed` gives unrelated vectors, as another model would.
 */
export function hashedEmbedder({ dimension = 32, seed = 1 } = {}): Embedder {
  const vectors = new Map<string, Int8Array>()

  function vectorOf(word: string): Int8Array {
    let vector = vectors.get(word)
    if (!vector) {
      vector = signs(word, dimension, seed)
      vectors.set(word, vector)
    }
    return vector
  }

  return {
    id: `hashed-${dimension}-${seed}`,
    dimension,
    async embed(texts) {
      const all = new Float32Array(texts.length * dimension) // [texts.length, dimension]
      for (const [at, text] of texts.entries())
        addText(all.subarray(at * dimension, (at + 1) * dimension), text, vectorOf)
      return all
    },
  }
}

function addText(sum: Float32Array, text: string, vectorOf: (word: string) => Int8Array): void {
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (isCommon(word)) continue
    const vector = vectorOf(word)
    for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!
  }
  const length = Math.hypot(...sum)
  if (length > 0) for (let i = 0; i < sum.length; i++) sum[i]! /= length
}

/** ±1 from the bits of xorshift32, started by the FNV-1a hash of the word. */
function signs(word: string, dimension: number, seed: number): Int8Array {
  let state = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)
  for (let i = 0; i < word.length; i++) state = Math.imul(state ^ word.charCodeAt(i), 0x01000193)
  state ||= 1
  const vector = new Int8Array(dimension)
  for (let i = 0; i < dimension; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    vector[i] = state & 1 ? 1 : -1
  }
  return vector
}
