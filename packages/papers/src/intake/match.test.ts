import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Identifier, PaperRecord } from '../record.ts'
import { akin } from './match.ts'
import { openLibrary } from './testing.ts'

const library = await openLibrary()
beforeEach(library.clear)
afterAll(library.close)

const arxiv = (value: string): Identifier => ({ scheme: 'arxiv', value })
const doi = (value: string): Identifier => ({ scheme: 'doi', value })

const swans: PaperRecord = {
  key: 'swans',
  title: 'Counting Swans on a Pond',
  identifiers: [arxiv('9901.00001')],
  authors: [{ name: 'Ada Quill' }, { name: 'Bo Sørensen' }],
  dates: { submitted: '2099-01-05' },
  year: 2099,
}

/** A record of the same title that names no identifier. */
const titled = (rest: Partial<PaperRecord> = {}): PaperRecord => ({ key: 'other', title: swans.title, ...rest })

describe('identifiers decide', () => {
  test('a record of another source with one identifier in common is the same paper, whatever it is called', async () => {
    await library.take('archive', [swans])
    const record = { key: 'x', title: 'Geese', identifiers: [doi('10.1234/x'), arxiv('9901.00001')], venue: 'Pond' }
    expect(await library.take('aggregator', [record])).toEqual({ added: 0, updated: 1, unchanged: 0 })
    expect(await library.papers()).toMatchObject([
      {
        title: swans.title,
        venue: 'Pond',
        identifiers: ['arxiv:9901.00001', 'doi:10.1234/x'],
        records: ['aggregator x', 'archive swans'],
        versions: [],
      },
    ])
    expect(await library.take('venue', [{ key: 'y', title: 'Ducks', identifiers: [doi('10.1234/x')] }])).toEqual({
      ...{ added: 0, updated: 0, unchanged: 1 }, // a lower authority, and nothing that was not known
    })
    expect(await library.papers()).toMatchObject([
      { title: swans.title, records: ['aggregator x', 'archive swans', 'venue y'] },
    ])
  })

  test('the same value under another scheme is another identifier', async () => {
    await library.take('archive', [swans])
    const record = { key: 'x', title: 'Geese', identifiers: [{ scheme: 'acl' as const, value: '9901.00001' }] }
    expect(await library.take('venue', [record])).toMatchObject({ added: 1 })
  })

  test('identifiers of two papers in one record: a suggestion is made, and each paper keeps its own', async () => {
    const geese = { key: 'geese', title: 'Geese at Night', identifiers: [doi('10.1234/geese')] }
    await library.take('archive', [swans, geese])
    const both = {
      key: 'both',
      title: swans.title,
      identifiers: [arxiv('9901.00001'), doi('10.1234/geese'), { scheme: 'acl' as const, value: '2099.pond.1' }],
    }
    await library.take('aggregator', [both])
    expect(await library.papers()).toMatchObject([
      { slug: '9901.00001', identifiers: ['acl:2099.pond.1', 'arxiv:9901.00001'] },
      {
        slug: 'geese-at-night',
        title: 'Geese at Night',
        identifiers: ['doi:10.1234/geese'],
        records: ['archive geese'],
      },
    ])
    expect(await library.suggestions()).toEqual([
      ['9901.00001', 'geese-at-night', 'both carries the identifiers of both'],
    ])
    expect(await library.take('aggregator', [both])).toEqual({ added: 0, updated: 0, unchanged: 1 })
    expect(await library.suggestions()).toHaveLength(1)
  })
})

describe('a record without identifiers', () => {
  test.each<[string, Partial<PaperRecord>]>([
    ['nothing but the title', {}],
    ['the title in capitals, with accents and TeX', { title: 'COUNTING {Swans} on a  Pónd!' }],
    ['an author in common', { authors: [{ name: 'C. Newcomer' }, { name: 'A. Quill' }] }],
    ['an author in common whose name has a letter of its own', { authors: [{ name: 'B. Sørensen' }] }],
    ['a date 31 days off', { dates: { submitted: '2099-02-05' } }],
    ['a month that touches 31 days', { dates: { submitted: '2099-02' } }],
    ['a year 2 years off', { year: 2101 }],
    ['a publication 2 years off', { dates: { published: '2101-06' } }],
  ])('is the paper with exactly its title, given %s', async (_, rest) => {
    await library.take('archive', [swans])
    expect(await library.take('reference', [titled(rest)])).toMatchObject({ added: 0 })
    expect(await library.papers()).toMatchObject([
      { title: swans.title, records: ['archive swans', 'reference other'] },
    ])
    expect(await library.suggestions()).toEqual([])
  })

  test.each<[string, Partial<PaperRecord>, string]>([
    [
      'a date 32 days off',
      { dates: { submitted: '2099-02-06' } },
      'the same title, but submitted 2099-02-06 against 2099-01-05',
    ],
    [
      'a month more than 31 days off',
      { dates: { submitted: '2099-03' } },
      'the same title, but submitted 2099-03 against 2099-01-05',
    ],
    ['a year 3 years off', { year: 2102 }, 'the same title, but of 2102 against 2099'],
    ['a publication 3 years off', { dates: { published: '2102-06-01' } }, 'the same title, but of 2102 against 2099'],
  ])('is another paper and a suggestion, given %s', async (_, rest, reason) => {
    await library.take('archive', [swans])
    expect(await library.take('reference', [titled(rest)])).toMatchObject({ added: 1 })
    expect(await library.papers()).toHaveLength(2)
    expect((await library.suggestions()).map(([, , why]) => why)).toEqual([reason])
  })

  test('is another paper, and no suggestion, given no author in common', async () => {
    await library.take('archive', [swans])
    expect(await library.take('reference', [titled({ authors: [{ name: 'Cy Reed' }] })])).toMatchObject({ added: 1 })
    expect(await library.suggestions()).toEqual([])
  })

  test('is another paper when its title is not exactly the same', async () => {
    await library.take('archive', [swans])
    const title = 'Counting the Swans on a Pond'
    expect(await library.take('reference', [titled({ title })])).toMatchObject({ added: 1 })
  })

  test('chooses, of two papers with its title, the one that nothing speaks against', async () => {
    const later = {
      ...swans,
      key: 'later',
      identifiers: [arxiv('0301.00001')],
      dates: { submitted: '2103-01-05' },
      year: 2103,
    }
    await library.take('archive', [swans, later])
    await library.take('reference', [titled({ year: 2104 })])
    const papers = await library.papers()
    expect(papers.map(({ slug, records }) => [slug, records])).toEqual([
      ['0301.00001', ['archive later', 'reference other']],
      ['9901.00001', ['archive swans']],
    ])
  })
})

