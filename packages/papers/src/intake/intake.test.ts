import type { Session, Store } from '@causerie/store'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Identifier, PaperRecord } from '../record.ts'
import { titleKey } from '../text.ts'
import { type Committed, openIntake } from './intake.ts'
import { counts, openLibrary, voiceOf } from './testing.ts'

const library = await openLibrary()
beforeEach(library.clear)
afterAll(library.close)

const arxiv = (value: string): Identifier => ({ scheme: 'arxiv', value })
const doi = (value: string): Identifier => ({ scheme: 'doi', value })
const paper = (number: number, rest: Partial<PaperRecord> = {}): PaperRecord => ({
  key: `k${number}`,
  title: `Paper number ${number} of the pond`,
  identifiers: [arxiv(`9901.${String(number).padStart(5, '0')}`)],
  ...rest,
})
const someOf = (count: number, rest: Partial<PaperRecord> = {}) =>
  Array.from({ length: count }, (_, at) => paper(at, rest))

describe('what is new, known and unchanged', () => {
  test('is counted, and only what changed is written', async () => {
    expect(await library.take('archive', someOf(5))).toEqual({ added: 5, updated: 0, unchanged: 0 })
    const before = await library.rows()
    expect(await library.take('archive', someOf(5))).toEqual({ added: 0, updated: 0, unchanged: 5 })
    expect(await library.rows()).toEqual(before)
    const edited = someOf(6).map((record, at) => (at === 3 ? { ...record, venue: 'Pond' } : record))
    expect(await library.take('archive', edited)).toEqual({ added: 1, updated: 1, unchanged: 4 })
    const rows = await library.select(
      'select slug from papers where revision = (select max(revision) from papers) order by 1',
    )
    expect(rows.map(({ slug }) => slug)).toEqual(['9901.00003', '9901.00005'])
  })

  test('an edited title is an update that keeps the old version and the slug', async () => {
    const record = {
      key: 'k',
      title: 'Swans counted on a pond',
      abstract: 'We count.',
      dates: { submitted: '2099-01-05' },
    }
    await library.take('archive', [record])
    const edited = { ...record, title: 'Swans counted on a large pond', abstract: 'We counted.' }
    expect(await library.take('archive', [edited])).toEqual({ added: 0, updated: 1, unchanged: 0 })
    expect(await library.papers()).toMatchObject([
      {
        slug: 'swans-counted-on-a-pond',
        title: edited.title,
        title_key: 'swans counted on a large pond',
        abstract: 'We counted.',
      },
    ])
    const [version] = await library.select('select number, title, abstract, date, source from versions')
    const { title, abstract } = record
    expect(version).toEqual({ number: 1, title, abstract, date: '2099-01-05', source: 'archive' })
  })

  test('every text a paper ever had is kept when two records of one batch replace it', async () => {
    await library.take('archive', [{ key: 'a', title: 'First', identifiers: [arxiv('9901.00001'), doi('10.1234/x')] }])
    const batch = [
      { key: 'b', title: 'Second', identifiers: [arxiv('9901.00001')] },
      { key: 'c', title: 'Third', identifiers: [doi('10.1234/x')], venue: 'Pond' },
    ]
    expect(await library.take('archive', batch)).toEqual({ added: 0, updated: 2, unchanged: 0 })
    expect(await library.papers()).toMatchObject([{ title: 'Third', versions: ['First', 'Second'], venue: 'Pond' }])
  })

  test('tells of each write what was written', async () => {
    const writes: (Committed | undefined)[] = []
    const onCommit = (_: unknown, write: Committed | undefined) => void writes.push(write)
    await library.take('archive', someOf(3), { batchSize: 2, onCommit })
    await library.take('archive', [...someOf(1), paper(1, { venue: 'Pond' })], { onCommit })
    await library.take('archive', someOf(1), { onCommit })
    expect(writes.map((write) => write && [write.allNew, write.papers.map(({ id }) => id)])).toEqual([
      [true, [1, 2]],
      [true, [3]],
      [false, [2]],
      undefined,
    ])
    const revisions = writes.flatMap((write) => (write ? [write.before, write.revision] : []))
    expect(revisions).toEqual([0, revisions[1], revisions[1], revisions[3], revisions[3], revisions[5]])
    const ids = await library.select("select id::int from papers where title = 'Paper number 2 of the pond'")
    expect(ids).toEqual([{ id: 3 }])
  })
})

