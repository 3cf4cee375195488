import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixturesIn, parseText, recordsOf } from './contract.ts'
import { dailyPage } from './dailyPage.ts'
import { pageDayOf } from './pageDay.ts'

const fixtures = Object.fromEntries(fixturesIn('daily-page').map(({ name, text }) => [name, text]))
const notesOf = (items: Awaited<ReturnType<typeof parseText>>) =>
  items.flatMap((item) => (item.kind === 'note' ? [item.text] : []))

test('known answer: the text of a page, its banner left out and its year inferred', async () => {
  const items = await parseText(dailyPage, fixtures['page.txt']!)
  const records = recordsOf(items)
  expect(records.map(({ title }) => title)).toEqual([
    'Counting Swans with Two Priors',
    'Na\\"ive Geese: $\\alpha$-Flocks at Dusk',
    'A Paper without Its Last Lines',
    '因果推断与天鹅',
    'البجع والسببية: When Do Swans Cause Ripples?',
  ])
  expect(records[0]).toMatchObject({
    key: 'counting swans with two priors',
    authorCount: 2,
    dates: { submitted: '2098-01-05' },
    listing: { day: '2098-01-06', position: 1, comments: 8 },
  })
  expect(records[1]).toMatchObject({
    organisations: ['Marsh University'],
    dates: { submitted: '2097-11-30' },
    listing: { comments: 3 },
  })
  expect(records[2]).not.toHaveProperty('dates')
  expect(records[2]!.abstract).toContain('lost its foot')
  expect(records[3]).toMatchObject({ organisations: ['PondLab'], dates: { submitted: '2098-01-07' } }) // a day ahead of the page: another time zone
  expect(notesOf(items)[0]).toBe(
    'The page says Jan 6 without a year. Years are printed only for other years than its own; the latest printed is 2097, so the page is from 2098: 2098-01-06. Use --page-date to say otherwise.',
  )
})

test('a page date that is given overrules the page, and dates later than the page are left out with a note', async () => {
  const items = await parseText(dailyPage, fixtures['ugly-page.txt']!, { pageDate: '2096-01-06' })
  expect(recordsOf(items)[0]).toMatchObject({ listing: { day: '2096-01-06' } })
  expect(recordsOf(items)[0]).not.toHaveProperty('dates')
  expect(recordsOf(items)[1]).toMatchObject({ dates: { submitted: '1066-10-14' }, listing: { comments: 2 } })
  expect(notesOf(items).join('\n')).toMatch(/24 Dec has no year, and in 2096 it is later than the page/)
  expect(notesOf(items).join('\n')).toMatch(/After the last paper, 2 lines are no paper: "Previous"/)
})

test('the year of a page: later than every year printed, never in the future', () => {
  const day = (pageDate: string | undefined, dates: string[], today: string) =>
    pageDayOf(pageDate, dates, { name: '', today }).day
  expect(day('Dec 10', ['Jun 20, 2023', 'Oct 7, 2024', 'Sep 8 8'], '2026-11-23')).toBe('2025-12-10')
  expect(day('Dec 10', ['Sep 8 8'], '2026-11-23')).toBe('2025-12-10')
  expect(day('Nov 23', [], '2026-11-23')).toBe('2026-11-23')
  expect(day('Dec 10, 2021', ['Oct 7, 2024'], '2026-11-23')).toBe('2021-12-10')
  expect(day('Dec 10', ['Oct 7, 2025'], '2026-11-23')).toBe('2025-12-10') // contradicts itself; said in the note
  expect(day('Feb 29', [], '2026-11-23')).toBe('2024-02-29')
  expect(day(undefined, [], '2026-11-23')).toBeUndefined()
})

test('saved HTML: embedded data first, then articles, then the visible text', async () => {
  const [embedded] = recordsOf(await parseText(dailyPage, fixtures['embedded.html']!))
  expect(embedded).toMatchObject({
    title: 'Counting Swans with Two Priors',
    abstract: 'We count "swans" & geese.',
    identifiers: [{ scheme: 'arxiv', value: '9901.00042' }],
  })
  expect(embedded).toMatchObject({ listing: { day: '2099-01-06', votes: 17, comments: 3 } })
  const articles = recordsOf(await parseText(dailyPage, fixtures['articles.html']!))
  expect(articles).toMatchObject([
    {
      key: '9901.00042',
      title: 'Counting Swans with Two Priors',
      authorCount: 2,
      dates: { submitted: '2098-01-05' },
      listing: { day: '2098-01-06', comments: 8 },
    },
    {
      key: '9901.00043',
      title: 'Geese & Ganders',
      organisations: ['Marsh University'],
      dates: { submitted: '2097-11-30' },
    },
  ])
  expect(recordsOf(await parseText(dailyPage, fixtures['ugly-blocks.html']!))).toMatchObject([
    { title: 'Counting Swans with Two Priors', authorCount: 2 },
  ])
})

test('an HTML page whose embedded data is damaged is read by its articles', async () => {
  const page = `<div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:["></div>${fixtures['articles.html']}`
  expect(recordsOf(await parseText(dailyPage, page))).toHaveLength(2)
})

const real = join(import.meta.dirname, '../../../../../shared/data/daily-papers-page.txt')

test.skipIf(!existsSync(real))(
  'the founding page: 44 papers of 10 December 2025 (skips where ../shared/data is absent)',
  async () => {
    const items = await parseText(dailyPage, readFileSync(real, 'utf8'), { today: '2026-11-23' })
    const records = recordsOf(items)
    expect(records).toHaveLength(44)
    expect(new Set(records.map(({ listing }) => listing?.day))).toEqual(new Set(['2025-12-10']))
    expect(records.map(({ listing }) => listing?.position)).toEqual(records.map((_, i) => i + 1))
    expect(records.filter(({ dates }) => dates === undefined).map(({ listing }) => listing!.position)).toEqual([33])
    expect(records[2]).toMatchObject({ authorCount: 5, dates: { submitted: '2025-09-08' }, listing: { comments: 8 } })
    expect(records[7]).toMatchObject({ dates: { submitted: '2022-07-05' }, listing: { comments: 1 } })
    expect(records[16]).toMatchObject({ organisations: ['OpenCausaLab'] })
    expect(records[21]).toMatchObject({ organisations: ['NVIDIA'] })
    expect(records[41]).toMatchObject({ organisations: ['Kling Team'] })
    expect(records.every(({ abstract }) => (abstract?.length ?? 0) > 900)).toBe(true)
    expect(notesOf(items)).toHaveLength(1)
  },
)
