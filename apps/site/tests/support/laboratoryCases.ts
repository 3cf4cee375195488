/** The laboratory's pages and API, over methods and claims of the tests' own. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faults } from './browserCases.ts'
import { findChromium, flags } from './chromium.ts'
import { measureClaims } from './measure.ts'
import { type Site, startSite } from './site.ts'

const runPage = '/papers/pond-levels/run'

export function laboratoryCases(): void {
  describe('the laboratory', { timeout: 60_000 }, () => {
    let site: Site
    beforeAll(async () => {
      await measureClaims()
      site = await startSite([], { laboratory: true })
    }, 60_000)
    afterAll(() => site?.stop())

    const json = async (path: string) => (await site.get(path, { accept: 'application/json' })).json()
    const send = (path: string, body: unknown, options: RequestInit = {}) =>
      fetch(site.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: site.url },
        body: JSON.stringify(body),
        ...options,
      })
    const ask = async (input: object = {}, seed: number | string = 1) =>
      (await (await send('/api/runs', { slug: 'pond-levels', input, seed })).json()).run
    const ended = async (id: string) => {
      for (;;) {
        const { run } = await json(`/api/runs/${id}`)
        if (run.state !== 'queued' && run.state !== 'running') return run
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }

    test('a method says what it takes, what it costs, and shows a sample', async () => {
      const method = await json('/api/methods/pond-levels')
      expect(method).toMatchObject({ slug: 'pond-levels', runsIn: ['browser', 'server'], cost: { seconds: 0.01 } })
      expect(method.input.properties.shuffles).toMatchObject({ minimum: 10, maximum: 100_000, default: 2000 })
      expect((await json('/api/methods')).methods.map(({ slug }: { slug: string }) => slug)).toEqual(['pond-levels'])
      expect(await json('/api/methods/nowhere')).toMatchObject({ error: { code: 'run/unknown' } })
    })

    test('a run is asked for, carried out, kept; asked for again it is the same one', async () => {
      const asked = await ask({ shuffles: 200 })
      const run = await ended(asked.id)
      expect(run).toMatchObject({ state: 'done', seed: 1, attempts: 1, input: { shuffles: 200, level: 0.95 } })
      expect(run.report.headline).toMatch(/^Pond a stands 0\.68 m above pond b/)
      expect(run).not.toHaveProperty('reader')
      const again = await send('/api/runs', { slug: 'pond-levels', input: { level: 0.95, shuffles: 200 }, seed: 1 })
      expect(again.status).toBe(200)
      expect((await again.json()).run).toEqual(run)
      const { run: brief } = await json(`/api/runs/${run.id}?brief`)
      expect(brief).not.toHaveProperty('report')
      expect((await ask({ shuffles: 200 }, 2)).id).not.toBe(run.id)
    })

    test('a run is cancelled within a second, and keeps no report', async () => {
      const { id } = await ask({ slow: 30 })
      const began = Date.now()
      const answer = await fetch(`${site.url}/api/runs/${id}`, { method: 'DELETE', headers: { origin: site.url } })
      expect(await answer.json()).toEqual({ cancelled: true })
      expect(await ended(id)).toMatchObject({ state: 'cancelled' })
      expect(Date.now() - began).toBeLessThan(1000)
    })

    test.each([
      ['a field out of its range', { slug: 'pond-levels', input: { shuffles: 1 } }, 'input/invalid', 400],
      ['a method that is not there', { slug: 'nowhere' }, 'run/unknown', 404],
      ['a field of the request that there is not', { slug: 'pond-levels', inputs: {} }, 'run/body', 400],
      ['a report that is none', { slug: 'pond-levels', report: { headline: '' } }, 'run/body', 400],
    ])('%s is refused in the one shape', async (_, body, code, status) => {
      const answer = await send('/api/runs', body)
      expect(answer.status).toBe(status)
      expect(await answer.json()).toMatchObject({ error: { code, message: expect.stringMatching(/\.$/) } })
    })

    test('a request from another site, or of another type, asks for nothing', async () => {
      const elsewhere = { 'content-type': 'application/json', origin: 'https://elsewhere.example' }
      expect((await send('/api/runs', { slug: 'pond-levels' }, { headers: elsewhere })).status).toBe(403)
      const form = { 'content-type': 'application/x-www-form-urlencoded', origin: site.url }
      expect((await send('/api/runs', {}, { headers: form })).status).toBe(400)
    })

    test('a run is taken home as JSON, CSV, SVG, its own files, and codecheck.yml that lists them', async () => {
      const { id } = await ended((await ask({ shuffles: 300 })).id)
      const file = async (name: string) => site.get(`/runs/${id}/files/${name}`)
      const codecheck = await (await file('codecheck.yml')).text()
      expect(codecheck).toMatch(/reference: "https:\/\/arxiv\.org\/abs\/2403\.00099"/)
      for (const [, name] of codecheck.matchAll(/- file: "(.+)"/g))
        expect([name, (await file(name!)).status]).toEqual([name, 200])
      const csv = await file('numbers.csv')
      expect(csv.headers.get('content-disposition')).toMatch(/^attachment/)
      expect(await csv.text()).toMatch(/^name,value,unit,low.*\r\ndifference of means,0\.68/)
      const svg = await site.get(`/runs/${id}/figures/1.svg?theme=dark`)
      expect(svg.headers.get('content-type')).toBe('image/svg+xml')
      expect(await svg.text()).toMatch(/^<svg.*Newsreader/s)
      for (const path of [`/runs/${id}/files/passwd`, `/runs/${id}/figures/9.svg`, '/runs/0123456789abcdef'])
        expect([path, (await site.get(path)).status]).toEqual([path, 404])
    })

    test('the source of a method is a click away, and nothing else of the machine', async () => {
      const source = await site.get('/papers/pond-levels/source/permutation.ts')
      expect(source.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(await source.text()).toContain('Phipson & Smyth')
      for (const path of ['../../../package.json', '..%2F..%2Fpackage.json', 'ledger.json', '%2Fetc%2Fpasswd'])
        expect([path, (await site.get(`/papers/pond-levels/source/${path}`)).status]).toEqual([path, 404])
    })

    test('the README says what is faithful and what is smaller, without anybody’s script', async () => {
      const page = await (await site.get(runPage)).text()
      expect(page).toMatch(/<h3>What is smaller<\/h3>/)
      expect(page).toMatch(/<math[ >]/)
      expect(page).not.toMatch(/javascript:|<img src=x/)
    })

    test('without script the form is sent, the run carried out, its page shown', async () => {
      const form = (fields: [string, string][]) => {
        const data = new FormData()
        for (const [name, value] of fields) data.append(name, value)
        const headers = { origin: site.url, accept: 'text/html' }
        return fetch(site.url + runPage, { method: 'POST', body: data, headers, redirect: 'manual' })
      }
      const rows: [string, string] = ['rows.table', 'pond,level\na,1\na,2\nb,0\nb,0.5\n']
      const some: [string, string][] = [
        ['in.level', '0.9'],
        ['in.side', 'both'],
        ['in.ponds', 'a'],
        ['in.ponds', 'b'],
      ]
      const sent = await form([rows, ...some, ['in.shuffles', '500'], ['seed', 'swan']])
      expect(sent.status).toBe(303)
      const page = await (await site.get(sent.headers.get('location')!)).text()
      expect(page).toContain('Pond a stands 1.25 m above pond b')
      expect(page).toMatch(/<dd[^>]*>swan<\/dd>/)
      const refused = await form([
        rows,
        ['in.shuffles', '5x'],
        ['in.level', '2'],
        ['in.note', 'kept words'],
        ['in.ponds', 'a'],
      ])
      expect(refused.status).toBe(400)
      const again = await refused.text()
      expect(again).toMatch(/expected a number, got “5x”/)
      expect(again).toMatch(/must be less than 1/)
      expect(again).toMatch(/kept words/)
      expect(again).toContain('a,1\na,2')
    })

    test('a paper with a method leads to it and shows its claims; only such a paper', async () => {
      const page = await (await site.get('/papers/pond-levels')).text()
      expect(page).toMatch(/href="\/papers\/pond-levels\/run"/)
      for (const words of [
        'Stated',
        'Confirmed by the authors',
        'Measured here',
        'Refuted if',
        'holds',
        'refuted',
        'inconclusive',
      ])
        expect(page).toContain(words)
      expect((await json('/papers/pond-levels.json')).runnable).toBe(true)
      expect((await site.get('/papers/nowhere/run')).status).toBe(404)
    })

    test('the board has every claim, by state and topic and scale, as page, JSON and feed', async () => {
      const ids = async (query: string) =>
        (await json(`/claims.json${query}`)).claims.map(({ id }: { id: string }) => id)
      expect(await ids('')).toEqual(['size-kept', 'power-full', 'never-asked'])
      expect(await ids('?state=refuted')).toEqual(['power-full'])
      expect(await ids('?state=stale')).toEqual([])
      expect(await ids('?scale=full&topic=ponds')).toEqual(['never-asked'])
      expect(await ids('?topic=geese')).toEqual([])
      const { claims } = await json('/api/claims')
      expect(claims[0]).toMatchObject({
        stated: '$0.050$ of 10,000 tests',
        confirmed: null,
        measured: { state: 'holds' },
      })
      const feed = await (await site.get('/claims.atom')).text()
      expect(feed.match(/<entry>/g)).toHaveLength(3)
      expect(feed).toContain('was measured for the first time: refuted')
      expect((await json('/claims.feed.json')).items).toHaveLength(3)
      expect(await (await site.get('/claims?state=refuted')).text()).toContain('A difference of half a metre')
    })

    test('a badge says the latest verdict, and other sites may show it', async () => {
      const badge = await site.get('/papers/pond-levels/claims/power-full.svg')
      expect(badge.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
      expect(await badge.text()).toContain('pond-levels: power-full: refuted')
      expect((await site.get('/papers/pond-levels/claims/none.svg')).status).toBe(404)
      expect((await site.get('/papers/pond-levels/claims/power-full')).headers.get('location')).toBe(
        '/papers/pond-levels#claim-power-full',
      )
    })

    inBrowser(
      () => site,
      async (id) => (await ended(id)).report,
    )
  })
}

function inBrowser(site: () => Site, reportOf: (id: string) => Promise<unknown>): void {
  const executablePath = findChromium()
  if (!executablePath) return // browserCases says so, or fails
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: flags })
  })
  afterAll(() => browser?.close())

  /** Opens the Run page, hands it over; what the console complained about comes back. */
  async function visit(
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newContext']>[0] = {},
    path = runPage,
  ) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => request.url().startsWith(site().url) || complaints.push(`asked ${request.url()}`))
    try {
      await page.goto(site().url + path)
      await page.getByRole('button', { name: 'Everything as in the sample' }).waitFor()
      await look(page)
    } finally {
      await context.close()
    }
    return complaints
  }
  const press = (page: Page) => page.getByRole('button', { name: 'Run', exact: true }).click()
  const headline = (page: Page) => page.locator('.headline')

  test.each([
    ['wide', 1400, 'light'],
    ['a phone at night', 360, 'dark'],
  ] as const)('one press shows the sample’s result: %s', async (_, width, colorScheme) => {
    const complaints = await visit(
      async (page) => {
        await press(page)
        await headline(page).waitFor()
        expect(await headline(page).textContent()).toContain('Pond a stands 0.68 m above pond b')
        await page.locator('figure svg').nth(1).waitFor()
        expect(await page.getByRole('img', { name: 'Each level as a dot, by pond.' }).count()).toBe(1)
        expect(await page.locator('.headline math').count()).toBe(1)
        expect(await page.evaluate(faults)).toEqual([])
        const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
        expect(content).toBeLessThanOrEqual(window!)
      },
      { viewport: { width, height: 800 }, colorScheme },
    )
    expect(complaints).toEqual([])
  })

  test('tab and server give the same report, to the last digit; the two are compared', async () => {
    await visit(async (page) => {
      await page.getByLabel('Shuffles', { exact: true }).fill('400')
      await press(page)
      await headline(page).waitFor()
      await page.getByRole('button', { name: 'Keep this run' }).click()
      const address = await page.getByRole('link', { name: 'Its address' }).getAttribute('href')
      const kept = address!.split('/').at(-1)!
      expect(kept).toMatch(/^tab-/)
      await page.getByLabel('as a job of the server').check()
      await press(page)
      const job = page.locator(`a[href^="/runs/"]:not([href*="tab-"])`, { hasText: 'Its address' })
      await job.waitFor()
      const id = (await job.getAttribute('href'))!.split('/').at(-1)!
      expect(await reportOf(id)).toEqual(await reportOf(kept))
      await page.goto(`${site().url}/runs/${kept}/compare/${id}`)
      expect(await page.getByText('Their reports are the same, to the last digit.').isVisible()).toBe(true)
      await page.goto(`${site().url}/runs/${kept}`)
      expect(await page.getByText('this server did not see it run').isVisible()).toBe(true)
    })
  })

  test('what is wrong stands beside its field, what was typed stays, and by keyboard it is mended and run', async () => {
    const complaints = await visit(async (page) => {
      const field = page.getByLabel('Confidence')
      await field.fill('2')
      await page.getByText('must be less than 1').waitFor()
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
      expect(await field.inputValue()).toBe('2')
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('0.8')
      await page.keyboard.press('Enter')
      await headline(page).waitFor()
      expect(await page.getByText('(80 %)').count()).toBe(1)
    })
    expect(complaints).toEqual([])
  })

  test('a run says how far it is, and ends at once when it is cancelled', async () => {
    await visit(async (page) => {
      await page.getByLabel('Pause').fill('30')
      await press(page)
      await page.getByText('waiting as asked').waitFor()
      const began = Date.now()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByText('The run was cancelled.').waitFor()
      expect(Date.now() - began).toBeLessThan(1000)
      expect(await page.getByLabel('Pause').inputValue()).toBe('30')
    })
  })

  test('a table of the reader’s own is read in the tab, shown, and used; a bad one is a sentence', async () => {
    const complaints = await visit(async (page) => {
      const file = (name: string, text: string) =>
        page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
      await file('mine.csv', 'pond;level\na;1,5\na;2,5\nb;0,5\nb;1,0\n')
      await page.getByText('mine.csv: 4 rows, 2 columns').waitFor()
      await press(page)
      await headline(page).waitFor()
      expect(await headline(page).textContent()).toContain('Pond a stands 1.25 m')
      await file('wrong.csv', 'x,y\n1,2\n3,4\n')
      await page.getByText('wrong.csv: 2 rows').waitFor()
      await press(page)
      await page.getByText('columns “pond” and “level” (of numbers) are needed').waitFor()
      await file('empty.csv', '')
      await page.getByText(/empty\.csv is empty/).waitFor()
      expect(await page.getByText('wrong.csv: 2 rows').count()).toBe(1) // what was there stays
    })
    expect(complaints).toEqual([])
  })

  test('a run can be begun again from its page, with its own input', async () => {
    const { run } = await (
      await fetch(`${site().url}/api/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: site().url },
        body: JSON.stringify({ slug: 'pond-levels', input: { shuffles: 123, note: 'again' }, seed: 'teal' }),
      })
    ).json()
    await visit(
      async (page) => {
        expect(await page.getByLabel('Shuffles', { exact: true }).inputValue()).toBe('123')
        expect(await page.getByLabel('Note').inputValue()).toBe('again')
        expect(await page.getByLabel('Seed').inputValue()).toBe('teal')
      },
      {},
      `${runPage}?from=${run.id}`,
    )
  })
}
