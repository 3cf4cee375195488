import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { structuralHammingDistance } from '../comparison/edgeScores.ts'
import { toCpdag } from '../equivalence/toCpdag.ts'
import { createGraph, directed, type Graph } from '../graph/graph.ts'
import { isAcyclic } from '../graph/walks.ts'
import { fisherZ, gTest, separationOracle, type Variables } from '../independence/index.ts'
import { seededRandom } from '../random.ts'
import { randomDag, randomTableModel } from '../simulation/index.ts'
import { allDags, names } from '../testing/graphs.ts'
import { chowLiu, directLingam, hillClimb, pc } from './index.ts'

const dag = (...edges: [string, string][]) => createGraph({ kind: 'dag', edges: edges.map(([a, b]) => directed(a, b)) })
const same = (a: Graph, b: Graph) => structuralHammingDistance(a, b) === 0

describe('PC', () => {
  test('with perfect answers it finds the CPDAG of every DAG of four nodes', () => {
    for (const graph of allDags(4)) {
      const { graph: found, conflicts } = pc(separationOracle(graph))
      expect(conflicts).toEqual([])
      expect(same(toCpdag(graph), found), JSON.stringify(graph.edges)).toBe(true)
    }
  })

  test('property: and of random DAGs of up to nine nodes, in any order of the columns', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 5, max: 9 }), (seed, count) => {
        const graph = randomDag(seededRandom(seed), { nodes: names(count), edgeProbability: 0.35 })
        const oracle = separationOracle(graph)
        expect(same(toCpdag(graph), pc(oracle).graph)).toBe(true)
        expect(same(toCpdag(graph), pc({ ...oracle, variables: graph.nodes.toReversed() }).graph)).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  test('from 2,000 rows of a linear model it finds the CPDAG of a chain into a collider', () => {
    const graph = dag(['a', 'b'], ['b', 'c'], ['d', 'c'])
    let right = 0
    for (let seed = 0; seed < 20; seed++) {
      const random = seededRandom(seed + 1)
      const table = randomTableModel(random, graph, { family: 'linear-gaussian' }).sample(random, 2000)
      if (same(toCpdag(graph), pc(fisherZ(table), { alpha: 0.01 }).graph)) right++
    }
    expect(right).toBeGreaterThanOrEqual(16)
  })

  test('an unreliable answer removes no edge, unless it may; contradictory colliders are reported', () => {
    const unsure = {
      name: 'unsure',
      variables: ['a', 'b'],
      test: () => ({ statistic: 0, pValue: 1, n: 3, reliable: false }),
    }
    expect(pc(unsure).graph.edges).toHaveLength(1)
    expect(pc(unsure, { believeUnreliable: true }).graph.edges).toHaveLength(0)
    // a – b – c – d with a ⫫ c and b ⫫ d given nothing asks for a → b ← c and b → c ← d.
    const separated = new Set(['a c', 'b d', 'a d'])
    const odd = {
      name: 'odd',
      variables: ['a', 'b', 'c', 'd'],
      test: (x: string, y: string) => ({
        statistic: 0,
        pValue: separated.has([x, y].sort().join(' ')) ? (x === 'a' ? 0.9 : 0.5) : 0,
        n: 9,
        reliable: true,
      }),
    }
    const { graph, conflicts } = pc(odd)
    expect(conflicts).toEqual(['b → c ← d contradicts c → b'])
    expect(graph.edges).toContainEqual(directed('a', 'b'))
  })

  test('discrete tables go through the same door', () => {
    const random = seededRandom(4)
    const graph = dag(['a', 'c'], ['b', 'c'])
    const flip = (p: number) => Number(random() < p)
    const a = Int32Array.from({ length: 3000 }, () => flip(0.5))
    const b = Int32Array.from({ length: 3000 }, () => flip(0.5))
    const c = Int32Array.from(a, (value, i) => flip(0.1 + 0.4 * value + 0.35 * b[i]!))
    const table: Variables = { a: { levels: 2, codes: a }, c: { levels: 2, codes: c }, b: { levels: 2, codes: b } }
    expect(same(pc(gTest(table), { alpha: 0.01 }).graph, toCpdag(graph))).toBe(true)
  })
})

