/** What the index does while nobody waits: other vectors, missing vectors, tidying; and kills in the middle of it. */
import { spawn } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from '../house/doctor.ts'
import type { House } from '../house/house.ts'
import { type Homes, put, temporaryHomes } from '../house/testing.ts'
import type { Embedder } from '../meaning/embedder.ts'
import type { PaperRecord } from '../record.ts'
import { searchDocument } from './document.ts'
import type { Indexer } from './indexer.ts'
import { parseQuery } from './query/query.ts'
import { openSearchIndex } from './searchIndex.ts'
import { hashedEmbedder } from './testing.ts'
import { createUpkeep } from './upkeep.ts'

let homes: Homes
beforeAll(async () => {
  homes = await temporaryHomes()
}, 60_000)
afterAll(() => homes.remove(), 60_000)

const first = hashedEmbedder({ dimension: 32, seed: 1 })
const second = hashedEmbedder({ dimension: 16, seed: 2 })

const birds = 'swan goose heron tern grebe wagtail bittern kittiwake avocet coot plover curlew'.split(' ')
const record = (n: number): PaperRecord => ({
  key: `paper-${n}`,
  title: `${birds[n % 12]} and ${birds[(n * 5 + 1) % 12]} number${n}`,
  abstract: `We counted every ${birds[(n * 7) % 12]} of pond ${n}.`,
})
const records = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => record(from + at))

/** An embedder that waits at every call until the test lets it go on. */
function held(embedder: Embedder) {
  let release: () => void = () => {}
  let gate = new Promise<void>((resolve) => {
    release = resolve
  })
  let calls = 0
  return {
    embedder: {
      ...embedder,
      embed: async (texts, options) => {
        calls++
        await gate
        options.signal?.throwIfAborted()
        return embedder.embed(texts, options)
      },
    } satisfies Embedder,
    calls: () => calls,
    open: () => release(),
    close: () => {
      gate = new Promise((resolve) => {
        release = resolve
      })
    },
  }
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return
    await delay(25)
  }
  throw new Error('it never came about')
}

/** Asks for the paper nearest to a paper's own text: it is that paper, with cosine 1. */
async function expectFoundByMeaning(house: House, n: number): Promise<void> {
  const { title, abstract } = record(n)
  const embedder = house.queryEmbedder()!
  const vector = await embedder.embed([`${title}\n${abstract}`], { as: 'query' })
  const { ids, scores } = await house.index.nearest(vector, { limit: 1, embedder: embedder.id })
  expect((await house.index.textsOf(ids)).get(ids[0]!)?.title).toBe(title)
  expect(scores[0]).toBeCloseTo(1, 2)
}

async function expectSound(house: House, embedder: Embedder, papers: number): Promise<void> {
  const { healthy, findings } = await examine(house, { repair: false })
  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  expect(healthy).toBe(true)
  expect(house.index.meaning).toEqual({ embedder: embedder.id, dimension: embedder.dimension, missing: 0 })
  const ids = (await house.index.revisions()).map(({ id }) => id)
  expect(ids).toHaveLength(papers)
  const texts = await house.index.textsOf(ids)
  const vectors = await house.index.vectorsOf(ids)
  for (const id of ids) {
    const { title, abstract } = texts.get(id)!
    const [expected, kept] = [await embedder.embed([`${title}\n${abstract}`], { as: 'document' }), vectors.get(id)!]
    expect(kept.length).toBe(embedder.dimension)
    for (const [at, value] of expected.entries()) expect(kept[at]).toBeCloseTo(value, 2)
  }
}

