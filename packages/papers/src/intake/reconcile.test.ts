import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PaperRecord } from '../record.ts'
import { fieldsOf, firstState, type PaperState, reconcile } from './reconcile.ts'
import { voiceOf } from './testing.ts'

const sources = ['reference', 'aggregator', 'archive'] as const // authority 30, 50, 80
type Said = [source: string, record: Partial<PaperRecord>]

/** The state after these have spoken one after another. */
function told(...said: Said[]): PaperState {
  const [[source, first], ...rest] = said as [Said, ...Said[]]
  const start = firstState({ key: 'k', title: 'Swans', ...first }, voiceOf(source))
  return rest.reduce((state, [name, record]) => reconcile(state, recordOf(record), voiceOf(name)).state, start)
}

const recordOf = (record: Partial<PaperRecord>): PaperRecord => ({ key: 'k', title: 'Swans', ...record })

describe('what a paper is after two have spoken', () => {
  test.each<[string, Said[], Partial<PaperState['fields']>]>([
    [
      'the higher authority speaks last',
      [
        ['reference', { venue: 'A' }],
        ['archive', { venue: 'B' }],
      ],
      { venue: 'B' },
    ],
    [
      'the higher authority spoke first',
      [
        ['archive', { venue: 'A' }],
        ['reference', { venue: 'B' }],
      ],
      { venue: 'A' },
    ],
    [
      'the same source corrects itself',
      [
        ['archive', { venue: 'A' }],
        ['archive', { venue: 'B' }],
      ],
      { venue: 'B' },
    ],
    [
      'the lower one fills what was empty',
      [
        ['archive', {}],
        ['reference', { venue: 'B' }],
      ],
      { venue: 'B' },
    ],
    [
      'the higher one says nothing',
      [
        ['reference', { venue: 'A' }],
        ['archive', {}],
      ],
      { venue: 'A' },
    ],
    [
      'the higher one says an empty text',
      [
        ['reference', { venue: 'A' }],
        ['archive', { venue: '' }],
      ],
      { venue: 'A' },
    ],
    [
      'a more exact date of a lower authority',
      [
        ['archive', { dates: { submitted: '2099-01' } }],
        ['reference', { dates: { submitted: '2099-01-05' } }],
      ],
      { submitted: '2099-01-05' },
    ],
    [
      'a coarser date of a higher authority',
      [
        ['reference', { dates: { submitted: '2099-01-05' } }],
        ['archive', { dates: { submitted: '2099' } }],
      ],
      { submitted: '2099-01-05' },
    ],
    [
      'a more exact date that contradicts, of a lower authority',
      [
        ['archive', { dates: { submitted: '2099-01' } }],
        ['reference', { dates: { submitted: '2099-02-05' } }],
      ],
      { submitted: '2099-01' },
    ],
    [
      'an older version of a higher authority',
      [
        ['reference', { title: 'New', abstract: 'new', version: 2 }],
        ['archive', { title: 'Old', abstract: 'old', version: 1, venue: 'B' }],
      ],
      { title: 'New', abstract: 'new', version: 2, venue: 'B' },
    ],
    [
      'a newer version of the same source',
      [
        ['archive', { title: 'Old', version: 1 }],
        ['archive', { title: 'New', version: 2 }],
      ],
      { title: 'New', version: 2 },
    ],
    [
      'names after a number of names',
      [
        ['archive', { authorCount: 40 }],
        ['reference', { authors: [{ name: 'Ada' }] }],
      ],
      { authors: [{ name: 'Ada' }], authorCount: 1 },
    ],
    [
      'a number of names after names',
      [
        ['reference', { authors: [{ name: 'Ada' }] }],
        ['archive', { authorCount: 40 }],
      ],
      { authors: [{ name: 'Ada' }], authorCount: 1 },
    ],
    [
      'no names after names',
      [
        ['reference', { authors: [{ name: 'Ada' }] }],
        ['archive', { authors: [] }],
      ],
      { authorCount: 1 },
    ],
    ['the year comes with the date', [['reference', { dates: { published: '2099-03' } }]], { year: 2099 }],
    [
      'a withdrawal',
      [
        ['archive', {}],
        ['archive', { status: 'withdrawn' }],
      ],
      { status: 'withdrawn' },
    ],
  ])('%s', (_, said, expected) => expect(told(...said).fields).toMatchObject(expected))

  test('who agrees with a higher authority does not weaken it; who is agreed with by one is strengthened', () => {
    const said: Said[] = [
      ['reference', { venue: 'A' }],
      ['archive', { venue: 'A' }],
      ['aggregator', { venue: 'B' }],
    ]
    expect(told(...said).fields.venue).toBe('A')
    expect(told(...said.toReversed()).fields.venue).toBe('A')
  })

  test('the replaced text is kept, with its version, its date and its source', () => {
    const before = told(['archive', { title: 'Old', abstract: 'old', version: 1, dates: { submitted: '2099-01-05' } }])
    const outcome = reconcile(before, recordOf({ title: 'New', abstract: 'new', version: 2 }), voiceOf('archive'))
    const kept = { title: 'Old', abstract: 'old', version: 1, date: '2099-01-05', source: 'archive' }
    expect(outcome).toMatchObject({ changed: true, superseded: kept })
  })

  test('a first abstract and a new venue replace no text', () => {
    const before = told(['archive', { title: 'Swans' }])
    const outcome = reconcile(before, recordOf({ abstract: 'first', venue: 'B' }), voiceOf('archive'))
    expect(outcome).toMatchObject({ changed: true, superseded: undefined })
  })

  test('an address is one link with and without scheme, www and a last slash; a topic is one in any case', () => {
    const links = (...urls: string[]) => urls.map((url) => ({ kind: 'other' as const, url }))
    const state = told(
      ['archive', { links: links('https://a.example/x'), topics: ['Swans'] }],
      ['archive', { links: links('http://www.a.example/x/', 'https://a.example/y'), topics: ['swans', 'Ponds'] }],
    )
    expect(state.links.map(({ url }) => url)).toEqual(['https://a.example/x', 'https://a.example/y'])
    expect(state.topics).toEqual(['Swans', 'Ponds'])
  })

  test('a place on a list is one for each day and list; later votes replace earlier ones', () => {
    const state = told(
      ['archive', { listing: { day: '2099-01-05', position: 3, votes: 1 } }],
      ['archive', { listing: { day: '2099-01-05', votes: 9 } }],
      ['archive', { listing: { day: '2099-01-06' } }],
    )
    const list = 'daily-papers'
    expect(state.listings).toEqual([
      { day: '2099-01-05', position: 3, votes: 9, list },
      { day: '2099-01-06', list },
    ])
  })

  test('a record that names an identifier twice gives it once', () => {
    const doi = { scheme: 'doi' as const, value: '10.1234/x' }
    expect(told(['archive', { identifiers: [doi, { ...doi }] }]).identifiers).toEqual([doi])
  })
})

