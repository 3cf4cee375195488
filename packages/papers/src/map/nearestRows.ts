/**
 * The k nearest rows of every row, by cosine distance of unit vectors, exactly and with the row itself first: what UMAP
 * calls a precomputed neighbour graph. Comparing all pairs of 2,000 rows of 256 takes 0.7 s of a
 * processor, and unlike the search of umap-js it misses none.
 */
import { dot, rowOf, type Vectors } from './vectors.ts'

export type Neighbours = { indices: number[][]; distances: number[][] }

export function nearestRows(vectors: Vectors, k: number): Neighbours {
  const { count } = vectors
  const indices = Array.from({ length: count }, (_, i) => [i])
  const distances = Array.from({ length: count }, () => [0])
  const offer = (i: number, j: number, distance: number) => insert(indices[i]!, distances[i]!, j, distance, k)
  const rows = Array.from({ length: count }, (_, i) => rowOf(vectors, i)) // a view costs as much as a short dot product
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const distance = Math.max(0, 1 - dot(rows[i]!, rows[j]!))
      offer(i, j, distance)
      offer(j, i, distance)
    }
  }
  return { indices, distances }
}

/** Keeps both lists sorted by distance and at most k long; the row itself stays first. */
function insert(indices: number[], distances: number[], j: number, distance: number, k: number): void {
  let at = distances.length
  if (at === k && distance >= distances[at - 1]!) return
  while (at > 1 && distances[at - 1]! > distance) at--
  indices.splice(at, 0, j)
  distances.splice(at, 0, distance)
  if (indices.length > k) {
    indices.pop()
    distances.pop()
  }
}
