import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../harvest/charset.ts'
import { arxivOai, oaiEnvelope } from './arxivOai.ts'
import { fixturesIn, parseText, recordsOf, testSource } from './contract.ts'
import type { ParsedItem } from './source.ts'

testSource(arxivOai, fixturesIn('arxiv-oai'))

const bytes = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const page = bytes('arxiv-oai/page.xml').toString('utf8')
const parse = (text: string, size?: number) => parseText(arxivOai, text, { name: 'page.xml' }, size)
const notesOf = (items: ParsedItem[]) => items.filter((item) => item.kind === 'note').map(({ text }) => text)

describe('records', () => {
  test('known answer: a revised paper with everything', async () => {
    expect(recordsOf(await parse(page))[0]).toEqual({
      key: '9901.00042',
      title: 'Counting Swans with Two Priors on $\\mathcal{S}$',
      identifiers: [
        { scheme: 'arxiv', value: '9901.00042' },
        { scheme: 'doi', value: '10.9999/swan.7.61' },
      ],
      abstract: 'We count swans, with p < 0.05 and "two" priors & no geese.',
      authors: [
        { name: 'Ada Quill', affiliations: ['Marsh University', 'Pond Lab'] },
        { name: 'Bo Reed Jr' },
        { name: 'The Swan Collaboration' },
      ],
      dates: { submitted: '2099-01-05', updated: '2099-01-09' },
      links: [
        { kind: 'abstract', url: 'https://arxiv.org/abs/9901.00042' },
        { kind: 'pdf', url: 'https://arxiv.org/pdf/9901.00042' },
        { kind: 'publisher', url: 'https://doi.org/10.9999/swan.7.61' },
      ],
      topics: ['stat.ME', 'cs.LG'],
      licence: 'http://creativecommons.org/licenses/by/4.0/',
      listing: { day: '2099-01-05' },
      extra: {
        datestamp: '2099-01-09',
        sets: ['stat:stat:ME', 'cs:cs:LG'],
        comments: '12 pages, accepted at SWAN 2099',
        'journal-ref': 'J. Swans 7 (2099) 61-70',
        'msc-class': '62F15',
      },
    })
  })

  test('a paper never revised was announced at its datestamp, and is version 1', async () => {
    expect(recordsOf(await parse(page))[1]).toMatchObject({
      title: 'Geese ét al.',
      authors: [{ name: 'Zoë Åkesson' }],
      dates: { submitted: '2099-01-05', announced: '2099-01-06' },
      listing: { day: '2099-01-06' },
      version: 1,
    })
  })

  test('an old paper touched by a bulk edit is not announced today; prefixes and old ids are read', async () => {
    const old = recordsOf(await parse(page))[2]!
    expect(old).toMatchObject({ key: 'hep-th/9901001', topics: ['hep-th', 'math.AG'], listing: { day: '1999-01-01' } })
    expect(old.dates).toEqual({ submitted: '1999-01-01' })
    expect(old.status).toBe('withdrawn')
  })

  test('a deleted record is a note, a broken one is skipped with its reason', async () => {
    const items = await parse(page)
    expect(notesOf(items)).toEqual([
      expect.stringContaining('oai:arXiv.org:9901.00007 was deleted by arXiv on 2099-01-08'),
    ])
    expect(items.filter((item) => item.kind === 'skipped')).toEqual([
      {
        kind: 'skipped',
        where: 'oai:arXiv.org:9901.0213 (line 33)',
        reason: expect.stringContaining('A zero was probably lost'),
      },
      { kind: 'skipped', where: expect.anything(), reason: 'It has no title.' },
      { kind: 'skipped', where: expect.anything(), reason: expect.stringContaining('metadataPrefix=arXiv') },
    ])
  })

  test('metamorphic: the size of the chunks changes nothing', async () => {
    expect(await parse(page, 1)).toEqual(await parse(page, page.length))
  })
})

describe('ugly pages', () => {
  test('a truncated page gives its whole records and says that it ends early', async () => {
    const items = await parse(bytes('arxiv-oai/ugly-truncated.xml').toString('utf8'))
    expect(recordsOf(items).map(({ key }) => key)).toEqual(['9901.00042'])
    expect(notesOf(items)).toEqual([expect.stringMatching(/ends in the middle \(line \d+: .*\)/)])
  })

  test('a web page has no papers, whatever its tags', async () => {
    expect(await parse(bytes('arxiv-oai-wire/web-page.html').toString('utf8'), 3)).toEqual([
      { kind: 'note', text: expect.stringContaining('web page') },
    ])
  })

  test('latin-1 declared as UTF-8 keeps its names', async () => {
    const { text, guessed } = decodeText(bytes('arxiv-oai-wire/latin1-declared-utf8.xml'), 'text/xml; charset=utf-8')
    expect(guessed).toBe(2)
    expect(recordsOf(await parse(text))[0]!.authors).toEqual([{ name: 'Zoë Åkesson' }])
  })

  test('nothing at all is said to be nothing', async () => {
    expect(await parse('')).toEqual([{ kind: 'note', text: expect.stringContaining('no XML') }])
  })

  test('a control character costs a note, not the page', async () => {
    const items = await parse(page.replace('Geese', 'Ge\u0001ese'))
    expect(recordsOf(items)).toHaveLength(3)
    expect(notesOf(items).at(-1)).toContain('not well-formed')
  })

  test('a date that is none is left out', async () => {
    const items = await parse(
      page.replace('<created>2099-01-05</created><updated>', '<created>2099-02-30</created><updated>'),
    )
    expect(recordsOf(items)[0]!.dates).toEqual({ updated: '2099-01-09' })
  })
})

describe('oaiEnvelope', () => {
  test('reads token, date and number of records', () => {
    expect(oaiEnvelope(page)).toEqual({
      complete: true,
      hasList: true,
      hasToken: true,
      records: 7,
      resumptionToken: 'verb=ListRecords|5',
      responseDate: '2099-01-09T22:31:05Z',
    })
  })

  test('reads an error', () => {
    const envelope = oaiEnvelope(bytes('arxiv-oai/bad-token.xml').toString('utf8'))
    expect(envelope).toMatchObject({
      complete: true,
      hasList: false,
      error: { code: 'badResumptionToken', message: 'The token has expired' },
    })
  })

  test('a page is complete only if its root was closed', () => {
    for (const name of ['arxiv-oai/ugly-truncated.xml', 'arxiv-oai-wire/web-page.html']) {
      expect(oaiEnvelope(bytes(name).toString('utf8'))).toMatchObject({ complete: false, fault: expect.any(String) })
    }
    for (const end of [page.length - 3, page.length / 2, 100, 0])
      expect(oaiEnvelope(page.slice(0, end)).complete).toBe(false)
    expect(oaiEnvelope('<html/>').complete).toBe(false)
  })
})

test('detects arXiv pages and nothing else', () => {
  expect(arxivOai.detect({ name: 'x', head: page })).toBeGreaterThan(0.9)
  expect(arxivOai.detect({ name: 'x', head: '<oai:OAI-PMH>arXiv' })).toBeGreaterThan(0.9)
  expect(arxivOai.detect({ name: 'x', head: '<feed xmlns="http://www.w3.org/2005/Atom">arxiv' })).toBe(0)
})