const oneOf = <Value>(...values: Value[]) => fc.constantFrom(...values)
const optional = { requiredKeys: [] }
const date = oneOf('2098', '2099', '2099-01', '2099-02', '2099-01-05', '2099-01-06')

/** Fields in which two sources may disagree; little to choose from, so that they often agree. */
const scalarFields = fc.record(
  {
    title: oneOf('Swans', 'Swans counted', 'Geese'),
    abstract: oneOf('We count.', 'We counted.'),
    summary: oneOf('In short.', 'In brief.'),
    venue: oneOf('Pond', 'Lake'),
    year: oneOf(2098, 2099),
    licence: oneOf('CC-BY-4.0', 'CC0-1.0'),
    status: oneOf('withdrawn' as const, 'retracted' as const),
    authors: oneOf([{ name: 'Ada Quill' }], [{ name: 'Bo Reed' }, { name: 'Ada Quill', affiliations: ['Pond'] }]),
    organisations: oneOf(['Pond'], ['Lake', 'Pond']),
  },
  optional,
)

const anyRecord: fc.Arbitrary<Partial<PaperRecord>> = fc
  .tuple(
    scalarFields,
    fc.record(
      {
        identifiers: fc.array(fc.record({ scheme: oneOf('doi' as const, 'arxiv' as const), value: oneOf('1', '2') }), {
          maxLength: 3,
        }),
        links: fc.array(
          fc.record({
            kind: oneOf('pdf' as const),
            url: oneOf('https://a.example', 'http://a.example/', 'https://b.example'),
          }),
        ),
        topics: fc.array(oneOf('Swans', 'swans', 'Ponds', 'Ice')),
        listing: fc.record({ day: oneOf('2099-01-05', '2099-01-06'), votes: fc.nat(3) }, { requiredKeys: ['day'] }),
        dates: fc.record({ submitted: date, updated: date, announced: date, published: date }, optional),
        version: oneOf(1, 2, 3),
        authorCount: oneOf(1, 40),
        catalogue: fc.record({ slug: oneOf('swans'), name: oneOf('Swans', 'SWANS'), runnable: fc.boolean() }),
      },
      optional,
    ),
  )
  .map(([fields, rest]) => ({ ...fields, ...rest }))

const anySaid = fc.tuple(oneOf<string>(...sources), anyRecord)
const anyHistory = fc.array(anySaid, { minLength: 1, maxLength: 6 })

