import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { arxivAtom } from './arxivAtom.ts'
import { fixturesIn, parseText, recordsOf, testSource } from './contract.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/arxiv-atom/${name}`, import.meta.url), 'utf8')

const parse = (text: string, size?: number) => parseText(arxivAtom, text, { name: 'feed.xml' }, size)

testSource(arxivAtom, fixturesIn('arxiv-atom'))

test('known answer: a second version with DOI, classes and affiliation', async () => {
  expect(recordsOf(await parse(fixture('feed.xml')))[0]).toEqual({
    key: '9901.00042',
    title: 'Counting Swans with Two Priors',
    identifiers: [
      { scheme: 'arxiv', value: '9901.00042' },
      { scheme: 'doi', value: '10.9999/swan.7.61' },
    ],
    abstract: 'We count swans, with p < 0.05.',
    authors: [{ name: 'Ada Quill', affiliations: ['Marsh University'] }, { name: 'Bo Reed' }],
    // submitted on Monday 14:12 in New York: after the cut-off, announced on Tuesday evening
    dates: { submitted: '2099-01-05', updated: '2099-01-09', announced: '2099-01-07' },
    links: [
      { kind: 'abstract', url: 'https://arxiv.org/abs/9901.00042' },
      { kind: 'pdf', url: 'https://arxiv.org/pdf/9901.00042' },
      { kind: 'publisher', url: 'https://doi.org/10.9999/swan.7.61' },
    ],
    topics: ['stat.ME', 'cs.LG'],
    version: 2,
    listing: { day: '2099-01-07' },
    extra: { comment: '4 pages', journal_ref: 'J. Swans 7 (2099) 61-70', classes: ['62F15, 62G05', 'I.2.6'] },
  })
})

test('an old id keeps its archive; a first version has no update', async () => {
  const old = recordsOf(await parse(fixture('feed.xml')))[1]!
  expect(old).toMatchObject({ key: 'hep-th/9901001', version: 1, topics: ['hep-th'] })
  expect(old.dates).toEqual({ submitted: '1999-01-01', announced: '1999-01-04' }) // Thursday evening in New York
  expect(old).not.toHaveProperty('extra')
})

test('an entry that is no arXiv paper is skipped', async () => {
  const items = await parse(fixture('feed.xml'))
  expect(items.at(-1)).toMatchObject({
    kind: 'skipped',
    where: 'entry 3 (line 40)',
    reason: expect.stringContaining('not-a-paper'),
  })
})

test('recognises the error feed', async () => {
  expect(await parse(fixture('error.xml'))).toEqual([
    {
      kind: 'skipped',
      where: 'entry 1 (line 4)',
      reason: 'arXiv answered with an error: incorrect id format for swan',
    },
  ])
})

test('an empty page of a non-empty result is named', async () => {
  expect(await parse(fixture('sent-none.xml'))).toEqual([
    { kind: 'note', text: expect.stringContaining('2801 papers and sent none') },
  ])
})

test('a truncated feed gives what is whole', async () => {
  const items = await parse(fixture('feed.xml').slice(0, 2400))
  expect(recordsOf(items)).toHaveLength(1)
  expect(items.at(-1)).toMatchObject({ kind: 'note', text: expect.stringContaining('ends in the middle') })
})

test('a web page is named', async () => {
  expect(await parse('<!DOCTYPE HTML><p>429</p>')).toEqual([
    { kind: 'note', text: expect.stringContaining('web page') },
  ])
})

test('metamorphic: the size of the chunks changes nothing', async () => {
  expect(await parse(fixture('feed.xml'), 1)).toEqual(await parse(fixture('feed.xml'), 1e6))
})

test('detects arXiv feeds, not those of others', () => {
  expect(arxivAtom.detect({ name: 'x', head: fixture('feed.xml') })).toBeGreaterThan(0.9)
  expect(arxivAtom.detect({ name: 'x', head: '<feed xmlns="http://www.w3.org/2005/Atom"><title>A blog</title>' })).toBe(
    0,
  )
})
