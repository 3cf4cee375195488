/**
 * Latent semantic analysis (Deerwester et al. 1990) with 256 dimensions over the tf-idf vectors.
 * Truncated SVD by randomised subspace iteration (Halko, Martinsson & Tropp 2011, algorithm 4.4) with 16 more columns
 * than are kept (they come last and are dropped) and 3 rounds. Notation: A [n documents, m terms], Q [n, k] orthonormal, B = QᵀA.
 * A document is its row of U Σ = A V, a query its vector times V; similarity is the cosine.
 */
import { seeded } from '../../measuring/measure.ts'
import type { TestDocument } from '../collection.ts'
import type { Engine } from './engine.ts'
import { best, type Sparse, termVectors } from './termVectors.ts'

const dimensions = 256
const extra = 16
const rounds = 3

export function lsa(documents: readonly TestDocument[]): Engine[] {
  const { size, rows, vectorOf } = termVectors(documents)
  const width = Math.min(dimensions + extra, size, rows.length)
  const kept = Math.min(dimensions, width)
  const basis = rowSpace(rows, size, width) // [size, width]
  const place = (vector: Sparse) => unit(project(vector, basis, width).subarray(0, kept))
  const points = rows.map(place)
  return [
    {
      name: 'LSA-256',
      search(query, limit) {
        const wanted = place(vectorOf(query))
        const scores = points.map((point) => dot(point, wanted))
        return best(scores, limit).map((at) => documents[at]!.id)
      },
    },
  ]
}

/** An orthonormal basis [size, width] close to the leading right singular vectors. */
function rowSpace(rows: readonly Sparse[], size: number, width: number): Float64Array {
  const random = seeded(1)
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let basis: Float64Array = Float64Array.from({ length: size * width }, gaussian)
  for (let round = 0; round < rounds; round++) {
    const next = new Float64Array(size * width) // Aᵀ(A V), one document at a time
    for (const row of rows) {
      const image = project(row, basis, width)
      for (const [at, term] of row.terms.entries()) {
        const weight = row.weights[at]!
        const from = term * width
        for (let column = 0; column < width; column++) next[from + column]! += weight * image[column]!
      }
    }
    basis = orthonormal(next, size, width)
  }
  return basis
}

function project({ terms, weights }: Sparse, basis: Float64Array, width: number): Float64Array {
  const image = new Float64Array(width)
  for (const [at, term] of terms.entries()) {
    const weight = weights[at]!
    const from = term * width
    for (let column = 0; column < width; column++) image[column]! += weight * basis[from + column]!
  }
  return image
}

/** Modified Gram–Schmidt on the columns, twice for each column (Giraud et al. 2005: twice is enough). */
function orthonormal(matrix: Float64Array, size: number, width: number): Float64Array {
  const columns = Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: size }, (_, row) => matrix[row * width + column]!),
  )
  for (const [at, column] of columns.entries()) {
    for (let pass = 0; pass < 2; pass++)
      for (const before of columns.slice(0, at)) {
        const share = dot(before, column)
        for (let row = 0; row < size; row++) column[row]! -= share * before[row]!
      }
    unit(column)
  }
  return Float64Array.from({ length: size * width }, (_, at) => columns[at % width]![Math.floor(at / width)]!)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}

/** In place. */
function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector))
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at]! /= length
  return vector
}