describe('one key for many papers', () => {
  // one public list gives 1,294 papers the key "cvpr2019-None"
  const words = 'causal swan pond graph deep ice net winter goose reed flight count'.split(' ')
  const crowd = Array.from(
    { length: 1294 },
    (_, at): PaperRecord => ({
      key: 'pond2099-None',
      title: `${[0, 1, 2, 3].map((digit) => words[(Math.floor(at / 6 ** digit) % 6) + (digit % 2) * 6]).join(' ')} ${at}`,
      authors: [{ name: `Author${at} Name${at}` }, { name: `Second${at} Name${at}b` }],
      year: 2099,
    }),
  )

  test('keeps every one of 1,294 papers with one key, and a second import is all unchanged', async () => {
    const first = await library.take('aggregator', crowd)
    expect(first).toEqual({ added: 1294, updated: 0, unchanged: 0, keptApart: { 'pond2099-None': 1293 } })
    const before = await library.rows()
    expect(await library.take('aggregator', crowd)).toEqual({ added: 0, updated: 0, unchanged: 1294 })
    expect(await library.take('aggregator', crowd.toReversed(), { batchSize: 100 })).toMatchObject({ unchanged: 1294 })
    expect(await library.rows()).toEqual(before)
  }, 60_000)

  test('keeps papers without authors apart when their titles have little in common', async () => {
    const titles = ['Counting Swans', 'A Theory of Ice', 'Reeds, Revisited', 'Winter Flights of Geese']
    const records = titles.map((title) => ({ key: 'None', title }))
    for (const batchSize of [1, 3, 1000]) {
      await library.clear()
      expect(await library.take('aggregator', records, { batchSize })).toMatchObject({
        added: 4,
        keptApart: { None: 3 },
      })
      expect(await library.take('aggregator', records, { batchSize })).toEqual({ added: 0, updated: 0, unchanged: 4 })
    }
  })

  test('keeps papers without authors apart when their titles share half of their words', async () => {
    const records = ['Deep Nets for Swans', 'Deep Nets for Geese', 'Deep Nets for Ducks'].map((title) => ({
      ...{ key: 'None', title },
    }))
    for (const batchSize of [1, 2, 1000]) {
      await library.clear()
      expect(await library.take('aggregator', records, { batchSize })).toEqual({
        ...{ added: 3, updated: 0, unchanged: 0, keptApart: { None: 2 } },
      })
      expect(await library.take('aggregator', records, { batchSize })).toEqual({ added: 0, updated: 0, unchanged: 3 })
      expect(await library.take('aggregator', records.toReversed(), { batchSize })).toMatchObject({ unchanged: 3 })
    }
  })

  test('takes the second title of a key in one import for an edit when an author is in common', async () => {
    const titles = ['Swans counted on a pond', 'Swans counted on a large pond']
    const records = titles.map((title) => ({ key: 'k', title, authors: [{ name: 'Ada Quill' }] }))
    for (const batchSize of [1, 1000]) {
      await library.clear()
      expect(await library.take('aggregator', records, { batchSize })).toEqual({ added: 1, updated: 1, unchanged: 0 })
      expect(await library.papers()).toMatchObject([{ title: titles[1], versions: [titles[0]] }])
    }
  })
})

