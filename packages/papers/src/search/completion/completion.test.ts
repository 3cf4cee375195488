import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fragmentAt, runsAt } from './fragment.ts'
import { createNames } from './names.ts'
import { prefixIndex } from './prefixIndex.ts'

test('property: a prefix finds exactly the texts in which it begins a word', () => {
  const text = fc.stringMatching(/^([ab]{1,4}( [ab]{1,4}){0,3})?$/)
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), fc.stringMatching(/^[ab]{1,3}( [ab]{1,2})?$/), (texts, prefix) => {
      const index = prefixIndex(texts)
      const found: string[] = []
      index.startingWith(prefix, (number, start) => found.push(`${number} ${start}`))
      const expected = texts.flatMap((one, number) =>
        [...` ${one}`.matchAll(new RegExp(`(?<= )(?=${prefix})`, 'g'))].map(({ index: at }) => `${number} ${at === 1}`),
      )
      expect(found.toSorted()).toEqual(expected.toSorted())
      expect(index.countStartingWith(prefix)).toBe(expected.length)
    }),
    { numRuns: 500 },
  )
})

describe('names', () => {
  const names = createNames()
  const people = ['Bernhard Schölkopf', 'Bernhard Schölkopf', 'Bernhard Schottky', '李雷', 'Иван Петров', 'Ada Quill']
  for (const name of people) names.add('author', name)
  names.add('topic', 'causal discovery')
  names.add('org', 'University of California, Davis')
  names.addPaper(1, 'On the Schottky groups')
  names.addPaper(2, 'Causal discovery of everything')
  names.settle()
  const all = { topic: 3, author: 3, org: 3, venue: 3, paper: 3 }
  const labels = (typed: string, wanted = all) => names.complete(typed, wanted).map(({ label }) => label)

  test.each([
    ['scho', ['Bernhard Schölkopf', 'Bernhard Schottky', 'On the Schottky groups']],
    ['SCHÖ', ['Bernhard Schölkopf', 'Bernhard Schottky', 'On the Schottky groups']],
    ['bernhard schol', ['Bernhard Schölkopf']],
    ['scholkopf bern', ['Bernhard Schölkopf']],
    ['李', ['李雷']],
    ['пет', ['Иван Петров']],
    ['davis', ['University of California, Davis']],
    ['causal disc', ['causal discovery', 'Causal discovery of everything']],
    ['ca', ['causal discovery', 'University of California, Davis']], // two letters are too few for titles
    ['opf', []],
    ['zzz', []],
  ])('%s', (typed, expected) => expect(labels(typed)).toEqual(expected))

  test('are counted, limited by kind, and those of the kinds asked for only', () => {
    expect(names.complete('scho', { author: 1 })).toEqual([{ kind: 'author', label: 'Bernhard Schölkopf', count: 2 }])
    expect(labels('scho', { paper: 3 } as never)).toEqual(['On the Schottky groups'])
    expect(labels('', { author: 2 } as never)).toHaveLength(2)
  })

  test('that came later are known, and a title that was changed is known as it is now', () => {
    names.add('author', 'Nora Schofield')
    names.add('author', 'Ada Quill')
    names.addPaper(1, 'On the groups of Fuchs')
    names.settle()
    expect(labels('schof')).toEqual(['Nora Schofield'])
    expect(labels('schottky')).toEqual(['Bernhard Schottky'])
    expect(labels('fuchs')).toEqual(['On the groups of Fuchs'])
    expect(names.complete('quill', all)).toEqual([{ kind: 'author', label: 'Ada Quill', count: 2 }])
  })
})

describe('what is being written at the caret (^)', () => {
  test.each([
    ['causal^', { typed: 'causal', start: 0, end: 6, excluded: false }],
    ['lakes -cau^', { typed: 'cau', start: 7, end: 10, excluded: true }],
    ['author:scho^ lakes', { field: 'author', typed: 'scho', start: 7, end: 11, excluded: false }],
    ['-author:scho^', { field: 'author', typed: 'scho', start: 8, end: 12, excluded: true }],
    ['author:^', { field: 'author', typed: '', start: 7, end: 7, excluded: false }],
    ['author:"Ada Qu^', { field: 'author', typed: 'Ada Qu', start: 7, end: 14, excluded: false }],
    ['author:"Ada Qu^" lakes', { field: 'author', typed: 'Ada Qu', start: 7, end: 15, excluded: false }],
    ['"a phrase" cau^', { typed: 'cau', start: 11, end: 14, excluded: false }],
    ['(swans OR du^)', { typed: 'du', start: 10, end: 12, excluded: false }],
    ['因果^', { typed: '因果', start: 0, end: 2, excluded: false }],
    ['cau^sal', undefined],
    ['causal ^', undefined],
    ['^', undefined],
    ['foo:ba^', undefined],
  ])('%s', (marked, expected) => {
    const caret = marked.indexOf('^')
    expect(fragmentAt(marked.replace('^', ''), caret)).toEqual(expected)
  })

  test('may be the end of a name of several words', () => {
    const text = 'swans OR papers by bernhard sch'
    const runs = runsAt(text, fragmentAt(text, text.length)!)
    expect(runs.map(({ typed }) => typed)).toEqual(['papers by bernhard sch', 'by bernhard sch', 'bernhard sch', 'sch'])
    for (const { typed, start, end } of runs) expect(text.slice(start, end)).toBe(typed)
  })

  test('property: whatever is typed, its place is the place of what was typed', () => {
    const pieces = fc.constantFrom('"', '“', 'author:', 'venue:', ' ', '(', ')', '-', 'OR', 'ada', 'é', '因', '|', '»')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(60), (parts, at) => {
        const text = parts.join('')
        const caret = Math.min(at, text.length)
        const found = fragmentAt(text, caret)
        if (!found) return
        expect(text.slice(0, caret).endsWith(found.typed)).toBe(true)
        expect(found.start).toBeGreaterThanOrEqual(0)
        expect(found.end).toBeGreaterThanOrEqual(caret)
        for (const run of runsAt(text, found)) expect(text.slice(run.start, caret).endsWith(run.typed)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
