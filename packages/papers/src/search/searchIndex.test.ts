/** The index by itself: vectors, texts, and one table taking another's place. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PaperState } from '../intake/reconcile.ts'
import { searchDocument } from './document.ts'
import { openIndexReader } from './indexReader.ts'
import type { IndexedDocument } from './indexTable.ts'
import { parseQuery } from './query/query.ts'
import { openSearchIndex, type SearchIndex } from './searchIndex.ts'
import { hashedEmbedder } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-index-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const embedder = hashedEmbedder({ dimension: 32 })
const meaning = { embedder: embedder.id, dimension: embedder.dimension }

const birds = 'swan goose heron tern grebe wagtail bittern kittiwake avocet coot plover curlew'.split(' ')
/** A title of three birds: 220 different ones, so that there are neighbours and ties. */
const titleOf = (id: number) => [id, id * 7 + 1, id * 3 + 2].map((n) => birds[n % birds.length]).join(' ')

function stateOf(title: string, { abstract, year }: { abstract?: string; year?: number } = {}): PaperState {
  return {
    fields: { title, abstract, year, authors: [{ name: 'Ada Quill' }] },
    provenance: {},
    identifiers: [],
    links: [],
    topics: [],
    listings: [],
  } as PaperState
}

async function documents(ids: number[], revision = 1): Promise<IndexedDocument[]> {
  const vectors = await embedder.embed(ids.map(titleOf), { as: 'document' })
  return ids.map((id, at) => ({
    ...searchDocument({ id, state: stateOf(titleOf(id), { year: 2000 + (id % 20) }) }, revision),
    vector: vectors.subarray(at * 32, (at + 1) * 32),
  }))
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
const vectorFor = async (text: string) => embedder.embed([text], { as: 'query' })

/** Cosine similarities by the definition, over vectors as float16 keeps them. */
function cosines(query: Float32Array, all: Map<number, Float32Array>): Map<number, number> {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)
  return new Map(
    [...all].map(([id, vector]) => [id, dot(query, vector) / Math.sqrt(dot(query, query) * dot(vector, vector))]),
  )
}

describe.each([
  ['without an index over the vectors', 400],
  ['with one', 6000],
])('the nearest papers, %s', (_, papers) => {
  let index: SearchIndex
  beforeAll(async () => {
    index = await openSearchIndex(join(folder, `nearest-${papers}`), { meaning })
    await index.put(await documents(range(1, papers)), { fresh: true })
    await index.settle({ always: true })
    await index.put(await documents(range(papers, papers + 50), 2), { fresh: true }) // beside the index
  })
  afterAll(() => index.close())

  test.each(['swan goose', 'tern', 'heron heron plover curlew'])(
    'to “%s” are those of an exact computation',
    async (text) => {
      const query = await vectorFor(text)
      const truth = cosines(query, await index.vectorsOf(range(1, papers + 50)))
      const { ids, scores } = await index.nearest(query, { limit: 40 })
      const best = [...truth.values()].sort((a, b) => b - a)
      expect(ids).toHaveLength(40)
      for (const [at, id] of ids.entries()) {
        expect(scores[at]).toBeCloseTo(truth.get(id)!, 3)
        expect(truth.get(id)).toBeCloseTo(best[at]!, 3) // ties may stand in any order
      }
    },
  )

  test('under a condition, without some, and as of a revision', async () => {
    const query = await vectorFor('swan goose')
    const near = async (options: object) => (await index.nearest(query, { limit: 1000, ...options })).ids
    const within = await near({ where: 'year = 2003 or year = 2004' })
    expect(within.length).toBeGreaterThan(papers / 20)
    expect(within.every((id) => [3, 4].includes(id % 20))).toBe(true)
    const [first, second] = await near({})
    expect(await near({ excluding: [first!, second!] })).not.toEqual(expect.arrayContaining([first, second]))
    expect((await near({ asOf: 1, limit: papers * 2 })).every((id) => id < papers)).toBe(true)
    expect((await near({ where: 'year = 2003 or year = 2004', asOf: 1 })).every((id) => id < papers)).toBe(true)
  })

  test('with vectors of another model: none', async () => {
    const query = await vectorFor('swan')
    expect((await index.nearest(query, { limit: 5, embedder: embedder.id })).ids).toHaveLength(5)
    expect(await index.nearest(query, { limit: 5, embedder: 'another' })).toEqual({ ids: [], scores: [] })
    expect(await index.nearest(new Float32Array(16).fill(0.25), { limit: 5 })).toEqual({ ids: [], scores: [] })
  })
})