describe('one batch', () => {
  test('may hold the same record twice', async () => {
    expect(await library.take('archive', [paper(1), paper(1), paper(1)])).toEqual({
      added: 1,
      updated: 0,
      unchanged: 2,
    })
  })

  test('may hold two records of one work, known to each other by identifier or by title', async () => {
    const records: PaperRecord[] = [
      { key: 'a', title: 'Counting Swans', identifiers: [arxiv('9901.00001')] },
      { key: 'b', title: 'Swans, counted', identifiers: [doi('10.1234/x'), arxiv('9901.00001')] },
      { key: 'c', title: 'Counting swans', venue: 'Pond' },
      { key: 'd', title: 'Something else', identifiers: [doi('10.1234/x')] },
    ]
    expect(await library.take('archive', records)).toMatchObject({ added: 1 })
    expect(await library.papers()).toMatchObject([
      {
        identifiers: ['arxiv:9901.00001', 'doi:10.1234/x'],
        venue: 'Pond',
        records: ['a', 'b', 'c', 'd'].map((key) => `archive ${key}`),
      },
    ])
  })

  test('may name an identifier, an author, a topic and a link twice', async () => {
    const record = paper(1, {
      identifiers: [doi('10.1234/x'), doi('10.1234/x')],
      authors: [{ name: 'Ada Quill' }, { name: 'Ada Quill' }, { name: 'ADA QUILL' }],
      organisations: ['Pond', 'Pond'],
      topics: ['Swans', 'swans', 'Swans!'],
      links: [1, 2].map(() => ({ kind: 'pdf', url: 'https://a.example/x.pdf' })),
    })
    expect(await library.take('archive', [record])).toMatchObject({ added: 1 })
    const [made] = await library.papers()
    expect(made).toMatchObject({ identifiers: ['doi:10.1234/x'], links: ['https://a.example/x.pdf'], author_count: 3 })
    expect(made!.authors).toHaveLength(3)
  })

  test('that fails in the middle leaves nothing, and the next try succeeds', async () => {
    for (const table of ['papers', 'authorships', 'listings']) {
      await library.clear()
      const records = someOf(5, { authors: [{ name: 'Ada Quill' }], topics: ['Swans'], listing: { day: '2099-01-05' } })
      const before = await library.rows()
      const intake = openIntake(failingOnce(library.store, table), voiceOf('archive'), { batchSize: 3 })
      await expect(intake.put(records)).rejects.toThrow(`no room for ${table}`)
      expect(await library.rows()).toEqual(before)
      expect(counts(intake.tally)).toEqual({ added: 0, updated: 0, unchanged: 0 })
      expect(counts(await intake.finish())).toEqual({ added: 5, updated: 0, unchanged: 0 })
      expect((await library.papers()).map(({ authors, topics }) => [authors, topics])).toEqual(
        records.map(() => [['Ada Quill'], ['Swans']]),
      )
    }
  })

  test('after the signal is given is not begun; what was committed stays', async () => {
    const stop = new AbortController()
    const onCommit = () => stop.abort(new Error('enough'))
    const taking = library.take('archive', someOf(5), { batchSize: 2, onCommit, signal: stop.signal })
    await expect(taking).rejects.toThrow('enough')
    expect(await library.papers()).toHaveLength(2)
    expect(await library.take('archive', someOf(5))).toEqual({ added: 3, updated: 0, unchanged: 2 })
  })
})

/** The store, whose first copy into `table` writes its rows and then fails. */
function failingOnce(store: Store, table: string): Store {
  let hasFailed = false
  const copying = (session: Session): Session => ({
    db: session.db,
    copy: async (target, columns, rows) => {
      await session.copy(target, columns, rows)
      if (target !== table || hasFailed) return
      hasFailed = true
      throw new Error(`no room for ${table}`)
    },
  })
  return { ...store, transaction: (work) => store.transaction((session) => work(copying(session))) }
}

describe('slugs', () => {
  test('are unique for five papers of one title and year, taken one by one or together', async () => {
    const records = Array.from({ length: 5 }, (_, at) => ({
      ...{ key: `k${at}`, title: 'Counting Swans', year: 2099, identifiers: [doi(`10.1234/${at}`)] },
    }))
    const slugs = ['counting-swans', ...['', '-2', '-3', '-4'].map((end) => `counting-swans-2099${end}`)]
    for (const batchSize of [1, 1000]) {
      await library.clear()
      await library.take('archive', records, { batchSize })
      expect((await library.papers()).map(({ slug }) => slug)).toEqual(slugs)
    }
  })

  test('do not meet the title of another paper that looks like one of them', async () => {
    const titles = ['Swans 2099', 'Swans', 'Swans', 'Swans x', 'Swans 2099 2']
    const records = titles.map((title, at) => ({
      key: `k${at}`,
      title,
      year: 2099,
      identifiers: [doi(`10.1234/${at}`)],
    }))
    expect(await library.take('archive', records)).toMatchObject({ added: 5 })
    expect(new Set((await library.papers()).map(({ slug }) => slug)).size).toBe(5)
  })

  test('are unique for titles of one batch that differ only after what a slug has room for', async () => {
    const records = ['one', 'two', 'three'].map((end) => ({
      key: end,
      title: `${'swan '.repeat(20)}${end}`,
      year: 2099,
    }))
    expect(await library.take('archive', records)).toMatchObject({ added: 3 })
    const slug = 'swan-'.repeat(16).slice(0, -1)
    expect((await library.papers()).map((one) => one.slug)).toEqual([slug, `${slug}-2099`, `${slug}-2099-2`])
  })

  test('are made of odd titles too, and the titles are kept as they are', async () => {
    const titles = [
      '因果推断：方法与应用',
      'שלום עליכם',
      'مرحبا بالعالم',
      '🦢🦢🦢',
      '🦆',
      '???',
      'a'.repeat(10_000),
      `${'swan '.repeat(2000)}end`,
      '\\N',
      '\\',
      'Tab\tand\\n',
      '$\\alpha$-swans',
      "Robert'); drop table papers;--",
    ]
    const records = titles.map((title, at) => ({ key: `k${at}`, title }))
    expect(await library.take('archive', records)).toEqual({ added: titles.length, updated: 0, unchanged: 0 })
    const papers = await library.papers()
    expect(papers.map(({ title }) => title).sort()).toEqual(titles.toSorted())
    for (const { slug } of papers) expect(slug).toMatch(/^[\p{L}\p{N}\p{M}-]{1,90}$/u)
    expect(await library.take('archive', records)).toEqual({ added: 0, updated: 0, unchanged: titles.length })
  })
})

