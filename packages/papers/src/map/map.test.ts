/** A map is the same each time, keeps neighbours together, names its parts, and no name covers another. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../meaning/random.ts'
import { clustersOf } from './clusters.ts'
import { drawMap } from './drawMap.ts'
import { frames, letterWidth, lineHeight, placeLabels } from './labels.ts'
import { layoutOf } from './layout.ts'
import { nearestRows } from './nearestRows.ts'
import { principalAxes } from './principalAxes.ts'
import { tellingTerms } from './tellingTerms.ts'
import { termsOf } from './terms.ts'
import { trustworthiness } from './trustworthiness.ts'
import { dot, rowOf, type Vectors } from './vectors.ts'

/** Unit vectors around `groups` random directions: row i belongs to group i % groups. */
function clustered(count: number, groups: number, { dimension = 256, noise = 0.6, seed = 3 } = {}): Vectors {
  const random = seededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const direction = () => unit(Float32Array.from({ length: dimension }, normal))
  const centres = Array.from({ length: groups }, direction)
  const values = new Float32Array(count * dimension)
  for (let i = 0; i < count; i++) {
    const away = direction()
    values.set(unit(centres[i % groups]!.map((value, d) => value + noise * away[d]!)), i * dimension)
  }
  return { count, dimension, values }
}
const unit = (vector: Float32Array) => vector.map((value) => value / Math.sqrt(dot(vector, vector)))
const shuffledPoints = (points: Float32Array, random: () => number) => Float32Array.from(points, () => random())

describe('a layout', () => {
  const vectors = clustered(200, 6)
  const points = layoutOf(vectors, { random: seededRandom(1) })

  test('is the same for the same seed, and leaves the vectors alone', () => {
    const before = vectors.values.slice()
    expect(layoutOf(vectors, { random: seededRandom(1) })).toEqual(points)
    expect(vectors.values).toEqual(before)
  })

  test('keeps the neighbours of clusters: trustworthiness at 12 above 0.9, a random picture about ½', () => {
    // Both limits were set before the first run.
    expect(trustworthiness(vectors, points, 12)).toBeGreaterThan(0.9)
    const random = trustworthiness(vectors, shuffledPoints(points, seededRandom(2)), 12)
    expect(random).toBeGreaterThan(0.4)
    expect(random).toBeLessThan(0.6)
  })

  test('keeps the clusters: of each point’s ten nearest on the plane nine in ten are of its group', () => {
    let same = 0
    for (let i = 0; i < 200; i++) {
      const away = (j: number) =>
        (points[2 * i]! - points[2 * j]!) ** 2 + (points[2 * i + 1]! - points[2 * j + 1]!) ** 2
      const near = Array.from({ length: 200 }, (_, j) => j)
        .filter((j) => j !== i)
        .sort((a, b) => away(a) - away(b))
      same += near.slice(0, 10).filter((j) => j % 6 === i % 6).length
    }
    expect(same / 2000).toBeGreaterThan(0.9)
  })

  test.each([0, 1, 2, 3, 9, 10, 11, 16, 17])('of %i vectors has a place inside the frame for each', (count) => {
    const points = layoutOf(clustered(count, 2), { random: seededRandom(1) })
    expect(points).toHaveLength(2 * count)
    for (const value of points) expect(value >= 0 && value <= 1).toBe(true)
  })

  test('of vectors that are all one vector is finite', () => {
    const one = clustered(1, 1).values
    const same = {
      count: 40,
      dimension: 256,
      values: Float32Array.from({ length: 40 * 256 }, (_, at) => one[at % 256]!),
    }
    for (const value of layoutOf(same, { random: seededRandom(1) })) expect(Number.isFinite(value)).toBe(true)
  })
})

