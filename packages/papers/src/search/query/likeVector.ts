/**
 * The vector of a query by example.
 * Rocchio (1971), as in Manning, Raghavan & Schütze, Introduction to Information Retrieval, eq. 9.3:
 *   q′ = α·q + β·mean(like) − γ·mean(unlike), here α = 1, β = 1, γ = 0.5, then normalised.
 * Notation: q = the words' vector where there are words, like/unlike = papers named by the reader.
 * Departs from the source: every vector is brought to length 1 first, so that β and γ weigh directions; γ < β keeps the
 * answer near what is liked. The source's β = 0.75, γ = 0.15 are for judged results of a search; papers named by hand say
 * more than that.
 */

export type LikeVectorOptions = {
  like: readonly number[]
  unlike: readonly number[]
  /** Vector of the query's words; zero or absent when there are none. */
  words?: Float32Array | undefined
}

const beta = 1
const gamma = 0.5

/** A unit vector; undefined when nothing is asked for that has a vector, or when likes and unlikes cancel out. */
export function likeVector(
  vectors: ReadonlyMap<number, Float32Array>,
  { like, unlike, words }: LikeVectorOptions,
): Float32Array | undefined {
  const query = words && direction(words)
  const liked = meanDirection(vectors, like)
  const asked = liked ?? query
  if (!asked) return undefined
  const disliked = meanDirection(vectors, unlike)
  return direction(asked.map((_, at) => (query?.[at] ?? 0) + beta * (liked?.[at] ?? 0) - gamma * (disliked?.[at] ?? 0)))
}

/** The mean of the papers' unit vectors, each paper once; papers without a vector are left out. */
function meanDirection(vectors: ReadonlyMap<number, Float32Array>, ids: readonly number[]): Float32Array | undefined {
  const directions = [...new Set(ids)].flatMap((id) => {
    const vector = vectors.get(id)
    const found = vector && direction(vector)
    return found ? [found] : []
  })
  const [first, ...rest] = directions
  return first?.map((value, at) => (value + rest.reduce((sum, one) => sum + one[at]!, 0)) / directions.length)
}

/** The unit vector; undefined for one too short to have a direction. */
function direction(vector: Float32Array): Float32Array | undefined {
  const length = Math.hypot(...vector)
  return length > 1e-6 ? vector.map((value) => value / length) : undefined
}
