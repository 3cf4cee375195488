import fc from 'fast-check'
import { expect, test } from 'vitest'
import { likeVector } from './likeVector.ts'

const vectors = new Map([
  [1, Float32Array.of(1, 0, 0)],
  [2, Float32Array.of(0, 4, 0)],
  [3, Float32Array.of(0, 0, 1)],
  [4, Float32Array.of(-1, 0, 0)],
  [5, Float32Array.of(0, 0, 0)],
])
const near = (vector: Float32Array | undefined, expected: number[]) => {
  for (const [at, value] of expected.entries()) expect(vector![at]).toBeCloseTo(value, 5)
}

test('known answer: one liked paper is its own direction', () => {
  near(likeVector(vectors, { like: [2], unlike: [] }), [0, 1, 0])
})

test('known answer: two liked papers are the direction between them, whatever their lengths', () => {
  near(likeVector(vectors, { like: [1, 2], unlike: [] }), [Math.SQRT1_2, Math.SQRT1_2, 0])
})

test('known answer: liked (1,0,0) less half of (0,1,0) is (2,-1,0)/√5', () => {
  near(likeVector(vectors, { like: [1], unlike: [2] }), [2 / Math.sqrt(5), -1 / Math.sqrt(5), 0])
})

test('known answer: words and a liked paper weigh the same', () => {
  near(likeVector(vectors, { like: [1], unlike: [], words: Float32Array.of(0, 0, 9) }), [Math.SQRT1_2, 0, Math.SQRT1_2])
})

test('a paper named twice counts once; one without a vector does not count', () => {
  const once = likeVector(vectors, { like: [1, 2], unlike: [] })
  expect(likeVector(vectors, { like: [1, 1, 2, 5, 99], unlike: [5] })).toEqual(once)
})

test('known answer: words less half of what is unliked', () => {
  const found = likeVector(vectors, { like: [], unlike: [2], words: Float32Array.of(3, 0, 0) })
  near(found, [2 / Math.sqrt(5), -1 / Math.sqrt(5), 0])
})

test('nothing liked, or likes that cancel out, have no direction', () => {
  expect(likeVector(vectors, { like: [], unlike: [1] })).toBeUndefined()
  expect(likeVector(vectors, { like: [5, 99], unlike: [] })).toBeUndefined()
  expect(likeVector(vectors, { like: [1, 4], unlike: [] })).toBeUndefined()
})

test('property: of length 1, the same in any order, and farther from what is unliked', () => {
  const vector = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(vector, { minLength: 3, maxLength: 6 }), (made) => {
      const all = new Map(made.map((values, id) => [id, Float32Array.from(values)]))
      const ids = [...all.keys()]
      const [bad, ...like] = ids as [number, ...number[]]
      const plain = likeVector(all, { like, unlike: [] })
      const turned = likeVector(all, { like: like.toReversed(), unlike: [bad] })
      if (!plain || !turned) return
      expect(Math.hypot(...plain)).toBeCloseTo(1, 4)
      expect(Math.hypot(...turned)).toBeCloseTo(1, 4)
      const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)
      expect(cosine(turned, all.get(bad)!)).toBeLessThanOrEqual(cosine(plain, all.get(bad)!) + 1e-5)
    }),
  )
})
