import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import wabt from 'wabt'
import { openWorkspace } from './kernels.ts'

const numbers = fc.float({ min: -4, max: 4, noNaN: true })

test('kernels.wasm is what kernels.wat says', async () => {
  const source = readFileSync(new URL('kernels.wat', import.meta.url), 'utf8')
  const module = (await wabt()).parseWat('kernels.wat', source, { simd: true })
  expect(Buffer.from(module.toBinary({}).buffer)).toEqual(readFileSync(new URL('kernels.wasm', import.meta.url)))
})

/** A table of `rows` × 32 numbers and some rows of it with weights. */
const tables = fc.integer({ min: 1, max: 7 }).chain((rows) =>
  fc.record({
    table: fc.array(numbers, { minLength: rows * 32, maxLength: rows * 32 }),
    terms: fc.array(fc.tuple(fc.integer({ min: 0, max: rows - 1 }), numbers), { maxLength: 9 }),
    row: fc.array(numbers, { minLength: 32, maxLength: 32 }),
  }),
)

test('combine and scatter do what straight loops do, in the same order of sums', () => {
  fc.assert(
    fc.property(tables, ({ table, terms, row }) => {
      const { kernels, floats, integers } = openWorkspace(1)
      const [t, out, source] = [floats(table.length), floats(32), floats(32)]
      const [ids, weights] = [integers(terms.length), floats(terms.length)]
      t.set(table)
      out.set(row)
      source.set(row)
      ids.set(terms.map(([id]) => id))
      weights.set(terms.map(([, weight]) => weight))
      const sums = Float32Array.from(row)
      for (const [id, weight] of terms)
        for (let i = 0; i < 32; i++) sums[i] = sums[i]! + Math.fround(weight * t[id * 32 + i]!)
      kernels.combine(out.byteOffset, t.byteOffset, ids.byteOffset, weights.byteOffset, 1, terms.length, 32)
      expect(out).toEqual(sums)
      const scattered = Float32Array.from(table)
      for (const [id, weight] of terms)
        for (let i = 0; i < 32; i++) scattered[id * 32 + i] = scattered[id * 32 + i]! + Math.fround(weight * source[i]!)
      kernels.scatter(t.byteOffset, ids.byteOffset, weights.byteOffset, terms.length, 32, source.byteOffset)
      expect(t).toEqual(scattered)
    }),
    { numRuns: 200 },
  )
})

test('combine walks its weights by the stride', () => {
  const { kernels, floats, integers } = openWorkspace(1)
  const [table, out, ids, weights] = [floats(32), floats(16), integers(2), floats(6)]
  table.fill(1, 0, 16).fill(10, 16, 32)
  ids.set([0, 1])
  weights.set([2, 99, 99, 3, 99, 99])
  kernels.combine(out.byteOffset, table.byteOffset, ids.byteOffset, weights.byteOffset, 3, 2, 16)
  expect(Array.from(out)).toEqual(new Array(16).fill(32))
})

test('combineBytes reads signed bytes', () => {
  const { kernels, floats, integers, bytes } = openWorkspace(1)
  const [table, out, ids, weights] = [bytes(32), floats(16), integers(2), floats(2)]
  table.set(Array.from({ length: 32 }, (_, at) => (at % 2 === 0 ? 127 : -128) + (at < 16 ? 0 : 1)))
  table[17] = 5
  ids.set([1, 0])
  weights.set([2, 0.5])
  kernels.combineBytes(out.byteOffset, table.byteOffset, ids.byteOffset, weights.byteOffset, 2, 16)
  for (let i = 0; i < 16; i++) expect(out[i]).toBe(2 * table[16 + i]! + 0.5 * table[i]!)
})

test('dots are inner products', () => {
  fc.assert(
    fc.property(
      fc.array(numbers, { minLength: 16, maxLength: 16 }),
      fc.array(numbers, { minLength: 8 * 16, maxLength: 8 * 16 }),
      (a, b) => {
        const { kernels, floats } = openWorkspace(1)
        const [left, right, out] = [floats(16), floats(8 * 16), floats(8)]
        left.set(a)
        right.set(b)
        kernels.dots(out.byteOffset, left.byteOffset, right.byteOffset, 8, 16)
        for (let row = 0; row < 8; row++) {
          const exact = a.reduce((sum, x, i) => sum + x * b[row * 16 + i]!, 0)
          expect(Math.abs(out[row]! - exact)).toBeLessThan(1e-4) // 16 products of at most 16, in float32
        }
      },
    ),
  )
})

test('adam is the step of Kingma and Ba, and forgets the gradient', () => {
  const { kernels, floats } = openWorkspace(1)
  const [p, m, v, g] = [floats(4), floats(4), floats(4), floats(4)]
  p.set([1, -1, 0, 2])
  m.set([0.1, 0, -0.2, 0])
  v.set([0.01, 0, 0.04, 0])
  const gradient = [0.5, -2, 0, 1e-3]
  g.set(gradient)
  const expected = gradient.map((x, i) => {
    const first = 0.9 * m[i]! + 0.1 * x
    const second = 0.99 * v[i]! + 0.01 * x * x
    return [p[i]! - (0.3 * first) / (Math.sqrt(second) + 1e-6), first, second]
  })
  kernels.adam(p.byteOffset, m.byteOffset, v.byteOffset, g.byteOffset, 4, 0.3, 0.9, 0.99, 1e-6)
  for (const [i, [value, first, second]] of expected.entries()) {
    expect(p[i]).toBeCloseTo(value!, 5)
    expect(m[i]).toBeCloseTo(first!, 6)
    expect(v[i]).toBeCloseTo(second!, 6)
  }
  expect(Array.from(g)).toEqual([0, 0, 0, 0])
})

test('a workspace that is full says so', () => {
  expect(() => openWorkspace(1).floats(2 ** 20)).toThrow('1 megabytes')
})
