/** Documents embedded by a thread: the same vectors, whatever becomes of the thread. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Embedder } from './embedder.ts'
import { embedsApart } from './embedsApart.ts'
import { shippedWeights } from './openEmbedder.ts'
import { createStaticEmbedder } from './staticEmbedder.ts'
import { readWeights, type StaticWeights } from './staticFile.ts'

let weights: StaticWeights & { checksum: string }
let here: Embedder
const unheard: unknown[] = []
const listen = (reason: unknown) => unheard.push(reason)
beforeAll(async () => {
  weights = await readWeights(shippedWeights)
  here = createStaticEmbedder(weights, weights.checksum)
  process.on('unhandledRejection', listen)
})
afterAll(async () => {
  await delay(20)
  process.off('unhandledRejection', listen)
  expect(unheard).toEqual([])
})

const subjects = ['causal graphs', 'swans in wetlands', 'Schrödinger équations', 'zyxgraphs of qqvolt', '深層学習', '']
const texts = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `${subjects[(from + at) % 6]} and number ${from + at}`)
const asDocument = { as: 'document' } as const

test('the thread gives the vectors that this thread would have given, bit for bit', async () => {
  const apart = embedsApart(weights, weights.checksum, { fewest: 2 })
  expect(apart).toMatchObject({ id: here.id, dimension: here.dimension })
  const batches = [texts(0, 300), texts(300, 2), texts(302, 700)]
  const given = await Promise.all(batches.map((batch) => apart.embed(batch, asDocument))) // asked at once
  for (const [at, batch] of batches.entries()) expect(given[at]).toEqual(await here.embed(batch, asDocument))
  await apart.close!()
})

test('it ends when nothing is asked, and begins again', async () => {
  const apart = embedsApart(weights, weights.checksum, { fewest: 2, idleMs: 10 })
  for (const wait of [0, 5, 12, 60]) {
    await delay(wait)
    expect(await apart.embed(texts(wait, 5), asDocument)).toEqual(await here.embed(texts(wait, 5), asDocument))
  }
  await apart.close!()
})

test('closing it in the middle of its work is told to who waits; it can be asked again', async () => {
  const apart = embedsApart(weights, weights.checksum, { fewest: 2 })
  const lost = apart.embed(texts(0, 2000), asDocument)
  await Promise.all([expect(lost).rejects.toMatchObject({ code: 'aborted' }), apart.close!()])
  expect(await apart.embed(texts(7, 3), asDocument)).toEqual(await here.embed(texts(7, 3), asDocument))
  await apart.close!()
})

test('stopping one piece of work stops no other', async () => {
  const apart = embedsApart(weights, weights.checksum, { fewest: 2 })
  const stopped = new AbortController()
  const [first, second] = [
    apart.embed(texts(0, 1000), { ...asDocument, signal: stopped.signal }),
    apart.embed(texts(50, 3), asDocument),
  ]
  stopped.abort(new Error('enough'))
  await expect(first).rejects.toMatchObject({ code: 'aborted' })
  expect(await second).toEqual(await here.embed(texts(50, 3), asDocument))
  await apart.close!()
})