describe('a record with identifiers nobody knows', () => {
  test('is the paper with exactly its title that has none itself: one paper, in both orders', async () => {
    const nameless = titled({ abstract: 'We count.' })
    for (const order of [
      [nameless, swans],
      [swans, nameless],
    ]) {
      for (const batchSize of [1, 1000]) {
        await library.clear()
        await library.take('archive', order, { batchSize })
        expect(await library.papers()).toMatchObject([
          {
            title: swans.title,
            abstract: 'We count.',
            identifiers: ['arxiv:9901.00001'],
            records: ['archive other', 'archive swans'],
          },
        ])
        expect(await library.suggestions()).toEqual([])
      }
    }
  })

  test.each<[string, Partial<PaperRecord>, number]>([
    ['a year 3 years off', { year: 2102 }, 1],
    ['a date 32 days off', { dates: { submitted: '2099-02-06' } }, 1],
    ['no author in common', { authors: [{ name: 'Cy Reed' }] }, 0],
  ])('is another paper than the nameless one of its title, given %s', async (_, rest, suggestions) => {
    await library.take('reference', [titled(rest)])
    expect(await library.take('archive', [swans])).toMatchObject({ added: 1 })
    expect(await library.suggestions()).toHaveLength(suggestions)
  })

  test('is another paper and a suggestion once another has brought its identifiers to the nameless one', async () => {
    await library.take('reference', [titled()])
    await library.take('archive', [swans])
    expect(await library.take('venue', [titled({ identifiers: [doi('10.1234/x')] })])).toMatchObject({ added: 1 })
    expect(await library.papers()).toHaveLength(2)
    expect(await library.suggestions()).toHaveLength(1)
  })

  test('is another paper and a suggestion when only the title is the same', async () => {
    await library.take('archive', [swans])
    expect(await library.take('venue', [titled({ identifiers: [doi('10.1234/x')] })])).toMatchObject({ added: 1 })
    expect((await library.suggestions()).map(([, , why]) => why)).toEqual([
      'the same title; each has identifiers of its own',
    ])
  })

  test('is another paper, and no suggestion, when it has another identifier of the same scheme', async () => {
    await library.take('archive', [swans])
    expect(await library.take('venue', [titled({ identifiers: [arxiv('9901.00002')] })])).toMatchObject({ added: 1 })
    expect(await library.suggestions()).toEqual([])
  })

  test('brings them to the paper that its own key names', async () => {
    const early = { ...swans, identifiers: undefined }
    await library.take('venue', [early])
    expect(await library.take('venue', [{ ...swans, identifiers: [doi('10.1234/x')] }])).toMatchObject({ updated: 1 })
    expect(await library.papers()).toMatchObject([{ identifiers: ['doi:10.1234/x'] }])
  })
})

test.each([
  ['swans on a pond', 'swans on a pond revisited', true],
  ['swans on a pond', 'swans on the pond', true],
  ['swans', 'swans revisited', true],
  ['swans', 'swans on a very large pond in winter', false],
  ['deep nets for swans', 'a pond of geese', false],
  ['因果推断', '因果推断', true],
])('akin(%j, %j) is %j, and the other way round', (a, b, expected) => {
  expect([akin(a, b), akin(b, a)]).toEqual([expected, expected])
})

describe('exactly the same title, no identifier and no author', () => {
  const birds =
    'swan heron goose duck gull tern rail crane stork ibis egret bittern grebe loon coot teal wigeon pochard eider scoter'
  const fish =
    'pike perch roach bream tench carp eel trout salmon char grayling chub dace bleak rudd ruffe loach gudgeon barbel zander'
  const note = (key: string, abstract: string): PaperRecord => ({ key, title: 'Technical Note', abstract })

  test('with abstracts that are different texts are two papers, and a suggestion', async () => {
    expect(await library.take('list', [note('a', birds), note('b', fish)])).toMatchObject({ added: 2, updated: 0 })
    expect(await library.take('list', [note('a', birds), note('b', fish)])).toMatchObject({ added: 0, unchanged: 2 })
  })

  test('with one abstract that was cut or edited are one paper', async () => {
    const edited = `${birds.replace('swan', 'Mute swans,')} and many more`
    const counts = await library.take('list', [note('a', birds), note('b', edited), note('c', birds.slice(0, 120))])
    expect(counts.added).toBe(1)
  })
})
