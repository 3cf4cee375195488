/**
 * Parts of a picture: k-means on the plane (Lloyd 1982) from spread-out seeds (k-means++, Arthur & Vassilvitskii 2007).
 * On the plane and not in the vectors, because a label has to stand over points that lie together.
 */
export type Clusters = { of: Uint8Array; centres: { x: number; y: number; size: number }[] }

const mostRounds = 50

/** Clusters of points [count, 2]; every cluster has a point. `k` at most 255. */
export function clustersOf(points: Float32Array, k: number, random: () => number): Clusters {
  const count = points.length / 2
  const centres = seeds(points, Math.min(k, count), random)
  const of = new Uint8Array(count)
  for (let round = 0; round < mostRounds; round++) {
    if (!assign(points, centres, of) && round > 0) break
    recentre(points, centres, of)
  }
  return withoutEmpty(points, centres, of)
}

function seeds(points: Float32Array, k: number, random: () => number): Float32Array {
  const count = points.length / 2
  const centres = new Float32Array(2 * k)
  const nearest = new Float64Array(count).fill(Infinity)
  let chosen = Math.floor(random() * count)
  for (let c = 0; c < k; c++) {
    centres.set(points.subarray(2 * chosen, 2 * chosen + 2), 2 * c)
    let total = 0
    for (let i = 0; i < count; i++) {
      nearest[i] = Math.min(nearest[i]!, squared(points, i, centres, c))
      total += nearest[i]!
    }
    let left = random() * total
    chosen = nearest.findIndex((distance) => {
      left -= distance
      return left < 0
    })
    if (chosen < 0) chosen = count - 1
  }
  return centres
}

/** Gives every point its nearest centre; whether any point changed. */
function assign(points: Float32Array, centres: Float32Array, of: Uint8Array): boolean {
  let changed = false
  for (let i = 0; i < of.length; i++) {
    let best = 0
    for (let c = 1; c < centres.length / 2; c++) {
      if (squared(points, i, centres, c) < squared(points, i, centres, best)) best = c
    }
    changed ||= of[i] !== best
    of[i] = best
  }
  return changed
}

function recentre(points: Float32Array, centres: Float32Array, of: Uint8Array): void {
  const sizes = new Float64Array(centres.length / 2)
  const sums = new Float64Array(centres.length)
  for (const [i, c] of of.entries()) {
    sizes[c]!++
    sums[2 * c]! += points[2 * i]!
    sums[2 * c + 1]! += points[2 * i + 1]!
  }
  for (let at = 0; at < centres.length; at++) if (sizes[at >> 1]! > 0) centres[at] = sums[at]! / sizes[at >> 1]!
}

/** Largest first; numbers of empty clusters are given to others. */
function withoutEmpty(points: Float32Array, centres: Float32Array, of: Uint8Array): Clusters {
  recentre(points, centres, of)
  const sizes = new Map<number, number>()
  for (const c of of) sizes.set(c, (sizes.get(c) ?? 0) + 1)
  const kept = [...sizes].sort(([a, x], [b, y]) => y - x || a - b)
  const number = new Map(kept.map(([c], at) => [c, at]))
  return {
    of: of.map((c) => number.get(c)!),
    centres: kept.map(([c, size]) => ({ x: centres[2 * c]!, y: centres[2 * c + 1]!, size })),
  }
}

const squared = (a: Float32Array, i: number, b: Float32Array, j: number): number =>
  (a[2 * i]! - b[2 * j]!) ** 2 + (a[2 * i + 1]! - b[2 * j + 1]!) ** 2
