/**
 * The first two principal components of some rows, by power iteration on the centred data, the second with the first
 * taken out. They start a layout: from there, groups that are far apart stay apart, and the picture does not turn from
 * run to run (Kobak & Linderman 2021, Initialization is critical for preserving global data structure).
 */
import { dot, rowOf, type Vectors } from './vectors.ts'

const rounds = 60

/** Coordinates [count, 2] along both axes; zeros along an axis on which nothing varies. */
export function principalAxes(vectors: Vectors, random: () => number): Float32Array {
  const centred = centredCopy(vectors)
  const first = axis(centred, random)
  const second = axis(centred, random, first)
  const coordinates = new Float32Array(vectors.count * 2)
  for (let i = 0; i < vectors.count; i++) {
    coordinates[2 * i] = dot(rowOf(centred, i), first)
    coordinates[2 * i + 1] = dot(rowOf(centred, i), second)
  }
  return coordinates
}

function centredCopy({ count, dimension, values }: Vectors): Vectors {
  const mean = new Float64Array(dimension)
  for (let at = 0; at < values.length; at++) mean[at % dimension]! += values[at]! / count
  return { count, dimension, values: values.map((value, at) => value - mean[at % dimension]!) }
}

/** A unit vector along which the rows vary most, orthogonal to `other`. */
function axis(rows: Vectors, random: () => number, other?: Float32Array): Float32Array {
  let direction = unit(
    Float32Array.from({ length: rows.dimension }, () => random() - 0.5),
    other,
  )
  for (let round = 0; round < rounds; round++) {
    const next = new Float32Array(rows.dimension)
    for (let i = 0; i < rows.count; i++) {
      const row = rowOf(rows, i)
      const along = dot(row, direction)
      for (let d = 0; d < next.length; d++) next[d]! += along * row[d]!
    }
    if (dot(next, next) < 1e-20) return new Float32Array(rows.dimension)
    direction = unit(next, other)
  }
  return direction
}

function unit(vector: Float32Array, other?: Float32Array): Float32Array {
  const along = other ? dot(vector, other) : 0
  const rest = other ? vector.map((value, d) => value - along * other[d]!) : vector
  const length = Math.sqrt(dot(rest, rest))
  return length > 0 ? rest.map((value) => value / length) : rest
}
