import { exactLog } from './exactMath.ts'

/**
 * Seeded randomness that splits: a stream, and streams of their own for the parts of a computation, so that adding a
 * draw to one part changes no other. The same seed gives the same numbers in Node and in a tab.
 * Streams are sfc32 (Chris Doty-Humphrey, PractRand); a part's state is a hash of its stream's state and its name.
 */
export type Random = {
  /** A number in [0, 1), anew at every call. The stream itself is what `@causerie/scm` takes for randomness. */
  (): number
  /** An independent stream for the part of this name. It depends on names only, not on what was drawn before. */
  split(name: string | number): Random
}

export function seededRandom(seed: number | string): Random {
  return stream(hashed([0x9e3779b9, 0x243f6a88, 0xb7e15162], `seed ${seed}`))
}

type Key = readonly [number, number, number]

function stream(key: Key): Random {
  const draw = sfc32(key)
  const next = () => ((draw() >>> 5) * 67_108_864 + (draw() >>> 6)) / 9_007_199_254_740_992
  return Object.assign(next, { split: (name: string | number) => stream(hashed(key, `${typeof name} ${name}`)) })
}

function sfc32([first, second, third]: Key): () => number {
  let a = first
  let b = second
  let c = third
  let counter = 1
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 15; i++) draw()
  return draw
}

/** 96 bits from a key and a text: three MurmurHash3 passes (Appleby, public domain), each begun from its own word. */
function hashed(key: Key, text: string): Key {
  const code = [...key, ...Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))]
  const word = (seed: number) => {
    let h = seed | 0
    for (const unit of code) {
      let k = Math.imul(unit, 0xcc9e2d51)
      k = (k << 15) | (k >>> 17)
      h ^= Math.imul(k, 0x1b873593)
      h = (h << 13) | (h >>> 19)
      h = (Math.imul(h, 5) + 0xe6546b64) | 0
    }
    h ^= code.length
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return h ^ (h >>> 16)
  }
  return [word(key[0]), word(key[1] ^ 0x5bd1e995), word(key[2] ^ 0x27d4eb2f)]
}

/** An integer in 0 … below − 1, each equally likely to within 2⁻⁵³. */
export function integer(random: () => number, below: number): number {
  return Math.floor(random() * below)
}

/** A standard normal number, by the polar method (Marsaglia & Bray 1964); the same bits in every engine. */
export function normal(random: () => number): number {
  for (;;) {
    const u = 2 * random() - 1
    const v = 2 * random() - 1
    const s = u * u + v * v
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * exactLog(s)) / s)
  }
}

/** A new array in random order (Fisher & Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = integer(random, i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
