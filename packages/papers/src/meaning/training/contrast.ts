/**
 * The loss: each of B queries must find its own document among the B of the batch, and the reverse (InfoNCE both ways,
 * Radford et al. 2021). With s(i,j) = q(i)·d(j) ÷ T,
 *   L = −1/2B · Σ_i [ log softmax_j s(i,·) at i + log softmax_i s(·,i) at i ].
 * All s − 1/T lie in [−2/T, 0], so one table of exponentials serves rows and columns without overflow.
 */
import type { Workspace } from '../kernels.ts'

export type Contrast = {
  /** `units`: the B queries, then the B documents. Returns the loss and its gradient for the units (valid until the next call). */
  (units: Float32Array): { loss: number; gradient: Float32Array }
}

export function createContrast(
  { kernels, floats, integers }: Workspace,
  { pairs, dimension, temperature }: { pairs: number; dimension: number; temperature: number },
): Contrast {
  const scores = floats(pairs * pairs) // [query, document]
  const gradient = floats(2 * pairs * dimension)
  const ids = integers(pairs)
  for (let i = 0; i < pairs; i++) ids[i] = i
  const rowSums = new Float64Array(pairs)
  const columnSums = new Float64Array(pairs)

  return (units) => {
    const queries = units.byteOffset
    const documents = queries + 4 * pairs * dimension
    for (let i = 0; i < pairs; i++)
      kernels.dots(scores.byteOffset + 4 * i * pairs, queries + 4 * i * dimension, documents, pairs, dimension)
    let loss = 0
    for (let i = 0; i < pairs; i++) loss -= (scores[i * pairs + i]! - 1) / temperature / pairs
    rowSums.fill(0)
    columnSums.fill(0)
    for (let i = 0; i < pairs; i++) {
      let sum = 0
      for (let j = 0; j < pairs; j++) {
        const e = Math.exp((scores[i * pairs + j]! - 1) / temperature)
        scores[i * pairs + j] = e
        sum += e
        columnSums[j]! += e
      }
      rowSums[i] = sum
    }
    for (let i = 0; i < pairs; i++) loss += (Math.log(rowSums[i]!) + Math.log(columnSums[i]!)) / (2 * pairs)
    const scale = 1 / (2 * pairs * temperature)
    for (let i = 0; i < pairs; i++) {
      const row = 1 / rowSums[i]!
      for (let j = 0; j < pairs; j++) scores[i * pairs + j]! *= scale * (row + 1 / columnSums[j]!)
      scores[i * pairs + i]! -= 2 * scale
    }
    gradient.fill(0)
    for (let i = 0; i < pairs; i++) {
      const [queryRow, documentRow] = [i * dimension, (pairs + i) * dimension]
      kernels.combine(
        gradient.byteOffset + 4 * queryRow,
        documents,
        ids.byteOffset,
        scores.byteOffset + 4 * i * pairs,
        1,
        pairs,
        dimension,
      )
      kernels.combine(
        gradient.byteOffset + 4 * documentRow,
        queries,
        ids.byteOffset,
        scores.byteOffset + 4 * i,
        pairs,
        pairs,
        dimension,
      )
    }
    return { loss, gradient }
  }
}
