/** The built site over a real library: one build and one process for all cases here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserCases } from './support/browserCases.ts'
import { deskCases } from './support/deskCases.ts'
import { feedCases } from './support/feedCases.ts'
import { laboratoryCases } from './support/laboratoryCases.ts'
import { mapCases } from './support/mapCases.ts'
import { build, type Site, startSite } from './support/site.ts'

let site: Site
beforeAll(async () => {
  build()
  site = await startSite()
}, 120_000)
afterAll(() => site?.stop())

const html = async (path: string, headers?: Record<string, string>) => (await site.get(path, headers)).text()
const status = async (path: string, headers?: Record<string, string>) => (await site.get(path, headers)).status

describe('pages', () => {
  test.each([
    '/',
    '/date/2024-03-05',
    '/date/2024-03-04',
    '/week/2024-W10',
    '/month/2024-03',
    '/date/2024-03-06',
    '/trending',
    '/search',
    '/search?q=ponds',
    '/papers/2403.00042',
    '/topics',
    '/topics/ponds',
    '/authors',
    '/authors/ada-quill',
    '/authors?starts=A',
    '/orgs',
    '/orgs/institute-of-small-boats',
    '/saved',
    '/saved/calm-ponds',
    '/map',
    '/map?q=zzyzxqwv',
    '/about',
    '/claims',
  ])('%s is a page of HTML with one h1, a title, and the headers of a page', async (path) => {
    const response = await site.get(path)
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.match(/<h1[\s>]/g)).toHaveLength(1)
    expect(page).toMatch(/<title>.+ · Causerie<\/title>/s)
    expect(page).toMatch(/<main[\s>]/)
    const scripts = [...page.matchAll(/<script(?![^>]*ld\+json)[^>]*>/g)].map(
      ([tag]) => /src="([^"]+)" defer/.exec(tag)?.[1],
    )
    expect(scripts).toEqual(['/keys.js', ...(page.includes('data-complete') ? ['/complete.js'] : [])])
    expect(page).not.toMatch(/ style="/)
  })

  test('the front page is the newest edition and says where that edition stays', async () => {
    const page = await html('/')
    expect(page).toContain('Tuesday 5 March 2024')
    expect(page).toMatch(/<link rel="canonical" href="http:\/\/127\.0\.0\.1:\d+\/date\/2024-03-05"/)
    expect(page.match(/data-paper/g)).toHaveLength(3)
  })

  test('neighbours are links, not scripts', async () => {
    expect(await html('/date/2024-03-05')).toMatch(/<a href="\/date\/2024-03-04" rel="prev"/)
    expect(await html('/date/2024-03-04')).toMatch(/<a href="\/date\/2024-03-05" rel="next"/)
    const go = await site.get('/date?day=2024-03-04')
    expect([go.status, go.headers.get('location')]).toEqual([303, '/date/2024-03-04'])
    expect((await site.get('/today')).headers.get('location')).toBe('/')
  })

  test.each([
    '/date/2024-13-45',
    '/date/tomorrow',
    '/week/2024-W60',
    '/week/2024-03',
    '/month/2024-13',
    '/month/x',
    '/date/0000-01-01',
    '/date/9999-12-31x',
    '/date/%00',
    '/date/2024-03-05%0a',
  ])('%s is no period: 404 and a sentence', async (path) => {
    const response = await site.get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toMatch(/class="said[^>]*>[^<]{10,}</)
  })

  test('lists have pages with rel, and no page past the last', async () => {
    const first = await html('/topics/paper-boats')
    expect(first).toMatch(/href="\/topics\/paper-boats\?page=2" rel="next"/)
    expect(await html('/topics/paper-boats?page=2')).toMatch(/href="\/topics\/paper-boats" rel="prev"/)
    expect(await status('/topics/paper-boats?page=99')).toBe(404)
    for (const page of ['0', '-1', '1.5', 'abc', '9'.repeat(30), ''])
      expect(await status(`/topics/ponds?page=${page}`)).toBe(400)
  })
})

describe('a paper', () => {
  test('shows what is known, set in type, with its clocks and its sources', async () => {
    const page = await html('/papers/2403.00042')
    expect(page).toContain('<math')
    expect(page).toContain('Submitted on 1 March 2024')
    expect(page).toContain('The laboratory has no method for this paper yet.')
    expect(page).toContain('href="https://example.org/ducks"')
    expect(page).not.toContain('javascript:')
    expect(page).toContain('name="citation_title"')
    const ld = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)![1]!)
    expect(ld['@type']).toBe('ScholarlyArticle')
  })

  test('text from elsewhere stays text', async () => {
    for (const path of [
      '/',
      '/papers/10.5555/ponds.v1i2.3',
      '/search?q=quotes',
      '/topics/ponds',
      `/search?q=${encodeURIComponent('</script><script>alert(1)</script>')}`,
    ]) {
      const response = await fetch(site.url + path, { headers: { accept: 'text/html' } })
      const page = await response.text()
      expect(response.status).toBe(200)
      expect(page).not.toMatch(/<script>|<img|<b>tags|<i>O’Hara/)
      expect(page.match(/<\/title>/g)).toHaveLength(1)
    }
  })

  const forms = [
    ['.md', 'text/markdown', /^#|^---/],
    ['.json', 'application/json', /^\{/],
    ['.bib', 'application/x-bibtex', /@\w+\s*\{/],
    ['.ris', 'application/x-research-info-systems', /TY {2}- /],
    ['.csl.json', 'application/vnd.citationstyles.csl+json', /^[[{]/],
  ] as const

  test.each(forms)('as %s by suffix and by Accept, the same', async (suffix, type, looks) => {
    const bySuffix = await site.get(`/papers/2403.00042${suffix}`)
    const byAccept = await site.get('/papers/2403.00042', { accept: type })
    const text = await bySuffix.text()
    expect(bySuffix.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
    expect(byAccept.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
    expect(byAccept.headers.get('vary')).toContain('Accept')
    expect(text).toMatch(looks)
    expect(await byAccept.text()).toBe(text)
  })

  test.each(['hep-th/9901001', '10.5555/ponds.v1i2.3'])('%s keeps its slashes and dots', async (ref) => {
    for (const suffix of ['', ...forms.map(([suffix]) => suffix)]) {
      const response = await fetch(`${site.url}/papers/${ref}${suffix}`, { headers: { accept: 'text/html' } })
      expect([suffix, response.status]).toEqual([suffix, 200])
    }
  })

  test('another name for it leads to its page, in the form asked for', async () => {
    const version = await site.get('/papers/2403.00042v1.bib')
    expect([version.status, version.headers.get('location')]).toEqual([308, '/papers/2403.00042.bib'])
    expect((await site.get('/papers/2403.00042v1')).headers.get('location')).toBe('/papers/2403.00042')
  })

  test('says how to cite it and where its other forms are (signposting)', async () => {
    const link = (await site.get('/papers/2403.00042')).headers.get('link')!
    expect(link).toContain('<https://doi.org/10.48550/arXiv.2403.00042>; rel="cite-as"')
    for (const [suffix, type] of forms)
      expect(link).toMatch(
        new RegExp(
          `</papers/2403\\.00042${suffix.replaceAll('.', '\\.')}>; rel="[^"]*alternate[^"]*"; type="${type.replace('+', '\\+')}"`,
        ),
      )
  })

  test('that is not here is a 404 with a sentence and a search', async () => {
    const page = await html('/papers/2501.99999')
    expect(page).toContain('No paper “2501.99999” in this library.')
    expect(page).toContain('href="/search?q=2501.99999"')
    expect(await status('/papers/2501.99999.bib')).toBe(404)
    const json = await site.get('/papers/2501.99999.json')
    expect((await json.json()).error).toMatchObject({ code: 'library/unknown-paper', message: expect.any(String) })
  })

  test.each([
    '/papers/..%2f..%2fetc%2fpasswd',
    '/papers/%2e%2e/%2e%2e/etc/passwd',
    '/papers/....//etc/passwd',
    '/papers/%00',
    '/papers/a%00.json',
    '/papers/a%0d%0aSet-Cookie:x=1',
    '/papers/%ff',
    `/papers/${'x'.repeat(5000)}`,
    '/papers/',
    '/etc/passwd',
    '/.env',
    '/_app/../../package.json',
  ])('%s is refused plainly', async (path) => {
    const response = await site.get(path)
    const body = await response.text()
    expect([308, 400, 404]).toContain(response.status)
    expect(body).not.toMatch(/root:|node_modules|\.ts:\d|at \w+ \(/)
    expect(response.headers.get('set-cookie') ?? '').not.toContain('x=1')
  })
})

describe('search', () => {
  test('marks the words found, and narrows by links', async () => {
    const page = await html('/search?q=ponds')
    expect(page).toMatch(/<mark>ponds?<\/mark>/i)
    expect(page).toMatch(/href="\/search\?q=ponds\+year%3A/)
    expect(page).toMatch(/value="ponds"/)
  })

  test('what finds nothing says so, and keeps the query', async () => {
    const page = await html('/search?q=zzyzxqwv')
    expect(page).toContain('Nothing found')
    expect(page).toContain('value="zzyzxqwv"')
  })

  test.each([
    '"',
    '(((',
    'year:',
    'year:9999..1',
    'author:',
    '-',
    'a AND',
    '*',
    '\\',
    "' OR 1=1 --",
    '%',
    '_',
    '$$',
    ':',
    'a:b:c',
    '\u0000',
    '😀',
    'é'.repeat(900),
    'x'.repeat(5000),
    'a '.repeat(400),
    'year:2024..2020',
    'is:free',
    '-year:2024',
  ])('the query %j is answered, never a failure', async (q) => {
    const path = `/search?q=${encodeURIComponent(q)}`
    expect(await status(path)).toBe(200)
    expect([200, 400]).toContain(await status(`/api${path}`))
  })

  test('a refusal stands beside the box, with what to do', async () => {
    const page = await html('/search?q=ponds+year%3Asoon')
    expect(page).toMatch(/role="alert".*year:soon.*year:2024/s)
    expect(page).toContain('value="ponds year:soon"')
    expect(page).toMatch(/<code>ponds (?:<!--.*?-->)*<strong[^>]*>year:soon<\/strong>/)
  })

  test('a condition that was chosen can be taken out again', async () => {
    const page = await html('/search?q=ponds+topic%3Aponds')
    expect(page).toMatch(/href="\/search\?q=ponds" aria-current="true"/)
  })

  test('a slip is answered with what was meant, which is a link', async () => {
    await waitFor(async () => {
      const page = await html('/search?q=institute+wether')
      expect(page).toMatch(/Did you mean.*href="\/search\?q=institute\+weather"/s)
    })
    expect(await html('/search?q=weather')).not.toContain('Did you mean')
  })
})

describe('completions', () => {
  const complete = async (q: string, at = q.length) =>
    (await (await site.get(`/api/complete?${new URLSearchParams({ q, at: String(at) })}`)).json()).items

  test('are names, fields and titles for what stands at the caret', async () => {
    await waitFor(async () => expect((await complete('qui')).length).toBeGreaterThan(0))
    expect(await complete('boats ada qui')).toMatchObject([
      { kind: 'author', label: 'Ada Quill', detail: 'author · 56 papers', text: 'boats author:"Ada Quill" ' },
    ])
    expect((await complete('aut'))[0]).toMatchObject({ kind: 'field', label: 'author:', text: 'author:', caret: 7 })
    expect(await complete('venue: ducks', 6)).toMatchObject([{ text: 'venue:"PondConf 2024" ducks' }])
    expect((await complete('weather of'))[0]).toMatchObject({ kind: 'paper', href: '/papers/2403.00042' })
  })

  test.each([
    ['', 0],
    ['x'.repeat(5000), 9],
    ['a', -1],
    ['a\0b', Number.NaN],
    ['"', 1],
    ["author:';--", 11],
    ['author:', 7],
  ])('of %j at %s are an answer', async (q, at) => {
    const response = await site.get(`/api/complete?${new URLSearchParams({ q, at: String(at) })}`)
    expect(response.status).toBe(200)
    expect(Array.isArray((await response.json()).items)).toBe(true)
  })
})

/** Tries again for as long as the words and names of the library take to be read. */
async function waitFor(expectation: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      return await expectation()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  await expectation()
}

