import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PapersError } from '../../errors.ts'
import { leaves, meaning } from './ast.ts'
import { hasCondition, toggled } from './edit.ts'
import { formatQuery } from './format.ts'
import { parseQuery, type Query } from './query.ts'

const read = (text: string) => meaning(parseQuery(text).ast)
const words = (text: string) => ({ and: text.split(' ').map((word) => ({ word })) })

describe('a query is read as', () => {
  const table: [string, unknown][] = [
    ['causal discovery', words('causal discovery')],
    ['  causal \t\n discovery ', words('causal discovery')],
    ['"latent variable" models', { and: [{ phrase: 'latent variable' }, { word: 'models' }] }],
    ['"one"', { word: 'one' }],
    ['state-of-the-art', { word: 'state-of-the-art' }],
    ['swans -survey', { and: [{ word: 'swans' }, { not: { word: 'survey' } }] }],
    ['swans -"a long survey"', { and: [{ word: 'swans' }, { not: { phrase: 'a long survey' } }] }],
    ['swans OR ducks', { or: [{ word: 'swans' }, { word: 'ducks' }] }],
    ['swans | ducks || geese', { or: [{ word: 'swans' }, { word: 'ducks' }, { word: 'geese' }] }],
    ['(swans|ducks)', { or: [{ word: 'swans' }, { word: 'ducks' }] }],
    ['swans or ducks', words('swans or ducks')],
    ['mute swans OR ducks', { or: [words('mute swans'), { word: 'ducks' }] }],
    ['mute (swans OR ducks)', { and: [{ word: 'mute' }, { or: [{ word: 'swans' }, { word: 'ducks' }] }] }],
    ['mute AND swans', words('mute swans')],
    ['-(swans OR ducks) lakes', { and: [{ not: { or: [{ word: 'swans' }, { word: 'ducks' }] } }, { word: 'lakes' }] }],
    ['-(-swans)', { word: 'swans' }],
    ['((mute) ((swans)))', words('mute swans')],
    ['author:schölkopf', { author: ['schölkopf'] }],
    ['AUTHOR:Quill', { author: ['Quill'] }],
    ['author:"Bernhard Schölkopf"', { author: ['Bernhard Schölkopf'] }],
    ['organisation:epfl', { org: ['epfl'] }],
    ['-author:quill', { not: { author: ['quill'] } }],
    ['venue:ICML', { venue: ['ICML'] }],
    ['venue:(icml OR neurips)', { venue: ['icml', 'neurips'] }],
    ['venue:(journal of ponds | icml)', { venue: ['journal of ponds', 'icml'] }],
    ['-venue:(icml OR icml)', { not: { venue: ['icml'] } }],
    ['year:2020-2024 -year:2022', { and: [{ year: ['2020-2024'] }, { not: { year: ['2022'] } }] }],
    ['HAS:Code', { has: ['Code'] }],
    ['since:2024-03 before:2025', { and: [{ since: ['2024-03'] }, { before: ['2025'] }] }],
    ['like:2207.01848v2 -like:10.1145/3.4(5)', { and: [{ like: ['2207.01848v2'] }, { unlike: ['10.1145/3.4(5)'] }] }],
    ['like:(a OR "b c")', { like: ['a', 'b c'] }],
    ['doi:10.1234/5', { word: 'doi:10.1234/5' }],
    ['因果推断', { word: '因果推断' }],
    ['', undefined],
  ]
  test.each(table)('%s', (text, expected) => expect(read(text)).toEqual(expected))

  test.each([
    ['“latent variable”'],
    ['„latent variable“'],
    ['„latent variable”'],
    ['«latent variable»'],
    ['« latent variable »'],
    ['»latent variable«'],
    ['“latent variable"'],
    ['「latent variable」'],
    ['"latent variable'],
  ])('a phrase in any quotation marks: %s', (text) => expect(read(text)).toEqual({ phrase: 'latent variable' }))

  test.each([
    ['"'],
    ['*'],
    ['?!'],
    ['-'],
    ['--'],
    ['""'],
    ['" "'],
    ['“”'],
    ['🦢🦢'],
    ['((('],
    ['('.repeat(400)],
    [')('],
    ['|'],
    ['\\'],
    ['-"'],
    ['-('],
    ['%_'],
    ['() | ()'],
  ])('nothing to search for, and no fault: %s', (text) => expect(parseQuery(text).ast).toBeUndefined())

  test.each([
    ['swans OR', 'swans OR'],
    ['OR swans', 'OR swans'],
    ['AND', 'AND'],
    ['swans AND', 'swans AND'],
    ['NOT swans', 'NOT swans'],
    ['swans |', 'swans'],
    ['(swans lakes', 'swans lakes'],
    ['swans lakes))', 'swans lakes'],
    ['lakes -', 'lakes'],
    ['12" disks', '12 disks'],
    ['author: quill', 'author: quill'],
    ['quill author:', 'quill author:'],
  ])('a slip of the hand is no fault: %s', (text, expected) => {
    expect(parseQuery(text).words.join(' ')).toBe(expected)
    expect(parseQuery(text).phrases).toEqual([])
  })

  test('decomposed letters are the composed ones', () => {
    expect(read('author:Scho\u0308lkopf')).toEqual(read('author:Schölkopf'))
  })

  test('control characters and marks of direction are not there', () => {
    expect(read('\u200fauthor:quill\u202e\0swans\u200b')).toEqual({ and: [{ author: ['quill'] }, { word: 'swans' }] })
  })
})

