/** What every embedder promises, as tests: the three kinds run these alike. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Embedder } from './embedder.ts'

const texts = [
  'graph neural networks for molecules',
  '',
  'a Kalman filter\nwith noise',
  'graph neural networks for molecules',
]

export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`${name} keeps the embedder's contract`, () => {
    let embedder: Embedder
    beforeAll(async () => {
      embedder = await open()
    })
    afterAll(() => embedder.close?.())

    const row = (vectors: Float32Array, at: number) =>
      Array.from(vectors.subarray(at * embedder.dimension, (at + 1) * embedder.dimension))

    test('it has a name that says its dimension, the same whenever it is opened', async () => {
      expect(embedder.id).toContain(String(embedder.dimension))
      const again = await open()
      expect(again.id).toBe(embedder.id)
      await again.close?.()
    })

    test('texts become unit vectors, the empty text the zero vector', async () => {
      const vectors = await embedder.embed(texts, { as: 'document' })
      expect(vectors).toHaveLength(texts.length * embedder.dimension)
      const lengths = texts.map((_, at) => Math.hypot(...row(vectors, at)))
      expect(lengths[1]).toBe(0)
      for (const at of [0, 2, 3]) expect(lengths[at]).toBeCloseTo(1, 5)
    })

    test('the same text has the same vector, alone or among others, now or later', async () => {
      const together = await embedder.embed(texts, { as: 'document' })
      const alone = await embedder.embed([texts[2]!], { as: 'document' })
      expect(row(together, 3)).toEqual(row(together, 0))
      expect(row(alone, 0)).toEqual(row(together, 2))
    })

    test('no texts give no vectors', async () => {
      expect(await embedder.embed([], { as: 'query' })).toHaveLength(0)
    })

    test('many texts keep their order', async () => {
      const many = Array.from({ length: 700 }, (_, at) => `paper number ${at} on subject ${at % 7}`)
      const vectors = await embedder.embed(many, { as: 'document' })
      for (const at of [0, 1, 255, 256, 257, 699]) {
        const alone = await embedder.embed([many[at]!], { as: 'document' })
        expect(row(alone, 0), `text ${at}`).toEqual(row(vectors, at))
      }
    })

    test('it stops when told to', async () => {
      const stopped = AbortSignal.abort(new Error('enough'))
      await expect(embedder.embed(texts, { as: 'document', signal: stopped })).rejects.toMatchObject({
        code: 'aborted',
      })
    })

    test('odd text is no reason to fail', async () => {
      const odd = [
        '\ud800 lone surrogate',
        '\0\0',
        '∑ ∫ ∂',
        '深層学習',
        'a'.repeat(100_000),
        '<b>&amp;</b>',
        '$\\alpha_{i}$',
      ]
      const vectors = await embedder.embed(odd, { as: 'query' })
      expect(vectors.every(Number.isFinite)).toBe(true)
    })

    test('coverage, where it is told, is a share', () => {
      for (const text of [...texts, 'qzxv blorptang']) {
        const share = embedder.coverage?.(text) ?? 0
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
      }
    })
  })
}
