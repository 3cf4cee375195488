import { expect, test } from 'vitest'
import { shippedWeights } from '../openEmbedder.ts'
import { createStaticEmbedder } from '../staticEmbedder.ts'
import { packWeights, readWeights, type StaticWeights } from '../staticFile.ts'
import { sentencesOf, withoutTitle } from './corpus.ts'
import { inventedArticles } from './invented.ts'
import { settleApart } from './learnApart.ts'
import { isBetter, leastPapers, settleIn } from './settleIn.ts'

const shipped = await readWeights(shippedWeights)
/** Of subjects of which the shipped weights know not one word. */
const strange = inventedArticles(700, 3)
const short = { seed: 1, epochs: 2, batch: 128 } as const

test('a library in an unknown language teaches: papers that did not are found better by their titles', async () => {
  const before = packWeights(shipped)
  const settled = (await settleIn(shipped, strange, short))!
  expect(settled.examined).toBe(70)
  expect(settled.learnt!).toBeGreaterThan(settled.given)
  expect(packWeights(shipped).equals(before)).toBe(true)
  const coverage = (weights: StaticWeights) => createStaticEmbedder(weights, 'x').coverage!(strange[5]!.abstract)
  expect(coverage(shipped)).toBeLessThan(0.1)
  expect(coverage(settled.weights!)).toBeGreaterThan(0.9)
  const again = (await settleIn(shipped, strange.toReversed(), short))!
  expect(packWeights(again.weights!).equals(packWeights(settled.weights!))).toBe(true)
})

test('words that the library does not have stay what they were', async () => {
  const { weights } = (await settleIn(shipped, strange, short))!
  const vectors = (from: StaticWeights) =>
    createStaticEmbedder(from, 'x').embed(['reinforcement learning', 'swan'], { as: 'query' })
  const [before, after] = [await vectors(shipped), await vectors(weights!)]
  for (let text = 0; text < 2; text++) {
    let cosine = 0
    for (let i = 256 * text; i < 256 * (text + 1); i++) cosine += before[i]! * after[i]!
    expect(cosine).toBeGreaterThan(0.97)
  }
})

test('a library whose titles find their papers as it is keeps the weights, and one too small decides nothing', async () => {
  const told = strange.map(({ abstract }, at) => ({
    title: `${abstract.slice(0, 80)} ${at}`,
    abstract: `Of number ${at}: ${abstract}`,
  }))
  const settled = (await settleIn(shipped, told, short))!
  expect(settled.given).toBeGreaterThan(0.95)
  expect(settled.weights).toBeUndefined()
  expect(settled.learnt).toBeUndefined()
  expect(await settleIn(shipped, strange.slice(0, leastPapers - 1), short)).toBeUndefined()
  expect(
    await settleIn(
      shipped,
      strange.map(({ abstract }) => ({ title: '', abstract })),
      short,
    ),
  ).toBeUndefined()
})

test('in its thread it can be stopped', async () => {
  const stop = new AbortController()
  const settling = settleApart(shippedWeights, strange, {
    seed: 1,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  await expect(settling).rejects.toMatchObject({ code: 'aborted' })
})

test('known answer: the sign test on eight gains and no loss is 1 in 256, on seven gains and one loss 9 in 256', () => {
  const tosses = (gained: number, lost: number) => ({
    first: Array.from({ length: gained + lost + 5 }, (_, at) => at >= gained),
    second: Array.from({ length: gained + lost + 5 }, (_, at) => at < gained || at >= gained + lost),
  })
  const better = (gained: number, lost: number) => {
    const { first, second } = tosses(gained, lost)
    return isBetter(first, second)
  }
  expect(better(8, 0)).toBe(true) // 0.0039
  expect(better(7, 1)).toBe(false) // 0.035
  expect(better(6, 0)).toBe(false) // 0.0156
  expect(better(7, 0)).toBe(true) // 0.0078
  expect(better(0, 0)).toBe(false)
})

test('an abstract loses a title it begins with, and nothing else', () => {
  expect(withoutTitle('On the Lift, of wings', 'on the lift of wings . we show it .')).toBe('we show it .')
  expect(withoutTitle('Swans', 'Swans swim.')).toBe('swim.')
  expect(withoutTitle('Mute swans', 'Mute ducks swim.')).toBe('Mute ducks swim.')
  expect(withoutTitle('', 'Swans.')).toBe('Swans.')
})

test('sentences end at a stop before a capital; without capitals at a stop that stands alone', () => {
  expect(sentencesOf('We swim. They fly, e.g. south. 3 rest.')).toEqual([
    'We swim.',
    'They fly, e.g. south.',
    '3 rest.',
  ])
  expect(sentencesOf('the flow at m. 5 is slow . it separates .')).toEqual([
    'the flow at m. 5 is slow .',
    'it separates .',
  ])
})