describe('a title pasted as it stands is words', () => {
  test.each([
    ['BERT: Pre-training of Deep Bidirectional Transformers', 'BERT: Pre-training of Deep Bidirectional Transformers'],
    ['Community Topic: Topic Model Inference', 'Community Topic: Topic Model Inference'],
    ['Estimating P(Y | do(X) OR Z) or not', 'Estimating P Y do X OR Z or not'],
    ['Ridge(less) Regression', 'Ridge less Regression'],
    ['(2.5+1)D Scene Graphs (SG)', '2.5+1 D Scene Graphs SG'],
    ['SemlaFlow -- Efficient Generation', 'SemlaFlow Efficient Generation'],
    ['AND does not mean OR: formal languages', 'AND does not mean OR: formal languages'],
    ['Water at -5 degrees', 'Water at 5 degrees'],
    ['Postposition -(u)lo', 'Postposition u lo'],
    ['Learning (Dis)-Similarity', 'Learning Dis Similarity'],
    ['1|A Kalman filter', '1 A Kalman filter'],
    ["Hebbian Learning: O'Keefe’s and $x^{-2}$", "Hebbian Learning: O'Keefe’s and $x^{-2}$"],
  ])('%s', (title, expected) => {
    const { words, ast } = parseQuery(title)
    expect(words.join(' ')).toBe(expected)
    expect([...leaves(ast)].every(({ leaf, wanted }) => leaf.kind === 'word' && wanted)).toBe(true)
  })
})

describe('what a ranking is given', () => {
  test('words and phrases that are asked for, in their order, and nothing that is excluded', () => {
    const query = parseQuery('mute "swan lake" -ducks (geese OR -terns) title:reeds author:quill')
    expect(query).toMatchObject({
      words: ['mute', 'geese'],
      phrases: ['swan lake'],
      plain: 'mute swan lake geese reeds',
    })
  })

  test('papers to be like and unlike, with their places', () => {
    const { like, unlike, text } = parseQuery('like:a swans like:"b c" unlike:d -like:e')
    expect(like.map((one) => text.slice(one.start, one.end))).toEqual(['a', '"b c"'])
    expect(unlike.map((one) => one.text)).toEqual(['d', 'e'])
  })
})

describe('what was understood is said', () => {
  test.each([
    ['swans "mute swan"', []],
    ['swans -survey', ['without “survey”']],
    ['author:schölkopf org:epfl', ['author schölkopf', 'organisation epfl']],
    [
      'swans -author:quill -venue:icml -has:code -year:2020',
      ['without author quill', 'not at icml', 'without code', 'not 2020'],
    ],
    ['year:2020..2024', ['2020–2024']],
    ['year:2020.. year:..1999 year:987', ['since 2020', 'up to 1999', '987']],
    ['venue:(ICML OR NeurIPS)', ['at ICML or NeurIPS']],
    ['mute swans OR (ducks "on lakes")', ['either “mute swans” or (“ducks” and “on lakes”)']],
    ['a (b OR -c)', ['either “b” or without “c”']],
    ['c -(a OR b)', ['without (“a” or “b”)']],
    ['has:code is:runnable', ['with code', 'runnable here']],
    ['-survey', ['without “survey”', 'only exclusions: there is nothing to look for']],
    ['author: quill', ['“author:” as a word; for the field write author: without a blank']],
  ])('%s', (text, expected) => expect(parseQuery(text).understood).toEqual(expected))
})

