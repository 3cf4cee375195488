/**
 * The static embedder: abstracts a second of one core, and how well meaning alone finds things — held-out abstracts by
 * their titles (the test part of the conference papers, which the shipped weights have not seen), and Cranfield, which
 * is far from what they were learnt from. Beside it the same weights adapted to each collection, and tf-idf cosine.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { adaptWeights } from '../packages/papers/src/meaning/adapt.ts'
import type { Embedder } from '../packages/papers/src/meaning/embedder.ts'
import { isHeldOut, positionOf } from '../packages/papers/src/meaning/heldOut.ts'
import { shippedWeights } from '../packages/papers/src/meaning/openEmbedder.ts'
import { createStaticEmbedder } from '../packages/papers/src/meaning/staticEmbedder.ts'
import { readWeights } from '../packages/papers/src/meaning/staticFile.ts'
import { type Collection, readCranfield } from './measuring/cranfield.ts'
import { conferencePapers, machine, quantile, requireFile, root, seeded, table } from './measuring/measure.ts'
import { type Paper, readPapers } from './measuring/queries.ts'
import { tfIdf } from './measuring/tfIdf.ts'

/** Scores of all documents for each query. */
type Scorer = (queries: string[]) => Promise<(query: number) => Float32Array>

requireFile(conferencePapers)
const weights = await readWeights(shippedWeights)
const embedder = createStaticEmbedder(weights, weights.checksum)
const papers = await readPapers(conferencePapers)
console.log(
  `${machine()}; ${embedder.id}, ${weights.words.length} words, learnt with ${JSON.stringify(weights.header.training)}\n`,
)

await measureSpeed(papers.slice(0, 20_000).map(({ abstract }) => abstract))
console.log(table(await measure(knownItem(papers))))
const cranfield = join(root, '../shared/data/cranfield')
if (existsSync(cranfield)) console.log(`\n${table(await measure(await readCranfield(cranfield)))}`)
else console.log(`\nCranfield is not measured: ${cranfield} is not there.`)

async function measureSpeed(texts: string[]): Promise<void> {
  await embedder.embed(texts.slice(0, 4000), { as: 'document' })
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  await embedder.embed(texts, { as: 'document' })
  const { user, system } = process.cpuUsage(cpu)
  const persecond = (seconds: number) => Math.round(texts.length / seconds).toLocaleString('en')
  console.log(
    `${texts.length} abstracts: ${persecond((user + system) / 1e6)} a second of processor time (user and system, all threads), ${persecond((performance.now() - wall) / 1000)} by the clock.\n`,
  )
}

/** 2,000 titles, each of which should find its own abstract. */
function knownItem(all: Paper[]): Collection {
  const held = all
    .filter(({ title, abstract }) => isHeldOut(title) && abstract.length >= 100)
    .sort((a, b) => positionOf(a.title) - positionOf(b.title))
    .slice(0, 2000)
  return {
    name: 'title → abstract of 2,000',
    documents: held.map(({ abstract }) => abstract),
    queries: held.map(({ title }) => title),
    gain: (query, document) => (query === document ? 1 : 0),
  }
}

async function measure(collection: Collection): Promise<Record<string, string | number>[]> {
  const { documents, name } = collection
  const adapted = createStaticEmbedder(await adaptWeights(weights, documents), 'adapted')
  const scorers: [string, Scorer][] = [
    ['static, as shipped', byEmbedder(embedder, documents)],
    ['static, adapted', byEmbedder(adapted, documents)],
    ['tf-idf cosine', async (queries) => tfIdf(documents, queries)],
  ]
  const rows: Record<string, string | number>[] = []
  for (const [engine, scorer] of scorers) {
    const scores = await scorer(collection.queries)
    const each = collection.queries.map((_, query) => judge(collection, query, scores(query)))
    rows.push({
      [name]: engine,
      'rank 1': interval(each.map(({ first }) => first)),
      MRR: interval(each.map(({ reciprocal }) => reciprocal)),
      'nDCG@10': interval(each.map(({ ndcg }) => ndcg)),
    })
  }
  return rows
}

function byEmbedder(own: Embedder, documents: string[]): Scorer {
  return async (queries) => {
    const d = await own.embed(documents, { as: 'document' })
    const q = await own.embed(queries, { as: 'query' })
    return (query) => {
      const scores = new Float32Array(documents.length)
      for (let document = 0; document < documents.length; document++)
        for (let i = 0; i < own.dimension; i++)
          scores[document]! += q[query * own.dimension + i]! * d[document * own.dimension + i]!
      return scores
    }
  }
}

/** Ties count against what is sought: documents of no gain go first. */
function judge({ gain }: Collection, query: number, scores: Float32Array) {
  const gains = Array.from(scores, (_, document) => gain(query, document))
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || gains[a]! - gains[b]!)
  const discounted = (list: number[]) => list.slice(0, 10).reduce((sum, one, at) => sum + one / Math.log2(at + 2), 0)
  const ideal = discounted(gains.toSorted((a, b) => b - a))
  const rank = order.findIndex((document) => gains[document]! > 0) + 1
  const found = discounted(order.map((document) => gains[document]!))
  return { first: rank === 1 ? 1 : 0, reciprocal: rank > 0 ? 1 / rank : 0, ndcg: ideal > 0 ? found / ideal : 0 }
}

/** Mean and the middle 95 % of 1,000 bootstrap means over queries, seed 7. */
function interval(values: number[]): string {
  const random = seeded(7)
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
  const means = Array.from({ length: 1000 }, () =>
    mean(values.map(() => values[Math.floor(random() * values.length)]!)),
  )
  const [low, high] = [0.025, 0.975].map((p) => quantile(means, p))
  return `${mean(values).toFixed(3)} (${low!.toFixed(3)}–${high!.toFixed(3)})`
}
