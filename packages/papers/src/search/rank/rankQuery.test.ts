/** The ranking over a real index, with an embedder that understands shared words only. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { searchModes } from '../../library/views.ts'
import type { Embedder } from '../../meaning/embedder.ts'
import { searchDocument } from '../document.ts'
import { withVectors } from '../embedding.ts'
import { parseQuery } from '../query/query.ts'
import { openSearchIndex, type SearchIndex } from '../searchIndex.ts'
import { hashedEmbedder } from '../testing.ts'
import { type LibrarySample, openLibrarySample } from './librarySample.ts'
import { type RankOptions, rankQuery } from './rankQuery.ts'

const birds = ['swan', 'duck', 'heron', 'crane', 'stork', 'gull', 'tern', 'rail', 'coot', 'grebe']
const places = ['lake', 'pond', 'river', 'marsh', 'shore', 'delta', 'bay']

/** Every bird at every place, in alternating years; every seventh paper is a survey. */
const papers = Array.from({ length: 280 }, (_, at) => ({
  id: at + 1,
  bird: birds[at % birds.length]!,
  place: places[at % places.length]!,
  year: 2000 + (at % 20),
  survey: at % 7 === 3,
  title: `${birds[at % birds.length]} of the ${places[at % places.length]} ${at % 7 === 3 ? 'survey' : 'study'}`,
  abstract: `We count ${birds[(at * 3) % birds.length]} and ${birds[at % birds.length]} near the ${places[(at * 5) % places.length]}.`,
}))

const embedder: Embedder = {
  ...hashedEmbedder({ dimension: 64 }),
  coverage: (text) => {
    const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
    return words.filter((word) => [...birds, ...places].includes(word)).length / Math.max(1, words.length)
  },
}

let folder: string
let index: SearchIndex
let bare: SearchIndex
let sample: LibrarySample
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causerie-rank-'))
  const documents = papers.map((paper) =>
    searchDocument(
      {
        id: paper.id,
        state: {
          fields: { title: paper.title, abstract: paper.abstract, year: paper.year },
          provenance: {},
          identifiers: [],
          links: [],
          topics: [],
          listings: [],
        },
      },
      1,
    ),
  )
  index = await openSearchIndex(join(folder, 'index'), { meaning: { embedder: embedder.id, dimension: 64 } })
  await index.put(await withVectors(documents, embedder, { onFault: () => {} }), { fresh: true })
  await index.settle({ always: true })
  bare = await openSearchIndex(join(folder, 'bare'))
  await bare.put(documents, { fresh: true })
  sample = openLibrarySample({
    count: () => index.count(),
    ids: async (size) => papers.slice(0, size).map(({ id }) => id),
    textsOf: (ids) => index.textsOf(ids),
  })
}, 60_000)
afterAll(() => {
  index.close()
  bare.close()
  rmSync(folder, { recursive: true, force: true })
})

const rank = (text: string, options: Partial<RankOptions> = {}, of = index) =>
  rankQuery({ index: of, sample }, parseQuery(text), { limit: 2000, embedder, ...options })
const paperOf = (id: number) => papers[id - 1]!

describe.each(searchModes)('by %s', (mode) => {
  test('years, exclusions and phrases hold for every paper', async () => {
    const found = await rank('swan near water year:2003..2006 -survey', { mode })
    expect(found.mode).toBe(mode)
    expect(found.ids.length).toBeGreaterThan(0)
    for (const id of found.ids) {
      expect(paperOf(id).year).toBeGreaterThanOrEqual(2003)
      expect(paperOf(id).year).toBeLessThanOrEqual(2006)
      expect(paperOf(id).survey).toBe(false)
    }
    const phrase = await rank('"of the lake" heron', { mode })
    expect(phrase.ids.length).toBeGreaterThan(0)
    for (const id of phrase.ids) expect(paperOf(id).place).toBe('lake')
  })

  test('the same question has the same answer, with falling scores', async () => {
    const one = await rank('cranes of the delta', { mode })
    const again = await rank('cranes of the delta', { mode })
    expect(again.ids).toEqual(one.ids)
    expect(one.scores).toEqual(one.scores.toSorted((a, b) => b - a))
    expect(new Set(one.ids).size).toBe(one.ids.length)
  })
})

test('papers with every word are all in the answer, however many were looked at closely', async () => {
  const { ids, withEveryWord } = await rank('near', { mode: 'hybrid' })
  expect(withEveryWord).toBe(papers.length)
  expect(ids).toHaveLength(papers.length)
})

test('what is asked of the title and stands there comes first', async () => {
  const { ids } = await rank('heron river')
  expect(paperOf(ids[0]!)).toMatchObject({ bird: 'heron', place: 'river' })
})

describe('leans on words', () => {
  test('alone, and says so, where the model knows next to nothing of the query', async () => {
    const found = await rank('quetzalcoatlus survey gryphon basilisk')
    const words = await rank('quetzalcoatlus survey gryphon basilisk', { mode: 'words' })
    expect(found.mode).toBe('words')
    expect(found.ids).toEqual(words.ids)
    expect(found.said.join()).toContain('does not know these words')
  })

  test('more, and says how much is known, where the model knows half of it', async () => {
    const found = await rank('swan survey')
    expect(found.mode).toBe('hybrid')
    expect(found.said).toEqual(['leaning on words: the model of meaning knows 50 % of the query'])
    const [first] = found.scored.values()
    expect(first!.meaning.share + first!.feedback.share).toBeLessThan(0.5)
  })

  test('alone where there are no vectors: silently by default, with a sentence when meaning was asked for', async () => {
    expect(await rank('swan lake', {}, bare)).toMatchObject({ mode: 'words', said: [] })
    const asked = await rank('swan lake', { mode: 'meaning' }, bare)
    expect(asked.mode).toBe('words')
    expect(asked.ids.length).toBeGreaterThan(0)
    expect(asked.said.join()).toContain('no vectors yet')
  })

  test('alone where the model fails, and says why', async () => {
    const broken = { ...embedder, embed: () => Promise.reject(new Error('no answer from the server')) }
    const found = await rank('swan lake', { embedder: broken })
    expect(found.mode).toBe('words')
    expect(found.said.join()).toContain('no answer from the server')
  })
})

test('words that are too common to search for find nothing in any mode', async () => {
  for (const mode of searchModes) expect((await rank('of the', { mode })).ids).toEqual([])
})
