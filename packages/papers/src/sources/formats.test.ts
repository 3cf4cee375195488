/** Known answers: what each format's fields become. The contract (sources.test.ts) covers what they share. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openText } from '../intake/readText.ts'
import { acl } from './acl.ts'
import { bibtex } from './bibtex.ts'
import { fixturesIn, parseText, recordsOf } from './contract.ts'
import { csl } from './csl.ts'
import { jsonl } from './jsonl.ts'
import { abstractOf, openalex } from './openalex.ts'
import { paperlists } from './paperlists.ts'
import { ris } from './ris.ts'
import { s2 } from './s2.ts'
import type { ParsedItem, Source } from './source.ts'

const folders = { acl, bibtex, csl, jsonl, openalex, paperlists, ris, s2 }

async function items(folder: keyof typeof folders, name: string): Promise<ParsedItem[]> {
  const { text } = fixturesIn(folder).find((fixture) => fixture.name === name)!
  return parseText(folders[folder] as Source, text, { name })
}

const records = async (folder: keyof typeof folders, name: string) => recordsOf(await items(folder, name))
const said = (found: ParsedItem[]) =>
  found
    .map((item) => (item.kind === 'skipped' ? `${item.where}: ${item.reason}` : item.kind === 'note' ? item.text : ''))
    .join('\n')

describe('JSON lines', () => {
  test('the interchange shape: empty fields are absent, an acronym is written in capitals, keywords are topics', async () => {
    expect((await records('jsonl', 'papers.jsonl')).slice(0, 2)).toEqual([
      {
        key: 'pond2099-a',
        title: 'Counting Swans with Two Priors',
        identifiers: [{ scheme: 'openreview', value: 'aB3cD4' }],
        abstract: expect.stringContaining('We count swans'),
        venue: 'POND',
        authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }],
        topics: ['Swans', 'Priors'],
        links: [
          { kind: 'abstract', url: 'https://openreview.net/forum?id=aB3cD4' },
          { kind: 'code', url: 'https://github.com/example/swans' },
        ],
        year: 2099,
      },
      {
        key: 'pond2099-b',
        title: 'C$^3$ Swans: $\\alpha$ < $\\beta$',
        identifiers: [{ scheme: 'acl', value: '2099.swan-main.7' }],
        venue: 'Pond Workshop',
        links: [{ kind: 'abstract', url: 'https://aclanthology.org/2099.swan-main.7/' }],
        year: 2098,
      },
    ])
  })

  test('every field of a record is read under its own name', async () => {
    const [, , rtl, full] = await records('jsonl', 'papers.jsonl')
    expect(rtl).toMatchObject({ title: 'البجع والسببية', identifiers: [{ scheme: 'arxiv', value: '9901.00044' }] })
    expect(full).toEqual({
      key: 'pond2099-d',
      title: '因果推断与天鹅',
      identifiers: [
        { scheme: 'arxiv', value: '9901.00045' },
        { scheme: 'doi', value: '10.9999/swan.4' },
      ],
      summary: 'Two swans.',
      licence: 'CC-BY-4.0',
      authors: [{ name: '羽 白', affiliations: ['Marsh University'], orcid: '0000-0000-0000-0001' }],
      organisations: ['Marsh University'],
      topics: ['Geese'],
      dates: { submitted: '2099-01-05', published: '1066' },
      links: [{ kind: 'project', url: 'https://swans.example/' }],
      version: 2,
      listing: { day: '2099-01-06', position: 3, comments: 8 },
      status: 'withdrawn',
      extra: { colour: 'white' },
    })
  })

  test('bad lines cost themselves only, and each fault has its sentence', async () => {
    const found = await items('jsonl', 'ugly.jsonl')
    expect(recordsOf(found).map(({ key }) => key)).toEqual(['pond2099-a', 'lost-zero', 'odd-dates', 'next-year'])
    const text = said(found)
    expect(text).toMatch(/line 2 of ugly\.jsonl: it is not valid JSON/)
    expect(text).toMatch(/line 3 of ugly\.jsonl: title is missing/)
    expect(text).toMatch(/"2503\.0213" is not an arXiv id.*kept without it/)
    expect(text).toMatch(/published date is "2098-13-01", expected YYYY/)
    expect(text).toMatch(/submitted date 2101-01-01 is more than a year after today/)
    expect(text).toMatch(/line 6 of ugly\.jsonl: expected a record, found a list of 3/)
    expect(text).toMatch(/id is an object, expected text/)
    expect(text).toMatch(/an author is 7, expected a name/)
    expect(text).toMatch(/ends early, on line 9/)
    const [, zero, dates, next] = recordsOf(found)
    expect(zero).toMatchObject({ title: 'A Lost Zero & More', extra: { refusedIdentifiers: ['2503.0213'] } })
    expect(zero).not.toHaveProperty('identifiers')
    expect(dates).toMatchObject({
      title: 'Odd Dates',
      dates: { updated: '1066-10-14' },
      authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }],
    })
    expect(next).toMatchObject({ title: 'Next Year in a Swan Lake', dates: { published: '2100-01-15' } })
  })

  test('a line of 20 MB and a paper with 3,000 authors pass', async () => {
    const big = JSON.stringify({ id: 'big', title: 'Long', abstract: 'swan '.repeat(4_000_000) })
    const many = JSON.stringify({
      id: 'many',
      title: 'Many',
      authors: Array.from({ length: 3000 }, (_, i) => `Ada Quill ${i}`),
    })
    const found = recordsOf(await parseText(jsonl, `${big}\n${many}\n`, {}, 65536))
    expect(found[0]!.abstract).toHaveLength(19_999_999)
    expect(found[1]!.authors).toHaveLength(3000)
  })

  const real = join(import.meta.dirname, '../../../../../shared/data/conference-papers.jsonl.zst')

  test.skipIf(!existsSync(real))(
    '87,358 conference papers are all read (skips where ../shared/data is absent)',
    { timeout: 60_000 },
    async () => {
      const { chunks } = await openText(real)
      const count = { record: 0, skipped: 0, note: 0 }
      for await (const { kind } of jsonl.parse(chunks, { name: 'conference-papers.jsonl', today: '2026-11-23' }))
        count[kind]++
      expect(count).toEqual({ record: 87_358, skipped: 0, note: 0 })
    },
  )
})

test('paper lists: parallel affiliations, ORCID and nothing else personal, venue and year from the file name', async () => {
  const [swans, withdrawn, rejected] = await records('paperlists', 'pond2099.json')
  expect(swans).toEqual({
    key: 'aB3cD4',
    title: 'Counting Swans with Two Priors',
    identifiers: [{ scheme: 'openreview', value: 'aB3cD4' }],
    venue: 'POND',
    year: 2099,
    authors: [
      { name: 'Ada Quill', affiliations: ['Marsh University', 'Reed Institute'], orcid: '0000-0000-0000-0001' },
      { name: 'Bo Reed', affiliations: ['Pond Lab'] },
    ],
    organisations: ['Marsh University', 'Reed Institute', 'Pond Lab'],
    topics: ['swans', 'priors', 'birds'],
    links: [
      { kind: 'abstract', url: 'https://openreview.net/forum?id=aB3cD4' },
      { kind: 'pdf', url: 'https://openreview.net/pdf/0123.pdf' },
    ],
    extra: {
      track: 'main',
      status: 'Poster',
      rating: '6;6;7',
      rating_avg: [6.333, 0.471],
      gs_version_total: 2,
      tldr: 'Two priors beat one.',
    },
  })
  expect(withdrawn).toMatchObject({
    status: 'withdrawn',
    identifiers: [
      { scheme: 'doi', value: '10.9999/swan.5' },
      { scheme: 'arxiv', value: '9901.00046' },
    ],
  })
  expect(rejected).not.toHaveProperty('status')
  expect(rejected).toMatchObject({ extra: { status: 'Reject' } })
  const ugly = await items('paperlists', 'ugly-pond2099.json')
  expect(recordsOf(ugly).map(({ key }) => key)).toEqual(['aB3cD4', 'no id'])
  expect(said(ugly)).toMatch(/2503\.0213/)
})

test('ACL: mark-up becomes text, mathematics stays TeX, code links lead to repositories, retractions show', async () => {
  const [swans, retracted, removed] = await records('acl', '2099.swan.xml')
  expect(swans).toEqual({
    key: '2099.swan-main.7',
    title: 'Counting Swans with $\\alpha < \\beta$ Priors',
    identifiers: [
      { scheme: 'acl', value: '2099.swan-main.7' },
      { scheme: 'doi', value: '10.9999/2099.swan-main.7' },
    ],
    abstract: 'We count swans & geese; see https://swans.example. Twice.',
    authors: [{ name: 'Ada Quill', affiliations: ['Marsh University'] }, { name: 'Reed' }],
    dates: { published: '2099-07' },
    venue: 'SWAN',
    year: 2099,
    links: [
      { kind: 'abstract', url: 'https://aclanthology.org/2099.swan-main.7/' },
      { kind: 'pdf', url: 'https://aclanthology.org/2099.swan-main.7.pdf' },
      { kind: 'code', url: 'https://github.com/example/swans' },
    ],
    extra: {
      pages: '61-70',
      bibkey: 'quill-2099-counting',
      awards: ['Best Bird'],
      booktitle: 'Proceedings of the First Conference on Counting Swans',
    },
  })
  expect(retracted).toMatchObject({ status: 'retracted', extra: { retracted: 'The goose was a swan.' } })
  expect(removed).toMatchObject({ key: '2099.swan-main.9', status: 'withdrawn' })
  expect(await records('acl', 'W99.xml')).toMatchObject([{ key: 'W99-0203', venue: 'Workshop on Geese', year: 1999 }])
  expect(await records('acl', 'ugly.xml')).toMatchObject([{ title: 'Geese & Ganders' }])
  expect(said(await items('acl', 'ugly.xml'))).toMatch(
    /title is missing[\s\S]*"&" on line 4[\s\S]*ends early, in the middle of a paper/,
  )
})

test('BibTeX: accents, macros, names of every form, and an arXiv id wherever writers put it', async () => {
  const [swans, geese, press, old] = await records('bibtex', 'swans.bib')
  expect(swans).toMatchObject({
    key: 'quill2099counting',
    title: 'Counting Swans with Two Priors: a naïve $\\alpha$ & $L_2$ View',
    identifiers: [{ scheme: 'arxiv', value: '9901.00042' }],
    authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }],
    dates: { submitted: '2099' },
    topics: ['stat.ME'],
  })
  expect(geese).toMatchObject({
    identifiers: [{ scheme: 'arxiv', value: '9901.00043' }],
    authors: [{ name: 'Émile Rush' }, { name: 'The Swan Consortium, Inc.' }, { name: 'Eve van der Mere Jr' }],
    dates: { submitted: '2099-01' },
  })
  expect(geese).not.toHaveProperty('venue')
  expect(press).toMatchObject({
    identifiers: [{ scheme: 'doi', value: '10.9999/goose.1' }],
    venue: 'Proceedings of the Pond Conference',
    dates: { published: '2099-07' },
    topics: ['geese', 'press'],
  })
  expect(old).toMatchObject({ identifiers: [{ scheme: 'arxiv', value: 'hep-th/9901001' }], version: 2 })
})

test('BibTeX: a bad entry does not stop the file, and macros of one file are unknown to the next', async () => {
  const found = await items('bibtex', 'ugly.bib')
  expect(recordsOf(found).map(({ title }) => title)).toEqual([
    'A Fine Swan',
    'No Label',
    'From the Future',
    expect.stringMatching(/^Weird/),
  ])
  expect(recordsOf(found)[2]).not.toHaveProperty('dates')
  expect(said(found)).toMatch(/entry open \(line 2\) of ugly\.bib: its closing brace is missing/)
  expect(said(found)).toMatch(/entry nocomma \(line 3\) of ugly\.bib: it is not valid BibTeX/)
  expect(said(found)).toMatch(/entry notitle \(line 5\) of ugly\.bib: title is missing/)
  expect(said(found)).toMatch(/2503\.0213/)
  const [alone] = recordsOf(await parseText(bibtex, '@misc{a, title={A}, booktitle = pond}'))
  expect(alone).not.toHaveProperty('venue')
})

test('RIS: repeated tags, continuation lines, any preprint type', async () => {
  const [swans, geese] = await records('ris', 'swans.ris')
  expect(swans).toEqual({
    key: 'arxiv:9901.00042',
    title: 'Counting Swans with Two Priors',
    identifiers: [{ scheme: 'arxiv', value: '9901.00042' }],
    abstract: 'We count swans and geese.',
    authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed Jr.' }],
    dates: { submitted: '2099-01-05' },
    year: 2099,
    topics: ['swans', 'priors'],
    links: [{ kind: 'abstract', url: 'https://arxiv.org/abs/9901.00042' }],
  })
  expect(geese).toMatchObject({
    key: 'rush2098',
    venue: 'Journal of Geese',
    dates: { published: '2098' },
    identifiers: [{ scheme: 'doi', value: '10.9999/goose.2' }],
  })
  const ugly = await items('ris', 'ugly.ris')
  expect(recordsOf(ugly).map(({ title }) => title)).toEqual(['A Lost Zero', 'Next without End', 'Last without End'])
  expect(said(ugly)).toMatch(/date is "spring"[\s\S]*ends without ER/)
})

test('CSL: names in parts, dates in parts, Crossref’s lists and JATS', async () => {
  const [swans, geese] = await records('csl', 'swans.json')
  expect(swans).toMatchObject({
    key: 'quill2099counting',
    abstract: 'We count swans.',
    identifiers: [{ scheme: 'arxiv', value: '9901.00042' }],
    authors: [{ name: 'Ada Quill', orcid: '0000-0000-0000-0001' }, { name: 'The Swan Consortium' }],
    dates: { submitted: '2099-01-05' },
    year: 2099,
  })
  expect(geese).toMatchObject({
    title: 'Geese of the World',
    authors: [{ name: 'Eve van der Mere' }],
    venue: 'Journal of Geese',
    dates: { published: '2098-07' },
    identifiers: [
      { scheme: 'doi', value: '10.9999/goose.2' },
      { scheme: 'pmid', value: '42' },
    ],
  })
  const [, bad] = await records('csl', 'ugly.json')
  expect(bad).toEqual({ key: 'd', title: 'Month Thirteen' })
})

test('Semantic Scholar: all its identifiers; arXiv.org is no venue; a machine’s sentence is kept apart', async () => {
  for (const name of ['search.json', 'bulk.jsonl']) {
    const [swans, geese] = await records('s2', name)
    expect(swans).toMatchObject({
      key: '00000000000000000000000000000000000000aa',
      identifiers: [
        { scheme: 's2', value: '00000000000000000000000000000000000000aa' },
        { scheme: 'corpus', value: '42' },
        { scheme: 'arxiv', value: '9901.00042' },
        { scheme: 'dblp', value: 'journals/corr/abs-9901-00042' },
      ],
      dates: { published: '2099-01-05' },
      topics: ['Mathematics'],
      extra: { tldr: 'Two priors.' },
    })
    expect(swans).not.toHaveProperty('venue')
    expect(geese).toMatchObject({
      venue: 'Journal of Geese',
      identifiers: [{ scheme: 's2' }, { scheme: 'corpus' }, { scheme: 'pmid', value: '77' }],
    })
  }
  expect(await records('s2', 'one.json')).toHaveLength(1)
  expect(await records('s2', 'recommended.json')).toHaveLength(1)
  expect(said(await items('s2', 'ugly.json'))).toMatch(
    /expected a paper, found null[\s\S]*title is missing[\s\S]*2503\.0213[\s\S]*ends early/,
  )
})

test('OpenAlex: the abstract is rebuilt over gaps, repositories are no venue, retractions show', async () => {
  for (const name of ['list.json', 'works.jsonl']) {
    const [swans, geese] = await records('openalex', name)
    expect(swans).toMatchObject({
      key: 'W1',
      abstract: 'We count and count swans.',
      identifiers: [
        { scheme: 'openalex', value: 'W1' },
        { scheme: 'arxiv', value: '9901.00042' },
        { scheme: 'mag', value: '99' },
        { scheme: 'pmid', value: '77' },
      ],
      authors: [{ name: 'Ada Quill', affiliations: ['Marsh University'], orcid: '0000-0000-0000-0001' }],
      licence: 'cc-by',
      topics: ['Bird Counting'],
    })
    expect(swans).not.toHaveProperty('venue')
    expect(geese).toMatchObject({ title: 'Geese of the World', status: 'retracted', venue: 'Journal of Geese' })
  }
  expect(abstractOf({})).toBeUndefined()
  expect(abstractOf({ b: [9], a: [2, 4], c: ['x', -1], d: null })).toBe('a a b')
  expect(said(await items('openalex', 'ugly.json'))).toMatch(
    /title is missing[\s\S]*2199-01-01 is more than a year after today[\s\S]*ends early/,
  )
})
