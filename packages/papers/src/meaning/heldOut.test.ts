import { expect, test } from 'vitest'
import { isHeldOut, partOf, positionOf } from './heldOut.ts'

const titles = Array.from({ length: 20_000 }, (_, at) => `Counting swans on lake number ${at}`)

test('the test and the development part are 2.35 % each', () => {
  const share = (part: string) => titles.filter((title) => partOf(title) === part).length / titles.length
  const tolerance = 4 * Math.sqrt((0.0235 * 0.9765) / titles.length) // four standard errors
  expect(Math.abs(share('test') - 0.0235)).toBeLessThan(tolerance)
  expect(Math.abs(share('development') - 0.0235)).toBeLessThan(tolerance)
})

test('two printings of one title are on the same side', () => {
  for (const title of titles.slice(0, 500)) expect(isHeldOut(` ${title.toUpperCase()}.`)).toBe(isHeldOut(title))
})

test('known answer: the place of a title never changes', () => {
  // printf 'flashattention' | sha256sum begins with 781ad8b6
  expect(positionOf('FlashAttention')).toBe(0x781ad8b6 / 2 ** 32)
})
