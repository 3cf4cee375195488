/** The library as readers ask it: days, papers, names and what is trending. */
import { sql } from '@causerie/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { House } from '../house/house.ts'
import { settingsSchema } from '../house/settings.ts'
import { type Homes, put, temporaryHomes } from '../house/testing.ts'
import { acceptSuggestion, listSuggestions } from '../intake/suggestions.ts'
import type { PaperRecord } from '../record.ts'
import { createLibrary, type Library } from './library.ts'
import type { DailyPage } from './views.ts'

const today = '2024-05-17' // a Friday

/** Listed on a day; what a test is about is in `rest`. */
function listed(key: string, day: string, position: number | undefined, rest: Partial<PaperRecord> = {}): PaperRecord {
  return { key, title: `Paper ${key}`, listing: { day, position, ...rest.listing }, ...without(rest) }
}
const without = ({ listing: _, ...rest }: Partial<PaperRecord>) => rest

const records: PaperRecord[] = [
  listed('third', '2024-05-15', 3),
  listed('first', '2024-05-15', 1, {
    title: 'Counting swans',
    authors: [{ name: 'Bernhard Schölkopf', affiliations: ['Pond Lab'] }, { name: 'Ada Quill' }],
    organisations: ['Pond Lab'],
    topics: ['Causal discovery', 'cs.LG'],
    identifiers: [
      { scheme: 'arxiv', value: '2405.00042' },
      { scheme: 'doi', value: '10.1234/swans.1' },
      { scheme: 'openreview', value: 'aBcD' },
    ],
    links: [{ kind: 'code', url: 'https://example.org/swans' }],
    dates: { submitted: '2024-05-14' },
    year: 2024,
    abstract: 'We count.',
    licence: 'CC-BY-4.0',
    listing: { day: '2024-05-15', votes: 99, comments: 9 },
  }),
  listed('second', '2024-05-15', 2, { listing: { day: '2024-05-15', votes: 9 } }),
  listed('unplaced', '2024-05-15', undefined, { listing: { day: '2024-05-15', votes: 1 } }),
  listed('unplaced-loved', '2024-05-15', undefined, { listing: { day: '2024-05-15', votes: 50 } }),
  listed('day-before', '2024-05-14', 1, { listing: { day: '2024-05-14', votes: 99, comments: 9 } }),
  listed('month-before', '2024-04-30', 1),
  listed('long-ago', '2020-12-31', 1),
  {
    key: 'old',
    title: 'Paper with the old kind of number',
    identifiers: [{ scheme: 'arxiv', value: 'hep-th/9901001' }],
  },
]

const many = 120
const crowd: PaperRecord[] = Array.from({ length: many }, (_, n) => ({
  key: `crowd-${n}`,
  title: `Crowd ${n}`,
  authors: [{ name: 'Cy Crowd' }, { name: `Member ${n % 3}` }],
  organisations: ['Crowd University'],
  topics: ['Crowds'],
  year: 2001 + (n % 4),
  dates: { published: `${2001 + (n % 4)}-0${1 + (n % 9)}-01` },
}))

let homes: Homes
let house: House
let library: Library
beforeAll(async () => {
  homes = await temporaryHomes()
  house = await homes.open(homes.fresh())
  await put(house, records, { source: 'hf-daily' })
  await put(house, crowd)
  library = createLibrary(house.store, house.settings, { today: () => today })
}, 60_000)
afterAll(() => homes.remove())

const titles = (page: DailyPage) => page.days.map(({ papers }) => papers.map(({ title }) => title))

describe('a day', () => {
  test('is in the order of its list; papers without a place come last, most votes first', async () => {
    const page = await library.period('day', '2024-05-15')
    expect(page.total).toBe(5)
    expect(titles(page)).toEqual([
      ['Counting swans', 'Paper second', 'Paper third', 'Paper unplaced-loved', 'Paper unplaced'],
    ])
    expect(page).toMatchObject({ previous: '2024-05-14', next: undefined, newest: '2024-05-15', empty: undefined })
  })

  test('has the nearest days with papers beside it, however far', async () => {
    expect(await library.period('day', '2024-05-14')).toMatchObject({ previous: '2024-04-30', next: '2024-05-15' })
    expect(await library.period('day', '2020-12-31')).toMatchObject({ previous: undefined, next: '2024-04-30' })
    expect(await library.period('day', '2022-06-01')).toMatchObject({ previous: '2020-12-31', next: '2024-04-30' })
  })

  test('that is none is refused', async () => {
    await expect(library.period('day', '2024-02-30')).rejects.toMatchObject({ code: 'library/bad-period' })
  })
})

