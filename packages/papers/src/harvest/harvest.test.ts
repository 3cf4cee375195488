import { afterEach, describe, expect, test } from 'vitest'
import type { ParsedItem } from '../sources/source.ts'
import * as bad from './badServer.ts'
import { createFetcher } from './fetcher.ts'
import { type HarvestOptions, type HarvestPlan, harvest, nextFrom } from './harvest.ts'
import type { Cursor } from './protocol.ts'

const today = '2099-01-09'
const servers: bad.BadServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function serve(answer: bad.Play, script: Record<number, bad.Play> = {}): Promise<bad.BadServer> {
  const server = await bad.startBadServer(answer, script)
  servers.push(server)
  return server
}

/** A fetcher, a cursor and an importer that live in memory; nothing here really sleeps. */
function desk(overrides: Partial<HarvestOptions> = {}) {
  const sleep = async () => {}
  const memory = { saved: undefined as Cursor | undefined, keys: [] as string[], notes: [] as string[] }
  const options: HarvestOptions = {
    fetcher: createFetcher({
      contact: 'mira@example.org',
      pauseMs: 0,
      allowLoopback: true,
      sleep,
      retries: 2,
      random: () => 0,
    }),
    cursor: {
      load: async () => memory.saved,
      save: async (cursor) => {
        memory.saved = structuredClone(cursor)
      },
    },
    onRecords: (items) => void memory.keys.push(...keysOf(items)),
    onNote: (text) => memory.notes.push(text),
    today,
    sleep,
    random: () => 0,
    now: () => Date.UTC(2099, 0, 9, 3),
    ...overrides,
  }
  return { memory, options, run: (plan: HarvestPlan) => harvest(plan, options) }
}

function keysOf(items: ParsedItem[]): string[] {
  return items.filter((item) => item.kind === 'record').map(({ record }) => record.key)
}

function paperId(number: number): string {
  return `9901.${String(number).padStart(5, '0')}`
}

function oaiRecord(number: number): string {
  return `<record><header><identifier>oai:arXiv.org:${paperId(number)}</identifier><datestamp>2099-01-06</datestamp></header>
    <metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>${paperId(number)}</id><created>2099-01-05</created>
    <title>Swans, part ${number}</title><categories>stat.ME</categories><abstract>We count.</abstract></arXiv></metadata></record>`
}

