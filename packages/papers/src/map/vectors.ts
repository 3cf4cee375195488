/** A block of vectors of one length, row after row: values is [count, dimension]. */
export type Vectors = { count: number; dimension: number; values: Float32Array }

export const rowOf = ({ dimension, values }: Vectors, i: number): Float32Array =>
  values.subarray(i * dimension, (i + 1) * dimension)

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
