/** A trained model as the weights that are stored: one row for each word and pair, and the pieces. */
import type { Lexicon } from '../lexicon.ts'
import { type StaticWeights, toBytes } from '../staticFile.ts'
import type { Model } from './model.ts'

export function weightsOf(
  model: Model,
  { words, pairs }: Lexicon,
  { pieceRows }: { pieceRows: number },
  training: Record<string, string | number>,
): StaticWeights {
  const { dimension, parameters } = model
  const named = words.length + pairs.length / 2
  const numbers = new Float32Array((named + pieceRows) * dimension)
  for (let token = 0; token < named; token++) numbers.set(model.vector(token), token * dimension)
  numbers.set(parameters.subarray(named * dimension), named * dimension)
  return {
    header: {
      name: 'static',
      dimension,
      words: words.length,
      pairs: pairs.length / 2,
      pieces: pieceRows,
      wordBytes: 0,
      training,
    },
    words: [...words],
    pairs,
    ...toBytes(numbers, dimension),
  }
}
