import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readCatalogue } from './catalogue.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const swans = {
  slug: 'swans',
  name: 'SwanNet',
  title: 'Counting Swans',
  arxivId: '2303.00042',
  doi: '10.1234/Swans',
  authors: ['Ada Quill', 'Bo Reed'],
  organisations: ['Pond Lab'],
  dates: { submitted: '2023-03-05', listed: '2025-12-10' },
  venue: 'ICPP 2023',
  links: {
    code: 'https://example.org/swans',
    openreview: 'https://openreview.net/forum?id=aBc_1',
    acl: 'https://aclanthology.org/2023.pond-main.7/',
  },
  onPage: { position: 3, comments: 2 },
  topics: ['Counting'],
  summary: 'It counts. It is fast.',
}

function catalogueOf(papers: Record<string, unknown>): string {
  const root = mkdtempSync(join(folder, 'catalogue-'))
  for (const [slug, facts] of Object.entries(papers)) {
    mkdirSync(join(root, slug))
    writeFileSync(join(root, slug, 'paper.json'), typeof facts === 'string' ? facts : JSON.stringify(facts))
  }
  return root
}

test('the founding catalogue has its 44 papers, each with what a page needs', async () => {
  const records = await readCatalogue(join(import.meta.dirname, '../../../../reproductions'))
  expect(records).toHaveLength(44)
  expect(new Set(records.map(({ key }) => key)).size).toBe(44)
  expect(records.map(({ listing }) => listing!.position).toSorted((a, b) => a! - b!)).toEqual(
    Array.from({ length: 44 }, (_, at) => at + 1),
  )
  for (const record of records) {
    expect(record.identifiers![0], record.key).toMatchObject({ scheme: 'arxiv' })
    expect(record.authors!.length, record.key).toBeGreaterThan(0)
    expect(record.summary, record.key).toBeTruthy()
    expect(record.catalogue!.slug).toBe(record.key)
    expect(record.listing!.day).toBe('2025-12-10')
  }
})

test('the facts of a paper become its record', async () => {
  const root = catalogueOf({ swans })
  const [record] = await readCatalogue(root)
  expect(record).toEqual({
    ...{ key: 'swans', title: 'Counting Swans', venue: 'ICPP 2023', year: 2023, summary: 'It counts. It is fast.' },
    catalogue: { slug: 'swans', name: 'SwanNet', runnable: false },
    identifiers: [
      { scheme: 'arxiv', value: '2303.00042' },
      { scheme: 'doi', value: '10.1234/swans' },
      { scheme: 'openreview', value: 'aBc_1' },
      { scheme: 'acl', value: '2023.pond-main.7' },
    ],
    authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }],
    organisations: ['Pond Lab'],
    dates: { submitted: '2023-03-05' },
    links: [
      { kind: 'code', url: 'https://example.org/swans', label: undefined },
      { kind: 'discussion', url: 'https://openreview.net/forum?id=aBc_1', label: 'OpenReview' },
      { kind: 'publisher', url: 'https://aclanthology.org/2023.pond-main.7/', label: 'ACL Anthology' },
    ],
    topics: ['Counting'],
    listing: { day: '2025-12-10', position: 3, comments: 2 },
  })
  writeFileSync(join(root, 'swans', 'method.ts'), '')
  expect((await readCatalogue(root))[0]!.catalogue!.runnable).toBe(true)
})

test('a folder without a paper.json, a file, and no folder at all are no papers', async () => {
  const root = catalogueOf({ swans })
  mkdirSync(join(root, 'shared'))
  writeFileSync(join(root, 'README.md'), '# Reproductions')
  expect(await readCatalogue(root)).toHaveLength(1)
  expect(await readCatalogue(join(root, 'nowhere'))).toEqual([])
})

describe('faulty facts are an error that names the file and every field', () => {
  test.each([
    [{ arxivId: '2303.00042v2', authors: [] }, ['arxivId', 'authors']],
    [{ arxivId: '2303.4200' }, ['arxivId']],
    [{ title: undefined, summary: '' }, ['title', 'summary']],
    [{ dates: { submitted: '2023-3', listed: '2025-12' } }, ['dates.submitted', 'dates.listed']],
    [{ links: { code: 'javascript:alert(1)' } }, ['links.code']],
    [{ links: { cod: 'https://example.org' } }, ['cod']],
    [{ onPage: { position: 0 } }, ['onPage.position']],
    [{ colour: 'white' }, ['colour']],
  ])('%j', async (change, fields) => {
    const error = await readCatalogue(catalogueOf({ swans: { ...swans, ...change } })).catch((caught) => caught)
    expect(error).toMatchObject({ code: 'catalogue/invalid', hint: expect.any(String) })
    for (const part of ['swans/paper.json', ...fields]) expect(error.message).toContain(part)
  })

  test('a slug that is not its folder', async () => {
    await expect(readCatalogue(catalogueOf({ geese: swans }))).rejects.toMatchObject({
      code: 'catalogue/slug',
      message: expect.stringContaining('“swans”'),
    })
  })

  test('what is no JSON', async () => {
    await expect(readCatalogue(catalogueOf({ swans: '{"slug": ' }))).rejects.toMatchObject({
      code: 'catalogue/invalid',
      message: expect.stringContaining('swans/paper.json'),
    })
  })
})
