/** Reading a listing page by page while others write. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { House } from '../house/house.ts'
import { type Homes, put, temporaryHomes } from '../house/testing.ts'
import type { PaperRecord } from '../record.ts'
import { createListings, indexAsOf } from './listings.ts'
import { parseQuery } from './query/query.ts'
import { searchPage } from './search.ts'

let homes: Homes
let house: House
beforeAll(async () => {
  homes = await temporaryHomes()
}, 60_000)
afterAll(() => homes.remove(), 60_000)

/** The more often a paper says “swan”, the higher it stands; those written later say it more often. */
const swans = (key: string, often: number, day = '2020-01-01'): PaperRecord => ({
  key,
  title: `Swans of ${key}`,
  abstract: 'swan '.repeat(often) + 'pond '.repeat(30 - often),
  dates: { published: day },
})

async function library(): Promise<void> {
  house = await homes.open(homes.fresh())
  await put(
    house,
    Array.from({ length: 60 }, (_, n) => swans(`first-${n}`, 1 + (n % 10), `2020-01-${10 + (n % 20)}`)),
  )
}

/** Reads to the end in pages of 7; `between` happens after each page. */
async function readAll(sort: 'relevance' | 'date', between: (page: number) => Promise<unknown>) {
  const keys: string[] = []
  let asOf: number | undefined
  for (let page = 1; ; page++) {
    const found = await house.search('swans', { page, pageSize: 7, sort, asOf })
    if (found.hits.length === 0) return keys
    asOf = found.asOf
    keys.push(...found.hits.map(({ paper }) => paper.title))
    await between(page)
  }
}

describe.each(['relevance', 'date'] as const)('sorted by %s', (sort) => {
  test('nothing comes twice and nothing is passed over while papers are added and changed', async () => {
    await library()
    const before = (await house.search('swans', { pageSize: 100, sort })).hits.map(({ paper }) => paper.title)
    const read = await readAll(sort, async (page) => {
      await put(house, [swans(`later-${page}-a`, 30, '2024-01-01'), swans(`later-${page}-b`, 25, '2019-01-01')])
      await put(house, [swans(`first-${page}`, 30, '2024-01-01')])
    })
    expect(read).toEqual(before)
    expect((await house.search('swans', { pageSize: 100, sort })).total).toBeGreaterThan(before.length)
    await house.close()
  }, 60_000)
})

test('a listing nobody remembers is made again over the papers there were', async () => {
  await library()
  const { asOf } = await house.search('swans')
  await put(house, [swans('later', 30)])
  const again = await searchPage(house, 'swans', { page: 2, pageSize: 50, asOf })
  expect(again.total).toBe(60)
  expect(again.hits).toHaveLength(10)
  const view = indexAsOf(house.index, asOf)
  expect((await view.search(parseQuery('swans'), { all: true, limit: 100 })).ids).toHaveLength(60)
  expect(view.mark()).toBe(house.index.mark())
  await house.close()
}, 60_000)

test('only so many listings are remembered', async () => {
  const listings = createListings<number>()
  for (let n = 0; n < 300; n++) await listings.begin(String(n), async () => n)
  expect(await listings.goOn('299', async () => -1)).toBe(299)
  expect(await listings.goOn('0', async () => -1)).toBe(-1)
})
