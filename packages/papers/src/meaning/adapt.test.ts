import { expect, test } from 'vitest'
import { adaptWeights, leastTexts } from './adapt.ts'
import { shippedWeights } from './openEmbedder.ts'
import { createStaticEmbedder } from './staticEmbedder.ts'
import { packWeights, readWeights, type StaticWeights } from './staticFile.ts'
import { rankOf } from './training/findByTitle.ts'
import { inventedArticles } from './training/invented.ts'

const shipped = await readWeights(shippedWeights)
/** Subjects of which the shipped weights know not one word. */
const articles = inventedArticles(600, 4, 30)
const texts = articles.map(({ abstract }) => abstract)

async function meanReciprocalRank(weights: StaticWeights): Promise<number> {
  const embedder = createStaticEmbedder(weights, 'test')
  const queries = await embedder.embed(
    articles.map(({ title }) => title),
    { as: 'query' },
  )
  const documents = await embedder.embed(texts, { as: 'document' })
  const ranks = texts.map((_, at) => rankOf(queries, documents, at, embedder.dimension))
  return ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length
}

test('papers about unknown things are found better, and their words count as known', async () => {
  const adapted = await adaptWeights(shipped, texts)
  expect(await meanReciprocalRank(adapted)).toBeGreaterThan((await meanReciprocalRank(shipped)) + 0.02)
  const coverage = (weights: StaticWeights) => createStaticEmbedder(weights, 'test').coverage!(texts[0]!)
  expect(coverage(shipped)).toBeLessThan(0.1)
  expect(coverage(adapted)).toBe(1)
  expect(packWeights(adapted).length).toBeLessThan(packWeights(shipped).length + 1_000_000)
})

test('the order of papers changes nothing but rounding, the given weights stay, words of no paper keep their rows', async () => {
  const before = packWeights(shipped)
  const adapted = await adaptWeights(shipped, texts)
  expect(packWeights(shipped).equals(before)).toBe(true)
  expect(packWeights(await adaptWeights(shipped, texts)).equals(packWeights(adapted))).toBe(true)
  const reversed = await adaptWeights(shipped, texts.toReversed())
  expect(reversed.words).toEqual(adapted.words)
  const [a, b] = await Promise.all(
    [adapted, reversed].map((weights) =>
      createStaticEmbedder(weights, 'test').embed(texts.slice(0, 50), { as: 'document' }),
    ),
  )
  for (let i = 0; i < a!.length; i++) expect(Math.abs(a![i]! - b![i]!)).toBeLessThan(0.01) // bytes may round apart
  const word = shipped.words.indexOf('reinforcement')
  expect(adapted.rows.subarray(word * 256, word * 256 + 256)).toEqual(
    shipped.rows.subarray(word * 256, word * 256 + 256),
  )
})

test('too few papers is a sentence, and it can be stopped', async () => {
  await expect(adaptWeights(shipped, texts.slice(0, 5))).rejects.toMatchObject({
    code: 'meaning/too-few',
    message: expect.stringMatching(new RegExp(`5 papers.*${leastTexts}`)),
  })
  await expect(adaptWeights(shipped, texts, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
})
