/** Feeds are read back by a strict XML parser and held against what RFC 4287, RSS 2.0 and JSON Feed 1.1 require. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PaperCard } from '../library/views.ts'
import { feedOf, mostItems, urn } from './feed.ts'
import { feedFormats } from './formats.ts'
import { childrenOf, readXml, type XmlNode } from './readXml.ts'

const atomNs = 'http://www.w3.org/2005/Atom'
const dc = 'http://purl.org/dc/elements/1.1/'
const library = { id: '6ba7b810-9dad-11d1-80b4-00c04fd430c8', created: '2024-01-01T00:00:00.000Z' }
const [atomFormat, rssFormat, jsonFormat] = feedFormats as [
  (typeof feedFormats)[0],
  (typeof feedFormats)[0],
  (typeof feedFormats)[0],
]

function card(rest: Partial<PaperCard> = {}): PaperCard {
  return {
    id: 7,
    slug: '2403.00042',
    title: 'On the Weather of Ponds with $\\alpha^2$ Ducks',
    authors: [
      { name: 'Ada Quill', slug: 'ada-quill' },
      { name: 'Bo Reed', slug: 'bo-reed' },
    ],
    authorCount: 2,
    organisations: [],
    topics: [{ name: 'Ponds', slug: 'ponds' }],
    abstract: 'We bound it by $x < y$ & find that ducks do not mind.',
    dates: { submitted: '2024-03-01' },
    firstSeen: '2024-03-05T09:30:00.000Z',
    links: [
      { kind: 'abstract', url: 'https://arxiv.org/abs/2403.00042' },
      { kind: 'project', url: 'javascript:alert(1)' },
    ],
    runnable: false,
    ...rest,
  }
}

const feed = (papers: PaperCard[], revised = new Map<number, string>(), origin = 'https://ponds.example') =>
  feedOf({
    title: 'Ponds',
    description: 'Papers on ponds',
    path: '/topics/ponds?a=1&b=2',
    origin,
    papers,
    library,
    revised,
  })
const written = (papers: PaperCard[], format = atomFormat) =>
  format.write(feed(papers), `https://ponds.example/x${format.suffix}`)

const isDate = (text: string | undefined) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text ?? '') && !Number.isNaN(Date.parse(text!))
const one = (node: XmlNode, name: string): XmlNode => {
  const found = childrenOf(node, name)
  expect([name, found.length]).toEqual([name, 1])
  return found[0]!
}

/** RFC 4287 §4.1.1, §4.1.2: what must stand once, what must not stand twice, and what each must hold. */
function requireAtom(document: string): XmlNode[] {
  const a = (name: string) => `{${atomNs}}${name}`
  const root = readXml(document)
  expect(root.name).toBe(a('feed'))
  const entries = childrenOf(root, a('entry'))
  for (const node of [root, ...entries]) {
    expect(URL.canParse(one(node, a('id')).text)).toBe(true)
    expect(one(node, a('title')).text.trim()).not.toBe('')
    expect(isDate(one(node, a('updated')).text)).toBe(true)
    for (const author of childrenOf(node, a('author'))) expect(one(author, a('name')).text).not.toBe('')
    for (const { attributes } of childrenOf(node, a('link'))) expect(URL.canParse(attributes.href!)).toBe(true)
  }
  expect(childrenOf(root, a('author'))).toHaveLength(1)
  expect(childrenOf(root, a('link')).filter(({ attributes }) => attributes.rel === 'self')).toHaveLength(1)
  for (const entry of entries) {
    expect(one(entry, a('content')).attributes.type).toBe('html')
    expect(childrenOf(entry, a('link')).filter(({ attributes }) => attributes.rel === 'alternate')).toHaveLength(1)
    expect(childrenOf(entry, a('summary')).length).toBeLessThanOrEqual(1)
    for (const { attributes } of childrenOf(entry, a('category'))) expect(attributes.term).not.toBe('')
  }
  const ids = entries.map((entry) => one(entry, a('id')).text)
  expect(new Set(ids).size).toBe(ids.length)
  return entries
}

function requireRss(document: string): XmlNode[] {
  const root = readXml(document)
  expect([root.name, root.attributes.version]).toEqual(['rss', '2.0'])
  const channel = one(root, 'channel')
  for (const name of ['title', 'link', 'description']) expect(one(channel, name).text).not.toBe('')
  expect(one(channel, `{${atomNs}}link`).attributes.rel).toBe('self')
  const items = childrenOf(channel, 'item')
  for (const item of items) {
    expect(one(item, 'title').text.trim()).not.toBe('')
    expect(URL.canParse(one(item, 'link').text)).toBe(true)
    expect(one(item, 'guid').attributes.isPermaLink).toBe('false')
    expect(one(item, 'pubDate').text).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)
    one(item, 'description')
  }
  return items
}

function requireJsonFeed(document: string): { [key: string]: unknown }[] {
  const parsed = JSON.parse(document)
  expect(parsed.version).toBe('https://jsonfeed.org/version/1.1')
  expect(parsed.title).toBeTypeOf('string')
  for (const item of parsed.items) {
    expect(item.id).toBeTypeOf('string')
    expect(item.content_html).toBeTypeOf('string')
    expect(isDate(item.date_published) && isDate(item.date_modified)).toBe(true)
    for (const key of Object.keys(item).filter((key) => key.startsWith('_')))
      expect(item[key].about).toBeTypeOf('string')
  }
  return parsed.items
}

