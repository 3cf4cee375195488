import { afterEach, describe, expect, test } from 'vitest'
import * as bad from './badServer.ts'
import { createFetcher, type FetcherOptions, retryAfter } from './fetcher.ts'

const servers: bad.BadServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function serve(answer: bad.Play, script: Record<number, bad.Play> = {}): Promise<bad.BadServer> {
  const server = await bad.startBadServer(answer, script)
  servers.push(server)
  return server
}

/** A fetcher whose clock only moves when it sleeps. */
function patient(options: Partial<FetcherOptions> = {}) {
  const clock = { now: Date.UTC(2099, 0, 6), slept: [] as number[] }
  const fetcher = createFetcher({
    contact: 'mira@example.org',
    pauseMs: 3000,
    allowLoopback: true,
    random: () => 0,
    now: () => clock.now,
    sleep: async (ms) => {
      clock.slept.push(ms)
      clock.now += ms
    },
    ...options,
  })
  return { fetcher, clock }
}

describe('manners', () => {
  test('says who asks, and how to reach them', async () => {
    const server = await serve(bad.send('hello'))
    const reply = await patient().fetcher.get(`${server.url}/a?b=c`)
    expect(reply).toMatchObject({ status: 200, url: `${server.url}/a?b=c`, requests: 1 })
    expect(reply.text()).toBe('hello')
    expect(server.requests[0]).toMatchObject({ path: '/a?b=c', agent: 'Causerie/0.1 (+mira@example.org)' })
  })

  test('refuses to work without a contact, or with one that would break the header', () => {
    for (const contact of ['', 'a\r\nX-Evil: 1']) {
      expect(() => createFetcher({ contact })).toThrow(expect.objectContaining({ code: 'fetch/contact' }))
    }
  })

  test('asks one thing at a time, with a pause after each answer', async () => {
    let open = 0
    let most = 0
    const server = await serve((_, response) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        response.end()
      }, 5)
    })
    const { fetcher, clock } = patient()
    await Promise.all([1, 2, 3].map((page) => fetcher.get(`${server.url}/${page}`)))
    expect(most).toBe(1)
    expect(clock.slept).toEqual([3000, 3000])
    expect(server.requests.map(({ path }) => path)).toEqual(['/1', '/2', '/3'])
  })

  test('obeys Retry-After in seconds and as a date, from its own budget', async () => {
    const date = new Date(Date.UTC(2099, 0, 6, 0, 5)).toUTCString()
    const server = await serve(bad.send('ok'), { 0: bad.throttled('90'), 1: bad.throttled(date, 503) })
    const { fetcher, clock } = patient({ retries: 0 })
    const reply = await fetcher.get(server.url)
    expect(reply.requests).toBe(3)
    expect(clock.slept).toEqual([90_000, 210_000]) // until 00:05
  })

  test('comes back later, not sooner, when asked to wait longer than it can', async () => {
    const server = await serve(bad.throttled('86400'))
    const failure = patient().fetcher.get(server.url)
    await expect(failure).rejects.toMatchObject({
      code: 'fetch/throttled',
      details: { until: '2099-01-07T00:00:00.000Z' },
    })
    expect(server.requests).toHaveLength(1)
  })

  test('gives up on a server that throttles for ever', async () => {
    const server = await serve(bad.throttled('1'))
    const failure = patient({ throttleRetries: 2, pauseMs: 0 }).fetcher.get(server.url)
    await expect(failure).rejects.toMatchObject({ code: 'fetch/status', details: { status: 429 } })
    expect(server.requests).toHaveLength(3)
  })

  test('backs off twice as long after each failure, with jitter', async () => {
    const server = await serve(bad.send('ok'), { 0: bad.failing(500), 1: bad.resetLine, 2: bad.failing(503) })
    const { fetcher, clock } = patient({ pauseMs: 0, random: () => 0.5 })
    expect((await fetcher.get(server.url)).requests).toBe(4)
    expect(clock.slept).toEqual([1500, 3000, 6000]) // 2000·2ⁿ·(0.5 + 0.5/2)
  })

  test('does not repeat a request that was refused', async () => {
    const server = await serve(bad.failing(404))
    const failure = patient().fetcher.get(`${server.url}/gone`)
    await expect(failure).rejects.toMatchObject({
      code: 'fetch/status',
      message: expect.stringContaining('404 to /gone'),
    })
    expect(server.requests).toHaveLength(1)
  })

  test('retryAfter reads seconds and dates, and ignores nonsense', () => {
    const now = Date.UTC(2099, 0, 6)
    expect(retryAfter('7', now)).toBe(7000)
    expect(retryAfter('Tue, 06 Jan 2099 00:00:09 GMT', now)).toBe(9000)
    expect(retryAfter('Tue, 06 Jan 1998 00:00:09 GMT', now)).toBe(0)
    expect(retryAfter('soon', now)).toBeUndefined()
    expect(retryAfter(undefined, now)).toBeUndefined()
  })
})