describe('records as nobody should send them', () => {
  test('NUL and half characters in any field are left out or marked, new or changed', async () => {
    const bad = (text: string) => `${text}\0\ud83d`
    const record = (venue: string): PaperRecord => ({
      ...{ key: bad('k'), title: bad('Swans'), abstract: bad('We count.'), summary: bad('s'), venue: bad(venue) },
      identifiers: [doi(bad('10.1234/x'))],
      authors: [{ name: bad('Ada Quill'), affiliations: [bad('Pond')] }],
      organisations: [bad('Pond')],
      topics: [bad('Swans')],
      links: [{ kind: 'pdf', url: bad('https://a.example/'), label: bad('l') }],
      extra: { [bad('key')]: [bad('value'), 'a literal \\u0000 and \\ud83d'] },
    })
    expect(await library.take('archive', [record('Pond')])).toMatchObject({ added: 1 })
    expect(await library.take('archive', [record('Lake')])).toMatchObject({ updated: 1 })
    expect(await library.take('archive', [record('Lake')])).toMatchObject({ unchanged: 1 })
    expect(await library.papers()).toMatchObject([
      { title: 'Swans\ufffd', venue: 'Lake\ufffd', authors: ['Ada Quill\ufffd'] },
    ])
    const [{ extra } = {}] = await library.select('select extra from records')
    expect(extra).toEqual({ 'key\ufffd': ['value\ufffd', 'a literal \\u0000 and \\ud83d'] })
  })

  test('3,000 authors are all there, in order, and so is a change of the last', async () => {
    const authors = Array.from({ length: 3000 }, (_, at) => ({
      name: `Ada${at} Quill${at}`,
      affiliations: [`Pond ${at}`],
    }))
    await library.take('archive', [paper(1, { authors })])
    const [made] = await library.papers()
    expect(made).toMatchObject({ author_count: 3000, authors: authors.map(({ name }) => name) })
    const changed = authors.with(2999, { name: 'Zoë Last', affiliations: ['Lake'] })
    expect(await library.take('archive', [paper(1, { authors: changed })])).toMatchObject({ updated: 1 })
    expect((await library.papers())[0]!.authors.at(-1)).toBe('Zoë Last')
  })
})

const oneOf = <Value>(...values: Value[]) => fc.constantFrom(...values)
const titles = [
  'Counting Swans',
  'counting swans!',
  'A Theory of Ice',
  'Winter Flights',
  'Reeds, Revisited',
  '🦢',
  '因果推断',
]

/** A record whose titles, identifiers and people come from small pools, so that many are of one work. */
const anyRecord = fc.record(
  {
    title: oneOf(...titles),
    identifiers: fc.array(
      oneOf(arxiv('9901.00001'), arxiv('9901.00002'), doi('10.1234/a'), doi('10.1234/b'), doi('10.1234/c')),
      { maxLength: 3 },
    ),
    authors: fc.array(
      oneOf({ name: 'Ada Quill' }, { name: 'Bo Reed', affiliations: ['Pond\t"1"'] }, { name: 'Cy Ice' }),
      { maxLength: 3 },
    ),
    abstract: oneOf('We count.', 'We counted.\\N'),
    venue: oneOf('Pond', 'Lake'),
    year: oneOf(2090, 2098, 2099),
    version: oneOf(1, 2),
    dates: fc.record({ submitted: oneOf('2098', '2099-01', '2099-01-05', '2099-06-05') }, { requiredKeys: [] }),
    topics: fc.array(oneOf('Swans', 'Ponds'), { maxLength: 2 }),
    listing: fc.record({ day: oneOf('2099-01-05', '2099-01-06'), votes: fc.nat(5) }),
    extra: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: ['title'] },
)

/** Records with keys of their own, some of them more than once. */
const importOf = (record: fc.Arbitrary<Omit<PaperRecord, 'key'>>) =>
  fc
    .array(record, { minLength: 1, maxLength: 12 })
    .map((records) => records.map((one, at): PaperRecord => ({ key: `k${at}`, ...one })))
    .chain((records) => fc.array(oneOf(...records), { minLength: 1, maxLength: 20 }))

const anyImport = importOf(anyRecord)

