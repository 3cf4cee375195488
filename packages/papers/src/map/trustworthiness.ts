/**
 * How far a picture can be believed: trustworthiness (Venna & Kaski 2001, eq. 1),
 *
 *   T(k) = 1 − 2/(n·k·(2n − 3k − 1)) · Σᵢ Σ_{j ∈ Uₖ(i)} (r(i, j) − k)
 *
 * Uₖ(i): rows among the k nearest of i in the picture but not in the data; r(i, j): the rank of j by distance from i in
 * the data, from 1. 1: every neighbour in the picture is one in the data; about ½: a random picture. Needs k < n/2.
 */
import { dot, rowOf, type Vectors } from './vectors.ts'

export function trustworthiness(vectors: Vectors, points: Float32Array, k: number): number {
  const n = vectors.count
  if (k >= n / 2) throw new RangeError(`trustworthiness: k is ${k}, expected less than half of ${n} rows.`)
  let penalty = 0
  for (let i = 0; i < n; i++) {
    const row = rowOf(vectors, i)
    const rank = ranks(others(n, i), (j) => -dot(row, rowOf(vectors, j)))
    const near = sortedBy(others(n, i), (j) => squaredDistance(points, i, j)).slice(0, k)
    for (const j of near) penalty += Math.max(0, rank.get(j)! - k)
  }
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * penalty
}

const others = (n: number, i: number): number[] => Array.from({ length: n }, (_, j) => j).filter((j) => j !== i)
const ranks = (rows: number[], distance: (j: number) => number): Map<number, number> =>
  new Map(sortedBy(rows, distance).map((j, at) => [j, at + 1]))

function sortedBy(rows: number[], distance: (j: number) => number): number[] {
  const known = new Map(rows.map((j) => [j, distance(j)]))
  return rows.toSorted((a, b) => known.get(a)! - known.get(b)! || a - b)
}

const squaredDistance = (points: Float32Array, i: number, j: number): number =>
  (points[2 * i]! - points[2 * j]!) ** 2 + (points[2 * i + 1]! - points[2 * j + 1]!) ** 2
