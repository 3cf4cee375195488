import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PapersError } from '../errors.ts'
import { parseQuery, type Query } from './query.ts'

describe('a query is read as', () => {
  const table: [string, Partial<Query>][] = [
    ['causal discovery', { words: ['causal', 'discovery'] }],
    ['  causal \t\n discovery ', { words: ['causal', 'discovery'], text: 'causal discovery' }],
    ['"latent variable" models', { phrases: ['latent variable'], words: ['models'] }],
    ['“latent variable” models', { phrases: ['latent variable'], words: ['models'] }],
    ['"one"', { phrases: [], words: ['one'] }],
    ['state-of-the-art', { words: ['state-of-the-art'], without: [] }],
    ['swans -survey', { words: ['swans'], without: ['survey'], understood: ['without “survey”'] }],
    ['swans -"a long survey"', { words: ['swans'], without: ['a long survey'] }],
    ['author:schölkopf', { fields: ['a:scholkopf'], words: [], understood: ['author schölkopf'] }],
    ['AUTHOR:Quill', { fields: ['a:quill'] }],
    ['author:"Bernhard Schölkopf"', { fields: ['a:bernhard', 'a:scholkopf'] }],
    ['org:epfl', { fields: ['o:epfl'], understood: ['organisation epfl'] }],
    ['topic:"causal discovery"', { fields: ['t:causal', 't:discovery'] }],
    ['author:quill author:wader', { fields: ['a:quill', 'a:wader'] }],
    ['venue:ICML', { venues: ['icml'], understood: ['at ICML'] }],
    ['venue:icml venue:iclr', { venues: ['icml', 'iclr'] }],
    ['year:2024', { years: { from: 2024, to: 2024 }, understood: ['2024'] }],
    ['year:2020..2024', { years: { from: 2020, to: 2024 }, understood: ['2020–2024'] }],
    ['year:2020-2024', { years: { from: 2020, to: 2024 } }],
    ['year:2020–2024', { years: { from: 2020, to: 2024 } }],
    ['year:2020..', { years: { from: 2020, to: 9999 }, understood: ['since 2020'] }],
    ['year:..1999', { years: { from: 0, to: 1999 }, understood: ['up to 1999'] }],
    ['year:987', { years: { from: 987, to: 987 } }],
    ['has:code is:runnable', { code: true, runnable: true, words: [] }],
    ['HAS:Code', { code: true }],
    ['doi:10.1234/5', { words: ['doi:10.1234/5'], fields: [] }],
    ['attention: a review', { words: ['attention:', 'a', 'review'] }],
    ['因果推断', { words: ['因果推断'] }],
    ['', { words: [], phrases: [] }],
  ]
  test.each(table)('%s', (text, expected) => expect(parseQuery(text)).toMatchObject(expected))

  test.each([['"'], ['*'], ['?!'], ['-'], ['--'], ['""'], ['" "'], ['“”'], ['🦢🦢'], ['((('], ['\\'], ['-"'], ['%_']])(
    'nothing to search for, and no fault: %s',
    (text) => {
      const { words, phrases, without, fields } = parseQuery(text)
      expect({ words, phrases, without, fields }).toEqual({ words: [], phrases: [], without: [], fields: [] })
    },
  )

  test.each([['AND'], ['OR'], ['NOT'], ['NEAR'], ['swans AND'], ['AND OR NOT']])('plain words: %s', (text) => {
    expect(parseQuery(text).words).toEqual(text.split(' '))
  })

  test('a quote that is never closed reaches to the end', () => {
    expect(parseQuery('lakes "swans of the north')).toMatchObject({ words: ['lakes'], phrases: ['swans of the north'] })
  })

  test('decomposed letters are the composed ones', () => {
    expect(parseQuery('author:Scho\u0308lkopf').fields).toEqual(parseQuery('author:Schölkopf').fields)
  })
})

describe('a field that cannot be read is an error that names it and says what to write', () => {
  test.each([
    ['year:soon', 'year:soon', 'year:2024'],
    ['year:2024..2020', 'year:2024..2020', 'year:2020..2024'],
    ['year:..', 'year:..', 'year:2024'],
    ['year:20245', 'year:20245', 'year:2024'],
    ['has:data', 'has:data', 'has:code'],
    ['is:open', 'is:open', 'is:runnable'],
    ['author:""', 'author:', 'author:schölkopf'],
    ['venue:"', 'venue:', 'venue:icml'],
    ['org:***', 'org:***', 'org:epfl'],
    ['swans -author:quill', '-author:quill', 'minus'],
  ])('%s', (text, part, remedy) => {
    const error = thrownBy(() => parseQuery(text))
    expect(error).toMatchObject({ code: 'search/query', details: { part } })
    expect(error!.message).toContain(`“${part}”`)
    expect(error!.hint).toContain(remedy)
  })
})

describe('long queries', () => {
  test('10 kB are cut at a word, and the reader is told', () => {
    const text = 'causality '.repeat(1000)
    const query = parseQuery(text)
    expect(query.words.length).toBeLessThanOrEqual(64)
    expect(new Set(query.words)).toEqual(new Set(['causality']))
    expect(query.understood.join()).toContain('the first 2000 of 9999 characters')
  })

  test('one word of 10 kB is cut, between the halves of no letter', () => {
    const [word] = parseQuery(`a${'𝔸'.repeat(5000)}`).words
    expect(word!.length).toBeLessThanOrEqual(2000)
    expect(word!.isWellFormed()).toBe(true)
  })

  test('65 words are the first 64', () => {
    const query = parseQuery(Array.from({ length: 65 }, (_, at) => `w${at}`).join(' '))
    expect(query.words).toHaveLength(64)
    expect(query.understood).toContain('the first 64 words')
  })
})

describe('whatever is typed', () => {
  const pieces = fc.constantFrom(
    ...[
      '"',
      '“',
      '”',
      '-',
      '*',
      ':',
      '..',
      '(',
      ')',
      '\\',
      "'",
      '\0',
      ' ',
      'AND',
      'swans',
      '🦢',
      '\ud83e',
      'ß',
      '因果',
    ],
    ...['author:', 'org:', 'venue:', 'year:', 'has:', 'is:', 'topic:', 'code', '2024', '202'],
  )
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(' ')),
  )

  test('it is read, or refused with search/query and a hint', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const error = thrownBy(() => parseQuery(text))
        if (!error) return
        expect(error).toBeInstanceOf(PapersError)
        expect(error.code).toBe('search/query')
        expect(error.hint).toBeTruthy()
      }),
      { numRuns: 2000 },
    )
  })

  test('what was read is searched for: nothing in quotation marks is left, and no text is empty', () => {
    fc.assert(
      fc.property(typed, (text) => {
        if (thrownBy(() => parseQuery(text))) return
        const { words, phrases, without, fields } = parseQuery(text)
        for (const one of [...words, ...phrases, ...without, ...fields]) expect(one.trim()).not.toBe('')
        for (const word of words) expect(word).not.toMatch(/["“”]/)
      }),
      { numRuns: 1000 },
    )
  })

  test('its case and its spaces change no word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 12 }), (words) => {
        expect(parseQuery(`  ${words.join('   ')} `).words).toEqual(words)
      }),
    )
  })
})

function thrownBy(act: () => unknown): PapersError | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return error as PapersError
  }
}