describe('another embedder', () => {
  test('embeds everything anew while the old vectors serve, and then serves', async () => {
    const home = homes.fresh()
    let house = await homes.open(home, { embedder: first })
    await put(house, records(0, 300))
    await expectSound(house, first, 300)
    await house.close()

    const gate = held(second)
    const notes: string[] = []
    house = await homes.open(home, {
      ...{ embedder: gate.embedder, upkeep: true, onNote: (text: string) => notes.push(text) },
      otherEmbedder: (id) => (id === first.id ? first : undefined),
    })
    await eventually(() => gate.calls() > 0)
    expect(house.queryEmbedder()!.id).toBe(first.id)
    await expectFoundByMeaning(house, 17)
    expect((await examine(house, { repair: false })).findings.at(-1)).toMatchObject({ check: 'vectors', ok: true })
    await put(house, records(300, 320)) // written meanwhile: found at once by the old model's vectors
    await expectFoundByMeaning(house, 310)
    expect((await house.status()).meaning).toMatchObject({ embedder: first.id, wanted: second.id })

    gate.open()
    await house.upkeep.idle()
    expect(notes.join()).toContain(second.id)
    expect(house.queryEmbedder()!.id).toBe(second.id)
    await expectFoundByMeaning(house, 310)
    expect((await house.search('number17')).withEveryWord).toBe(1)
    await expectSound(house, second, 320)
    await house.close()
  }, 60_000)

  test('takes its place in the middle of many writes, and none is lost or there twice', async () => {
    const house = await homes.open(homes.fresh(), { embedder: first })
    await put(house, records(0, 1500))
    let renewing = true
    const renewals = (async () => {
      for (let round = 0; round < 4; round++) await house.indexer.renew()
      renewing = false
    })()
    let papers = 1500
    while (renewing) {
      await put(house, records(papers, papers + 7))
      await put(house, [{ ...record(papers - 700), abstract: `Counted again in round ${papers}.` }])
      papers += 7
    }
    await renewals
    expect(papers).toBeGreaterThan(1550)
    await expectSound(house, first, papers)
    await house.close()
  }, 120_000)

  test('whose work is interrupted by closing goes on where it stopped', async () => {
    const home = homes.fresh()
    let house = await homes.open(home, { embedder: first })
    for (let from = 0; from < 3000; from += 300) await put(house, records(from, from + 300))
    await house.close()
    let seen = 0
    const counting: Embedder = {
      ...second,
      embed: async (texts, options) => {
        seen += texts.length
        if (seen > 1500) options.signal?.throwIfAborted()
        return second.embed(texts, options)
      },
    }
    house = await homes.open(home, { embedder: counting, upkeep: true })
    await eventually(() => seen > 1200)
    await house.close()
    const before = seen
    house = await homes.open(home, { embedder: counting, upkeep: true })
    expect(house.index.meaning!.embedder).toBe(first.id)
    await house.upkeep.idle()
    expect(seen - before).toBeLessThan(2000)
    await expectSound(house, second, 3000)
    await house.close()
  }, 60_000)

  test('is not needed for searching by words when the old one is gone', async () => {
    const home = homes.fresh()
    let house = await homes.open(home, { embedder: first })
    await put(house, records(0, 20))
    await house.close()
    house = await homes.open(home, { embedder: second })
    expect(house.queryEmbedder()).toBeUndefined()
    expect((await house.search('number7')).withEveryWord).toBe(1)
    const { healthy, findings } = await examine(house, { repair: false })
    expect(healthy).toBe(false)
    expect(findings.at(-1)).toMatchObject({ check: 'vectors', hint: expect.stringContaining('reindex') })
    await put(house, records(20, 30))
    expect(house.index.meaning!.missing).toBe(10)
    await house.indexer.renew()
    await expectSound(house, second, 30)
    await house.close()
  }, 60_000)
})

test('an embedder that fails holds up no import; what it left is embedded later', async () => {
  let works = false
  const moody: Embedder = {
    ...first,
    embed: async (texts, options) => {
      if (!works) throw new Error('the server does not answer')
      return first.embed(texts, options)
    },
  }
  const house = await homes.open(homes.fresh(), { embedder: moody })
  await put(house, records(0, 700))
  expect((await house.search('number7')).withEveryWord).toBe(1)
  expect(house.notes.join()).toContain('the server does not answer')
  expect(house.index.meaning!.missing).toBe(700)
  const notes: string[] = []
  const upkeep = createUpkeep(house.index, house.indexer, {
    ...{ embedder: moody, queryEmbedder: house.queryEmbedder, retryMs: 50 },
    onNote: (text) => notes.push(text),
  })
  upkeep.wake()
  await eventually(() => notes.length > 0)
  expect(notes[0]).toContain('the server does not answer')
  works = true
  await eventually(() => house.index.meaning!.missing === 0)
  await upkeep.stop()
  await expectSound(house, first, 700)
  await house.close()
}, 60_000)

test('the index does not grow with the number of writes', async () => {
  const place = join(homes.folder, 'growing')
  const index = await openSearchIndex(place, { keepMs: 0, meaning: { embedder: first.id, dimension: 32 } })
  const state = (title: string) => ({
    ...{ fields: { title, abstract: 'Feathers. '.repeat(50) }, provenance: {} },
    ...{ identifiers: [], links: [], topics: [], listings: [] },
  })
  const write = async (round: number) => {
    const documents = Array.from({ length: 300 }, (_, id) => searchDocument({ id, state: state(`Swan ${id}`) }, round))
    await index.put(documents, { fresh: round === 1 })
    await index.settle({ always: true })
  }
  for (let round = 1; round <= 3; round++) await write(round)
  const early = sizeOf(place)
  for (let round = 4; round <= 25; round++) await write(round)
  expect(sizeOf(place)).toBeLessThan(early * 1.5)
  expect(index.untidy()).toBe(false)
  index.close()
}, 60_000)