function oaiPage(inside: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
    <responseDate>2099-01-08T22:30:00Z</responseDate>${inside}</OAI-PMH>`
}

function oaiList(numbers: number[], token: string | undefined): string {
  const last = token === undefined ? '' : `<resumptionToken>${token}</resumptionToken>`
  return oaiPage(`<ListRecords>${numbers.map(oaiRecord).join('')}${last}</ListRecords>`)
}

const expired = bad.send(oaiPage('<error code="badResumptionToken">token has expired</error>'))

/** An archive of `pages` pages with two records each; the token of page k is "page k". */
function archive(pages: number): bad.Play {
  return (request, response) => {
    const token = new URL(request.url!, 'http://here').searchParams.get('resumptionToken')
    const page = token === null ? 0 : Number(token.replace('page ', ''))
    bad.send(oaiList([2 * page, 2 * page + 1], page + 1 < pages ? `page ${page + 1}` : undefined))(request, response)
  }
}

function allKeys(pages: number): string[] {
  return Array.from({ length: 2 * pages }, (_, number) => paperId(number))
}

describe('arXiv', () => {
  const plan = (server: bad.BadServer): HarvestPlan => ({
    source: 'arxiv',
    from: '2099-01-05',
    set: 'stat',
    baseUrl: `${server.url}/oai`,
  })

  test('reads every page, then sends the token alone, and remembers the end', async () => {
    const server = await serve(archive(3))
    const { run, memory } = desk()
    const result = await run(plan(server))
    expect(memory.keys).toEqual(allKeys(3))
    expect(result).toMatchObject({ read: 6, pages: 3, requests: 3, complete: true, notes: [], resumedFrom: undefined })
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/oai?verb=ListRecords&metadataPrefix=arXiv&from=2099-01-05&set=stat',
      '/oai?verb=ListRecords&resumptionToken=page+1',
      '/oai?verb=ListRecords&resumptionToken=page+2',
    ])
    expect(memory.saved).toMatchObject({ page: 3, records: 6, finishedAt: '2099-01-09T03:00:00.000Z' })
    expect(memory.saved).not.toHaveProperty('token')
    expect(nextFrom(result.cursor)).toBe('2099-01-08') // the server's date, not ours
  })

  test('the cursor moves only after the records are stored', async () => {
    const server = await serve(archive(2))
    const order: string[] = []
    const { run } = desk({
      onRecords: async () => {
        await new Promise((done) => setTimeout(done, 5))
        order.push('stored')
      },
      cursor: { load: async () => undefined, save: async ({ page }) => void order.push(`saved ${page}`) },
      onProgress: ({ read, pages }) => order.push(`${read} of ${pages}`),
    })
    await run(plan(server))
    expect(order).toEqual(['stored', 'saved 1', '2 of 1', 'stored', 'saved 2', '4 of 2'])
  })

  test.each([0, 1, 2, 3, 4])('stopped while storing page %i, it resumes and loses nothing', async (k) => {
    const server = await serve(archive(5))
    for (const stored of [true, false]) {
      const controller = new AbortController()
      const { memory, options } = desk()
      const onRecords = (items: ParsedItem[], page: { number: number }) => {
        const dies = page.number === k + 1
        if (!dies || stored) memory.keys.push(...keysOf(items))
        if (dies) controller.abort()
        if (dies && !stored) throw new Error('power cut')
      }
      const first = harvest(plan(server), { ...options, onRecords, signal: controller.signal })
      const finished = k === 4 && stored
      if (finished) await first
      else await expect(first).rejects.toThrow()
      const again = await harvest(plan(server), options)
      expect(again.complete).toBe(true)
      expect([...new Set(memory.keys)].sort()).toEqual(allKeys(5))
      if (stored && !finished)
        expect(again.resumedFrom).toEqual({ page: k + 1, records: 2 * (k + 1), token: `page ${k + 1}` })
      if (stored && !finished) expect(memory.keys).toEqual(allKeys(5)) // and without a repeat
    }
  })

  test('killed between storing and saving, it repeats that one page', async () => {
    const server = await serve(archive(3))
    const { memory, options, run } = desk()
    let saves = 0
    const save = async (cursor: Cursor) => {
      if (++saves >= 2) throw new Error('killed')
      await options.cursor.save(cursor)
    }
    await expect(harvest(plan(server), { ...options, cursor: { ...options.cursor, save } })).rejects.toThrow('killed')
    expect((await run(plan(server))).resumedFrom).toMatchObject({ page: 1 })
    expect(memory.keys).toEqual([0, 1, 2, 3, 2, 3, 4, 5].map(paperId))
  })

  test('goes through 429, 503, a reset line, a broken page, a web page and a bad encoding, and misses nothing', async () => {
    const server = await serve(archive(3), {
      0: bad.throttled('1'),
      1: bad.failing(503),
      2: bad.resetLine,
      4: bad.halfOf(oaiList([2, 3], 'page 2')),
      5: bad.htmlPage(),
      6: bad.send(oaiPage('<ListRecords></ListRecords>')),
      7: bad.send(Buffer.from(oaiList([2, 3], 'page 2').replace('Swans', 'Schw\u00e4ne'), 'latin1')),
    })
    const { memory, run } = desk()
    const result = await run(plan(server))
    expect(memory.keys).toEqual(allKeys(3))
    expect(result).toMatchObject({ requests: 9, pages: 3, complete: true })
    expect(memory.notes).toEqual([
      expect.stringMatching(/not whole: .*unclosed tag.*Asking again \(1 of 4\)/),
      expect.stringContaining('it is a web page'),
      expect.stringContaining('it is empty without saying that nothing is left'),
      'Page 2 holds bytes that do not fit its encoding (1); they were read as Windows-1252.',
    ])
  })

  test('gives up on a page that never arrives whole, and says where it stands', async () => {
    const server = await serve(bad.halfOf(oaiList([2, 3], 'page 2')), { 0: archive(3) })
    const { memory, run } = desk({ pageRetries: 2 })
    await expect(run(plan(server))).rejects.toMatchObject({ code: 'harvest/bad-page' })
    expect(server.requests).toHaveLength(4)
    expect(memory.keys).toEqual(allKeys(1))
    expect(memory.saved).toMatchObject({ page: 1, token: 'page 1', lastError: expect.stringContaining('not whole') })
  })

  test('an expired token restarts the list; repeats are the importer’s affair', async () => {
    const server = await serve(archive(3), { 2: expired })
    const { memory, run } = desk()
    const result = await run(plan(server))
    expect(memory.keys).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 4, 5].map(paperId))
    expect(result.notes).toEqual([expect.stringContaining('starting again from 2099-01-05')])
  })

  test('a harvest resumed after its token expired starts again and finishes', async () => {
    const server = await serve(archive(3), { 1: expired })
    const { memory, options, run } = desk()
    expect((await harvest(plan(server), { ...options, maxPages: 1 })).complete).toBe(false)
    expect(await run(plan(server))).toMatchObject({ complete: true, resumedFrom: { page: 1 } })
    expect(new Set(memory.keys)).toEqual(new Set(allKeys(3)))
  })

  test('stops when the token expires again and again', async () => {
    const server = await serve((request, response) => {
      const first = !request.url!.includes('resumptionToken')
      ;(first ? bad.send(oaiList([0, 1], 'page 1')) : expired)(request, response)
    })
    const { run } = desk()
    await expect(run(plan(server))).rejects.toMatchObject({ code: 'harvest/token-expired' })
    expect(server.requests).toHaveLength(8) // the first attempt and three restarts, two requests each
  })

  test.each([
    ['the same page for ever', () => 'page 1'],
    ['two pages in turn', (path: string) => (path.endsWith('page+1') ? 'page 2' : 'page 1')],
  ])('stops in a loop: %s', async (_, token) => {
    const server = await serve((request, response) => bad.send(oaiList([0, 1], token(request.url!)))(request, response))
    const { memory, run } = desk()
    await expect(run(plan(server))).rejects.toMatchObject({ code: 'harvest/loop' })
    expect(server.requests.length).toBeLessThan(4)
    expect(memory.saved).not.toHaveProperty('token')
  })

  test('stops when a resumed page points at itself', async () => {
    const server = await serve(bad.send(oaiList([2, 3], 'page 1')), { 0: archive(3) })
    const { options, run } = desk()
    await harvest(plan(server), { ...options, maxPages: 1 })
    await expect(run(plan(server))).rejects.toMatchObject({ code: 'harvest/loop' })
    expect(server.requests).toHaveLength(2)
  })

  test('goes on after an empty page that has a token, and ends on an empty token', async () => {
    const server = await serve(archive(3), { 1: bad.send(oaiList([], 'page 2')), 2: bad.send(oaiList([], '')) })
    const { memory, run } = desk()
    expect(await run(plan(server))).toMatchObject({ pages: 3, complete: true, read: 2 })
    expect(memory.keys).toEqual(allKeys(1))
  })

  test('nothing new is a success', async () => {
    const server = await serve(bad.send(oaiPage('<error code="noRecordsMatch"/>')))
    const result = await desk().run(plan(server))
    expect(result).toMatchObject({ read: 0, complete: true })
    expect(nextFrom(result.cursor)).toBe('2099-01-08')
  })

  test('a refused request is not repeated', async () => {
    const server = await serve(bad.send(oaiPage('<error code="badArgument">no such set</error>')))
    const { run, memory } = desk()
    await expect(run(plan(server))).rejects.toMatchObject({
      code: 'harvest/refused',
      message: expect.stringContaining('no such set'),
    })
    expect(server.requests).toHaveLength(1)
    expect(memory.saved?.lastError).toContain('badArgument')
  })

  test('stops after maxPages and goes on from there', async () => {
    const server = await serve(archive(4))
    const { memory, options } = desk({ maxPages: 2 })
    expect(await harvest(plan(server), options)).toMatchObject({
      pages: 2,
      complete: false,
      cursor: { token: 'page 2' },
    })
    expect(await harvest(plan(server), options)).toMatchObject({ pages: 2, complete: true, resumedFrom: { page: 2 } })
    expect(memory.keys).toEqual(allKeys(4))
  })

  test('a cursor of another plan is set aside, a finished one is not resumed', async () => {
    const server = await serve(archive(2))
    const { options, run } = desk()
    await harvest(plan(server), { ...options, maxPages: 1 })
    const other = await run({ ...plan(server), from: '2099-01-06' } as HarvestPlan)
    expect(other).toMatchObject({ resumedFrom: undefined, read: 4, notes: [expect.stringContaining('set aside')] })
    expect(await run({ ...plan(server), from: '2099-01-06' } as HarvestPlan)).toMatchObject({
      resumedFrom: undefined,
      read: 4,
    })
  })

  test('stops at once when told to while waiting for a broken page', async () => {
    const server = await serve(bad.htmlPage())
    const controller = new AbortController()
    const sleep = async (_: number, signal?: AbortSignal) => {
      controller.abort()
      signal?.throwIfAborted()
    }
    const { run, memory } = desk({ sleep, signal: controller.signal })
    await expect(run(plan(server))).rejects.toMatchObject({ code: 'aborted' })
    expect(memory.saved).toBeUndefined()
  })

  test.each(['2099-02-30', '2099-1-5', '2099', '2099-01-10', ''])(
    'refuses to harvest from %j before asking',
    async (from) => {
      const server = await serve(archive(1))
      const refused = desk().run({ source: 'arxiv', from, baseUrl: server.url })
      await expect(refused).rejects.toMatchObject({ code: 'harvest/date' })
      expect(server.requests).toHaveLength(0)
    },
  )

  test('refuses a set that is none', async () => {
    await expect(desk().run({ source: 'arxiv', from: today, set: 'cs AI' })).rejects.toMatchObject({
      code: 'harvest/set',
    })
  })
})

describe('Daily Papers', () => {
  const plan = (server: bad.BadServer, date = '2099-01-06'): HarvestPlan => ({
    source: 'hf-daily',
    date,
    baseUrl: server.url,
  })

  function entries(numbers: number[]): string {
    return JSON.stringify(
      numbers.map((number) => ({ paper: { id: paperId(number), title: `Swans, part ${number}`, upvotes: 1 } })),
    )
  }

  /** Two entries a page, with the Link header of the hub. */
  function hub(pages: number): bad.Play {
    return (request, response) => {
      const url = new URL(request.url!, 'http://here')
      const page = Number(url.searchParams.get('p') ?? 0)
      url.searchParams.set('p', String(page + 1))
      const more = page + 1 < pages ? { link: `<${url.pathname}${url.search}>; rel="next"` } : undefined
      bad.send(entries([2 * page, 2 * page + 1]), { 'content-type': 'application/json', ...more })(request, response)
    }
  }

  test('follows the pages of a day', async () => {
    const server = await serve(hub(3))
    const { run, memory } = desk()
    expect(await run(plan(server))).toMatchObject({ read: 6, pages: 3, complete: true, notes: [] })
    expect(memory.keys).toEqual(allKeys(3).map((id) => `2099-01-06/${id}`))
    expect(server.requests[0]!.path).toBe('/api/daily_papers?date=2099-01-06&limit=100')
  })

  test('never calls today complete, and starts it afresh the next time', async () => {
    const server = await serve(hub(1))
    const { run, memory } = desk()
    const result = await run(plan(server, today))
    expect(result).toMatchObject({
      read: 2,
      complete: false,
      notes: [expect.stringContaining('still filling: 2 papers so far')],
    })
    expect(memory.saved).not.toHaveProperty('finishedAt')
    expect(await run(plan(server, today))).toMatchObject({ read: 2, resumedFrom: undefined })
  })

  test.each([
    ['2099-01-04', 'it was a Sunday'],
    ['2099-01-03', 'it was a Saturday'],
    ['2099-01-05', 'a holiday, or the source failed'],
  ])('says why %s is empty: %s', async (date, why) => {
    const server = await serve(bad.send('[]'))
    expect(await desk().run(plan(server, date))).toMatchObject({ read: 0, notes: [expect.stringContaining(why)] })
  })

  test('asks again for half a list and for a web page', async () => {
    const server = await serve(hub(1), { 0: bad.halfOf(entries([0, 1])), 1: bad.htmlPage() })
    expect(await desk().run(plan(server))).toMatchObject({
      read: 2,
      requests: 3,
      notes: [expect.anything(), expect.anything()],
    })
  })

  test('does not follow the list to another server', async () => {
    const elsewhere = { link: '<http://169.254.169.254/api?p=1>; rel="next"' }
    const server = await serve(bad.send(entries([0]), elsewhere))
    await expect(desk().run(plan(server))).rejects.toMatchObject({ code: 'harvest/refused' })
    expect(server.requests).toHaveLength(1)
  })

  test('stops when the pages lead in a circle', async () => {
    const server = await serve(bad.send(entries([0]), { link: '</api/daily_papers?p=1>; rel="next"' }))
    await expect(desk().run(plan(server))).rejects.toMatchObject({ code: 'harvest/loop' })
    expect(server.requests).toHaveLength(2)
  })

  test.each(['2099-01-10', '2023-05-03', '2099-13-01', 'yesterday'])('refuses %s before asking', async (date) => {
    const server = await serve(hub(1))
    await expect(desk().run(plan(server, date))).rejects.toMatchObject({ code: 'harvest/date' })
    expect(server.requests).toHaveLength(0)
  })
})
