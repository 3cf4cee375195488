/**
 * Texts by the beginning of any of their words: the word starts of all texts, sorted by what follows (a suffix array of
 * word starts; Manber & Myers 1990), so that every prefix is one range, found by bisection.
 */
export type PrefixIndex = {
  /** Visits the texts with a word at which `prefix` begins ("scho", "bernhard sch"); `start`: it is the first word. */
  startingWith(prefix: string, visit: (text: number, start: boolean) => void): void
  countStartingWith(prefix: string): number
  readonly bytes: number
}

const end = '\n'

/** `texts` are folded words with one blank between them. */
export function prefixIndex(texts: readonly string[]): PrefixIndex {
  const whole = texts.join(end) + end
  const starts = wordStarts(whole)
  const owners = new Uint32Array(starts.length)
  let owner = 0
  for (let word = 0; word < starts.length; word++) {
    if (word > 0 && whole[starts[word]! - 1] === end) owner++
    owners[word] = owner
  }
  const order = Uint32Array.from(starts, (_, word) => word).sort((a, b) => compared(whole, starts[a]!, starts[b]!))

  /** First place in the order whose text is not before the prefix; with `after`, whose text is behind all that begin so. */
  function placeOf(prefix: string, after: boolean): number {
    let [low, high] = [0, order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const there = comparedWith(whole, starts[order[middle]!]!, prefix)
      if (there < 0 || (after && there === 0)) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    bytes: whole.length + starts.byteLength + owners.byteLength + order.byteLength,
    countStartingWith: (prefix) => placeOf(prefix, true) - placeOf(prefix, false),
    startingWith(prefix, visit) {
      const to = placeOf(prefix, true)
      for (let place = placeOf(prefix, false); place < to; place++) {
        const word = order[place]!
        visit(owners[word]!, word === 0 || owners[word - 1] !== owners[word])
      }
    },
  }
}

/** Every text has at least one, an empty one its end. */
function wordStarts(whole: string): Uint32Array {
  let count = 0
  for (let at = 0; at < whole.length; at++) if (isStart(whole, at)) count++
  const starts = new Uint32Array(count)
  let filled = 0
  for (let at = 0; at < whole.length; at++) if (isStart(whole, at)) starts[filled++] = at
  return starts
}

function isStart(whole: string, at: number): boolean {
  return at === 0 || whole[at - 1] === ' ' || whole[at - 1] === end
}

/** Longer than anything a reader types; texts that agree so far may stand in any order. */
const longestCompared = 60

function compared(whole: string, a: number, b: number): number {
  for (let at = 0; at < longestCompared; at++) {
    const [one, other] = [whole.charCodeAt(a + at), whole.charCodeAt(b + at)]
    if (one !== other) return one - other
    if (one === 10) return 0
  }
  return 0
}

/** Below zero when the text at `at` sorts before the prefix, zero when it begins with it. */
function comparedWith(whole: string, at: number, prefix: string): number {
  for (let i = 0; i < Math.min(prefix.length, longestCompared); i++) {
    const difference = whole.charCodeAt(at + i) - prefix.charCodeAt(i)
    if (difference !== 0) return difference
  }
  return 0
}
