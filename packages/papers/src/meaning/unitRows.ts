/** Vectors from a model that is not ours: checked, then made unit vectors. */
import { PapersError } from '../errors.ts'

/** [vectors.length, dimension]; throws where a vector has another length, or a number that is none. */
export function unitRows(vectors: readonly ArrayLike<number>[], dimension: number, model: string): Float32Array {
  const rows = new Float32Array(vectors.length * dimension)
  for (const [at, vector] of vectors.entries()) {
    if (vector.length !== dimension)
      throw modelFault(model, `gave a vector of ${vector.length} numbers where ${dimension} were expected`)
    const length = Math.hypot(...Array.from(vector, (value) => checked(value, model)))
    if (length === 0) continue
    for (let i = 0; i < dimension; i++) rows[at * dimension + i] = vector[i]! / length
  }
  return rows
}

function checked(value: unknown, model: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw modelFault(model, `gave a vector with ${JSON.stringify(value) ?? 'a hole'} in it`)
}

export function modelFault(model: string, what: string): PapersError {
  return new PapersError('meaning/model', `The embedder ${model} ${what}.`, {
    hint: 'Try again; if it stays, choose another model, or set "meaning.embedder" to "static".',
  })
}
