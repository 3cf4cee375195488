import { sql } from '@causerie/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaperState } from '../intake/reconcile.ts'
import { searchDocument } from '../search/document.ts'
import { examine } from './doctor.ts'
import type { House } from './house.ts'
import { type Homes, put, temporaryHomes } from './testing.ts'

let homes: Homes
let house: House
beforeAll(async () => {
  homes = await temporaryHomes()
  house = await homes.open(homes.fresh())
  await put(house, [
    { key: 'a', title: 'Counting swans', authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }], topics: ['Counting'] },
    { key: 'b', title: 'Counting geese', authorCount: 12 },
  ])
}, 60_000)
afterAll(() => homes.remove())

/** The checks that found something, by name. */
async function faults(repair = false): Promise<Record<string, string>> {
  const { healthy, findings } = await examine(house, { repair })
  const bad = findings.filter(({ ok }) => !ok)
  expect(healthy).toBe(bad.length === 0)
  for (const { detail } of bad) expect(detail).not.toBe('')
  return Object.fromEntries(bad.map(({ check, detail }) => [check, detail]))
}

test('a sound home has every check and no fault', async () => {
  const { healthy, findings } = await examine(house, { repair: false })
  expect(healthy).toBe(true)
  expect(findings.map(({ check }) => check)).toEqual([
    ...[
      'migrations',
      'authorships',
      'paper_organisations',
      'paper_topics',
      'links',
      'author counts',
      'runs',
      'search index',
      'vectors',
    ],
  ])
})

test.each([
  ['authorships', 'paper_id, position, person_id', '999, 0, 1'],
  ['paper_topics', 'paper_id, position, topic_id', '999, 0, 1'],
  ['paper_organisations', 'paper_id, position, organisation_id', '999, 0, 1'],
  ['links', 'paper_id, position, kind, url', "999, 0, 'code', 'https://example.org'"],
])('rows of %s that belong to no paper are found', async (table, columns, values) => {
  await house.store.db.execute(sql.raw(`insert into ${table} (${columns}) values (${values})`))
  expect(await faults()).toEqual({ [table]: '1 rows belong to no paper' })
  await house.store.db.execute(sql.raw(`delete from ${table} where paper_id = 999`))
  expect(await faults()).toEqual({})
})

test('a number of authors that is not the number of names is found; a number without names is none', async () => {
  await house.store.db.execute(sql`update papers set author_count = 3 where title = 'Counting swans'`)
  expect(await faults()).toEqual({ 'author counts': '1 papers disagree with their names' })
  await house.store.db.execute(sql`update papers set author_count = 2 where title = 'Counting swans'`)
  expect(await faults()).toEqual({})
})

test('a migration of a newer Causerie is found', async () => {
  await house.store.db.execute(sql`insert into migrations (name, checksum) values ('9999_later', 'x')`)
  expect(Object.keys(await faults())).toEqual(['migrations'])
  await house.store.db.execute(sql`delete from migrations where name = '9999_later'`)
})

test('an index that lags or lost a paper is found, and repaired when asked', async () => {
  await put(house, [{ key: 'c', title: 'Counting herons' }], { indexed: false })
  expect(await faults()).toEqual({ 'search index': '2 papers indexed of 3, 1 missing in the index (3)' })
  expect(await faults(true)).toEqual({})
  const [hit] = (await house.search('herons')).hits
  await house.index.remove([hit!.paper.id])
  expect(await faults()).toEqual({ 'search index': '2 papers indexed of 3, 1 missing in the index (3)' })
  expect(await faults(true)).toEqual({})
  expect((await house.search('herons')).total).toBe(1)
})

test('papers that the store lost, or holds in another state, are found in the index, and repaired when asked', async () => {
  await house.index.put([searchDocument({ id: 2, state: ghost }, 0)], { fresh: false })
  expect(await faults()).toEqual({ 'search index': '3 papers indexed of 3, 1 in another state than the store (2)' })
  expect(await faults(true)).toEqual({})
  await house.index.put([searchDocument({ id: 99, state: ghost }, 1)], { fresh: true })
  expect(await faults()).toEqual({ 'search index': '4 papers indexed of 3, 1 no longer in the store (99)' })
  expect(await faults(true)).toEqual({})
  await house.index.put([searchDocument({ id: 1, state: ghost }, 1)], { fresh: true }) // a promise that is not true
  expect(await faults()).toMatchObject({ 'search index': expect.stringContaining('1 indexed twice') })
  expect(await faults(true)).toEqual({})
})

const ghost: PaperState = {
  fields: { title: 'Nobody counts' },
  ...{ provenance: {}, identifiers: [], links: [], topics: [], listings: [] },
}