describe('DirectLiNGAM', () => {
  test('finds order, edges and weights of a linear model with uniform noise', { timeout: 60_000 }, () => {
    let right = 0
    const repeats = 20
    for (let seed = 0; seed < repeats; seed++) {
      const random = seededRandom(100 + seed)
      const graph = randomDag(random, { nodes: 5, edgeProbability: 0.5 })
      const found = directLingam(randomTableModel(random, graph, { family: 'linear-uniform' }).sample(random, 3000))
      if (same(graph, found.graph)) right++
    }
    expect(right).toBeGreaterThanOrEqual(16)
  })

  test('the weights are those of the equations', () => {
    const random = seededRandom(8)
    const x = Float64Array.from({ length: 4000 }, () => 2 * random() - 1)
    const y = x.map((value) => 3 * value + 2 * random() - 1)
    const { weights, order, graph } = directLingam({ y, x })
    expect(order).toEqual(['x', 'y'])
    expect(graph.edges).toEqual([directed('x', 'y')])
    expect(weights.values[0 * 2 + 1]).toBeCloseTo(3, 1)
    expect(weights.values[1 * 2 + 0]).toBe(0)
  })

  test('metamorphic: shifting and scaling columns changes no edge', () => {
    const random = seededRandom(9)
    const graph = randomDag(random, { nodes: 4, edgeProbability: 0.6 })
    const table = randomTableModel(random, graph, { family: 'linear-uniform' }).sample(random, 2000) as Record<
      string,
      Float64Array
    >
    const turned = Object.fromEntries(
      Object.entries(table).map(([name, column], i) => [name, column.map((value) => (i + 2) * value - 40)]),
    )
    expect(directLingam(turned).graph.edges).toEqual(directLingam(table).graph.edges)
  })

  test('levels, constants and too few rows are refused by name', () => {
    const x = Float64Array.from({ length: 20 }, (_, i) => i % 7)
    expect(() => directLingam({ x, y: { levels: 2, codes: new Int32Array(20) } })).toThrow('“y” has levels')
    expect(() => directLingam({ x, y: new Float64Array(20) })).toThrow('The column “y” is constant.')
    expect(() => directLingam({ x: x.slice(0, 3), y: x.slice(0, 3) })).toThrow('3 rows are too few for 2 columns.')
  })
})

describe('trees and hill climbing', () => {
  const sampled = (graph: Graph, seed: number, rows: number) => {
    const random = seededRandom(seed)
    return randomTableModel(random, graph, { family: 'discrete' }).sample(random, rows)
  }

  test('Chow–Liu finds the undirected tree that made the data', () => {
    const graph = dag(['a', 'b'], ['b', 'c'], ['b', 'd'], ['d', 'e'])
    let right = 0
    for (let seed = 0; seed < 20; seed++)
      if (same(toCpdag(graph), toCpdag(chowLiu(sampled(graph, seed, 5000), { root: 'd' })))) right++
    expect(right).toBeGreaterThanOrEqual(15)
    const tree = chowLiu(sampled(graph, 1, 500), { root: 'd' })
    expect(tree.edges).toHaveLength(4)
    expect(tree.edges.some(({ to }) => to === 'd')).toBe(false)
  })

  test('hill climbing scores no less than the truth does, is acyclic and keeps to the parents allowed', () => {
    for (let seed = 0; seed < 10; seed++) {
      const graph = randomDag(seededRandom(seed), { nodes: 5, edgeProbability: 0.4 })
      const table = sampled(graph, seed, 2000)
      for (const score of ['k2', 'bic'] as const) {
        const { graph: found } = hillClimb(table, { score, mostParents: 2 })
        expect(isAcyclic(found)).toBe(true)
        for (const node of found.nodes)
          expect(found.edges.filter(({ to }) => to === node).length).toBeLessThanOrEqual(2)
      }
      expect(hillClimb(table, { score: 'bic' }).steps).toBeGreaterThan(0)
    }
  })

  test('known answer: two columns that agree always are joined, two that do not know each other are not', () => {
    const codes = Int32Array.from({ length: 200 }, (_, i) => i % 2)
    const other = Int32Array.from({ length: 200 }, (_, i) => Math.floor(i / 2) % 2)
    const table: Variables = {
      a: { levels: 2, codes },
      b: { levels: 2, codes: codes.slice() },
      c: { levels: 2, codes: other },
    }
    for (const score of ['k2', 'bic'] as const) {
      const { edges } = hillClimb(table, { score }).graph
      expect(edges.map(({ from, to }) => [from, to].sort().join())).toEqual(['a,b'])
    }
    // BIC of a alone: 200 ln ½ − ½ ln 200; of b given a: 0 − ½ ln 200 · 2.
    expect(hillClimb({ a: table.a!, b: table.b! }, { score: 'bic' }).score).toBeCloseTo(
      200 * Math.log(0.5) - 1.5 * Math.log(200),
      8,
    )
  })
})
