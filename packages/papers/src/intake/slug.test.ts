import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slugOf, titleSlug, wordsOf } from './slug.ts'

test.each([
  ['Bernhard Schölkopf', 'bernhard-scholkopf'],
  ['Bernhard Scho\u0308lkopf', 'bernhard-scholkopf'],
  ["Ada O'Quill-Reed, Jr.", 'ada-o-quill-reed-jr'],
  ['  cs.LG  ', 'cs-lg'],
  ['因果推断', '因果推断'],
  ['김민수', '김민수'],
  ['שָׁלוֹם עליכם', 'שלום-עליכם'],
  ['ﬁne Ｓｗａｎｓ', 'fine-swans'],
  ['राम', 'राम'],
  ['C', 'c'],
  ['C++', 'cpp'],
  ['c++', 'cpp'],
  ['C#', 'csharp'],
  ['F# in C++11', 'fsharp-in-cpp11'],
  ['ABC++ #1', 'abc-1'],
])('%j becomes the slug %j', (text, slug) => {
  expect(slugOf(text)).toBe(slug)
  expect(titleSlug(text)).toBe(slug)
})

test.each([
  ['ハシ', 'バシ'],
  ['राम', 'रमा'],
  ['🦢', '🦆'],
  ['???', '!!!'],
  [`${'swan '.repeat(40)}one`, `${'swan '.repeat(40)}two`],
])('names that are not the same have slugs that are not the same: %j, %j', (a, b) =>
  expect(slugOf(a)).not.toBe(slugOf(b)),
)

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.stringMatching(/^[a-z\u{20000}-\u{20010} ]{0,200}$/u),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 120 }).map((units) => String.fromCharCode(...units)),
)

test.each([['slugOf', slugOf] as const, ['titleSlug', titleSlug] as const])(
  '%s of any text is 1–80 letters, digits and marks joined by single hyphens, however its accents are written',
  (_, slug) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const made = slug(text)
        expect(made).toMatch(/^[\p{L}\p{N}\p{M}]+(?:-[\p{L}\p{N}\p{M}]+)*$/u)
        expect(made.length).toBeLessThanOrEqual(80)
        if (wordsOf(text).length > 0) expect(slug(text.normalize('NFD'))).toBe(made)
      }),
      { numRuns: 2000 },
    )
  },
)

test('a title of 10,000 letters without a space is cut, and cut between characters', () => {
  expect(titleSlug('a'.repeat(10_000))).toBe('a'.repeat(80))
  expect(titleSlug(`a${'𠀀'.repeat(5000)}`)).toBe(`a${'𠀀'.repeat(39)}`)
  expect(slugOf(`a${'𠀀'.repeat(5000)}`)).toMatch(/^a𠀀+-[0-9a-f]{8}$/u)
})

test('a long title is cut at a word', () => {
  expect(titleSlug(`${'swan '.repeat(15)}paddling far`)).toBe(`${'swan-'.repeat(15).slice(0, -1)}`)
})

test('words are what slugs are made of', () => {
  expect(wordsOf('Ada O’Quill (ed.), Żółw 2')).toEqual(['ada', 'o', 'quill', 'ed', 'zołw', '2'])
  expect(wordsOf('…')).toEqual([])
})
