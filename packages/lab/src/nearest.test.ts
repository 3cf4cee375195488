import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test.each([
  ['read', 'reader'],
  ['max-signal', 'max-signals'],
  ['MODE', 'mode'],
  ['tresh', 'thresh'],
  ['quetzalcoatlus', undefined],
  ['', undefined],
])('%j is nearest to %j', (typed, expected) =>
  expect(nearest(typed, ['dead', 'mode', 'reader', 'max-signals', 'thresh'])).toBe(expected),
)
