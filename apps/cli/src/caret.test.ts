import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caretUnder } from './caret.ts'

describe('the part that is meant', () => {
  test.each([
    ['swans year:soon lakes', 6, 15, '  swans year:soon lakes\n        ^^^^^^^^^\n'],
    ['因果 year:soon', 3, 12, '  因果 year:soon\n       ^^^^^^^^^\n'],
    ['swans', 5, 5, '  swans\n       ^\n'],
  ])('%s', (text, start, end, expected) => expect(caretUnder({ text, start, end })).toBe(expected))

  test('nothing where no place is known', () => {
    expect(caretUnder()).toBe('')
    expect(caretUnder({ text: 'swans' })).toBe('')
  })

  test('property: a long text is cut to a line, and the marks stand under the part', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(60), fc.nat(500), (before, length, after) => {
        const text = 'b'.repeat(before) + 'P'.repeat(length + 1) + 'a'.repeat(after)
        const [shown, marks] = caretUnder({ text, start: before, end: before + length + 1 }).split('\n') as [
          string,
          string,
        ]
        expect(shown.length).toBeLessThanOrEqual(80)
        expect(shown.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toMatch(/^P+$/)
      }),
    )
  })
})
