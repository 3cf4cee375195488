/** A second, real process that reads the index while this one writes it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { PaperState } from '../intake/reconcile.ts'
import { searchDocument } from './document.ts'
import { openIndexReader } from './indexReader.ts'
import { openSearchIndex } from './searchIndex.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-reader-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const meaning = { embedder: 'one', dimension: 8 }
const vectorOf = (id: number) => Float32Array.from({ length: 8 }, (_, at) => Math.sin(id * 3.7 + at * 1.3))
const document = (id: number, revision: number) => ({
  ...searchDocument(
    {
      id,
      state: {
        ...{ fields: { title: `Swan number${id}` }, provenance: {}, identifiers: [], links: [], topics: [] },
        listings: [],
      } as PaperState,
    },
    revision,
  ),
  vector: vectorOf(id),
})
const documents = (from: number, to: number, revision: number) =>
  Array.from({ length: to - from }, (_, at) => document(from + at, revision))

type Seen =
  | { count: number; mark: number; embedder?: string; found: number[]; near: number[] }
  | { code: string; message: string }

/** A process that answers each message, a word to search for, with what its reader sees. */
async function reader(place: string, environment: Record<string, string> = {}) {
  const module = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href)
  const file = join(folder, 'reader.mjs')
  writeFileSync(
    file,
    `import { openIndexReader } from ${module('./indexReader.ts')}
    import { parseQuery } from ${module('./query/query.ts')}
    const said = ({ code, message }) => process.send({ code, message })
    const index = await openIndexReader(${JSON.stringify(place)}, { refreshMs: 200 }).catch(said)
    if (index) process.on('message', async ({ word, vector }) => {
      try {
        const { ids: found } = await index.search(parseQuery(word), { all: true, limit: 10 })
        const { ids: near } = await index.nearest(Float32Array.from(vector), { limit: 1 })
        process.send({ count: await index.count(), mark: index.mark(), embedder: index.meaning?.embedder, found, near })
      } catch (error) { said(error) }
    })
    if (index) process.send({ code: 'open', message: '' })`,
  )
  const child: ChildProcess = spawn(process.execPath, [file], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ...environment },
  })
  const next = () => new Promise<Seen>((resolve) => child.once('message', (message) => resolve(message as Seen)))
  return {
    opened: await next(),
    ask(word: string, vector = vectorOf(1)): Promise<Seen> {
      const answer = next()
      child.send({ word, vector: [...vector] })
      return answer
    },
    async stop(): Promise<void> {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill()
      await ended
    },
  }
}

const filesOf = (place: string) =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => `${file} ${statSync(file).mtimeMs}`)
    .sort()

test('sees new writes after its interval, through tidying and another embedder, and writes nothing', async () => {
  const place = join(folder, 'shared')
  const index = await openSearchIndex(place, { meaning })
  await index.put(documents(1, 401, 1), { fresh: true })
  await index.settle()
  const second = await reader(place)
  expect(second.opened).toEqual({ code: 'open', message: '' })
  expect(await second.ask('number7')).toEqual({ count: 400, mark: 1, embedder: 'one', found: [7], near: [1] })

  await index.put(documents(401, 411, 2), { fresh: true })
  await index.remove([7])
  await delay(250)
  expect(await second.ask('number405')).toMatchObject({ count: 409, mark: 2, found: [405] })
  expect(await second.ask('number7')).toMatchObject({ found: [] })

  await index.settle({ always: true })
  await delay(250)
  expect(await second.ask('number405', vectorOf(405))).toMatchObject({ count: 409, found: [405], near: [405] })

  const next = await index.successor({ embedder: 'two', dimension: 8 })
  await next.put(documents(1, 500, 3), { fresh: true })
  await next.settle({ always: true })
  await delay(250)
  expect(await second.ask('number405')).toMatchObject({ count: 409, embedder: 'one' })
  await index.adopt(next)
  await delay(250)
  const files = filesOf(place)
  expect(await second.ask('number450', vectorOf(450))).toEqual({
    ...{ count: 499, mark: 3, embedder: 'two', found: [450], near: [450] },
  })
  expect(filesOf(place)).toEqual(files)
  await second.stop()
  index.close()
}, 60_000)

test('answers at any moment while the other writes and lets old versions go at once', async () => {
  const place = join(folder, 'busy')
  const index = await openSearchIndex(place, { meaning, keepMs: 0 })
  await index.put(documents(1, 301, 1), { fresh: true })
  await index.settle()
  const second = await reader(place)
  let writing = true
  const writes = (async () => {
    for (let round = 2; round < 14; round++) {
      await index.put(documents(1, 301, round), { fresh: false })
      await index.settle({ always: true })
    }
    writing = false
  })()
  let answers = 0
  while (writing) {
    expect(await second.ask('number9')).toMatchObject({ count: 300, found: [9] })
    answers++
  }
  await writes
  expect(answers).toBeGreaterThan(5)
  await second.stop()
  index.close()
}, 60_000)

describe('what is wrong is one sentence', () => {
  test('no index there', async () => {
    await expect(openIndexReader(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'search/no-index',
      hint: expect.stringContaining('SEARCH_URI'),
    })
  })

  test('the index of another library', async () => {
    const place = join(folder, 'other')
    ;(await openSearchIndex(place, { library: 'a' })).close()
    await expect(openIndexReader(place, { library: 'b' })).rejects.toMatchObject({ code: 'search/other-library' })
  })

  test('writing', async () => {
    const place = join(folder, 'read-only')
    ;(await openSearchIndex(place)).close()
    const index = await openIndexReader(place)
    for (const write of [
      index.put([], { fresh: true }),
      index.remove([1]),
      index.clear(undefined),
      index.fill([], 'one'),
    ])
      await expect(write).rejects.toMatchObject({ code: 'search/read-only', message: expect.stringContaining(place) })
    index.close()
  })

  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1', AWS_ALLOW_HTTP: 'true' }
  test.each([
    ['s3://bucket/index', { ...keys, AWS_ENDPOINT: 'http://127.0.0.1:9' }, 'does not answer'],
    ['floppy://a/index', {}, '“floppy://” is no kind of store'],
    ['az://container/index', {}, 'does not let this process in'],
  ])(
    'an object store that is not to be had: %s',
    async (place, environment, why) => {
      const second = await reader(place, environment)
      expect(second.opened).toMatchObject({ code: 'search/unreachable', message: expect.stringContaining(place) })
      expect((second.opened as { message: string }).message).toContain(why)
      expect((second.opened as { message: string }).message).not.toMatch(/\n|cargo|registry/)
      await second.stop()
    },
    40_000,
  )
})
