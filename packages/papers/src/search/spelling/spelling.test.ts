import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseQuery } from '../query/query.ts'
import { deletionIndex } from './deletionIndex.ts'
import { editCost } from './editCost.ts'
import { editDistance } from './editDistance.ts'
import { chosen, replaced, wordsToDoubt } from './suggestion.ts'
import { createVocabulary } from './vocabulary.ts'

describe('the distance of two words', () => {
  test.each([
    ['causal', 'causal', 0],
    ['causal', 'cuasal', 1],
    ['kernel', 'kernal', 1],
    ['kernel', 'kernl', 1],
    ['kernel', 'kernell', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3], // the restricted form: the unrestricted one is 2
    ['', 'ab', 2],
  ])('%s, %s: %d', (a, b, distance) => {
    expect(editDistance(a, b, 3)).toBe(distance)
    expect(editDistance(b, a, 3)).toBe(distance)
    expect(editDistance(a, b, distance - 1)).toBeUndefined()
  })

  const word = fc.stringMatching(/^[abc]{0,6}$/)

  test('property: zero only for equal words, symmetric, and what a full table gives', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b, 12)!
        expect(distance === 0).toBe(a === b)
        expect(distance).toBe(fullTable(a, b))
        expect(editDistance(b, a, 12)).toBe(distance)
      }),
    )
  })

  test('property: the cost of a slip is no more than its distance and the first letter', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editCost(a, b)).toBeLessThanOrEqual(editDistance(a, b, 12)! + 0.5)
        expect(editCost(a, a)).toBe(0)
      }),
    )
  })

  test('swaps, doubled letters, vowels and neighbouring keys are cheaper than other slips; a first letter is dearer', () => {
    const other = editCost('kernel', 'kerpel')
    for (const slip of ['kenrel', 'kernnel', 'kernal', 'kermel'])
      expect([slip, editCost('kernel', slip)]).toEqual([
        slip,
        expect.closeTo(Math.min(other - 0.1, editCost('kernel', slip))),
      ])
    expect(editCost('kernel', 'bernel')).toBeGreaterThan(other)
  })
})

test('property: the index finds exactly the words that a comparison with every word finds', () => {
  const word = fc.stringMatching(/^[abcd]{1,10}$/)
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { maxLength: 60 }),
      word,
      fc.constantFrom(1 as const, 2 as const),
      (words, asked, most) => {
        const found = deletionIndex(words)
          .near(asked, most)
          .map(({ word, distance }) => `${word} ${distance}`)
        const expected = words.flatMap((one) => {
          const distance = editDistance(asked, one, most)
          return distance === undefined ? [] : [`${one} ${distance}`]
        })
        expect(found.toSorted()).toEqual(expected.toSorted())
      },
    ),
    { numRuns: 500 },
  )
})

describe('a vocabulary', () => {
  const vocabulary = createVocabulary()
  const papersOf = (text: string, times: number) => {
    for (let n = 0; n < times; n++) vocabulary.add(text.split(' '))
  }
  papersOf('causal discovery networks receive identifiability', 4000)
  papersOf('relieve schölkopf'.normalize('NFKD').replace(/\p{M}/gu, ''), 60)
  papersOf('casual kerbal', 30)
  papersOf('recieve gpt4 因果推断', 3)
  papersOf('kittiwake', 1)
  vocabulary.settle()
  const first = (word: string) => vocabulary.corrections(word)[0]?.word

  test.each([
    ['discvery', 'discovery'],
    ['dsicovery', 'discovery'],
    ['netwroks', 'networks'],
    ['identifiablity', 'identifiability'],
    ['identifyability', 'identifiability'],
    ['schokopf', 'scholkopf'],
    ['recieve', 'receive'], // three others made the same slip, and a thousand did not
    ['causla', 'causal'],
  ])('takes %s for %s', (wrong, right) => expect(first(wrong)).toBe(right))

  test.each([
    ['networks', 'it is right'],
    ['network', 'it has the same stem'],
    ['casual', 'it is a word of thirty papers'],
    ['kittiwake', 'it is rare, and nothing is near'],
    ['gpt5', 'it has a digit'],
    ['因果推理', 'it is of a script without spaces'],
    ['quetzalcoatlus', 'nothing is near'],
    ['casu', 'two letters are too many of four'],
    ['', 'it is empty'],
    ['x'.repeat(5000), 'it is longer than any word'],
  ])('leaves %s alone: %s', (word) => expect(first(word)).toBeUndefined())

  test('knows words that came later', () => {
    expect(first('avocetz')).toBeUndefined()
    papersOf('avocet', 5)
    vocabulary.settle()
    expect(first('avocte')).toBe('avocet')
    expect(first('discvery')).toBe('discovery')
  })

  test('of a small library proposes words of a single paper', () => {
    const small = createVocabulary()
    small.add(['weather'])
    small.settle()
    expect(small.corrections('wether').map(({ word }) => word)).toEqual(['weather'])
  })
})

describe('a suggestion', () => {
  test('doubts words that are asked for, but no acronyms, common words, names of fields or what is excluded', () => {
    const doubted = wordsToDoubt(
      parseQuery('Causla netwroks "latnet variables" title:grpah author:Schokopf -srvey the GPT LoRA venue:imcl'),
    )
    expect(doubted.map(({ word }) => word)).toEqual(['causla', 'netwroks', 'latnet', 'variables', 'grpah'])
    expect(doubted.map(({ isName }) => isName)).toEqual([true, false, false, false, false])
  })

  test('keeps the rest of the query as it is typed, and the case of what it replaces', () => {
    const { text } = parseQuery('Causla "latnet variables" year:2020')
    const changes = [
      { start: 8, end: 14, to: 'latent' },
      { start: 0, end: 6, to: 'causal' },
    ]
    expect(replaced(text, changes)).toEqual({
      text: 'Causal "latent variables" year:2020',
      segments: [
        { text: 'Causal', hit: true },
        { text: ' "' },
        { text: 'latent', hit: true },
        { text: ' variables" year:2020' },
      ],
    })
    expect(replaced(text, [])).toBeUndefined()
  })

  test('takes a name only for a word that many papers have', () => {
    const name = { start: 0, end: 1, word: 'x', isName: true }
    const corrections = [
      { word: 'rare', papers: 5, score: 0 },
      { word: 'frequent', papers: 500, score: -1 },
    ]
    expect(chosen(name, corrections)?.word).toBe('frequent')
    expect(chosen({ ...name, isName: false }, corrections)?.word).toBe('rare')
  })
})

/** The recurrence as it stands in the books. */
function fullTable(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)),
  )
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1)
    }
  return d[a.length]![b.length]!
}