describe('weeks and months', () => {
  test('have a section for each day, newest first, and neighbours of their kind', async () => {
    const week = await library.period('week', '2024-W20')
    expect(week.days.map(({ day }) => day)).toEqual(['2024-05-15', '2024-05-14'])
    expect(week).toMatchObject({ total: 6, previous: '2024-W18', next: undefined })
    const month = await library.period('month', '2024-05')
    expect(month).toMatchObject({ total: 6, previous: '2024-04', newest: '2024-05-15' })
    expect(await library.period('month', '2021-01')).toMatchObject({ total: 0, previous: '2020-12', next: '2024-04' })
    expect((await library.period('week', '2020-W53')).total).toBe(1)
  })
})

describe('an empty page says why, and what to do', () => {
  const why = async (kind: 'day' | 'week' | 'month', key: string) => (await library.period(kind, key)).empty!

  test('the future', async () => {
    const { reason, hint } = await why('day', '2024-05-18')
    expect(reason).toBe('This day has not come yet.')
    expect(hint).toContain('2024-05-15')
    expect((await why('week', '2024-W30')).reason).toBe('This week has not come yet.')
  })

  test('a weekend', async () => {
    expect((await why('day', '2024-05-11')).reason).toContain('A weekend')
    expect((await why('day', '2024-05-12')).reason).toContain('A weekend')
    expect((await why('day', '2024-05-10')).reason).not.toContain('weekend')
  })

  test('a day nobody fetched, with the command that fetches it', async () => {
    const { reason, hint } = await why('day', '2024-05-16')
    expect(reason).toContain('has been imported or harvested')
    expect(hint).toBe('Run: causerie harvest hf-daily --date 2024-05-16')
    expect((await why('month', '2023-01')).hint).toBe('Run: causerie harvest arxiv --from 2023-01-01')
  })

  test('a harvest that failed, with its error', async () => {
    const failed = { lastError: 'export.arxiv.org did not answer' }
    await house.store.db.execute(
      sql`insert into cursors (source, name, state) values ('harvest:arxiv', 'arxiv', ${JSON.stringify(failed)}::jsonb)`,
    )
    const { reason, hint } = await why('day', '2024-05-16')
    expect(reason).toContain('export.arxiv.org did not answer')
    expect(hint).toContain('Run the harvest again')
    expect((await why('day', '2024-05-18')).reason).toBe('This day has not come yet.')
    await house.store.db.execute(sql`delete from cursors where source = 'harvest:arxiv'`)
  })

  test('a library without any daily paper', async () => {
    const bare = await homes.open(homes.fresh())
    const page = await bare.library.period('day', '2024-05-15')
    expect(page).toMatchObject({ total: 0, days: [], newest: undefined })
    expect(page.empty!.reason).toBe('This library has no daily papers yet.')
    expect(await bare.library.trending()).toMatchObject({ asOf: '', papers: [] })
    expect(await bare.library.newestDay()).toBeUndefined()
    await bare.close()
  })
})

