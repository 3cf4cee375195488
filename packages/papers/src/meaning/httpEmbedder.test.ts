import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type BadServer, failing, type Play, send, silent, startBadServer, throttled } from '../harvest/badServer.ts'
import { embedderContract } from './contract.ts'
import { type HttpEmbedderOptions, openHttpEmbedder } from './httpEmbedder.ts'

const dimension = 12
const servers: BadServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

type Item = { index: number; embedding: unknown[] }

/** Answers as a sound server does, with vectors made of the texts; `change` spoils the answer. */
function answering(change: (items: Item[]) => unknown = (items) => items): Play {
  return (request, response) => {
    void bodyOf(request).then(({ input }) => {
      const items = input.map((text: string, index: number) => ({ index, embedding: vectorOf(text) }))
      reply(response, { object: 'list', data: change(items) })
    })
  }
}

async function bodyOf(request: IncomingMessage) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

function reply(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function vectorOf(text: string): number[] {
  const vector = new Array<number>(dimension).fill(0)
  for (const [at, unit] of [...text].entries()) vector[(unit.codePointAt(0)! + at) % dimension]! += 1
  return vector
}

async function opened(play: Play, script: Record<number, Play> = {}, options: Partial<HttpEmbedderOptions> = {}) {
  const server = await startBadServer(play, script)
  servers.push(server)
  const waits: number[] = []
  const embedder = await openHttpEmbedder({
    baseUrl: `${server.url}/v1/`,
    model: 'tiny',
    sleep: async (ms) => void waits.push(ms),
    random: () => 0.5,
    timeoutMs: 400,
    ...options,
  })
  return { embedder, server, waits }
}

describe('contract', () => {
  let server: BadServer | undefined
  embedderContract('http', async () => {
    server ??= await startBadServer(answering())
    return openHttpEmbedder({ baseUrl: `${server.url}/v1`, model: 'tiny', batch: 32 })
  })
})

const two = ['one', 'two two']
const expected = two.map((text) => vectorOf(text).map((value) => value / Math.hypot(...vectorOf(text))))

function rows(vectors: Float32Array): number[][] {
  return two.map((_, at) => Array.from(vectors.subarray(at * dimension, (at + 1) * dimension)))
}

function expectRight(vectors: Float32Array): void {
  for (const [at, row] of rows(vectors).entries())
    for (const [i, value] of row.entries()) expect(value).toBeCloseTo(expected[at]![i]!, 6)
}

describe('a server that plays badly', () => {
  // Request 0 is the question for the dimension; 1 is the batch.
  test.each<[string, Play]>([
    ['500', failing(500)],
    ['503 of a proxy', send('<html>', {}, 503)],
    ['JSON cut short', send('{"data": [{"index": 0, "embed')],
    ['HTML with status 200', send('<html>Back soon</html>')],
    ['no data', send('{"error": "loading"}')],
    ['too few vectors', answering((items) => items.slice(1))],
    ['one index twice', answering((items) => items.map((item) => ({ ...item, index: 0 })))],
    ['silence', silent],
  ])('once %s, then well: the vectors are right', async (_, play) => {
    const { embedder, waits } = await opened(answering(), { 1: play })
    expectRight(await embedder.embed(two, { as: 'document' }))
    expect(waits).toHaveLength(1)
  })

  test('Retry-After is obeyed', async () => {
    const { embedder, waits } = await opened(answering(), { 1: throttled('7') })
    expectRight(await embedder.embed(two, { as: 'document' }))
    expect(waits).toEqual([7000])
  })

  test('one that asks for an hour is not waited for', async () => {
    const { embedder, waits } = await opened(answering(), { 1: throttled('3600') })
    await expect(embedder.embed(two, { as: 'document' })).rejects.toMatchObject({
      code: 'meaning/http',
      message: expect.stringContaining('429'),
      hint: expect.stringContaining('later'),
    })
    expect(waits).toEqual([])
  })

  test('vectors in another order are put where they belong', async () => {
    const { embedder } = await opened(answering((items) => items.toReversed()))
    expectRight(await embedder.embed(two, { as: 'document' }))
  })

  test('it is asked five times in all, each pause longer, then the error says what came', async () => {
    const { embedder, server, waits } = await opened(failing(502), { 0: answering() })
    await expect(embedder.embed(two, { as: 'document' })).rejects.toMatchObject({
      code: 'meaning/http',
      message: expect.stringMatching(/127\.0\.0\.1:\d+ answered 502 when asked for embeddings by tiny/),
    })
    expect(server.requests).toHaveLength(6)
    expect(waits).toEqual([375, 750, 1500, 3000])
  })

  test.each<[string, Play, string]>([
    [
      'another dimension',
      answering((items) => items.map((item) => ({ ...item, embedding: [1, 2] }))),
      '2 numbers where 12',
    ],
    ['null among the numbers', answering(spoilt(null)), 'null in it'],
    ['text among the numbers', answering(spoilt('0.5')), '"0.5" in it'],
  ])('%s is refused at once, with a sentence', async (_, play, words) => {
    const { embedder, server } = await opened(play, { 0: answering() })
    await expect(embedder.embed(two, { as: 'document' })).rejects.toMatchObject({
      code: 'meaning/model',
      message: expect.stringContaining(words),
    })
    expect(server.requests).toHaveLength(2)
  })

  test('NaN, which is no JSON, is refused after trying again', async () => {
    const nan: Play = send('{"data": [{"index": 0, "embedding": [NaN]}, {"index": 1, "embedding": [1]}]}')
    const { embedder } = await opened(nan, { 0: answering() })
    await expect(embedder.embed(two, { as: 'document' })).rejects.toMatchObject({
      code: 'meaning/model',
      message: expect.stringContaining('not JSON'),
    })
  })

  test('a key that is not accepted is not tried twice, and the hint says where it is set', async () => {
    const server = await startBadServer(failing(401))
    servers.push(server)
    await expect(openHttpEmbedder({ baseUrl: server.url, model: 'tiny' })).rejects.toMatchObject({
      message: expect.stringContaining('401'),
      hint: expect.stringContaining('CAUSERIE_EMBEDDINGS_KEY'),
    })
    expect(server.requests).toHaveLength(1)
  })

  test('a hang ends when the reader stops it', async () => {
    const { embedder } = await opened(silent, { 0: answering() }, { timeoutMs: 30_000 })
    const stop = new AbortController()
    const asked = embedder.embed(two, { as: 'document', signal: stop.signal })
    setTimeout(() => stop.abort(), 30)
    await expect(asked).rejects.toMatchObject({ code: 'aborted' })
  })
})

function spoilt(value: unknown) {
  return (items: Item[]) => items.map((item) => ({ ...item, embedding: [...item.embedding.slice(0, -1), value] }))
}

test('what is sent: path, model, key, prefix, no empty text, no more than is read', async () => {
  const seen: { path?: string; key?: string; body: { input: string[]; model: string } }[] = []
  const watching: Play = (request, response) => {
    void bodyOf(request).then((body) => {
      seen.push({ path: request.url, key: request.headers.authorization, body })
      reply(response, { data: body.input.map((text: string, index: number) => ({ index, embedding: vectorOf(text) })) })
    })
  }
  const { embedder } = await opened(watching, {}, { apiKey: 'k', queryPrefix: 'query: ', maxCharacters: 10, batch: 2 })
  const vectors = await embedder.embed(['', 'abcdefgh', ' ', 'x', 'y'], { as: 'query' })
  expect(seen.map(({ path, key, body }) => [path, key, body.model, body.input])).toEqual([
    ['/v1/embeddings', 'Bearer k', 'tiny', ['dimension']],
    ['/v1/embeddings', 'Bearer k', 'tiny', ['query: abc', 'query: x']],
    ['/v1/embeddings', 'Bearer k', 'tiny', ['query: y']],
  ])
  expect(Array.from(vectors.subarray(0, dimension)).every((value) => value === 0)).toBe(true)
})

test('addresses that are not public are refused unless the reader allows them', async () => {
  const server = await startBadServer(answering())
  servers.push(server)
  const baseUrl = server.url.replace('127.0.0.1', '0.0.0.0') // not public; Linux takes it for this machine
  await expect(openHttpEmbedder({ baseUrl, model: 'tiny' })).rejects.toMatchObject({
    code: 'fetch/refused-address',
    hint: expect.stringContaining('privateNetwork'),
  })
  expect(server.requests).toHaveLength(0)
  const allowed = await openHttpEmbedder({ baseUrl, model: 'tiny', allowPrivate: true })
  expect(allowed.dimension).toBe(dimension)
})

test('an address that is none is said to be none', async () => {
  await expect(openHttpEmbedder({ baseUrl: 'localhost', model: 'tiny' })).rejects.toMatchObject({
    code: 'meaning/settings',
    message: expect.stringContaining('"localhost"'),
  })
})
