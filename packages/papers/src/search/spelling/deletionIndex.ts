/**
 * Words within two edits of a word, found without trying the alphabet: symmetric deletion.
 * Garbe (2012, "1000× faster spelling correction"; SymSpell 6): two words at distance ≤ k have a common string left when at
 * most k letters are deleted from each, and one within the first `prefixLength` letters of each.
 * Deletions are kept as 32-bit hashes in buckets (a counting sort over typed arrays), not as strings: two strings in one
 * bucket cost a comparison and nothing else, since every candidate's distance is measured.
 */
import { editDistance } from './editDistance.ts'

export type Near = { word: string; distance: number }
export type DeletionIndex = {
  /** Words at distance ≤ `most` of `word` (its own entry included), in no order. */
  near(word: string, most: 1 | 2): Near[]
  readonly bytes: number
}

const prefixLength = 7
const deepest = 2

export function deletionIndex(words: readonly string[]): DeletionIndex {
  let entries = 0
  for (const word of words) forEachDeletion(word, deepest, () => entries++)
  const bits = Math.min(22, Math.max(8, Math.ceil(Math.log2(entries + 1)) - 1))
  const bucketOf = (hash: number) => hash >>> (32 - bits)
  const starts = new Uint32Array(2 ** bits + 1)
  for (const word of words) forEachDeletion(word, deepest, (hash) => starts[bucketOf(hash) + 1]!++)
  for (let bucket = 0; bucket < 2 ** bits; bucket++) starts[bucket + 1]! += starts[bucket]!
  const filled = starts.slice(0, -1)
  const members = new Uint32Array(entries)
  for (const [number, word] of words.entries())
    forEachDeletion(word, deepest, (hash) => {
      members[filled[bucketOf(hash)]!++] = number
    })

  return {
    bytes: starts.byteLength + members.byteLength,
    near(word, most) {
      const seen = new Set<number>()
      const found: Near[] = []
      forEachDeletion(word, most, (hash) => {
        const bucket = bucketOf(hash)
        for (let at = starts[bucket]!; at < starts[bucket + 1]!; at++) {
          const number = members[at]!
          if (seen.has(number)) continue
          seen.add(number)
          const distance = editDistance(word, words[number]!, most)
          if (distance !== undefined) found.push({ word: words[number]!, distance })
        }
      })
      return found
    },
  }
}

/** Hashes of the prefix of a word, and of that prefix without one letter, and without two. */
function forEachDeletion(word: string, most: number, visit: (hash: number) => void): void {
  const length = Math.min(word.length, prefixLength)
  visit(hashWithout(word, length, -1, -1))
  for (let first = 0; first < length; first++) {
    visit(hashWithout(word, length, first, -1))
    if (most < 2) continue
    for (let second = first + 1; second < length; second++) visit(hashWithout(word, length, first, second))
  }
}

/** FNV-1a over the letters that stay, its bits mixed (the finaliser of MurmurHash3), since the top ones are used. */
function hashWithout(word: string, length: number, first: number, second: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < length; at++) {
    if (at === first || at === second) continue
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