describe('a paper', () => {
  test.each([
    ['2405.00042'],
    ['2405.00042v2'],
    ['arXiv:2405.00042'],
    ['https://arxiv.org/abs/2405.00042v1'],
    ['https://arxiv.org/pdf/2405.00042'],
    ['10.1234/swans.1'],
    ['10.1234/SWANS.1'],
    ['doi:10.1234/swans.1'],
    ['https://doi.org/10.1234/swans.1'],
  ])('is found by %s', async (reference) => {
    expect(await library.paper(reference)).toMatchObject({ title: 'Counting swans', slug: '2405.00042' })
  })

  test.each([['hep-th/9901001'], ['hep-th/9901001v3'], ['https://arxiv.org/abs/hep-th/9901001']])(
    'with the old kind of number is found by %s',
    async (reference) => {
      expect((await library.paper(reference))?.title).toBe('Paper with the old kind of number')
    },
  )

  test.each([
    ['nobody'],
    ['2405.99999'],
    ['10.1234/nothing'],
    ['../../etc/passwd'],
    ['%'],
    [''],
    ["' or 1=1 --"],
    ['\0'],
  ])('nobody has: %j', async (reference) => expect(await library.paper(reference)).toBeUndefined())

  test('is told whole: authors in order, links of its identifiers, listings, where each field is from', async () => {
    const paper = (await library.paper('2405.00042'))!
    expect(paper).toMatchObject({
      authors: [
        { name: 'Bernhard Schölkopf', slug: 'bernhard-scholkopf', affiliations: ['Pond Lab'] },
        { name: 'Ada Quill', slug: 'ada-quill' },
      ],
      authorCount: 2,
      organisations: [{ name: 'Pond Lab', slug: 'pond-lab' }],
      topics: [
        { name: 'Causal discovery', slug: 'causal-discovery' },
        { name: 'cs.LG', slug: 'cs-lg' },
      ],
      ...{ abstract: 'We count.', year: 2024, licence: 'CC-BY-4.0', arxivId: '2405.00042', doi: '10.1234/swans.1' },
      dates: { submitted: '2024-05-14', listed: '2024-05-15' },
      ...{ votes: 99, comments: 9, runnable: false, versions: [], provenance: { '*': 'hf-daily' } },
      listings: [{ day: '2024-05-15', source: 'daily-papers', position: 1, votes: 99, comments: 9 }],
    })
    expect(paper.links.map(({ url }) => url)).toEqual([
      'https://arxiv.org/abs/2405.00042',
      'https://arxiv.org/pdf/2405.00042',
      'https://doi.org/10.1234/swans.1',
      'https://example.org/swans',
    ])
  })

  test('that was merged leads to the one that was kept', async () => {
    const own = await homes.open(homes.fresh())
    const [title, year] = ['Swans seen twice', 2020]
    await put(own, [
      { key: 'a', title, year, identifiers: [{ scheme: 'doi', value: '10.1234/a' }], dates: { published: '2020' } },
    ])
    await put(own, [
      { key: 'b', title, year, identifiers: [{ scheme: 'arxiv', value: '2001.00001' }], topics: ['Twins'] },
    ])
    const other = (await own.library.paper('2001.00001'))!
    const keep = (await own.library.paper('10.1234/a'))!
    expect(other.id).not.toBe(keep.id)
    await acceptSuggestion(own.store, (await listSuggestions(own.store)).items[0]!.id)
    for (const reference of [other.slug, keep.slug, '2001.00001', '10.1234/a'])
      expect((await own.library.paper(reference))?.id, reference).toBe(keep.id)
    expect((await own.library.counts()).papers).toBe(1)
    await own.close()
  })

  test('has the texts it had before', async () => {
    const own = await homes.open(homes.fresh())
    const identifiers = [{ scheme: 'arxiv' as const, value: '2001.00001' }]
    await put(own, [{ key: 'a', title: 'Old title', abstract: 'Old.', version: 1, identifiers }])
    await put(own, [{ key: 'a', title: 'New title', abstract: 'New.', version: 2, identifiers }])
    const paper = (await own.library.paper('2001.00001'))!
    expect(paper.title).toBe('New title')
    expect(paper.versions).toMatchObject([{ version: 1, title: 'Old title', abstract: 'Old.', source: 'jsonl' }])
    await own.close()
  })
})

describe('names', () => {
  test('lead to their papers, newest first, in pages without gap or overlap', async () => {
    const seen: string[] = []
    for (const page of [1, 2, 3]) {
      const { author, papers } = (await library.author('cy-crowd', { page }))!
      expect(author).toEqual({ name: 'Cy Crowd', slug: 'cy-crowd' })
      expect(papers).toMatchObject({ total: many, page, pageSize: 50 })
      seen.push(...papers.items.map(({ dates, title }) => `${dates.published} ${title}`))
    }
    expect(seen).toHaveLength(many)
    expect(new Set(seen).size).toBe(many)
    const days = seen.map((one) => one.slice(0, 10))
    expect(days).toEqual(days.toSorted().reverse())
    for (const answer of [await library.organisation('crowd-university'), await library.topic('crowds')])
      expect(answer!.papers).toMatchObject({ total: many, items: expect.objectContaining({ length: 50 }) })
  })

  test('know their years and who wrote with whom', async () => {
    const { years, coauthors } = (await library.author('cy-crowd'))!
    expect(years).toEqual([2004, 2003, 2002, 2001].map((year) => ({ year, count: many / 4 })))
    expect(coauthors).toEqual([0, 1, 2].map((n) => ({ name: `Member ${n}`, slug: `member-${n}`, count: many / 3 })))
  })

  test('of accents and capitals are one', async () => {
    expect((await library.author('bernhard-scholkopf'))!.papers.total).toBe(1)
    expect((await library.author('bernhard-scholkopf'))!.author.name).toBe('Bernhard Schölkopf')
  })

  test('nobody has are undefined', async () => {
    for (const slug of ['nobody', '', '%', '../..', '\0']) {
      expect(await library.author(slug)).toBeUndefined()
      expect(await library.organisation(slug)).toBeUndefined()
      expect(await library.topic(slug)).toBeUndefined()
    }
  })

  test('are listed with most papers first, and by their beginning', async () => {
    const { items, total } = await library.authors()
    expect(total).toBe(6)
    expect(items.map(({ slug, count }) => [slug, count])).toEqual([
      ['cy-crowd', 120],
      ['member-0', 40],
      ['member-1', 40],
      ['member-2', 40],
      ['ada-quill', 1],
      ['bernhard-scholkopf', 1],
    ])
    expect((await library.authors({ starts: 'mem' })).items.map(({ slug }) => slug)).toEqual([
      'member-0',
      'member-1',
      'member-2',
    ])
    expect((await library.authors({ starts: '%' })).items).toEqual([])
    expect((await library.authors({ starts: '_da' })).items).toEqual([])
    expect((await library.authors({ starts: '\0mem' })).total).toBe(3)
    expect((await library.authors({ page: 2 })).items).toEqual([])
    expect((await library.organisations()).total).toBe(2)
    expect((await library.topics()).total).toBe(3)
  })

  test('are counted', async () => {
    expect(await library.counts()).toEqual({
      ...{ papers: records.length + many, abstracts: 1, authors: 6, organisations: 2, topics: 3, runnable: 0 },
    })
  })
})

