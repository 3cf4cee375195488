/** Searches kept under a name: what is accepted, what is refused, and that a backup has them. */
import { join } from 'node:path'
import { backup } from '@causerie/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { House } from '../house/house.ts'
import { runOperation } from '../house/operations.ts'
import { type Homes, keptReport, put, temporaryHomes } from '../house/testing.ts'
import type { PaperRecord } from '../record.ts'
import type { SavedSearch } from './savedSearches.ts'

let homes: Homes
let house: House
beforeAll(async () => {
  homes = await temporaryHomes()
  house = await homes.open(homes.fresh())
  await put(house, [
    { key: 'a', title: 'Counting swans from above', year: 2024, dates: { published: '2024-01-02' } },
    { key: 'b', title: 'Counting ducks', year: 2023, dates: { published: '2023-01-02' } },
    { key: 'c', title: 'Swans in winter', year: 2022, dates: { published: '2022-01-02' } },
  ])
}, 60_000)
afterAll(() => homes.remove())

const saved = async (input: unknown) =>
  ((await runOperation(house, 'saved', input, keptReport().report)) as { items: SavedSearch[] }).items
const refusal = (input: unknown) =>
  saved(input).then(
    () => expect.fail('it was saved'),
    (error) => error,
  )

test('are added under a name of any script, listed by name, found by slug, and removed by either', async () => {
  await saved({ add: { name: 'Swans  above', query: 'counting swans' } })
  await saved({ add: { name: 'Лебеди', query: 'swans year:2022' } })
  expect((await saved({})).map(({ slug, name, query }) => [slug, name, query])).toEqual([
    ['swans-above', 'Swans above', 'counting swans'],
    ['лебеди', 'Лебеди', 'swans year:2022'],
  ])
  expect(await house.saved.find('swans-above')).toMatchObject({
    query: 'counting swans',
    made: expect.stringMatching(/Z$/),
  })
  await saved({ remove: 'swans ABOVE' })
  expect((await saved({ remove: 'лебеди' })).length).toBe(0)
})

test('the same search under the same name is saved once; another one is refused and changes nothing', async () => {
  await saved({ add: { name: 'ducks', query: 'ducks' } })
  expect(await saved({ add: { name: 'Ducks', query: ' ducks ' } })).toHaveLength(1)
  const error = await refusal({ add: { name: 'ducks', query: 'geese' } })
  expect(error).toMatchObject({
    code: 'library/saved-taken',
    message: expect.stringContaining('“ducks”'),
    hint: expect.stringContaining('saved remove'),
  })
  expect((await house.saved.find('ducks'))!.query).toBe('ducks')
  await saved({ remove: 'ducks' })
})

test.each([
  [{ add: { name: '…!?', query: 'a' } }, 'library/saved-name'],
  [{ add: { name: 'x'.repeat(81), query: 'a' } }, 'library/saved-name'],
  [{ add: { name: 'x', query: '   ' } }, 'library/saved-query'],
  [{ add: { name: 'x', query: 'a\0b' } }, 'library/saved-query'],
  [{ add: { name: 'x', query: 'a '.repeat(1001) } }, 'library/saved-query'],
  [{ add: { name: 'x', query: 'year:soon' } }, 'search/query'],
  [{ remove: 'nobody' }, 'library/saved-unknown'],
])('%j is refused with %s', async (input, code) => {
  expect(await refusal(input)).toMatchObject({ code, message: expect.stringMatching(/\.$/), hint: expect.any(String) })
  expect(await saved({})).toEqual([])
})

test('a saved search has every word, even where the page of the search would show near misses', async () => {
  expect((await house.matching('counting swans')).ids).toHaveLength(1)
  expect((await house.matching('counting geese')).ids).toHaveLength(0)
  expect((await house.matching('counting geese', { relaxed: true })).ids).toHaveLength(2)
})

test('the latest to come in stand first, those of one day by their own date', async () => {
  const { ids } = await house.matching('swans')
  const titles = (await house.library.arrivals(ids, 10)).map(({ title }) => title)
  expect(titles).toEqual(['Counting swans from above', 'Swans in winter'])
  expect(await house.library.arrivals(ids, 1)).toHaveLength(1)
  expect(await house.library.arrivals([], 10)).toEqual([])
})

test('a backup has them, and is not restored over them unasked', async () => {
  await saved({ add: { name: 'swans', query: 'swans' } })
  const file = join(homes.folder, 'saved.jsonl.zst')
  await backup(house.store, file)
  const other = await homes.open(homes.fresh())
  await runOperation(other, 'restore', { file }, keptReport().report)
  expect(await other.saved.find('swans')).toMatchObject({ query: 'swans' })
  const fresh = await homes.open(homes.fresh())
  await fresh.saved.add('geese', 'geese')
  await expect(runOperation(fresh, 'restore', { file }, keptReport().report)).rejects.toMatchObject({
    code: 'store/not-empty',
    message: expect.stringContaining('1 saved search'),
  })
  expect(await fresh.saved.find('geese')).toBeDefined()
  await other.close()
})

test('of more papers than a feed follows, those that came last are in it, however little they match', async () => {
  const many = await homes.open(homes.fresh())
  const swans = (from: number, to: number, title: string): PaperRecord[] =>
    Array.from({ length: to - from }, (_, at) => ({ key: `s-${from + at}`, title: `${title} ${from + at}` }))
  await put(many, swans(0, 2010, 'Teals'))
  await put(many, [
    { key: 'last', title: 'On rails, coots, grebes, herons and, in passing, teals of the northern lakes' },
  ])
  const { ids } = await many.matching('teals')
  expect(ids).toHaveLength(2000)
  const [last] = await many.library.arrivals(ids, 1)
  expect(last!.title).toMatch(/in passing/)
  await many.close()
})
