/** A library whose language the embedder does not know teaches it, after an import and in the background. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { homeWeights, shippedWeights } from '../meaning/openEmbedder.ts'
import { readWeights, writeWeights } from '../meaning/staticFile.ts'
import { inventedArticles } from '../meaning/training/invented.ts'
import { runOperation } from './operations.ts'
import { type Homes, keptReport, put, temporaryHomes } from './testing.ts'

let homes: Homes
beforeAll(async () => {
  homes = await temporaryHomes()
}, 60_000)
afterAll(() => homes.remove(), 60_000)

const shipped = await readWeights(shippedWeights)
const shippedId = `static-256-${shipped.checksum.slice(0, 12)}`
const papers = inventedArticles(700, 9).map((article, at) => ({ key: `paper-${at}`, ...article }))

function file(name: string, records: { key?: string; title: string }[]): string {
  const path = join(homes.folder, name)
  writeFileSync(path, records.map(({ key, ...rest }) => JSON.stringify({ id: key, ...rest })).join('\n'))
  return path
}

test('an import of a strange library ends with vectors of an embedder that has learnt, once', async () => {
  const home = homes.fresh()
  const house = await homes.open(home, { embedder: 'as set' })
  const { report, progress, notes } = keptReport()
  await runOperation(house, 'import', { file: file('strange.jsonl', papers) }, report)
  const id = house.index.meaning!.embedder
  expect(id).toMatch(/^static-256-/)
  expect(id).not.toBe(shippedId)
  expect(house.queryEmbedder()!.id).toBe(id)
  expect(await house.status()).toMatchObject({ papers: 700, indexed: 700, meaning: { embedder: id, missing: 0 } })
  expect(notes).toContainEqual(
    expect.stringMatching(/of 70 papers kept apart, \d+ % are now found first .*, \d+ % before/),
  )
  expect(progress.map(({ stage }) => stage)).toContain('learning')
  const { hits } = await house.search(papers[50]!.abstract.slice(0, 200), { mode: 'meaning' })
  expect(hits[0]!.paper.title).toBe(papers[50]!.title)
  await runOperation(house, 'import', { file: file('more.jsonl', inventedArticles(50, 10)) }, keptReport().report)
  expect(house.index.meaning!.embedder).toBe(id)
  await house.close()
  const again = await homes.open(home, { embedder: 'as set' })
  expect(again.embedder!.id).toBe(id)
  expect(again.queryEmbedder()!.id).toBe(id)
  await again.close()
}, 120_000)

test('a server learns in the background; the vectors that are there serve until then', async () => {
  const house = await homes.open(homes.fresh(), { embedder: 'as set', upkeep: true })
  await put(house, papers)
  expect(house.index.meaning!.embedder).toBe(shippedId)
  expect(house.queryEmbedder()!.id).toBe(shippedId)
  house.upkeep.wake()
  expect(house.upkeep.doing()).toBeUndefined() // not yet: whoever wakes it is not held up
  await house.upkeep.idle()
  expect(house.index.meaning!.embedder).not.toBe(shippedId)
  expect(house.queryEmbedder()!.id).toBe(house.index.meaning!.embedder)
  await house.close()
}, 120_000)

test('weights that the reader taught stay, and so does an embedder that is no file of ours', async () => {
  const home = homes.fresh()
  const own = { ...shipped, header: { ...shipped.header, training: { ...shipped.header.training, seed: 99 } } }
  await writeWeights(homeWeights(home), own)
  const house = await homes.open(home, { embedder: 'as set' })
  const before = house.embedder!.id
  await runOperation(house, 'import', { file: file('strange.jsonl', papers) }, keptReport().report)
  expect(house.index.meaning!.embedder).toBe(before)
  await house.close()
  const words = await homes.open(homes.fresh(), {})
  await runOperation(words, 'import', { file: file('strange.jsonl', papers) }, keptReport().report)
  expect(words.index.meaning).toBeUndefined()
  expect(existsSync(homeWeights(words.home))).toBe(false)
}, 120_000)

test('an import that is stopped while the embedder learns has its papers, and learns another time', async () => {
  const house = await homes.open(homes.fresh(), { embedder: 'as set' })
  const stop = new AbortController()
  const { report } = keptReport(stop.signal)
  const stopping = { ...report, progress: ({ stage }: { stage: string }) => stage === 'learning' && stop.abort() }
  const input = { file: file('strange.jsonl', papers) }
  await expect(runOperation(house, 'import', input, stopping as never)).rejects.toThrow()
  expect(await house.status()).toMatchObject({
    papers: 700,
    indexed: 700,
    meaning: { embedder: shippedId, missing: 0 },
  })
  await runOperation(house, 'import', input, keptReport().report)
  expect(house.index.meaning!.embedder).not.toBe(shippedId)
}, 120_000)
