/** Maps and related papers: what the pages and the API say, and what a crowd is told. */
import { describe, expect, test } from 'vitest'
import type { Site } from './site.ts'

/** The page once its map is drawn: it looks again, as a browser does. */
export async function drawnMap(site: Site, path: string): Promise<string> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const page = await (await site.get(path)).text()
    if (!page.includes('http-equiv="refresh"')) return page
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  return expect.fail(`${path} was not drawn in half a minute`)
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

export function mapCases(site: () => Site): void {
  describe('a map', { timeout: 60_000 }, () => {
    test('has every paper as a point with its title and as a row of the table, and names regions', async () => {
      const page = await drawnMap(site(), '/map?q=ponds')
      expect(count(page, /<circle class="t\d[^"]*" cx="[\d.]+%" cy="[\d.]+%"/g)).toBe(58)
      expect(count(page, /<a href="\/papers\/[^"]+" id="p\d+"[^>]*><title>/g)).toBe(58)
      expect(count(page, /<a href="#p\d+"/g)).toBe(58)
      expect(count(page, /<th scope="rowgroup"/g)).toBe(4)
      expect(count(page, /<text class="(always|wide|long)/g)).toBeGreaterThan(0)
      expect(page.match(/<script(?![^>]*ld\+json)[^>]*>/g)).toEqual([
        '<script src="/keys.js" defer>',
        '<script src="/map.js" defer="">',
      ])
      expect(page).not.toMatch(/ style="|<b>tags|<img/)
    })

    test('is the same picture each time', async () => {
      const pictures = await Promise.all([1, 2].map(() => drawnMap(site(), '/map?q=ponds')))
      expect(pictures[0]).toBe(pictures[1])
    })

    test('of a topic has the topic’s papers, with their titles where they are few', async () => {
      const page = await drawnMap(site(), '/topics/ponds/map')
      expect(count(page, /id="p\d+"/g)).toBe(3)
      expect(page).toMatch(/<text[^>]*>On the Weather of Ponds with α² …</)
      expect(await (await site().get('/topics/ponds')).text()).toContain('href="/topics/ponds/map"')
    })

    test.each([
      ['/map?q=zzyzxqwv', 'There are no papers here'],
      ['/map?q=title:weather', 'One paper makes no map'],
      ['/map?q=year:soon', 'role="alert"'],
      ['/map?q=%00', 'What the search finds'],
      [`/map?q=${'x'.repeat(5000)}`, 'There are no papers here'],
    ])('%s says why there is no picture', async (path, sentence) => {
      const response = await site().get(path)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain(sentence)
    })

    test('of a topic that is not here is a 404', async () => {
      expect((await site().get('/topics/nobody/map')).status).toBe(404)
    })

    test('a crowd of maps is drawn one by one; who comes too late is told so, and other pages answer', async () => {
      const asked = Array.from({ length: 30 }, (_, n) =>
        site().get(`/map?q=${encodeURIComponent(`ponds -"part ${n + 1}"`)}`),
      )
      const front = await site().get('/about')
      expect(front.status).toBe(200)
      const answers = await Promise.all(asked)
      const full = answers.filter(({ status }) => status === 503)
      expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true)
      expect(full.length).toBeGreaterThan(0)
      expect(await full[0]!.text()).toContain('Other maps are being drawn')
      const waiting = (
        await Promise.all(answers.filter(({ status }) => status === 200).map((answer) => answer.text()))
      ).find((page) => page.includes('http-equiv="refresh"'))
      if (waiting) expect(waiting).toContain('The map is being drawn')
    })
  })

  describe('related papers', () => {
    test('stand on a paper’s page with how near they are and what both say', async () => {
      const page = await (await site().get('/papers/2402.10005')).text()
      expect(page).toMatch(/>Related<.*href="\/papers\/2402\.\d+".*Paper Boats, Part \d+/s)
      expect(page).toMatch(/0\.\d\d near<\/span>; both say /)
      expect(page).toContain('href="/search?q=like%3A2402.10005"')
    })

    test('are at the API, and never the paper itself', async () => {
      const { paper, related } = await (await site().get('/api/papers/2402.10005v1/related')).json()
      expect(paper).toBe('2402.10005')
      expect(related.length).toBeGreaterThan(0)
      for (const one of related) {
        expect(one.paper.slug).not.toBe(paper)
        expect(one.similarity).toBeGreaterThan(0.4)
      }
    })

    test('of a paper that is not here are a 404 in the one shape', async () => {
      const response = await site().get('/api/papers/nope/related')
      expect(response.status).toBe(404)
      expect((await response.json()).error.code).toBe('library/unknown-paper')
    })
  })
}
