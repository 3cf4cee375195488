import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixturesIn, parseText, recordsOf, testSource } from './contract.ts'
import { hfDaily, hfSearch } from './hfDaily.ts'
import type { ParseContext, ParsedItem, Source } from './source.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')

function parse(
  source: Source,
  text: string,
  context: Partial<ParseContext> = {},
  size?: number,
): Promise<ParsedItem[]> {
  return parseText(source, text, { name: 'list.json', ...context }, size)
}

testSource(hfDaily, fixturesIn('hf-daily'))
testSource(hfSearch, fixturesIn('hf-search'))

describe('Daily Papers', () => {
  test('known answer: an entry with everything, the hidden author left out', async () => {
    expect(recordsOf(await parse(hfDaily, fixture('hf-daily/daily.json')))[0]).toEqual({
      key: '2099-01-06/9901.00042',
      title: 'Counting Swans with Two Priors',
      identifiers: [{ scheme: 'arxiv', value: '9901.00042' }],
      abstract: 'We count swans.',
      authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }],
      organisations: ['Marsh University'],
      dates: { submitted: '2099-01-05' },
      links: [
        { kind: 'abstract', url: 'https://arxiv.org/abs/9901.00042' },
        { kind: 'pdf', url: 'https://arxiv.org/pdf/9901.00042' },
        { kind: 'code', url: 'https://github.com/example/swans' },
        { kind: 'project', url: 'https://swans.example' },
        { kind: 'discussion', url: 'https://huggingface.co/papers/9901.00042' },
      ],
      topics: ['swans', 'priors'],
      listing: { day: '2099-01-06', position: 1, comments: 3, votes: 17 },
      extra: {
        thumbnail: 'https://example.org/t/9901.00042.png',
        discussionId: '0123456789abcdef01234567',
        ai_summary: 'Two priors beat one on swans.',
        githubStars: 212,
      },
    })
  })

  test('reads outside what is missing inside, and makes no link of what is no address', async () => {
    expect(recordsOf(await parse(hfDaily, fixture('hf-daily/daily.json')))[1]).toEqual({
      key: '2099-01-06/9901.00043',
      title: 'Outer Title',
      identifiers: [{ scheme: 'arxiv', value: '9901.00043' }],
      abstract: 'Outer words.',
      links: [
        { kind: 'abstract', url: 'https://arxiv.org/abs/9901.00043' },
        { kind: 'pdf', url: 'https://arxiv.org/pdf/9901.00043' },
        { kind: 'discussion', url: 'https://huggingface.co/papers/9901.00043' },
      ],
      listing: { day: '2099-01-06', position: 2, comments: 0, votes: 4 },
    })
  })

  test('skips an id that was a number or lost its zero, and what is no entry, with the reason', async () => {
    const skipped = (await parse(hfDaily, fixture('hf-daily/daily.json'))).filter((item) => item.kind === 'skipped')
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'Its arXiv id is 9901.0005, expected text such as "9901.00042".',
      expect.stringContaining('A zero was probably lost'),
      'It is not an object.',
    ])
  })

  test('the day of the page wins over the times on it', async () => {
    const [first] = recordsOf(await parse(hfDaily, fixture('hf-daily/daily.json'), { pageDate: '2099-01-07' }))
    expect(first).toMatchObject({ key: '2099-01-07/9901.00042', listing: { day: '2099-01-07' } })
  })

  test('an empty list has no papers', async () => {
    expect(recordsOf(await parse(hfDaily, '[]'))).toEqual([])
  })

  test('half a list gives its whole entries', async () => {
    const text = fixture('hf-daily/daily.json')
    const items = await parse(hfDaily, text.slice(0, text.indexOf('Outer words')))
    expect(recordsOf(items).map(({ key }) => key)).toEqual(['2099-01-06/9901.00042'])
    expect(items.length).toBeGreaterThan(1)
  })

  test('a web page instead of a list has no papers and does not throw', async () => {
    const items = await parse(hfDaily, '<!DOCTYPE html><html><body>[{"paper": 1}]</body></html>')
    expect(recordsOf(items)).toEqual([])
    expect(items).not.toEqual([])
  })

  test('metamorphic: the size of the chunks changes nothing', async () => {
    expect(await parse(hfDaily, fixture('hf-daily/daily.json'), {}, 1)).toEqual(
      await parse(hfDaily, fixture('hf-daily/daily.json'), {}, 1e6),
    )
  })
})

describe('a day of arXiv', () => {
  const name = '2099-01-06.json'

  test('takes the day from the file name and the version from the id', async () => {
    const records = recordsOf(await parse(hfDaily, fixture(`hf-daily/${name}`), { name }))
    expect(records[0]).toEqual({
      key: '2099-01-06/9901.00042',
      title: 'Counting Swans with Two Priors',
      identifiers: [{ scheme: 'arxiv', value: '9901.00042' }],
      abstract: 'We count swans.',
      authors: [{ name: 'Ada Quill' }, { name: 'Bo Reed' }],
      links: [
        { kind: 'abstract', url: 'https://arxiv.org/abs/9901.00042' },
        { kind: 'pdf', url: 'https://arxiv.org/pdf/9901.00042' },
      ],
      version: 1,
      listing: { day: '2099-01-06', position: 1 },
    })
    expect(records[1]).toMatchObject({ version: 3, listing: { position: 2 } })
  })

  test('without any day it is keyed by the paper alone', async () => {
    expect(recordsOf(await parse(hfDaily, fixture(`hf-daily/${name}`)))[0]).toMatchObject({ key: '9901.00042' })
  })

  const days = new URL('../../../../../shared/data/arxiv-days/', import.meta.url)
  test.skipIf(!existsSync(days))(
    'reads five real days without losing one of 623 papers (needs ../shared/data)',
    async () => {
      let read = 0
      for (const file of readdirSync(days)) {
        const text = readFileSync(new URL(file, days), 'utf8')
        expect(hfDaily.detect({ name: file, head: text.slice(0, 65536) })).toBeGreaterThan(0.9)
        const items = await parse(hfDaily, text, { name: file }, 65536)
        expect(items.filter(({ kind }) => kind === 'skipped')).toEqual([])
        read += recordsOf(items).length
      }
      expect(read).toBe(623)
    },
  )
})

describe('search', () => {
  test('has no listing; its counts are kept aside', async () => {
    const [found] = recordsOf(await parse(hfSearch, fixture('hf-search/search.json')))
    expect(found).toMatchObject({
      key: '9901.00042',
      dates: { submitted: '2099-01-05' },
      extra: { comments: 3, votes: 17 },
    })
    expect(found).not.toHaveProperty('listing')
  })

  test('each list is detected as what it is', () => {
    const sure = (source: Source, path: string) => source.detect({ name: '', head: fixture(path) })
    expect(sure(hfDaily, 'hf-daily/daily.json')).toBeGreaterThan(sure(hfSearch, 'hf-daily/daily.json'))
    expect(sure(hfSearch, 'hf-search/search.json')).toBeGreaterThan(sure(hfDaily, 'hf-search/search.json'))
    expect(sure(hfDaily, 'hf-daily/2099-01-06.json')).toBeGreaterThan(0.9)
    expect(hfDaily.detect({ name: 'x', head: '[{"title": "A", "author": "B"}]' })).toBe(0)
  })
})
