import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { field } from './field.ts'
import { defineMethod, type Method } from './method.ts'

const coin = defineMethod({
  slug: 'coin',
  title: 'A coin',
  summary: 'Throws a coin.',
  input: z.object({
    throws: field(z.number().int().min(1).default(10), { label: 'Throws', help: 'More of them narrow the interval.' }),
  }),
  runsIn: ['browser', 'server'],
  cost: ({ throws }) => ({ seconds: throws / 1e7, megabytes: 1 }),
  sample: { throws: 3 },
  run: ({ throws }, { random }) => {
    // @ts-expect-error the input has the types of its description
    const wrong: string = throws
    return { headline: `${wrong} throws, the first ${random() < 0.5}.` }
  },
})

test('methods of different inputs stand in one list', () => {
  const letters = defineMethod({
    slug: 'letters',
    title: 'Letters',
    summary: 'Counts letters.',
    input: z.object({ text: z.string() }),
    runsIn: ['browser'],
    cost: ({ text }) => ({ seconds: text.length, megabytes: 1 }),
    sample: { text: '' },
    run: ({ text }) => ({ headline: `${text.length} letters.` }),
  })
  const all: Method[] = [coin, letters]
  expect(all.map(({ slug }) => slug)).toEqual(['coin', 'letters'])
})

describe('a description that cannot work is refused with the reason', () => {
  const code = (change: object) => {
    try {
      defineMethod({ ...coin, ...change })
      return 'accepted'
    } catch (error) {
      return `${(error as { code: string }).code}: ${(error as Error).message}`
    }
  }
  test.each([
    [{ slug: 'A Coin' }, 'has no slug'],
    [{ slug: 'coin--two' }, 'has no slug'],
    [{ runsIn: [] }, 'runs nowhere'],
    [{ sample: { throws: 0 } }, 'has a sample its own input refuses (throws: '],
    [{ sample: { throws: 'many' } }, 'has a sample its own input refuses (throws: '],
  ])('%j', (change, expected) => {
    expect(code(change)).toContain('method/invalid: ')
    expect(code(change)).toContain(expected)
  })

  test('a sound one is not', () => expect(code({})).toBe('accepted'))
})