describe('limits', () => {
  test('a server that drips one byte at a time runs into the overall deadline', async () => {
    const server = await serve(bad.slowLoris(5))
    const failure = patient({ timeoutMs: 60, idleMs: 50, retries: 0 }).fetcher.get(server.url)
    await expect(failure).rejects.toMatchObject({ code: 'fetch/timeout', message: expect.stringContaining('0.06 s') })
  })

  test('a silent server runs into the idle limit, and is asked again', async () => {
    const server = await serve(bad.send('ok'), { 0: bad.silent })
    const reply = await patient({ idleMs: 30 }).fetcher.get(server.url)
    expect(reply).toMatchObject({ requests: 2 })
  })

  test('stops reading a body that never seems to end', async () => {
    const server = await serve(bad.huge(100 * 1024 * 1024))
    const failure = patient({ maxBytes: 200_000 }).fetcher.get(server.url)
    await expect(failure).rejects.toMatchObject({ code: 'fetch/too-large' })
    expect(server.requests).toHaveLength(1)
  })

  test('counts unpacked bytes too: a gzip bomb goes off harmlessly', async () => {
    const server = await serve(bad.gzipBomb(100 * 1024 * 1024))
    const failure = patient({ maxBytes: 200_000 }).fetcher.get(server.url)
    await expect(failure).rejects.toMatchObject({ code: 'fetch/too-large' })
  })

  test('refuses an announced length without reading it', async () => {
    const server = await serve((_, response) => response.writeHead(200, { 'content-length': '999999999' }).write('a'))
    await expect(patient({ maxBytes: 1000 }).fetcher.get(server.url)).rejects.toMatchObject({ code: 'fetch/too-large' })
  })

  test('unpacks gzip, and treats broken gzip as a failed attempt', async () => {
    const broken = bad.send('not gzip', { 'content-encoding': 'gzip' })
    const server = await serve(bad.gzipped('packed'), { 0: broken })
    const reply = await patient().fetcher.get(server.url)
    expect([reply.text(), reply.requests]).toEqual(['packed', 2])
  })

  test('reads a wrongly declared encoding and says how much was guessed', async () => {
    const server = await serve(bad.send(Buffer.from('M\u00fcller', 'latin1')))
    const reply = await patient().fetcher.get(server.url)
    expect([reply.text(), reply.guessedBytes]).toEqual(['Müller', 1])
  })
})

describe('addresses', () => {
  test('refuses this machine unless told otherwise', async () => {
    const server = await serve(bad.send('secret'))
    const { fetcher } = patient({ allowLoopback: false })
    const port = new URL(server.url).port
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]']) {
      await expect(fetcher.get(`http://${host}:${port}/`)).rejects.toMatchObject({ code: 'fetch/refused-address' })
    }
    expect(server.requests).toHaveLength(0)
  })

  test.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    '//host',
    'http://a:b@127.0.0.1/',
  ])('refuses %s even where loopback is allowed', async (url) => {
    await expect(patient().fetcher.get(url)).rejects.toMatchObject({ code: 'fetch/refused-address' })
  })

  test('refuses a name with one private address among public ones', async () => {
    const lookup = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '192.168.0.9', family: 4 },
    ]
    const failure = patient({ lookup }).fetcher.get('http://papers.example/')
    await expect(failure).rejects.toMatchObject({ message: expect.stringContaining('papers.example is 192.168.0.9') })
  })

  test('connects to the address that was checked, looking the name up once', async () => {
    const server = await serve(bad.send('pinned'))
    let lookups = 0
    const lookup = async () => [{ address: lookups++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }]
    const reply = await patient({ lookup }).fetcher.get(`http://rebinding.example:${new URL(server.url).port}/`)
    expect([reply.text(), lookups]).toEqual(['pinned', 1])
  })

  test('checks every hop of a redirect', async () => {
    const server = await serve(bad.send('here'), {
      0: bad.redirectTo('/next', 301),
      2: bad.redirectTo('http://169.254.169.254/'),
    })
    const { fetcher, clock } = patient()
    const reply = await fetcher.get(`${server.url}/first`)
    expect(reply).toMatchObject({ url: `${server.url}/next`, requests: 2 })
    expect(clock.slept).toEqual([3000])
    await expect(fetcher.get(server.url)).rejects.toMatchObject({ code: 'fetch/refused-address' })
  })

  test('follows five redirects and no sixth', async () => {
    const server = await serve(bad.redirectLoop)
    await expect(patient().fetcher.get(server.url)).rejects.toMatchObject({ code: 'fetch/redirects' })
    expect(server.requests).toHaveLength(6)
  })
})

describe('stopping', () => {
  test('stops while waiting for its turn, while sleeping and while reading', async () => {
    const server = await serve(bad.slowLoris(5))
    const never = () => new Promise(() => {})
    for (const options of [{}, { sleep: never }]) {
      const controller = new AbortController()
      const { fetcher } = patient({ ...options, signal: controller.signal })
      const replies = [fetcher.get(server.url), fetcher.get(server.url)]
      setTimeout(() => controller.abort(), 20)
      for (const reply of replies) await expect(reply).rejects.toMatchObject({ code: 'aborted' })
    }
  })

  test('a signal for one request leaves the others alone', async () => {
    const server = await serve(bad.send('ok'), { 0: bad.silent })
    const { fetcher } = patient({ pauseMs: 0 })
    const reply = fetcher.get(server.url, { signal: AbortSignal.timeout(20) })
    await expect(reply).rejects.toMatchObject({ code: 'aborted' })
    expect((await fetcher.get(server.url)).text()).toBe('ok')
  })

  test('asks nothing once stopped', async () => {
    const server = await serve(bad.send('ok'))
    const { fetcher } = patient({ signal: AbortSignal.abort() })
    await expect(fetcher.get(server.url)).rejects.toMatchObject({ code: 'aborted' })
    expect(server.requests).toHaveLength(0)
  })
})
