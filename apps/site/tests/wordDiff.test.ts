import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DiffPart, wordDiff } from '../src/lib/wordDiff.ts'

const side = (parts: DiffPart[], without: DiffPart['kind']) =>
  parts
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join(' ')

describe('wordDiff', () => {
  test('known answer: one word replaced, one added at the end', () => {
    expect(wordDiff('a model of cause', 'a theory of cause now')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'model' },
      { kind: 'added', text: 'theory' },
      { kind: 'same', text: 'of cause' },
      { kind: 'added', text: 'now' },
    ])
  })

  test('property: both texts can be read off the difference, and equal texts have none', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 30 })
      .map((words) => words.join(' '))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after)!
        expect(side(parts, 'added')).toBe(before)
        expect(side(parts, 'removed')).toBe(after)
        if (before === after) expect(parts).toEqual([{ kind: 'same', text: before }])
      }),
    )
  })

  test('texts too long to compare are not compared', () => {
    expect(wordDiff('a '.repeat(3000), 'b '.repeat(3000))).toBeUndefined()
  })
})