describe('the API', () => {
  test('answers with what the pages show', async () => {
    const paper = await (await site.get('/api/papers/hep-th/9901001')).json()
    expect(paper.arxivId).toBe('hep-th/9901001')
    expect((await (await site.get('/api/days/2024-03-05')).json()).total).toBe(3)
    expect((await (await site.get('/api/search?q=ponds')).json()).total).toBeGreaterThan(0)
  })

  test.each([
    '/api/papers/nope',
    '/api/days/nope',
    '/api/search?q=a&page=x',
    '/api/nothing',
    '/api/search?q=year:soon',
  ])('%s fails in the one shape', async (path) => {
    const response = await site.get(path, { accept: 'application/json' })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    const { error, ...rest } = await response.json()
    expect(rest).toEqual({})
    expect(error).toMatchObject({ code: expect.stringMatching(/^[a-z]+\/[a-z0-9-]+$/), message: expect.any(String) })
  })

  test('says that it is well, describes its search, and asks crawlers to leave the answers alone', async () => {
    expect(await (await site.get('/health')).json()).toMatchObject({ status: 'ok', newestDay: '2024-03-05' })
    const description = await site.get('/opensearch.xml')
    expect(description.headers.get('content-type')).toContain('application/opensearchdescription+xml')
    expect(await description.text()).toContain(`template="${site.url}/search?q={searchTerms}`)
    expect(await html('/robots.txt')).toContain('Disallow: /search')
    expect((await site.get('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml')
  })
})

describe('headers', () => {
  test.each(['/', '/papers/2403.00042.bib', '/api/search?q=a', '/nothing', '/robots.txt'])(
    '%s is closed to other sites',
    async (path) => {
      const { headers } = await site.get(path)
      const policy = headers.get('content-security-policy')!
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('cache-control')).toBe('private, no-cache')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test('a page that has not changed is not sent again', async () => {
    const first = await site.get('/about')
    expect((await site.get('/about', { 'if-none-match': first.headers.get('etag')! })).status).toBe(304)
  })

  test('the visit cookie is for the server only, and programs get none', async () => {
    const cookie = (await site.get('/')).headers.getSetCookie().find((line) => line.startsWith('causerie-visits='))!
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect((await site.get('/api/days/2024-03-05', { accept: 'application/json' })).headers.getSetCookie()).toEqual([])
  })

  test('new is what came since the previous visit', async () => {
    const cookie = (current: string) => ({
      cookie: `causerie-visits=${encodeURIComponent(JSON.stringify({ current }))}`,
    })
    expect(await html('/', cookie('2020-01-01T00:00:00Z'))).toContain('3 new to you')
    expect(await html('/')).not.toContain('new to you')
  })

  test('light or dark is remembered, and only a form of this site can choose', async () => {
    const choose = (headers: Record<string, string>, back = '/about') =>
      fetch(`${site.url}/theme`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ theme: 'dark', back }),
        headers,
      })
    const chosen = await choose({ origin: site.url })
    expect([chosen.status, chosen.headers.get('location')]).toEqual([303, '/about'])
    expect(await html('/about', { cookie: chosen.headers.getSetCookie()[0]!.split(';')[0]! })).toContain(
      'data-theme="dark"',
    )
    expect((await choose({ origin: 'https://evil.test' })).status).toBe(403)
    expect((await choose({ origin: site.url }, '//evil.test')).headers.get('location')).toBe('/')
  })

  test('nothing that went before was a surprise', () => {
    expect(site.log()).not.toMatch(/^\[[0-9a-f]{8}\]/m)
  })
})

feedCases(() => site)
mapCases(() => site)
browserCases(() => site)
laboratoryCases()
deskCases(() => site)

describe('an empty library', () => {
  test('says that it is empty and what to do', async () => {
    const empty = await startSite([])
    try {
      const response = await empty.get('/')
      expect(response.status).toBe(200)
      expect(await response.text()).toMatch(/no daily papers yet.*causerie harvest/s)
      for (const path of [
        '/topics',
        '/authors',
        '/orgs',
        '/trending',
        '/search?q=a',
        '/saved',
        '/today.atom',
        '/trending.rss',
        '/about',
        '/health',
      ])
        expect([path, (await empty.get(path)).status]).toEqual([path, 200])
    } finally {
      await empty.stop()
    }
  }, 60_000)
})
