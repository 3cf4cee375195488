import { expect, test } from 'vitest'
import { createStaticEmbedder } from '../staticEmbedder.ts'
import { packWeights, unpackWeights } from '../staticFile.ts'
import { inventedArticles } from './invented.ts'
import { learnEmbedder, leastArticles } from './learn.ts'
import { learnApart } from './learnApart.ts'
import type { LearnProgress } from './progress.ts'

const small = { dimension: 32, words: 800, pairs: 50, pieceRows: 256, batch: 64, epochs: 4, seed: 7 } as const
const articles = inventedArticles(1600, 1)

test('it learns: the loss falls, and held-out abstracts are found better than before and than by chance', async () => {
  const { before, development, test: onTest, losses } = await learnEmbedder(articles, small)
  expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!)
  expect(development.meanReciprocalRank).toBeGreaterThan(before.meanReciprocalRank + 0.1)
  const chance =
    Array.from({ length: onTest.articles }, (_, at) => 1 / (at + 1)).reduce((a, b) => a + b) / onTest.articles
  expect(onTest.meanReciprocalRank).toBeGreaterThan(2 * chance)
})

test('the same seed gives the same bytes, whatever the order of the articles; another seed gives others', async () => {
  const learn = async (seed: number, given = articles) =>
    packWeights((await learnEmbedder(given, { ...small, epochs: 1, seed })).weights)
  const first = await learn(7)
  expect(await learn(7, articles.toReversed())).toEqual(first)
  expect(await learn(8)).not.toEqual(first)
})

test('words of one subject come nearer to each other than words of two', async () => {
  const { weights } = await learnEmbedder(articles, small)
  const embedder = createStaticEmbedder(weights, 'test')
  const subjects = [0, 1, 2].map((subject) => articles.filter((_, at) => at % 40 === subject).slice(0, 5))
  const vectors = await embedder.embed(
    subjects.flat().map(({ title }) => title),
    { as: 'query' },
  )
  const dot = (a: number, b: number) => {
    let sum = 0
    for (let i = 0; i < 32; i++) sum += vectors[a * 32 + i]! * vectors[b * 32 + i]!
    return sum
  }
  let [same, other, pairs, others] = [0, 0, 0, 0]
  for (let a = 0; a < 15; a++)
    for (let b = 0; b < a; b++) {
      const together = Math.floor(a / 5) === Math.floor(b / 5)
      if (together) [same, pairs] = [same + dot(a, b), pairs + 1]
      else [other, others] = [other + dot(a, b), others + 1]
    }
  expect(same / pairs).toBeGreaterThan(other / others + 0.2)
})

test('progress goes up to the end and tells each look', async () => {
  const told: LearnProgress[] = []
  await learnEmbedder(articles, { ...small, epochs: 2, patience: 99, onProgress: (one) => told.push(one) })
  const learning = told.filter(({ stage }) => stage === 'learning')
  expect(learning.at(-1)!.fraction).toBe(1)
  for (const [at, { tokens }] of learning.entries()) expect(tokens).toBeGreaterThan(learning[at - 1]?.tokens ?? 0)
  expect(learning.filter(({ look }) => look).length).toBeGreaterThanOrEqual(4)
})

test('it ends when looks get no better, and when the minutes are over, with the best so far', async () => {
  const stubborn = await learnEmbedder(articles, { ...small, epochs: 50, rate: 0, patience: 2 })
  expect(stubborn.epochs).toBeLessThan(2)
  expect(stubborn.development).toEqual(stubborn.before)
  const late = await learnEmbedder(articles, { ...small, epochs: 1000, minutes: 0.001 })
  expect(late.epochs).toBeLessThan(100)
})

test('too few papers, or none with an abstract, is one sentence with the numbers', async () => {
  const five = articles.slice(0, 5)
  await expect(learnEmbedder(five, small)).rejects.toMatchObject({
    code: 'meaning/too-few',
    message: expect.stringMatching(new RegExp(`5 of 5 papers.*${leastArticles}`)),
  })
  const bare = articles.map(({ title }) => ({ title, abstract: '' }))
  await expect(learnEmbedder(bare, small)).rejects.toMatchObject({ message: expect.stringContaining('0 of 1600') })
  await expect(learnApart(five, { seed: 1 })).rejects.toMatchObject({
    code: 'meaning/too-few',
    hint: expect.any(String),
  })
})

test('it can be stopped, here and in its thread', async () => {
  const stop = new AbortController()
  const learning = learnEmbedder(articles, {
    ...small,
    epochs: 1000,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  await expect(learning).rejects.toMatchObject({ code: 'aborted' })
  const later = new AbortController()
  const apart = learnApart(articles, { seed: 1, signal: later.signal, onProgress: () => later.abort() })
  await expect(apart).rejects.toMatchObject({ code: 'aborted' })
})

test('learnt weights survive the file', async () => {
  const { weights } = await learnEmbedder(articles, { ...small, epochs: 1 })
  const read = unpackWeights(packWeights(weights), 'test')
  expect(read.words).toEqual(weights.words)
  expect(read.header.training).toMatchObject({ seed: 7, articles: expect.any(Number) })
  const texts = articles.slice(0, 20).map(({ abstract }) => abstract)
  const vectors = (from: typeof weights) => createStaticEmbedder(from, 'x').embed(texts, { as: 'document' })
  expect(await vectors(read)).toEqual(await vectors(weights))
})
