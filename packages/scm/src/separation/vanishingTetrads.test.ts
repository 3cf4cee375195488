import { expect, test } from 'vitest'
import { withRoles } from '../graph/changes.ts'
import { seededRandom } from '../random.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { randomLinearModel } from '../testing/linearModel.ts'
import { vanishingTetrads } from './vanishingTetrads.ts'

test('one latent factor makes all three vanish, two make those across them', () => {
  expect(vanishingTetrads(parseGraph('dag { f [latent] f -> {a b c d} }'))).toHaveLength(3)
  const two = parseGraph('dag { f [latent] g [latent] f -> g f -> {a b} g -> {c d} }')
  expect(vanishingTetrads(two)).toEqual([{ left: ['a', 'b'], right: ['c', 'd'] }])
  expect(vanishingTetrads(parseGraph('a <-> b b <-> c c <-> d d <-> a'))).toEqual([])
  expect(() => vanishingTetrads(parseGraph('pdag { a -- b }'))).toThrow('CPDAG')
})

test('are those that vanish in random linear models', () => {
  const random = seededRandom(5)
  let some = 0
  for (let seed = 0; seed < 150; seed++) {
    const graph = withRoles(randomMixedGraph(seed, { nodes: 7, kind: 'dag', density: 0.35 }), { latent: ['a', 'b'] })
    const { covariance } = randomLinearModel(graph, random)
    const found = new Set(vanishingTetrads(graph).map(({ left, right }) => [...left, ...right].join()))
    const at = (x: string, y: string) => covariance[graph.index.get(x)!]![graph.index.get(y)!]!
    const observed = graph.nodes.slice(2)
    for (const [i, one] of observed.entries())
      for (const two of observed.slice(i + 1))
        for (const three of observed)
          for (const four of observed.slice(observed.indexOf(three) + 1)) {
            if (new Set([one, two, three, four]).size < 4 || one > three) continue
            const tetrad = at(one, three) * at(two, four) - at(one, four) * at(two, three)
            expect(found.has([one, two, three, four].join())).toBe(Math.abs(tetrad) < 1e-9)
            some += Number(Math.abs(tetrad) < 1e-9)
          }
  }
  expect(some).toBeGreaterThan(100)
})
