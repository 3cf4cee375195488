import { expect, test } from 'vitest'
import { isAcyclic } from '../graph/walks.ts'
import { isDiscrete } from '../independence/variable.ts'
import { covariance, fromColumns } from '../linear-algebra/index.ts'
import { seededRandom } from '../random.ts'
import { randomDag, randomTableModel } from './index.ts'

test('a random DAG is acyclic, has the edges its chance says, and no order is preferred', () => {
  let edges = 0
  let forward = 0
  for (let seed = 0; seed < 1000; seed++) {
    const graph = randomDag(seededRandom(seed), { nodes: 6, edgeProbability: 0.35 })
    expect(isAcyclic(graph)).toBe(true)
    edges += graph.edges.length
    forward += graph.edges.filter(({ from, to }) => from < to).length
  }
  // 15,000 pairs: four standard errors.
  expect(Math.abs(edges / 15_000 - 0.35)).toBeLessThan(4 * Math.sqrt((0.35 * 0.65) / 15_000))
  expect(Math.abs(forward / edges - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 1000)) // one order a graph
})

test('rows of a linear model have the covariance that it states', () => {
  for (const family of ['linear-gaussian', 'linear-uniform'] as const) {
    const random = seededRandom(12)
    const model = randomTableModel(random, randomDag(random, { nodes: 4, edgeProbability: 0.7 }), { family })
    const table = model.sample(random, 100_000) as Record<string, Float64Array>
    const found = covariance(fromColumns(Object.values(table)))
    for (const [at, expected] of model.covariance!.values.entries()) {
      const [i, j] = [Math.floor(at / 4), at % 4]
      const scale = Math.sqrt(model.covariance!.values[i * 5]! * model.covariance!.values[j * 5]!)
      expect(Math.abs(found.values[at]! - expected) / scale).toBeLessThan(0.025)
    }
  }
})

test('every family is the same again for the same seed, of the kinds it says', () => {
  const graph = randomDag(seededRandom(3), { nodes: ['a', 'b', 'c'], edgeProbability: 0.9 })
  for (const family of ['linear-gaussian', 'linear-uniform', 'tanh-additive', 'discrete'] as const) {
    const once = () => randomTableModel(seededRandom(5), graph, { family }).sample(seededRandom(6), 50)
    expect(once()).toEqual(once())
    expect(Object.keys(once())).toEqual(['a', 'b', 'c'])
    for (const variable of Object.values(once())) expect(isDiscrete(variable)).toBe(family === 'discrete')
  }
})
