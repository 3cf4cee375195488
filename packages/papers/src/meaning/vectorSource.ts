/** What related papers and maps need of the search index. */
import type { Ranked } from '../search/vectors.ts'

export type VectorSource = {
  /** The model of the vectors, and how many papers wait for theirs; undefined while there are none. */
  readonly meaning: { embedder: string; missing: number } | undefined
  /** Best first; scores are cosine similarities. */
  nearest(vector: Float32Array, options: { limit: number; excluding?: number[] }): Promise<Ranked>
  /** Unit vectors of the papers that have one. */
  vectorsOf(ids: number[]): Promise<Map<number, Float32Array>>
}