/** Records that agree about which identifiers belong to which title, and about nothing else. */
const agreeingImport = importOf(
  anyRecord.map((record) => ({
    ...record,
    identifiers: record.identifiers?.map(({ value }) => doi(`${value}/${titleKey(record.title)}`)),
  })),
)

const options = { numRuns: Number(process.env.CAUSERIE_RUNS ?? 12) }

describe('whatever is imported', () => {
  test('importing it again changes nothing at all', async () => {
    await fc.assert(
      fc.asyncProperty(anyImport, async (records) => {
        await library.clear()
        const { added, updated, unchanged } = await library.take('archive', records)
        expect(added + updated + unchanged).toBe(records.length)
        const before = await library.rows()
        expect(await library.take('archive', records)).toEqual({ added: 0, updated: 0, unchanged: records.length })
        expect(await library.rows()).toEqual(before)
      }),
      options,
    )
  }, 60_000)

  test('the size of batches does not change what comes of it', async () => {
    await fc.assert(
      fc.asyncProperty(agreeingImport, agreeingImport, async (first, second) => {
        const outcomes = []
        for (const batchSize of [1, 3, 1000]) {
          await library.clear()
          const tallies = [
            await library.take('archive', first, { batchSize }),
            await library.take(
              'venue',
              second.map((record) => ({ ...record, key: `v${record.key}` })),
              { batchSize },
            ),
          ]
          outcomes.push({ tallies, papers: await library.papers(), suggestions: await library.suggestions() })
        }
        expect(outcomes[1]).toEqual(outcomes[0])
        expect(outcomes[2]).toEqual(outcomes[0])
      }),
      options,
    )
  }, 60_000)

  test('the last of two records of one known paper has the last word, whatever the size of batches', async () => {
    const first = { key: 'a', title: 'First', identifiers: [arxiv('9901.00001'), doi('10.1234/x')] }
    const records = [
      { key: 'b', title: 'Decoy', identifiers: [arxiv('9901.00002')] },
      { key: 'c', title: 'Decoy', identifiers: [arxiv('9901.00001')], venue: 'Pond' },
      { key: 'd', title: 'Third', identifiers: [doi('10.1234/x')], venue: 'Lake' },
      { key: 'e', title: 'Fourth', identifiers: [doi('10.1234/y')] },
    ]
    for (const batchSize of [1, 2, 3, 1000]) {
      await library.clear()
      await library.take('archive', [first])
      expect(await library.take('archive', records, { batchSize })).toEqual({ added: 2, updated: 2, unchanged: 0 })
      const found = (await library.papers()).find(({ records }) => records.includes('archive a'))
      expect(found).toMatchObject({ title: 'Third', venue: 'Lake', versions: ['First', 'Decoy'] })
    }
  })

  test('the order of two sources with different authority does not change what a paper is', async () => {
    const identifiers = [doi('10.1234/a')]
    // of versions the newest text stands and of votes the latest count, whoever gives them
    const timeless = ({ version, listing, ...record }: Omit<PaperRecord, 'key'>) => ({ ...record, identifiers })
    await fc.assert(
      fc.asyncProperty(anyRecord, anyRecord, async (one, other) => {
        const said: [string, PaperRecord][] = [
          ['reference', { ...timeless(one), key: 'r' }],
          ['archive', { ...timeless(other), key: 'a' }],
        ]
        const outcomes = []
        for (const order of [said, said.toReversed()]) {
          await library.clear()
          for (const [source, record] of order) await library.take(source, [record])
          const papers = await library.papers()
          expect(papers).toHaveLength(1)
          const { slug: _, provenance: __, versions: ___, ...fields } = papers[0]!
          outcomes.push(fields)
        }
        expect(outcomes[1]).toEqual(outcomes[0])
      }),
      options,
    )
  }, 60_000)

  test('no identifier, slug or record is lost, and each paper says where every field came from', async () => {
    await fc.assert(
      fc.asyncProperty(anyImport, async (records) => {
        await library.clear()
        await library.take('archive', records)
        const papers = await library.papers()
        const identifiers = papers.flatMap((one) => one.identifiers)
        const said = records.flatMap((one) => one.identifiers?.map(({ scheme, value }) => `${scheme}:${value}`) ?? [])
        expect(identifiers.sort()).toEqual([...new Set(said)].sort())
        expect(papers.flatMap((one) => one.records).sort()).toEqual(
          [...new Set(records.map(({ key }) => `archive ${key}`))].sort(),
        )
        for (const { provenance } of papers) expect(provenance).toEqual({ '*': 'archive' })
      }),
      options,
    )
  }, 60_000)
})