describe('a feed', () => {
  test('is Atom that says who, what and when, with mathematics as text', () => {
    const [entry] = requireAtom(written([card()]))
    const text = (name: string) => one(entry!, `{${atomNs}}${name}`).text
    expect(text('title')).toBe('On the Weather of Ponds with α² Ducks')
    expect(text('published')).toBe('2024-03-05T09:30:00.000Z')
    expect(text('content')).toContain('<p>Ada Quill and Bo Reed · 1 March 2024</p>')
    expect(text('content')).toContain('x &lt; y &amp; find')
    expect(text('content')).not.toContain('javascript:')
    expect(childrenOf(entry!, `{${atomNs}}category`)[0]!.attributes).toMatchObject({ term: 'ponds', label: 'Ponds' })
  })

  test('is RSS with the authors in Dublin Core', () => {
    const [item] = requireRss(written([card()], rssFormat))
    expect(childrenOf(item!, `{${dc}}creator`).map(({ text }) => text)).toEqual(['Ada Quill', 'Bo Reed'])
    expect(one(item!, 'pubDate').text).toBe('Tue, 05 Mar 2024 09:30:00 GMT')
  })

  test('is JSON Feed with the paper’s own page as external_url', () => {
    const [item] = requireJsonFeed(written([card()], jsonFormat))
    expect(item).toMatchObject({
      url: 'https://ponds.example/papers/2403.00042',
      external_url: 'https://arxiv.org/abs/2403.00042',
      tags: ['Ponds'],
    })
  })

  test('a replaced abstract changes updated and no id', () => {
    const before = feed([card()])
    const after = feed([card({ abstract: 'Now they mind.' })], new Map([[7, '2024-06-01T00:00:00.000Z']]))
    expect(after.items[0]!.id).toBe(before.items[0]!.id)
    expect([before.updated, after.updated]).toEqual(['2024-03-05T09:30:00.000Z', '2024-06-01T00:00:00.000Z'])
    expect(after.items[0]!.published).toBe(before.items[0]!.published)
  })

  test('has the same ids under another host, and others in another library', () => {
    const ids = (made: ReturnType<typeof feed>) => [made.id, ...made.items.map(({ id }) => id)]
    expect(ids(feed([card()], new Map(), 'http://127.0.0.1:4400'))).toEqual(ids(feed([card()])))
    expect(urn('00000000-0000-4000-8000-000000000000', 'paper 7')).not.toBe(feed([card()]).items[0]!.id)
  })

  test('known answer: the UUID of www.example.com in the DNS namespace (RFC 9562, appendix A.4)', () => {
    expect(urn('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      'urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2',
    )
  })

  test('without papers is valid, and as old as the library', () => {
    expect(requireAtom(written([]))).toEqual([])
    expect(requireRss(written([], rssFormat))).toEqual([])
    expect(requireJsonFeed(written([], jsonFormat))).toEqual([])
    expect(feed([]).updated).toBe(library.created)
  })

  test('without authors is valid', () => {
    requireAtom(written([card({ authors: [], authorCount: 12 })]))
    expect(written([card({ authors: [], authorCount: 12 })])).toContain('12 authors')
  })

  test(`has at most ${mostItems} papers, the first of the list`, () => {
    const crowd = Array.from({ length: 300 }, (_, id) => card({ id, slug: `p-${id}` }))
    expect(feed(crowd).items.map(({ card }) => card?.id)).toEqual(Array.from({ length: mostItems }, (_, id) => id))
  })

  test('has a paper once, however often a week lists it', () => {
    requireAtom(written([card(), card({ id: 8 }), card()]))
    expect(feed([card(), card({ id: 8 }), card()]).items).toHaveLength(2)
  })

  test('a paper of 3,000 authors names 50 of them', () => {
    const authors = Array.from({ length: 3000 }, (_, n) => ({ name: `Author ${n}`, slug: `author-${n}` }))
    expect(feed([card({ authors, authorCount: 3000 })]).items[0]!.authors).toHaveLength(50)
  })

  test('stays well-formed whatever a paper says, and says it', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...']]>', '<', '&', '"', "'", '\0', '\u0008', '\ufffe', '\ud800', '\r', '<!--', '$', '{'),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
      maxLength: 40,
    })
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, abstract, name) => {
        const papers = [
          card({
            title,
            abstract,
            authors: [{ name: name || 'x', slug: 'x' }],
            topics: [{ name: title, slug: 'x' }],
          }),
        ]
        requireAtom(written(papers))
        requireRss(written(papers, rssFormat))
        requireJsonFeed(written(papers, jsonFormat))
      }),
      { numRuns: 300 },
    )
  })

  test('mark-up in a title is text, twice over in HTML', () => {
    const [entry] = requireAtom(
      written([card({ title: '</title><script>alert(1)</script>', abstract: '<img src=x onerror=alert(1)>' })]),
    )
    expect(one(entry!, `{${atomNs}}title`).text).toBe('</title><script>alert(1)</script>')
    expect(one(entry!, `{${atomNs}}content`).text).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })
})
