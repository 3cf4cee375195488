/**
 * The static embedder while it is trained. A token t has the vector
 *   v(t) = s(t) · (own(t) + γ · Σ pieces(t) ÷ √n)      words of the lexicon, γ = 1/√2
 *   v(t) = s(t) · own(t)                               pairs of words
 *   v(t) = s(t) · Σ pieces(t) ÷ √n                     every other word
 * with s(t) fixed by how rare t is, and a text is y = x ÷ |x|, x = Σ f(tf(t)) · v(t).
 * Everything begins at random codes, so that before training y is a random projection of tf-idf, and words that training
 * hardly touches stay what they are there: themselves.
 */
import type { Workspace } from '../kernels.ts'

/** Which rows of the parameters make up each token: rows and factors of token t are at starts[t] .. starts[t + 1]. */
export type Composition = { starts: Int32Array; rows: Int32Array; factors: Float32Array }

export type Bag = { tokens: Int32Array; weights: Float32Array }

export type Model = {
  readonly dimension: number
  readonly parameters: Float32Array
  /** Sets the unit vectors of some texts, [bags.length, dimension], and keeps what `backward` needs. */
  forward(bags: readonly Bag[]): Float32Array
  /** Adds the gradient of the parameters, given that of the unit vectors of the last `forward`. */
  backward(gradient: Float32Array): void
  /** One step of Adam (Kingma & Ba 2015) on the rows that `backward` reached; others keep their moments (lazy Adam). */
  step(rate: number): void
  /** The composed vector of a token. */
  vector(token: number): Float32Array
}

export type ModelOptions = { dimension: number; rows: number; maxBags: number; maxTerms: number }

export function createModel(workspace: Workspace, composition: Composition, options: ModelOptions): Model {
  const { kernels } = workspace
  const { dimension, rows, maxBags, maxTerms } = options
  const tokenCount = composition.starts.length - 1
  const composed = place(workspace, composition)
  const parameters = workspace.floats(rows * dimension)
  const first = workspace.floats(rows * dimension)
  const second = workspace.floats(rows * dimension)
  const gradient = workspace.floats(rows * dimension)
  const maxDistinct = Math.min(maxTerms, tokenCount)
  const vectors = workspace.floats(maxDistinct * dimension) // [distinct tokens, dimension]
  const vectorGradients = workspace.floats(maxDistinct * dimension)
  const locals = workspace.integers(maxTerms)
  const weights = workspace.floats(maxTerms)
  const sums = workspace.floats(maxBags * dimension) // [bags, dimension]: x, then y in place
  const back = workspace.floats(dimension)
  const lengths = new Float64Array(maxBags)
  const starts = new Int32Array(maxBags + 1)
  const localOf = new Int32Array(tokenCount).fill(-1)
  const distinct: number[] = []
  const touched = new Uint8Array(rows)
  let bagCount = 0
  let steps = 0

  const at = (array: Float32Array, row: number) => array.byteOffset + 4 * dimension * row

  /** Numbers the distinct tokens of the bags and composes the vector of each. */
  function compose(bags: readonly Bag[]): void {
    for (const token of distinct) localOf[token] = -1
    distinct.length = 0
    let next = 0
    for (const [bag, { tokens, weights: given }] of bags.entries()) {
      starts[bag] = next
      for (let i = 0; i < tokens.length; i++) {
        const token = tokens[i]!
        if (localOf[token]! < 0) localOf[token] = distinct.push(token) - 1
        locals[next] = localOf[token]!
        weights[next++] = given[i]!
      }
    }
    starts[bags.length] = next
    vectors.fill(0, 0, distinct.length * dimension)
    for (const [local, token] of distinct.entries()) {
      const { rows, factors, count } = composed(token)
      kernels.combine(at(vectors, local), parameters.byteOffset, rows, factors, 1, count, dimension)
    }
  }

  return {
    dimension,
    parameters,
    forward(bags) {
      compose(bags)
      bagCount = bags.length
      sums.fill(0, 0, bagCount * dimension)
      for (let bag = 0; bag < bagCount; bag++) {
        const from = starts[bag]!
        kernels.combine(
          at(sums, bag),
          vectors.byteOffset,
          locals.byteOffset + 4 * from,
          weights.byteOffset + 4 * from,
          1,
          starts[bag + 1]! - from,
          dimension,
        )
        lengths[bag] = normalise(sums, bag * dimension, dimension)
      }
      return sums.subarray(0, bagCount * dimension)
    },
    backward(outer) {
      for (let bag = 0; bag < bagCount; bag++) {
        if (lengths[bag] === 0) continue
        throughNormalisation(outer, sums, bag * dimension, lengths[bag]!, back)
        const from = starts[bag]!
        kernels.scatter(
          vectorGradients.byteOffset,
          locals.byteOffset + 4 * from,
          weights.byteOffset + 4 * from,
          starts[bag + 1]! - from,
          dimension,
          back.byteOffset,
        )
      }
      for (const [local, token] of distinct.entries()) {
        const { rows, factors, count, rowNumbers } = composed(token)
        kernels.scatter(gradient.byteOffset, rows, factors, count, dimension, at(vectorGradients, local))
        for (const row of rowNumbers) touched[row] = 1
      }
      vectorGradients.fill(0, 0, distinct.length * dimension)
    },
    step(rate) {
      steps++
      const root = Math.sqrt(1 - beta2 ** steps)
      const corrected = (rate * root) / (1 - beta1 ** steps)
      for (let row = 0; row < rows; row++) {
        if (touched[row] === 0) continue
        touched[row] = 0
        kernels.adam(
          at(parameters, row),
          at(first, row),
          at(second, row),
          at(gradient, row),
          dimension,
          corrected,
          beta1,
          beta2,
          1e-8 * root,
        )
      }
    },
    vector(token) {
      vectors.fill(0, 0, dimension)
      const { rows, factors, count } = composed(token)
      kernels.combine(vectors.byteOffset, parameters.byteOffset, rows, factors, 1, count, dimension)
      return vectors.slice(0, dimension)
    },
  }
}

const beta1 = 0.9
const beta2 = 0.999

/** The composition in the workspace, and where the rows of a token stand there. */
function place(workspace: Workspace, { starts, rows, factors }: Composition) {
  const placedRows = workspace.integers(rows.length)
  const placedFactors = workspace.floats(factors.length)
  placedRows.set(rows)
  placedFactors.set(factors)
  return (token: number) => {
    const [from, to] = [starts[token]!, starts[token + 1]!]
    return {
      rows: placedRows.byteOffset + 4 * from,
      factors: placedFactors.byteOffset + 4 * from,
      count: to - from,
      rowNumbers: placedRows.subarray(from, to),
    }
  }
}

/** x becomes x ÷ |x|; a zero vector stays. Returns |x|. */
function normalise(values: Float32Array, from: number, dimension: number): number {
  let sum = 0
  for (let i = from; i < from + dimension; i++) sum += values[i]! * values[i]!
  const length = Math.sqrt(sum)
  if (length > 0) for (let i = from; i < from + dimension; i++) values[i]! /= length
  return length
}

/** ∂L/∂x = (g − (g·y) y) ÷ |x| for y = x ÷ |x| and g = ∂L/∂y. */
function throughNormalisation(g: Float32Array, y: Float32Array, from: number, length: number, out: Float32Array): void {
  let along = 0
  for (let i = 0; i < out.length; i++) along += g[from + i]! * y[from + i]!
  for (let i = 0; i < out.length; i++) out[i] = (g[from + i]! - along * y[from + i]!) / length
}
