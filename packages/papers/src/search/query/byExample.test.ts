/** `like:` and `unlike:` as readers meet them, with an embedder that understands shared words. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { House } from '../../house/house.ts'
import { openHouse } from '../../house/openHouse.ts'
import { put } from '../../house/testing.ts'
import type { PaperRecord } from '../../record.ts'
import { hashedEmbedder } from '../testing.ts'

const arxiv = (value: string) => [{ scheme: 'arxiv' as const, value }]
const records: PaperRecord[] = [
  { key: 'swans', title: 'Counting swans on northern lakes', identifiers: arxiv('2401.00001'), year: 2024 },
  { key: 'more', title: 'Swans on northern lakes, counted again', year: 2021, authors: [{ name: 'Ada Quill' }] },
  { key: 'south', title: 'Counting swans on southern rivers', year: 2022 },
  { key: 'boats', title: 'Painting boats on northern lakes', identifiers: [{ scheme: 'doi', value: '10.1234/b(1)' }] },
  { key: 'poems', title: 'Reading poems aloud in kitchens' },
  { key: 'cakes', title: 'Baking cakes aloud in kitchens' },
]

let folder: string
let house: House
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causerie-example-'))
  house = await openHouse({
    home: join(folder, 'home'),
    catalogue: join(folder, 'none'),
    embedder: hashedEmbedder({ dimension: 256 }),
  })
  await put(house, records)
}, 60_000)
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

const titles = async (text: string) => (await house.search(text)).hits.map(({ paper }) => paper.title)
const near = [
  'Swans on northern lakes, counted again',
  'Counting swans on southern rivers',
  'Painting boats on northern lakes',
]

describe('papers like another', () => {
  test.each([
    ['like:2401.00001'],
    ['like:arXiv:2401.00001v3'],
    ['like:https://arxiv.org/abs/2401.00001'],
    ['like:"Counting Swans on northern lakes"'],
  ])('%s: those with most in common first, without the paper itself', async (text) => {
    const found = await titles(text)
    expect(found.slice(0, 3).toSorted()).toEqual(near.toSorted())
    expect(found).not.toContain('Counting swans on northern lakes')
  })

  test('unlike: puts what is near to the other paper behind', async () => {
    const scoreOf = async (text: string, start: string) =>
      (await house.search(text)).hits.find(({ paper }) => paper.title.startsWith(start))!.score
    const lead = async (text: string) =>
      (await scoreOf(text, 'Swans on northern')) - (await scoreOf(text, 'Counting swans'))
    expect(await lead('like:2401.00001 unlike:10.1234/b(1)')).toBeLessThan(await lead('like:2401.00001'))
    expect(await titles('like:2401.00001 unlike:10.1234/b(1)')).not.toContain('Painting boats on northern lakes')
  })

  test('several are what they have in common; words pull as well', async () => {
    expect(await titles('like:2401.00001 like:reading-poems-aloud-in-kitchens')).toContain(
      'Baking cakes aloud in kitchens',
    )
    expect((await titles('like:2401.00001 boats painting'))[0]).toBe('Painting boats on northern lakes')
  })

  test('conditions hold', async () => {
    expect(await titles('like:2401.00001 year:2021')).toEqual(['Swans on northern lakes, counted again'])
    expect(await titles('like:2401.00001 author:quill')).toEqual(['Swans on northern lakes, counted again'])
    expect(await titles('like:2401.00001 -swans')).not.toContain('Counting swans on southern rivers')
    expect((await titles('like:2401.00001 -swans'))[0]).toBe('Painting boats on northern lakes')
  })

  test('what is understood is said, and nothing else is suggested', async () => {
    const page = await house.search('like:2401.00001 unlike:2401.00001')
    expect(page.understood).toEqual(['like 2401.00001', 'unlike 2401.00001'])
  })
})

test.each([
  ['swans like:"Counting swans on northern"', 'like:"Counting swans on northern lakes"'],
  ['like:2499.99999', 'Import or harvest'],
  ['like:"\'; drop table papers"', 'Import or harvest'],
])('a paper that is not here is a fault at its place: %s', async (text, remedy) => {
  const fault = await house.search(text).catch((error) => error)
  expect(fault).toMatchObject({ code: 'search/query' })
  expect(fault.hint).toContain(remedy)
  expect(text.slice(fault.details.start, fault.details.end)).toBe(fault.details.part)
})