test('a large addition is found whole before its files are joined, and after; an index opened again knows of them', async () => {
  const place = join(folder, 'scattered')
  let index = await openSearchIndex(place, { meaning, keepMs: 0 })
  const named = async (ids: number[], revision: number) =>
    (await documents(ids, revision)).map((one) => ({ ...one, words: `${one.words} number${one.id}r${revision}` }))
  await index.put(await named(range(1, 301), 1), { fresh: true })
  await index.settle({ always: true })
  for (let at = 0; at < 40; at++)
    await index.put(await named(range(301 + at * 20, 321 + at * 20), 2 + at), { fresh: true })
  await index.put(await named(range(5, 15), 50), { fresh: false })
  await index.remove([20, 700])
  expect(index.seesNewRows()).toBe(false)
  await index.settle()

  const ids = range(1, 1101).filter((id) => id !== 20 && id !== 700)
  const expectWhole = async () => {
    expect(index.seesNewRows()).toBe(true)
    for (const id of [1, 5, 14, 300, 301, 555, 1100]) {
      const revision = id >= 5 && id < 15 ? 50 : id < 301 ? 1 : 2 + Math.floor((id - 301) / 20)
      const words = parseQuery(`number${id}r${revision}`)
      expect((await index.search(words, { all: true, limit: 10 })).ids, `paper ${id}`).toEqual([id])
    }
    expect((await index.search(parseQuery('number5r1'), { all: true, limit: 10 })).ids).toEqual([])
    expect((await index.search(parseQuery('quill'), { all: true, limit: 5000 })).ids.sort((a, b) => a - b)).toEqual(ids)
    expect((await index.nearest(await vectorFor('swan'), { limit: 5000 })).ids.sort((a, b) => a - b)).toEqual(ids)
    expect(await index.count()).toBe(ids.length)
  }
  await expectWhole()
  expect(index.untidy()).toBe(true)
  index.close()
  index = await openSearchIndex(place, { meaning, keepMs: 0 })
  await expectWhole()
  expect(index.untidy()).toBe(true)
  await index.settle({ always: true })
  await expectWhole()
  expect(index.untidy()).toBe(false)
  index.close()
}, 60_000)

test('no vector is lost while the index grows part by part', async () => {
  const index = await openSearchIndex(join(folder, 'growing'), { meaning, keepMs: 0 })
  let last = 1
  for (const papers of [5200, 300, 5200, 300, 300]) {
    await index.put(await documents(range(last, last + papers), last), { fresh: true })
    last += papers
    await index.settle({ always: true })
    const { ids } = await index.nearest(await vectorFor('swan goose'), { limit: 20_000 })
    expect(new Set(ids).size).toBe(last - 1)
    expect(ids).toHaveLength(last - 1)
  }
  index.close()
}, 60_000)

test('vectors come back as they went in, as far as float16 goes, and as unit vectors', async () => {
  const index = await openSearchIndex(join(folder, 'vectors'), { meaning })
  const put = await documents([3, 5])
  await index.put([...put, { ...put[0]!, id: 7, vector: null }], { fresh: true })
  const vectors = await index.vectorsOf([3, 5, 7, 99])
  expect([...vectors.keys()].sort()).toEqual([3, 5])
  for (const { id, vector } of put) {
    expect(Math.hypot(...vectors.get(id)!)).toBeCloseTo(1, 3)
    for (const [at, value] of vector!.entries()) expect(vectors.get(id)![at]).toBeCloseTo(value, 3)
  }
  index.close()
})

test('a text of which nothing is understood is near nothing; one that waits for its vector is counted', async () => {
  const index = await openSearchIndex(join(folder, 'zero'), { meaning })
  const [a, b, c] = await documents([1, 2, 3])
  await index.put([a!, { ...b!, vector: new Float32Array(32) }, { ...c!, vector: null }], { fresh: true })
  expect(index.meaning).toEqual({ ...meaning, missing: 1 })
  expect((await index.nearest(a!.vector!, { limit: 10 })).ids).toEqual([1])
  expect(await index.nearest(new Float32Array(32), { limit: 10 })).toEqual({ ids: [], scores: [] })
  const [waiting] = await index.withoutVector(10)
  expect(waiting).toMatchObject({ id: 3, revision: 1, texts: { title: titleOf(3) } })
  await index.fill([{ id: 3, revision: 0, vector: c!.vector! }], embedder.id) // of a text that was replaced since
  expect(index.meaning!.missing).toBe(1)
  await index.fill([{ id: 3, revision: 1, vector: c!.vector! }], embedder.id)
  expect(index.meaning!.missing).toBe(0)
  expect((await index.nearest(c!.vector!, { limit: 1 })).ids).toEqual([3])
  expect((await index.search(parseQuery(titleOf(3)), { all: true, limit: 5 })).ids).toContain(3)
  index.close()
  const again = await openSearchIndex(join(folder, 'zero'), { meaning })
  expect(again.meaning).toEqual({ ...meaning, missing: 0 })
  again.close()
})