describe('what is trending', () => {
  test('is the sum of its terms, best first, with each term explained', async () => {
    const { papers, asOf, windowDays, formula } = await library.trending()
    expect({ asOf, windowDays }).toEqual({ asOf: '2024-05-15', windowDays: 90 })
    expect(papers.map(({ score }) => score)).toEqual(papers.map(({ score }) => score).toSorted((a, b) => b - a))
    for (const { score, terms } of papers) {
      expect(terms.map(({ name }) => name)).toEqual(['votes', 'comments', 'code', 'runnable', 'age'])
      expect(terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 12)
    }
    const [first] = papers
    expect(first!.paper.title).toBe('Counting swans')
    // 0.15·log₁₀(1 + 99) + 0.3·log₁₀(1 + 9) + 0.1 + 0 − 0/7, by hand
    expect(first!.terms.map(({ value }) => value)).toEqual(
      [0.3, 0.3, 0.1, 0, -0].map((value) => expect.closeTo(value, 12)),
    )
    expect(first!.score).toBeCloseTo(0.7, 12)
    for (const weight of ['0.15', '0.3', '0.1', '0.2', '7']) expect(formula).toContain(weight)
  })

  test('is old where it is old: a day costs a seventh', async () => {
    const { papers } = await library.trending()
    const before = papers.find(({ paper }) => paper.title === 'Paper day-before')!
    expect(before.score).toBeCloseTo(0.6 - 1 / 7, 12)
  })

  test('leaves out what is older than its window', async () => {
    const { papers } = await library.trending()
    expect(papers.map(({ paper }) => paper.title)).toContain('Paper month-before')
    expect(papers.map(({ paper }) => paper.title)).not.toContain('Paper long-ago')
    const narrow = settingsSchema.parse({ trending: { windowDays: 1 } })
    const now = await createLibrary(house.store, narrow, { today: () => today }).trending()
    expect(new Set(now.papers.map(({ paper }) => paper.dates.listed))).toEqual(new Set(['2024-05-15']))
    expect(now.papers).toHaveLength(5)
  })

  test('follows the settings', async () => {
    const weights = { votes: 0, comments: 0, code: -5, runnable: 0, ageDays: 1, pageSize: 2 }
    const own = createLibrary(house.store, settingsSchema.parse({ trending: weights }), { today: () => today })
    const [one, two] = [await own.trending(), await own.trending({ page: 2 })]
    expect(one.papers).toHaveLength(2)
    const all = [
      ...one.papers,
      ...two.papers,
      ...(await own.trending({ page: 3 })).papers,
      ...(await own.trending({ page: 4 })).papers,
    ]
    expect(all).toHaveLength(7)
    expect(all.find(({ paper }) => paper.title === 'Counting swans')!.score).toBe(-5)
    expect(all.find(({ paper }) => paper.title === 'Paper day-before')!.score).toBe(-1)
    expect(all.at(-1)!.paper.title).toBe('Paper month-before')
  })
})
