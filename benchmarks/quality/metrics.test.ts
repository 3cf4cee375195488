import { expect, test } from 'vitest'
import { pairedBootstrap } from './bootstrap.ts'
import { firstIsRelevant, ndcg, recall } from './metrics.ts'

const gains = new Map([
  ['a', 15],
  ['b', 7],
  ['c', 1],
])

test('known answer: nDCG of the order b, x, a', () => {
  // 7/log₂2 + 0 + 15/log₂4 = 14.5; ideal 15 + 7/log₂3 + 1/log₂4 = 19.91651
  expect(ndcg(['b', 'x', 'a'], gains, 10)).toBeCloseTo(14.5 / (15 + 7 / Math.log2(3) + 0.5), 12)
})

test('known answer: nDCG is cut at k on both sides', () => {
  expect(ndcg(['b', 'a'], gains, 1)).toBeCloseTo(7 / 15, 12)
  expect(ndcg(['a', 'b', 'c'], gains, 10)).toBe(1)
  expect(ndcg(['x', 'y'], gains, 10)).toBe(0)
  expect(ndcg([], gains, 10)).toBe(0)
})

test('a document of gain 0 is not relevant', () => {
  const some = new Map([...gains, ['z', 0]])
  expect(recall(['z', 'a', 'b'], some, 3)).toBeCloseTo(2 / 3, 12)
  expect(recall(['z', 'a', 'b'], some, 1)).toBe(0)
  expect(firstIsRelevant(['z', 'a'], some)).toBe(0)
  expect(firstIsRelevant(['c'], some)).toBe(1)
})

test('the bootstrap of a constant difference is that constant', () => {
  const interval = pairedBootstrap([0.5, 0.6, 0.7], [0.4, 0.5, 0.6], { resamples: 100 })
  for (const value of Object.values(interval)) expect(value).toBeCloseTo(0.1, 12)
})

test('the bootstrap interval of the mean of 400 coin flips is ± 1.96 standard errors', () => {
  const ours = Array.from({ length: 400 }, (_, at) => at % 2)
  const { difference, low, high } = pairedBootstrap(
    ours,
    ours.map(() => 0),
  )
  expect(difference).toBe(0.5)
  expect(low).toBeCloseTo(0.5 - 1.96 * 0.025, 2)
  expect(high).toBeCloseTo(0.5 + 1.96 * 0.025, 2)
})

test('refuses lists of different length and says so', () => {
  expect(() => pairedBootstrap([1], [1, 2])).toThrow('1 values against 2')
})