test('the files of a large import are joined when nobody waits, also by the process that comes after', async () => {
  const place = join(homes.folder, 'scattered')
  const state = (title: string) => ({
    ...{ fields: { title }, provenance: {}, identifiers: [], links: [], topics: [], listings: [] },
  })
  const writing = await openSearchIndex(place, { keepMs: 0 })
  for (let round = 1; round <= 30; round++) {
    const papers = Array.from({ length: 20 }, (_, at) =>
      searchDocument({ id: round * 20 + at, state: state(`Swan ${round}`) }, round),
    )
    await writing.put(papers, { fresh: true })
  }
  await writing.settle()
  writing.close()
  const index = await openSearchIndex(place, { keepMs: 0 })
  expect(index.untidy()).toBe(true)
  const upkeep = createUpkeep(index, {} as Indexer, { queryEmbedder: () => undefined, onNote: () => {}, quietMs: 20 })
  upkeep.wake()
  await eventually(() => !index.untidy())
  await upkeep.stop()
  expect((await index.search(parseQuery('swan'), { all: true, limit: 1000 })).ids).toHaveLength(600)
  index.close()
}, 60_000)

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

describe('a kill -9 at a random moment', () => {
  /** Opens a home with an embedder, rebuilds or tidies without end, and says when it has begun. */
  function child(home: string, work: string) {
    const module = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href)
    const file = join(homes.folder, `${work.length}-killed.mjs`)
    writeFileSync(
      file,
      `import { openHouse } from ${module('../house/openHouse.ts')}
      import { put } from ${module('../house/testing.ts')}
      import { hashedEmbedder } from ${module('./testing.ts')}
      const first = hashedEmbedder({ dimension: 32, seed: 1 })
      const second = hashedEmbedder({ dimension: 16, seed: 2 })
      const house = await openHouse({ home: ${JSON.stringify(home)}, catalogue: ${JSON.stringify(homes.catalogue)}, embedder: second,
        otherEmbedder: () => first })
      process.send('begun')
      for (let round = 0; ; round++) { ${work} }`,
    )
    return spawn(process.execPath, [file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  }

  async function killAfter(home: string, work: string, milliseconds: number): Promise<void> {
    const process = child(home, work)
    const ended = new Promise((resolve) => process.once('close', (_, signal) => resolve(signal)))
    await new Promise((resolve) => process.once('message', resolve))
    await delay(milliseconds)
    process.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
  }

  test.each([
    ['of embedding anew', 'await house.indexer.renew()', [40, 120, 230, 390, 610, 900]],
    [
      'of tidying',
      `await put(house, [{ key: 'changing', title: 'Changing ' + process.pid + ' ' + round }])
       await house.index.settle({ always: true })`,
      [25, 70, 140, 260, 430, 700],
    ],
    [
      'of indexing a large import anew',
      `await put(house, Array.from({ length: 1300 }, (_, n) => ({ key: [process.pid, round, n].join(), title: ['Many', process.pid, round, n].join(' ') })))`,
      [400, 900, 1500, 2300],
    ],
  ])(
    'in the middle %s leaves an index that the next opening makes whole',
    async (_, work, moments) => {
      const home = homes.fresh()
      let house = await homes.open(home, { embedder: first })
      await put(house, records(0, 2000))
      await house.close()
      for (const moment of moments) {
        await killAfter(home, work, moment)
        house = await homes.open(home, { embedder: second, otherEmbedder: () => first })
        const { findings } = await examine(house, { repair: false })
        expect(findings.find(({ check }) => check === 'search index')).toMatchObject({ ok: true })
        expect((await house.search('number17')).withEveryWord).toBe(1)
        await expectFoundByMeaning(house, 17)
        await house.close()
      }
      house = await homes.open(home, { embedder: second, otherEmbedder: () => first, upkeep: true })
      await house.upkeep.idle()
      await expectSound(house, second, await house.index.count())
      expect(await house.index.count()).toBe((await house.library.counts()).papers)
      await house.close()
    },
    120_000,
  )
})
