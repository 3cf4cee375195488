import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openLibrarySample, type SampleSource } from './librarySample.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-sample-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A library of `papers` papers, each with a swan and every tenth with a heron; counts how often it is read. */
function library(papers: number, { most = Number.POSITIVE_INFINITY } = {}) {
  const state = { papers, readings: 0 }
  const source: SampleSource = {
    count: async () => state.papers,
    ids: async (size) => {
      state.readings++
      return Array.from({ length: Math.min(size, state.papers, most) }, (_, at) => at + 1)
    },
    textsOf: async (ids) =>
      new Map(ids.map((id) => [id, { title: 'Swan', abstract: id % 10 === 0 ? 'A heron.' : 'A duck.', names: '' }])),
  }
  return { state, source }
}

test('is counted once, and again when the library has grown by more than a fifth', async () => {
  const { state, source } = library(100)
  const sample = openLibrarySample(source)
  expect((await sample.statistics()).papersWith('heron')).toBe(10)
  state.papers = 115
  await sample.statistics()
  await sample.rest()
  expect(state.readings).toBe(1)
  state.papers = 150
  expect((await sample.statistics()).papers).toBe(100) // the old ones serve meanwhile
  await sample.rest()
  expect((await sample.statistics()).papersWith('heron')).toBe(15)
  expect(state.readings).toBe(2)
})

test('of a part of the library stands for the whole', async () => {
  const { source } = library(1000, { most: 200 })
  const statistics = await openLibrarySample(source).statistics()
  expect(statistics.papers).toBe(1000)
  expect(statistics.papersWith('heron')).toBe(100)
  expect(statistics.papersWith('swan')).toBe(1000)
  expect(statistics.idf('heron')).toBeCloseTo(Math.log(1 + 900.5 / 100.5), 12)
})

test('is read from its file by the next process, and counted anew when that is damaged', async () => {
  const file = join(folder, 'terms.json')
  const first = library(100)
  const before = await openLibrarySample(first.source, { file }).statistics()
  const second = library(100)
  const after = await openLibrarySample(second.source, { file }).statistics()
  expect(second.state.readings).toBe(0)
  for (const term of ['swan', 'heron', 'unknown']) expect(after.idf(term)).toBe(before.idf(term))
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))
  const third = library(100)
  expect((await openLibrarySample(third.source, { file }).statistics()).idf('heron')).toBe(before.idf('heron'))
  expect(third.state.readings).toBe(1)
})

test('an empty library has statistics as well', async () => {
  const { source } = library(0)
  const statistics = await openLibrarySample(source).statistics()
  expect(statistics.idf('swan')).toBeCloseTo(Math.log(2), 12)
  expect(statistics.lengths).toEqual({ title: 1, abstract: 1, names: 1 })
})