test('texts come back in their parts', async () => {
  const index = await openSearchIndex(join(folder, 'texts'))
  const state = stateOf('On swans', { abstract: 'They are white.\n\nMostly.' })
  await index.put([searchDocument({ id: 1, state }, 1)], { fresh: true })
  expect(await index.textsOf([1, 2])).toEqual(
    new Map([[1, { title: 'On swans', abstract: 'They are white.\n\nMostly.', names: 'Ada Quill' }]]),
  )
  expect(index.meaning).toBeUndefined()
  expect(await index.nearest(new Float32Array(32).fill(1), { limit: 3 })).toEqual({ ids: [], scores: [] })
  index.close()
})

test('words as of a revision: papers that came later are left out, papers that changed later are not', async () => {
  const index = await openSearchIndex(join(folder, 'as-of'))
  const put = (id: number, revision: number, fresh: boolean) =>
    index.put([searchDocument({ id, state: stateOf('Swans', { year: 2020 }) }, revision)], { fresh })
  await put(1, 1, true)
  await put(2, 2, true)
  await put(3, 3, true)
  await index.settle()
  await put(1, 4, false)
  const found = async (text: string, asOf?: number) =>
    (await index.search(parseQuery(text), { all: true, limit: 9, asOf })).ids.sort()
  expect(await found('swans')).toEqual([1, 2, 3])
  expect(await found('swans', 2)).toEqual([1, 2])
  expect(await found('year:2020', 1)).toEqual([1])
  expect(index.facts(1)?.created).toBe(1)
  index.close()
})

test('the index of another library is made anew', async () => {
  const place = join(folder, 'libraries')
  const first = await openSearchIndex(place, { library: 'a' })
  await first.put(await documents([1]), { fresh: true })
  expect(first.opening).toBe('new')
  first.close()
  const same = await openSearchIndex(place, { library: 'a' })
  expect([same.opening, await same.count()]).toEqual(['as it was', 1])
  same.close()
  const other = await openSearchIndex(place, { library: 'b' })
  expect([other.opening, await other.count(), other.mark()]).toEqual(['of another library', 0, 0])
  other.close()
})

describe('a successor', () => {
  const later = { embedder: 'later', dimension: 16 }
  const vector = () => new Float32Array(16).fill(0.25)

  test('is seen by nobody until it is adopted, then by everybody', async () => {
    const place = join(folder, 'successor')
    const index = await openSearchIndex(place, { meaning })
    await index.put(await documents([1, 2]), { fresh: true })
    const next = await index.successor(later)
    await next.put(
      (await documents([1, 2, 3])).map((one) => ({ ...one, vector: vector() })),
      { fresh: true },
    )
    expect([await index.count(), index.meaning!.embedder]).toEqual([2, embedder.id])
    const reader = await openIndexReader(place)
    expect([await reader.count(), reader.meaning!.embedder]).toEqual([2, embedder.id])
    reader.close()
    await index.adopt(next)
    expect([await index.count(), index.meaning!.embedder]).toEqual([3, 'later'])
    expect((await index.nearest(vector(), { limit: 5, embedder: 'later' })).ids.sort()).toEqual([1, 2, 3])
    index.close()
    const after = await openSearchIndex(place, { meaning })
    expect([await after.count(), after.meaning!.embedder]).toEqual([3, 'later'])
    after.close()
  })

  test('left by a process that was killed is gone on with; one for another model is dropped', async () => {
    const place = join(folder, 'left')
    const index = await openSearchIndex(place, { meaning })
    await index.put(await documents([1, 2, 3]), { fresh: true })
    const next = await index.successor(later)
    await next.put(
      (await documents([1])).map((one) => ({ ...one, vector: vector() })),
      { fresh: true },
    )
    index.close()
    const again = await openSearchIndex(place, { meaning: later })
    expect(await again.count()).toBe(3)
    const resumed = await again.successor(later)
    expect([resumed.number, await resumed.count()]).toEqual([next.number, 1])
    const changed = await again.successor({ embedder: 'third', dimension: 8 })
    expect([changed.meaning!.embedder, await changed.count()]).toEqual(['third', 0])
    again.close()
    const content = await openSearchIndex(place, { meaning }) // what serves is what is wanted: no successor is
    expect([await content.count(), (await content.successor(later)).mark()]).toEqual([3, 0])
    content.close()
  })
})
