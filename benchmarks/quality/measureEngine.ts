/** One engine on the queries of one collection. */
import type { TestQuery } from './collection.ts'
import type { Engine } from './engines/engine.ts'
import { firstIsRelevant, ndcg, recall } from './metrics.ts'

export type Measured = {
  name: string
  ours: boolean
  /** One value a query, in the order of the queries. */
  ndcg: number[]
  recall: number[]
  first: number[]
  /** Mean time of a query. */
  milliseconds: number
  /** Number of queries answered when the time was up; absent when all were. */
  unfinished?: number
}

export async function measureEngine(
  engine: Engine,
  queries: readonly TestQuery[],
  secondsEach: number,
): Promise<Measured> {
  const measured: Measured = {
    name: engine.name,
    ours: engine.ours ?? false,
    ndcg: [],
    recall: [],
    first: [],
    milliseconds: 0,
  }
  const started = performance.now()
  for (const { text, gains } of queries) {
    const ranking = await engine.search(text, 100)
    measured.ndcg.push(ndcg(ranking, gains, 10))
    measured.recall.push(recall(ranking, gains, 100))
    measured.first.push(firstIsRelevant(ranking, gains))
    measured.milliseconds = (performance.now() - started) / measured.ndcg.length
    if (performance.now() - started > secondsEach * 1000 && measured.ndcg.length < queries.length)
      return { ...measured, unfinished: measured.ndcg.length }
  }
  return measured
}
