import { expect, test } from 'vitest'
import { adaptWeights, leastTexts } from './adapt.ts'
import { shippedWeights } from './openEmbedder.ts'
import { createStaticEmbedder } from './staticEmbedder.ts'
import { packWeights, readWeights, type StaticWeights, toBytes } from './staticFile.ts'
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

test('the rows are those of the formula worked out straight', async () => {
  const dimension = 16
  const numbers = Float32Array.from(
    { length: 6 * dimension },
    (_, at) => Math.sin(7 * at) + (at % dimension === 0 ? 1 : 0),
  )
  const words = ['lift', 'drag', 'wing', 'swan', 'lake']
  const header = { name: 'static', dimension, words: 5, pairs: 0, pieces: 1, wordBytes: 0, training: {} }
  const weights = { header, words, pairs: new Int32Array(), ...toBytes(numbers, dimension) }
  const given = Array.from({ length: 60 }, (_, at) =>
    words.filter((_, word) => word < 4 && (at + word) % (word + 2) === 0).join(' '),
  )
  const adapted = await adaptWeights(weights, given)
  const rowOf = ({ rows, scales }: StaticWeights, at: number) =>
    Array.from(rows.subarray(at * dimension, (at + 1) * dimension), (byte) => byte * scales[at]!)
  const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector))
  const rare = (count: number) => Math.log(61 / (count + 0.5)) / Math.log(122)
  const texts = given.map((text) => text.split(' ').filter(Boolean))
  const counts = words.map((word) => texts.filter((text) => text.includes(word)).length)
  const before = words.map((_, at) => {
    const old = rowOf(weights, at)
    return unit(old).map((value) => value * Math.hypot(...old) ** 0.7 * rare(counts[at]!) ** 0.3)
  })
  const units = texts.map((text) => {
    const sum = new Array<number>(dimension).fill(0)
    for (const word of text) for (let i = 0; i < dimension; i++) sum[i]! += before[words.indexOf(word)]![i]!
    return text.length === 0 ? sum : unit(sum)
  })
  const mean = units[0]!.map((_, i) => units.reduce((sum, one) => sum + one[i]!, 0) / units.length)
  for (let word = 0; word < 4; word++) {
    const count = counts[word]!
    const around = texts.flatMap((text, at) => (text.includes(words[word]!) ? [units[at]!] : []))
    const context = unit(mean.map((middle, i) => around.reduce((sum, one) => sum + one[i]! - middle, 0)))
    const turned = unit(unit(before[word]!).map((value, i) => value + ((0.5 * count) / (count + 1)) * context[i]!))
    const expected = turned.map((value) => value * Math.hypot(...before[word]!))
    for (const [i, value] of rowOf(adapted, word).entries())
      expect(Math.abs(value - expected[i]!), `${words[word]} ${i}`).toBeLessThan(adapted.scales[word]!)
  }
  expect(rowOf(adapted, 4)).toEqual(rowOf(weights, 4))
})

test('too few papers is a sentence, and it can be stopped', async () => {
  await expect(adaptWeights(shipped, texts.slice(0, 5))).rejects.toMatchObject({
    code: 'meaning/too-few',
    message: expect.stringMatching(new RegExp(`5 papers.*${leastTexts}`)),
  })
  await expect(adaptWeights(shipped, texts, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
})
