/** A number in [0, 1), anew at every call. */
export type Random = () => number

/** A small seeded generator (mulberry32, Tommy Ettinger): the same seed gives the same numbers everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Whole number from 0 to `below` − 1. */
export function pick(random: Random, below: number): number {
  return Math.floor(random() * below)
}

/** Fisher–Yates, in place. */
export function shuffle(items: Int32Array, random: Random): Int32Array {
  for (let at = items.length - 1; at > 0; at--) {
    const other = pick(random, at + 1)
    ;[items[at], items[other]] = [items[other]!, items[at]!]
  }
  return items
}

/** Standard normal numbers by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
