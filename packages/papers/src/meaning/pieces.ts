/**
 * Sub-word pieces (Bojanowski et al. 2017, fastText): the runs of 3 to 5 characters of `<word>`, each hashed into one of
 * a fixed number of rows. A word that was never seen still has a vector: near that of words that look like it, and its
 * own where nothing does.
 */

const shortest = 3
const longest = 5

/** Rows (0 to `rows` − 1) of the pieces of a word, each once, in order of appearance. Never empty. */
export function piecesOf(word: string, rows: number): number[] {
  const marked = `<${word}>`
  const found = new Set<number>([hash(marked, 0, marked.length) % rows])
  for (let length = shortest; length <= longest; length++) {
    for (let at = 0; at + length <= marked.length; at++) found.add(hash(marked, at, at + length) % rows)
  }
  return [...found]
}

/** FNV-1a over UTF-16 units, finished with the mixer of MurmurHash3 so that low bits are good. */
function hash(text: string, from: number, to: number): number {
  let h = 0x811c9dc5
  for (let at = from; at < to; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
