/** Every list as Atom, RSS and JSON Feed, found from its page, sent again only when it has changed. */
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import type { Site } from './site.ts'

const lists = [
  ['/', '/today', 58],
  ['/date/2024-03-05', '/date/2024-03-05', 3],
  ['/week/2024-W10', '/week/2024-W10', 58],
  ['/month/2024-03', '/month/2024-03', 58],
  ['/trending', '/trending', 50],
  ['/topics/ponds', '/topics/ponds', 3],
  ['/authors/ada-quill', '/authors/ada-quill', 50],
  ['/orgs/institute-of-small-boats', '/orgs/institute-of-small-boats', 50],
  ['/search?q=pond+weather', '/search?q=pond+weather', 1],
  ['/saved/calm-ponds', '/saved/calm-ponds', 58],
] as const
const formats = [
  ['.atom', 'application/atom+xml', /<entry>/g],
  ['.rss', 'application/rss+xml', /<item>/g],
  ['.feed.json', 'application/feed+json', /"content_html":/g],
] as const

const withSuffix = (path: string, suffix: string) => path.replace(/(\?|$)/, `${suffix}$1`)

function requireWellFormed(document: string): void {
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => expect.fail(error.message))
  parser.write(document).close()
}

export function feedCases(site: () => Site): void {
  describe('feeds', () => {
    test.each(lists)('%s names the feeds of its list, and each of them has its papers', async (page, list, papers) => {
      const html = await (await site().get(page)).text()
      for (const [suffix, type, entry] of formats) {
        const address = withSuffix(list, suffix)
        expect(html).toContain(`<link rel="alternate" type="${type}" href="${address.replaceAll('&', '&amp;')}"`)
        expect(html).toContain(`<a href="${address}"`)
        const response = await site().get(address)
        const body = await response.text()
        expect([address, response.status, response.headers.get('content-type')]).toEqual([
          address,
          200,
          `${type}; charset=utf-8`,
        ])
        if (suffix === '.feed.json') JSON.parse(body)
        else requireWellFormed(body)
        expect([address, body.match(entry)?.length ?? 0]).toEqual([address, papers])
        expect(body).toContain(`${site().url}${address}`.replaceAll('&', '&amp;'))
        expect(body).toContain(`${site().url}/papers/`)
      }
    })

    test('text from elsewhere is text, in the document and in the HTML inside it', async () => {
      const body = await (await site().get('/topics/ponds.atom')).text()
      expect(body).not.toMatch(/<(b|i|img|script)[ >]/)
      expect(body).not.toMatch(/&lt;(b|i|img|script)[ &]/)
      expect(body).toContain('1 &amp;lt; 2')
      expect(body).not.toContain('javascript:')
    })

    test('one paper has one id in every feed', async () => {
      const idOf = async (path: string) =>
        (await (await site().get(path)).json()).items.find(({ url }: { url: string }) => url.endsWith('/2403.00042')).id
      expect(await idOf('/topics/ponds.feed.json')).toBe(await idOf('/today.feed.json'))
      expect(await idOf('/today.feed.json')).toMatch(/^urn:uuid:/)
    })

    test('a search’s feed has the query for its title, and no near misses', async () => {
      const feed = await (await site().get('/search.feed.json?q=weather+zzyzxqwv')).json()
      expect([feed.title, feed.items]).toEqual(['weather zzyzxqwv · Causerie', []])
    })

    test('what has not changed is not sent again', async () => {
      const first = await site().get('/topics/ponds.atom')
      const etag = first.headers.get('etag')!
      const modified = first.headers.get('last-modified')!
      expect(Number.isNaN(Date.parse(modified))).toBe(false)
      const status = async (headers: Record<string, string>) => (await site().get('/topics/ponds.atom', headers)).status
      expect(await status({ 'if-none-match': etag })).toBe(304)
      expect(await status({ 'if-none-match': `"x", ${etag.slice(2)}` })).toBe(304)
      expect(await status({ 'if-none-match': '"x"', 'if-modified-since': modified })).toBe(200)
      expect(await status({ 'if-modified-since': modified })).toBe(304)
      expect(await status({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(200)
      expect(await status({ 'if-modified-since': 'yesterday' })).toBe(200)
    })

    test('HEAD has the headers and no body', async () => {
      const response = await fetch(`${site().url}/today.atom`, { method: 'HEAD' })
      expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([
        200,
        '',
        expect.any(String),
      ])
    })

    test.each([
      ['/about.atom', 404],
      ['/topics.rss', 404],
      ['/nowhere.atom', 404],
      ['/topics/nobody.atom', 404],
      ['/date/2024-13-45.atom', 404],
      ['/search.atom', 400],
      ['/search.atom?q=year%3Asoon', 400],
      ['/saved/soon.atom', 400],
      ['/saved/nobody.atom', 404],
      ['/saved/%00.atom', 404],
    ])('%s is refused with a sentence: %i', async (path, status) => {
      const response = await site().get(path)
      expect(response.status).toBe(status)
      expect(await response.text()).toMatch(/\w{3,}.*\.\n?/)
      expect(response.headers.get('content-type')).not.toContain('atom')
    })

    test('a JSON feed is refused in the one shape', async () => {
      const { error } = await (await site().get('/saved/nobody.feed.json')).json()
      expect(error).toMatchObject({ code: 'library/saved-unknown', message: expect.any(String) })
    })

    test('a page that is no list, or was not found, names no feed', async () => {
      for (const path of [
        '/about',
        '/topics',
        '/search',
        '/topics/nobody',
        '/papers/2403.00042',
        '/search?q=year%3Asoon',
      ])
        expect(await (await site().get(path)).text()).not.toContain('application/atom+xml')
    })
  })

  describe('saved searches', () => {
    test('each stands with its latest papers, and one that cannot be read says so', async () => {
      const page = await (await site().get('/saved')).text()
      expect(page).toContain('58 papers')
      expect(page).toContain('Geese &amp; ganders')
      expect(page).toContain('Nothing in this library matches yet.')
      expect(page).toMatch(/This search can no longer be read\..*year:soon/s)
      expect(await (await site().get('/saved/soon')).text()).toContain('year:soon')
    })

    test('mark what came in since the previous visit', async () => {
      const headers = {
        cookie: `causerie-visits=${encodeURIComponent(JSON.stringify({ current: '2020-01-01T00:00:00Z' }))}`,
      }
      expect(await (await site().get('/saved/calm-ponds', headers)).text()).toContain('50 new to you')
      expect(await (await site().get('/saved/calm-ponds')).text()).not.toContain('new to you')
    })

    test('the page of a search says how to save it, safely', async () => {
      const page = await (await site().get(`/search?q=${encodeURIComponent("it's ponds")}`)).text()
      expect(page).toContain("causerie saved add NAME 'it'\\''s ponds'")
    })
  })
}