test('nearest rows agree with sorting all of them', () => {
  const vectors = clustered(60, 4, { dimension: 8 })
  const { indices, distances } = nearestRows(vectors, 7)
  for (let i = 0; i < 60; i++) {
    const far = (j: number) => 1 - dot(rowOf(vectors, i), rowOf(vectors, j))
    const expected = Array.from({ length: 60 }, (_, j) => j)
      .filter((j) => j !== i)
      .sort((a, b) => far(a) - far(b))
    expect(indices[i]).toEqual([i, ...expected.slice(0, 6)])
    expect(distances[i]!.slice(1)).toEqual(expected.slice(0, 6).map((j) => Math.max(0, far(j))))
  }
})

test('principal axes: known answer, points on a tilted ellipse', () => {
  const values = Float32Array.from(
    Array.from({ length: 360 }, (_, i) => {
      const [a, b] = [4 * Math.cos((i * Math.PI) / 180), Math.sin((i * Math.PI) / 180)]
      return [5 + 0.6 * a - 0.8 * b, 1 + 0.8 * a + 0.6 * b, 7]
    }).flat(),
  )
  const axes = principalAxes({ count: 360, dimension: 3, values }, seededRandom(5))
  const most = (axis: number) => Math.max(...Array.from({ length: 360 }, (_, i) => Math.abs(axes[2 * i + axis]!)))
  expect(most(0)).toBeCloseTo(4, 3)
  expect(most(1)).toBeCloseTo(1, 3)
})

describe('trustworthiness', () => {
  test('known answer: five rows on a line, drawn with the outer ones exchanged', () => {
    // Rows at angles 0, 11, 19.5, 29, 40°; k = 1. Drawn at 4.5, 1.1, 2, 3, −0.5: the nearest of row 0 (at 4.5) is
    // row 3, its rank in the data 3: penalty 2; of row 4 (at −0.5) row 1, rank 3: penalty 2; the others keep a neighbour.
    // T(1) = 1 − 2/(5·1·(10 − 3 − 1))·(2 + 2) = 1 − 4/15.
    const values = Float32Array.from(
      [0, 11, 19.5, 29, 40].flatMap((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)]),
    )
    const points = Float32Array.from([4.5, 1.1, 2, 3, -0.5].flatMap((x) => [x, 0]))
    expect(trustworthiness({ count: 5, dimension: 2, values }, points, 1)).toBeCloseTo(1 - 4 / 15, 10)
  })

  test('refuses more neighbours than half the rows', () => {
    expect(() => trustworthiness(clustered(10, 2), new Float32Array(20), 5)).toThrow('less than half of 10')
  })
})

describe('clusters', () => {
  test('property: every point belongs to the nearest centre, every cluster has a point, largest first', () => {
    const pair = fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: 1, noNaN: true }))
    fc.assert(
      fc.property(
        fc.array(pair, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 16 }),
        fc.nat(),
        (pairs, k, seed) => {
          const { of, centres } = clustersOf(Float32Array.from(pairs.flat()), k, seededRandom(seed))
          expect(of).toHaveLength(pairs.length)
          expect(new Set(of).size).toBe(centres.length)
          expect(centres.map(({ size }) => size)).toEqual(
            centres.map((_, c) => of.filter((other) => other === c).length),
          )
          expect(centres.map(({ size }) => size)).toEqual(centres.map(({ size }) => size).sort((a, b) => b - a))
        },
      ),
    )
  })
})

describe('terms', () => {
  test('are stems of telling words and pairs, as the text writes them', () => {
    const terms = termsOf('Causal Discovery with GANs: we propose causal discovery of $x_i$ for language models.')
    expect(Object.fromEntries(terms)).toMatchObject({
      'causal discoveri': 'causal discovery',
      gan: 'GANs',
      'languag model': 'language models',
    })
    for (const absent of ['propos', 'model', 'with', 'x_i', 'gan causal']) expect(terms.has(absent)).toBe(false)
  })

  test('known answer: what tells two groups apart is in most of one and none of the other', () => {
    const papers = ['swan lake', 'swan lake winter', 'swan boats', 'duck lake', 'duck lake winter', 'duck boats'].map(
      termsOf,
    )
    const [swans, ducks] = tellingTerms(papers, [0, 0, 0, 1, 1, 1], 2, 1)
    // W('swan lake') = ⅔·1.25·log(1 + 3/2) = 0.76; W(swan) = 1·log(1 + 3/3) = 0.69; W(lake) = ⅔·log(1 + 3/4) = 0.37
    expect([swans, ducks]).toEqual([['swan lake'], ['duck lake']])
  })
})

