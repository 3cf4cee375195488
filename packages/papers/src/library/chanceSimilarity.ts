/**
 * How near two papers of this library come by chance: the similarity that one pair in 2,000 exceeds, among the pairs of
 * 400 papers spread over it. Every model has a scale of its own, so “near” cannot be one number for all.
 */
import { type Database, sql } from '@causerie/store'
import { dot } from '../map/vectors.ts'
import type { VectorSource } from '../meaning/vectorSource.ts'

const sampled = 400
const exceeding = 1 / 2000
/** A library smaller than this is about one thing: its pairs say nothing about chance. */
const fewestPapers = 1000
/** What a library of 87,402 conference papers gives for the model that comes with Causerie; 0 would hide nothing. */
const shippedModel = 0.43

export async function chanceSimilarity(db: Database, vectors: VectorSource): Promise<number> {
  // As in termRarity.ts: a multiplicative hash spreads the numbers.
  const { rows } = await db.execute(sql`select id::float8 as id, count(*) over ()::int as papers from papers
    where merged_into is null order by (id * 2654435761) % 4294967296 limit ${sampled}`)
  if (rows.length === 0 || (rows[0]!.papers as number) < fewestPapers)
    return vectors.meaning?.embedder.startsWith('static-') ? shippedModel : 0
  const found = [...(await vectors.vectorsOf(rows.map((row) => row.id as number))).values()]
  return quantileOfPairs(found, 1 - exceeding)
}

export function quantileOfPairs(vectors: readonly Float32Array[], p: number): number {
  const count = vectors.length
  const similarities = new Float32Array((count * (count - 1)) / 2)
  let at = 0
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) similarities[at++] = dot(vectors[i]!, vectors[j]!)
  return at === 0 ? 0 : similarities.sort()[Math.floor(p * (at - 1))]!
}
