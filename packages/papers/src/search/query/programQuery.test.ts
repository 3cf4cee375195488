import fc from 'fast-check'
import { expect, test } from 'vitest'
import { programQuery } from './programQuery.ts'
import { parseQuery } from './query.ts'

test.each([
  ['methods -dash exact or approximate -dash', 'methods dash exact or approximate dash'],
  ['they said "no one believes" (twice) OR more', 'they said  no one believes   twice  or more'],
  ['results: mixed', 'results  mixed'],
  ['a state-of-the-art model', 'a state-of-the-art model'],
  ['swans year:2020.. -"of ponds"', 'swans year:2020.. -"of ponds"'],
  ['swans year:soon', 'swans year soon'],
])('%j is read as %j', (text, read) => expect(programQuery(text)).toBe(read))

test('whatever is written, without a field nothing is demanded or excluded, and it can be read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const { ast, phrases } = parseQuery(programQuery(text.replaceAll(':', ' ')))
      expect(phrases).toEqual([])
      expect(JSON.stringify(ast) ?? '').not.toMatch(/"kind":"(not|or|field)"/)
    }),
    { numRuns: 300 },
  )
})
