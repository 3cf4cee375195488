import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accuracy, auc, balancedAccuracy, classRecalls, meanAbsoluteError, rmse, rSquared } from './metrics.ts'
import { ranks } from './ranks.ts'
import { median, quantile, variance } from './sample.ts'

test('property: auc is the share of pairs in order, ties counting half', () => {
  const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 })
  fc.assert(
    fc.property(cases, (rows) => {
      const positives = rows.filter(([, isPositive]) => isPositive).map(([score]) => score)
      const negatives = rows.filter(([, isPositive]) => !isPositive).map(([score]) => score)
      fc.pre(positives.length > 0 && negatives.length > 0)
      let sum = 0
      for (const a of positives) for (const b of negatives) sum += a > b ? 1 : a === b ? 0.5 : 0
      const found = auc(
        rows.map(([score]) => score),
        rows.map(([, isPositive]) => isPositive),
      )
      expect(found).toBeCloseTo(sum / positives.length / negatives.length, 12)
    }),
  )
})

test('known answers', () => {
  expect(accuracy(['a', 'b', 'b', 'b'], ['a', 'a', 'b', 'b'])).toBe(0.75)
  expect(balancedAccuracy(['a', 'b', 'b', 'b', 'b'], ['a', 'a', 'b', 'b', 'b'])).toBe(0.75)
  expect(balancedAccuracy([0, 0, 0, 0], [0, 0, 0, 1])).toBe(0.5)
  expect(classRecalls([1, 2, 2], [1, 1, 2])).toEqual(
    new Map([
      [1, { recall: 0.5, n: 2 }],
      [2, { recall: 1, n: 1 }],
    ]),
  )
  expect(rmse([1, 2], [4, 6])).toBeCloseTo(Math.sqrt(12.5), 14)
  expect(meanAbsoluteError([1, 2], [4, 6])).toBe(3.5)
  expect(rSquared([1, 2, 3], [1, 2, 3])).toBe(1)
  expect(rSquared([2, 2, 2], [1, 2, 3])).toBe(0)
  expect([...ranks([30, 10, 30, 20])]).toEqual([3.5, 1, 3.5, 2])
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
  expect(median([5, 1, 3])).toBe(3)
  expect(variance([1e9 + 1, 1e9 + 2, 1e9 + 3])).toBe(1)
})

describe('refuses', () => {
  test('one class only', () => expect(() => auc([1, 2], [true, true])).toThrow('but all 2 are positive'))
  test('no cases', () => expect(() => accuracy([], [])).toThrow('at least 1 case'))
  test('different lengths', () => expect(() => rmse([1], [1, 2])).toThrow('there are 1 and 2 values'))
  test('nothing to explain', () => expect(() => rSquared([1, 2], [3, 3])).toThrow('nothing to explain'))
})