describe('whatever was said before', () => {
  test('hearing the same record twice changes nothing the second time', () => {
    fc.assert(
      fc.property(anyHistory, anySaid, (history, [source, record]) => {
        const once = reconcile(told(...history), recordOf(record), voiceOf(source))
        const twice = reconcile(once.state, recordOf(record), voiceOf(source))
        expect(twice).toEqual({ state: once.state, changed: false, superseded: undefined })
      }),
      { numRuns: 1000 },
    )
  })

  test('the first record heard again changes nothing', () => {
    fc.assert(
      fc.property(anySaid, ([source, record]) => {
        expect(reconcile(told([source, record]), recordOf(record), voiceOf(source)).changed).toBe(false)
      }),
    )
  })

  test('identifiers, links, topics and places on lists only grow, and no two are the same', () => {
    fc.assert(
      fc.property(anyHistory, anySaid, (history, said) => {
        const [before, after] = [told(...history), told(...history, said)]
        expect(after.identifiers).toEqual(expect.arrayContaining(before.identifiers))
        expect(after.links).toEqual(expect.arrayContaining(before.links))
        expect(after.topics).toEqual(expect.arrayContaining(before.topics))
        const days = (state: PaperState) => state.listings.map(({ day }) => day)
        expect(days(after)).toEqual(expect.arrayContaining(days(before)))
        for (const list of [after.identifiers.map(({ scheme, value }) => scheme + value), days(after)]) {
          expect(new Set(list).size).toBe(list.length)
        }
        for (const field of Object.keys(before.fields)) expect(after.fields).toHaveProperty(field)
      }),
    )
  })

  test('an older version never replaces newer text', () => {
    fc.assert(
      fc.property(anyHistory, anySaid, (history, [source, record]) => {
        const before = told(...history)
        fc.pre(before.fields.version !== undefined && before.fields.version > 1)
        const older = { ...record, version: before.fields.version! - 1 }
        const after = reconcile(before, recordOf(older), voiceOf(source))
        const text = ({ title, abstract, version }: PaperState['fields']) => ({ title, abstract, version })
        expect(text(after.state.fields)).toEqual(text(before.fields))
        expect(after.superseded).toBeUndefined()
      }),
    )
  })

  test('text that is replaced is kept, and nothing else is', () => {
    fc.assert(
      fc.property(anyHistory, anySaid, (history, [source, record]) => {
        const before = told(...history)
        const { state, superseded } = reconcile(before, recordOf(record), voiceOf(source))
        const { title, abstract } = before.fields
        const isReplaced =
          state.fields.title !== title || (abstract !== undefined && state.fields.abstract !== abstract)
        expect(superseded && { title: superseded.title, abstract: superseded.abstract }).toEqual(
          isReplaced ? { title, abstract } : undefined,
        )
      }),
    )
  })

  test('each field names a source that said it', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { fields, provenance } = told(...history)
        for (const [field, value] of Object.entries(fields)) {
          const origin = provenance[field] ?? provenance['*']
          const theirs = history.filter(([source]) => source === origin).map(([, record]) => fieldsOf(recordOf(record)))
          const values = theirs.map((said) => said[field as keyof typeof said])
          if (field !== 'authorCount') expect(values, field).toContainEqual(value)
        }
      }),
    )
  })

  test('neither the state nor the record is changed by asking', () => {
    fc.assert(
      fc.property(anyHistory, anySaid, (history, [source, record]) => {
        const before = told(...history)
        const [state, said] = [structuredClone(before), structuredClone(record)]
        reconcile(before, recordOf(record), voiceOf(source))
        expect([before, record]).toEqual([state, said])
      }),
    )
  })
})

describe('in whatever order sources speak', () => {
  test('each field is what the highest authority that speaks of it says', () => {
    const history = fc
      .tuple(scalarFields, scalarFields, scalarFields)
      .map((records) => records.map((record, at): Said => [sources[at]!, recordOf(record)]))
    const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
    fc.assert(
      fc.property(history, order, (said, order) => {
        const { fields } = told(...order.map((at) => said[at]!))
        const expected = Object.assign({}, ...said.map(([, record]) => fieldsOf(record as PaperRecord)))
        expect(fields).toEqual({ ...expected, ...(fields.authors ? { authorCount: fields.authors.length } : {}) })
      }),
      { numRuns: 1000 },
    )
  })

  test('of two dates that agree the more exact one stays, of two that do not the one of higher authority', () => {
    fc.assert(
      fc.property(date, date, fc.boolean(), (low, high, lowFirst) => {
        const said: Said[] = [
          ['reference', { dates: { submitted: low } }],
          ['archive', { dates: { submitted: high } }],
        ]
        const { submitted } = told(...(lowFirst ? said : said.toReversed())).fields
        expect(submitted).toBe(low.startsWith(high) ? low : high)
      }),
    )
  })
})
