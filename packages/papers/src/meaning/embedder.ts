/** The port through which search asks what a text means. */

export type Embedder = {
  /** Model and version, as recorded beside the vectors it made; another id means other vectors. */
  readonly id: string
  readonly dimension: number
  /**
   * Unit vectors of the texts, one after the other: [texts.length, dimension]. A text of which nothing is understood
   * (empty, or no known token) gets the zero vector. A document is its title and abstract, joined by a line break.
   */
  embed(texts: readonly string[], options: { as: 'query' | 'document'; signal?: AbortSignal }): Promise<Float32Array>
  /** How many texts are best given at once: many where the work is done elsewhere, few where it holds up everyone. */
  readonly atOnce?: number
  /**
   * How much of a text the model knows, 0 to 1: the share of its words, weighted by how telling they are, that have a
   * vector of their own. Absent where a model cannot say.
   */
  coverage?(text: string): number
  close?(): Promise<void>
}
