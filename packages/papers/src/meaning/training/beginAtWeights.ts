/** Learning that goes on where other weights stand, instead of at random codes. */
import type { StaticWeights } from '../staticFile.ts'
import type { Composition } from './model.ts'

/** A token that nearly every article has weighs almost nothing; what it is made of is left as it is. */
const leastFactor = 0.05

/**
 * Sets the parameters so that every word and pair has the vector it has in `weights`, whose words and pairs are those of the
 * lexicon, in its order. A token's vector is s · own + Σ factor · piece (model.ts): the pieces are taken over, and
 * own = (vector − Σ factor · piece) ÷ s.
 */
export function beginAtWeights(parameters: Float32Array, { starts, rows, factors }: Composition, from: StaticWeights) {
  const { dimension, words, pairs } = from.header
  const named = words + pairs
  const number = (row: number, i: number) => from.rows[row * dimension + i]! * from.scales[row]!
  for (let row = named; row < parameters.length / dimension; row++)
    for (let i = 0; i < dimension; i++) parameters[row * dimension + i] = number(row, i)
  for (let token = 0; token < named; token++) {
    const first = starts[token]! // its own row; the rest are its pieces
    const scale = factors[first]!
    if (scale < leastFactor) continue
    for (let i = 0; i < dimension; i++) {
      let rest = number(token, i)
      for (let at = first + 1; at < starts[token + 1]!; at++)
        rest -= factors[at]! * parameters[rows[at]! * dimension + i]!
      parameters[rows[first]! * dimension + i] = rest / scale
    }
  }
}
