import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Segment } from '../library/views.ts'
import { highlight, hitStems, passage } from './highlight.ts'
import { parseQuery } from './query/query.ts'

const stemsOf = (query: string) => hitStems(parseQuery(query))
const whole = (segments: Segment[]) => segments.map(({ text }) => text).join('')
const hits = (segments: Segment[]) => segments.filter(({ hit }) => hit).map(({ text }) => text)

describe('a word is marked', () => {
  test.each([
    ['swans', 'Counting swans and swan lakes', ['swans', 'swan']],
    ['SWANS', 'Counting Swans', ['Swans']],
    ['estimation', 'We estimate, you estimated, they are estimating', ['estimate', 'estimated', 'estimating']],
    ['scholkopf', 'After Schölkopf', ['Schölkopf']],
    ['Schölkopf', 'After Scholkopf and Scho\u0308lkopf', ['Scholkopf', 'Scho\u0308lkopf']],
    ['"latent variable"', 'a variable that is latent', ['variable', 'latent']],
    ['the swans of it', 'The swans of it', ['swans']],
    ['因果', '基于因果推断的方法', ['因果']],
    ['データ', '大規模データの学習', ['データ']],
    ['한국어', '한국어 모형', ['한국어']],
    ['author:quill swans', 'Quill counts swans', ['swans']],
    ['-lakes swans', 'swans on lakes', ['swans']],
    ['gpt-4', 'What GPT-4 knows', ['GPT', '4']],
  ])('%s in “%s”', (query, text, expected) => {
    expect(hits(highlight(text, stemsOf(query)))).toEqual(expected)
  })

  test('never inside another word', () => {
    expect(hits(highlight('swansong, unswan, swan', stemsOf('swan')))).toEqual(['swan'])
  })

  test('and nothing is marked without a query', () => {
    expect(highlight('Counting swans', stemsOf(''))).toEqual([{ text: 'Counting swans' }])
  })
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom('swan', 'swans', 'Schölkopf', '因果推断', 'データ', '🦢', '.', '$x^2$', 'e\u0301', '\ud83e'),
      {
        maxLength: 120,
      },
    )
    .map((words) => words.join(' ')),
)
const anyStems = fc.constantFrom('swans', 'scholkopf', '因果', 'データ', 'swan x 2', 'é', '').map(stemsOf)

test('the segments together are the text, exactly', () => {
  fc.assert(
    fc.property(anyText, anyStems, (text, stems) => {
      const segments = highlight(text, stems)
      expect(whole(segments)).toBe(text)
      if (text !== '') for (const segment of segments) expect(segment.text).not.toBe('')
    }),
    { numRuns: 1000 },
  )
})

describe('a passage', () => {
  const filler = 'Ducks and geese and gulls went by. '

  test('of a short text is the text', () => {
    expect(passage('Swans are counted.', stemsOf('swans'))).toEqual(highlight('Swans are counted.', stemsOf('swans')))
  })

  test('is where most of the different words are', () => {
    const text = `A swan. ${filler.repeat(20)}Here a swan meets a heron on a lake. ${filler.repeat(20)}`
    const found = passage(text, stemsOf('swan heron lake'))
    expect(hits(found)).toEqual(['swan', 'heron', 'lake'])
    expect(whole(found)).toMatch(/^… .* …$/s)
  })

  test('begins the text when nothing is found', () => {
    const text = filler.repeat(30)
    expect(whole(passage(text, stemsOf('swans')))).toBe(
      `${text.slice(0, whole(passage(text, stemsOf(''))).length - 2)} …`,
    )
    expect(hits(passage(text, stemsOf('swans')))).toEqual([])
  })

  test('shows the hit of a text without spaces, wherever it is', () => {
    const text = `${'数据很多。'.repeat(150)}我们研究因果推断。${'数据很多。'.repeat(150)}`
    expect(hits(passage(text, stemsOf('因果')))).toEqual(['因果'])
  })

  test('shows the hit behind a word of 200 letters', () => {
    const text = `${filler.repeat(20)}${'x'.repeat(200)} swans ${filler.repeat(20)}`
    expect(hits(passage(text, stemsOf('swans')))).toEqual(['swans'])
  })

  test('is a piece of the text, not much longer than a few lines', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 12 }), anyStems, (texts, stems) => {
        const text = texts.join(' ').toWellFormed()
        const found = whole(passage(text, stems))
        expect(found.length).toBeLessThanOrEqual(324)
        expect(text).toContain(found.replace(/^… /, '').replace(/ …$/, ''))
      }),
      { numRuns: 500 },
    )
  })

  test('of a text that has a hit shows a hit', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 12 }), anyStems, (texts, stems) => {
        const text = texts.join(' ').toWellFormed()
        if (hits(highlight(text, stems)).length > 0) expect(hits(passage(text, stems))).not.toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