describe('labels', () => {
  const share = fc.float({ min: 0, max: 1, noNaN: true })
  const term = fc.string({ minLength: 1, maxLength: 30 })
  const region = fc.record({ terms: fc.array(term, { minLength: 1, maxLength: 2 }), x: share, y: share })

  test('property: none covers another, none leaves the frame, on a phone and on a desk', () => {
    fc.assert(
      fc.property(fc.array(region, { maxLength: 24 }), (regions) => {
        const labels = placeLabels(regions)
        for (const name of ['phone', 'wide'] as const) {
          const { width, height } = frames[name]
          const boxes = labels
            .filter(({ shown }) => name === 'wide' || shown === 'always')
            .map(({ text, more, x, y }) => ({
              x: x * width,
              y: y * height,
              half: ((text.length + (name === 'wide' ? more.length : 0)) * letterWidth) / 2,
            }))
          for (const [at, a] of boxes.entries()) {
            expect(a.x - a.half).toBeGreaterThanOrEqual(-1e-3)
            expect(a.x + a.half).toBeLessThanOrEqual(width + 1e-3)
            for (const b of boxes.slice(at + 1)) {
              const apart = Math.abs(a.x - b.x) >= a.half + b.half - 1e-6 || Math.abs(a.y - b.y) >= lineHeight - 1e-5
              expect(apart).toBe(true)
            }
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a region alone has its name at its centre', () => {
    expect(placeLabels([{ terms: ['ponds', 'swans'], x: 0.5, y: 0.5 }])).toEqual([
      { text: 'ponds', more: ', swans', x: 0.5, y: 0.5, shown: 'always' },
    ])
  })

  test('a phone has seven at most, the largest regions', () => {
    const regions = Array.from({ length: 16 }, (_, at) => ({
      terms: [`r${at}`],
      x: (at % 4) / 4 + 0.1,
      y: Math.floor(at / 4) / 4 + 0.1,
    }))
    const always = placeLabels(regions).filter(({ shown }) => shown === 'always')
    expect(always.map(({ text }) => text)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'])
  })
})

test('a map is the same for the same papers, and another seed gives another picture', () => {
  const vectors = clustered(120, 4)
  const texts = Array.from({ length: 120 }, (_, i) => ({
    title: `${['swans', 'ducks', 'geese', 'herons'][i % 4]} on a pond`,
    abstract: '',
  }))
  const map = drawMap(vectors, texts, { seed: 1 })
  expect(drawMap(vectors, texts, { seed: 1 })).toEqual(map)
  expect(drawMap(vectors, texts, { seed: 2 }).points).not.toEqual(map.points)
  expect(map.regions.reduce((sum, { size }) => sum + size, 0)).toBe(120)
  for (const bird of ['swans', 'ducks', 'geese', 'herons'])
    expect(map.regions.some(({ name }) => name.includes(bird))).toBe(true)
})

test('a few papers have their titles beside their points, cut at a word', () => {
  const texts = Array.from({ length: 5 }, (_, i) => ({
    title: `Paper ${i} on the weather of ponds and of the ducks in them`,
    abstract: '',
  }))
  const { labels, regions, points } = drawMap(clustered(5, 5), texts, { seed: 1 })
  expect(regions).toHaveLength(1)
  expect(labels.length).toBeGreaterThan(2)
  for (const { text, y } of labels) {
    expect(text).toMatch(/^Paper \d on the weather of ponds and …$/)
    const i = Number(text[6])
    expect(Math.abs(y - points[2 * i + 1]!)).toBeLessThan(0.2)
  }
})