describe('a part that cannot be read is an error that shows its place and says what to write', () => {
  test.each([
    ['year:soon', 'year:soon', 'year:2024'],
    ['year:2024..2020', 'year:2024..2020', 'year:2020..2024'],
    ['year:..', 'year:..', 'year:2024'],
    ['year:20245', 'year:20245', 'year:2024'],
    ['year:2024202', 'year:2024202', 'year:2024'],
    ['swans year:(2020 OR soon)', 'soon', 'year:2024'],
    ['has:data', 'has:data', 'has:code'],
    ['is:open', 'is:open', 'is:runnable'],
    ['since:2024-13', 'since:2024-13', 'since:2024'],
    ['author:""', 'author:""', 'author:schölkopf'],
    ['venue:"', 'venue:"', 'venue:icml'],
    ['venue:()', 'venue:()', 'venue:icml'],
    ['org:***', 'org:***', 'org:epfl'],
    ['venue:(icml year:2020)', 'year:', 'venue:'],
    ['swans OR like:x', 'like:x', 'outside'],
    ['-(swans like:x)', 'like:x', 'outside'],
    ['swans OR since:2020', 'since:2020', 'year:'],
    [`${'('.repeat(17)}a OR b`, '(', 'brackets'],
  ])('%s', (text, part, remedy) => {
    const error = thrownBy(() => parseQuery(text))
    expect(error).toMatchObject({ code: 'search/query', details: { part } })
    expect(error!.message).toContain(`“${part}”`)
    expect(error!.hint).toContain(remedy)
    const { text: whole, start, end } = error!.details as Refused
    expect(whole.slice(start, end)).toBe(part)
  })

  test('a part of thousands of characters is shortened in the sentence', () => {
    const { message } = thrownBy(() => parseQuery(`year:${'x'.repeat(5000)}`))!
    expect(message.length).toBeLessThan(200)
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
      '|',
      '„',
      '»',
      'f(',
      '5',
      '\ud83e',
      'ß',
      '因果',
    ],
    ...[
      'author:',
      'org:',
      'venue:',
      'year:',
      'has:',
      'is:',
      'topic:',
      'code',
      '2024',
      '202',
      'OR',
      'like:',
      'title:',
      'since:',
      '-5',
      '\u200f',
    ],
  )
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(' ')),
  )

  const parsed = (text: string) => {
    let query: Query | undefined
    const error = thrownBy(() => {
      query = parseQuery(text)
    })
    return { query, error }
  }

  test('it is read, or refused with search/query, a hint and a place', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const { error } = parsed(text)
        if (!error) return
        expect(error).toBeInstanceOf(PapersError)
        expect(error.code).toBe('search/query')
        expect(error.hint).toBeTruthy()
        const { part, text: whole, start, end } = error.details as Refused
        expect(whole.slice(start, end)).toBe(part)
      }),
      { numRuns: 3000 },
    )
  })

  test('its tree written down is read as the same tree', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const { query } = parsed(text)
        if (!query) return
        const again = parseQuery(formatQuery(query.ast))
        expect(meaning(again.ast)).toEqual(meaning(query.ast))
        expect(formatQuery(again.ast)).toBe(formatQuery(query.ast))
      }),
      { numRuns: 5000, examples: [['-"..topic:"']] },
    )
  })

  test('every part stands where the tree says', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const { query } = parsed(text)
        for (const { leaf } of leaves(query?.ast)) {
          const shown = query!.text.slice(leaf.start, leaf.end)
          if (leaf.kind === 'word') expect(shown).toContain(leaf.text)
          else expect(shown.length).toBeGreaterThan(leaf.kind === 'phrase' ? leaf.text.length : leaf.field.length - 2)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('no word has a quotation mark, bracket or bar, and no text is empty', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const { query } = parsed(text)
        for (const word of query?.words ?? []) expect(word).toMatch(/^[^-\s()|"“”„«»][^\s()|"“”„«»]*$/u)
        for (const phrase of query?.phrases ?? []) expect(phrase.trim()).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })

  test('a condition switched on and off again leaves what was there', () => {
    const condition = fc.record({
      field: fc.constantFrom('venue', 'topic', 'author', 'org' as const),
      value: fc.stringMatching(/^[a-z]{1,6}( [a-z]{1,6})?$/),
    })
    fc.assert(
      fc.property(typed, condition, (text, one) => {
        const { query } = parsed(text)
        if (!query || hasCondition(query.ast, one)) return
        const on = toggled(text, one)
        expect(on.active).toBe(false)
        expect(hasCondition(parseQuery(on.text).ast, one)).toBe(true)
        const off = toggled(on.text, one)
        expect(off.active).toBe(true)
        expect(meaning(parseQuery(off.text).ast)).toEqual(meaning(query.ast))
      }),
      { numRuns: 2000 },
    )
  })

  test('its case and its spaces change no word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 12 }), (words) => {
        expect(parseQuery(`  ${words.join('   ')} `).words).toEqual(words)
      }),
    )
  })

  test('ten thousand of any sign take no time', () => {
    for (const sign of ['(', ')', '"', '-', '|', 'OR ', 'a:', 'x(', 'author:', 'year:2020 ', '-(', '„', 'f(a ']) {
      const started = performance.now()
      thrownBy(() => parseQuery(sign.repeat(10_000)))
      expect(performance.now() - started).toBeLessThan(1000)
    }
  })
})

test('a condition taken away leaves its alternatives', () => {
  expect(toggled('swans venue:(icml OR neurips)', { field: 'venue', value: 'ICML' }).text).toBe('swans venue:neurips')
  expect(toggled('swans OR ducks', { field: 'year', value: '2024' }).text).toBe('(swans OR ducks) year:2024')
  expect(toggled('swans', { field: 'venue', value: 'ICML 2024' }).text).toBe('swans venue:"ICML 2024"')
})

type Refused = { part: string; text: string; start: number; end: number }

function thrownBy(act: () => unknown): PapersError | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return error as PapersError
  }
}
