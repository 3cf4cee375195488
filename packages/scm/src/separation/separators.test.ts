import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Graph } from '../graph/graph.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { allDags, pairsOf, randomMixedGraph, subsetsOf } from '../testing/graphs.ts'
import { isOpen, pathsBetween, separatedByMoralisation } from '../testing/separation.ts'
import { basisSet, impliedIndependencies } from './independencies.ts'
import { openPaths } from './openPaths.ts'
import { compareSets, minimalSeparators, separatingSet } from './separators.ts'

function listed(graph: Graph, options: Parameters<typeof minimalSeparators>[1]): string[][] {
  return [...minimalSeparators(graph, options)].sort(compareSets)
}

/** Sets by definition: those that separate and of which no smaller one with the forced nodes does. */
function minimalByDefinition(graph: Graph, x: string, y: string, forced: string[], forbidden: string[]): string[][] {
  const free = graph.nodes.filter((name) => ![x, y, ...forced, ...forbidden].includes(name))
  const separating = subsetsOf(free)
    .map((set) => [...set, ...forced].sort())
    .filter((given) => separatedByMoralisation(graph, x, y, given))
  return separating
    .filter(
      (set) => !separating.some((other) => other.length < set.length && other.every((name) => set.includes(name))),
    )
    .sort(compareSets)
}

const twoWays = parseGraph(`dag { D [outcome] E [exposure] D <-> v5 E -> v1 E -> v6 v1 -> D v2 -> D v2 -> E v3 -> E
  v3 <-> v4 v4 -> v6 v5 -> v4 v6 -> v7 v7 -> D }`)

describe('minimalSeparators', () => {
  test('a graph with four', () => {
    expect(listed(twoWays, { x: 'E', y: 'D' })).toEqual([
      ['v1', 'v2', 'v5', 'v6'],
      ['v1', 'v2', 'v5', 'v7'],
      ['v1', 'v2', 'v3', 'v4', 'v6'],
      ['v1', 'v2', 'v3', 'v4', 'v7'],
    ])
  })

  test('forced and forbidden nodes', () => {
    expect(listed(twoWays, { x: 'v4', y: 'v2', forced: 'D' })).toEqual([
      ['D', 'E', 'v3', 'v5', 'v6'],
      ['D', 'E', 'v3', 'v5', 'v7'],
    ])
    expect(listed(twoWays, { x: 'E', y: 'D', forbidden: ['v2'] })).toEqual([])
    expect(separatingSet(twoWays, { x: 'E', y: 'D', forbidden: 'v4' })).toEqual(['v1', 'v2', 'v5', 'v6'])
    expect(separatingSet(twoWays, { x: 'E', y: 'D', forbidden: 'v2' })).toBeUndefined()
    expect(separatingSet(twoWays, { x: 'v4', y: 'v2' })).toEqual([])
  })

  test('every pair of every DAG of four nodes, by definition', () => {
    for (const graph of allDags(4))
      for (const [x, y] of pairsOf(graph.nodes))
        expect(listed(graph, { x, y })).toEqual(minimalByDefinition(graph, x, y, [], []))
  })

  test('random ADMGs with forced and forbidden nodes, by definition', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(3), fc.nat(3), (seed, forcing, forbidding) => {
        const graph = randomMixedGraph(seed, { nodes: 7, kind: 'admg', density: 0.3 })
        const [x, y, ...others] = graph.nodes as [string, string, ...string[]]
        const [forced, forbidden] = [
          others.slice(0, Math.min(forcing, 2)),
          others.slice(2, 2 + Math.min(forbidding, 2)),
        ]
        const expected = minimalByDefinition(graph, x, y, forced, forbidden)
        expect(listed(graph, { x, y, forced, forbidden })).toEqual(expected)
        const one = separatingSet(graph, { x, y, forced, forbidden })
        expect(one === undefined ? expected : [one]).toEqual(
          one === undefined ? [] : [expected.find((set) => compareSets(set, one) === 0)],
        )
      }),
      { numRuns: 400 },
    )
  })

  test('least cost, by looking at all', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }), (seed, prices) => {
        const graph = randomMixedGraph(seed, { nodes: 8, kind: 'admg', density: 0.25 })
        const costs = Object.fromEntries(graph.nodes.map((name, i) => [name, prices[i]!]))
        const price = (set: readonly string[]) => set.reduce((sum, name) => sum + costs[name]!, 0)
        const all = minimalByDefinition(graph, 'a', 'b', [], [])
        const found = separatingSet(graph, { x: 'a', y: 'b', costs })
        expect(found === undefined).toBe(all.length === 0)
        if (!found) return
        expect(price(found)).toBe(Math.min(...all.map(price)))
        expect(separatedByMoralisation(graph, 'a', 'b', found)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  test('a cost below nothing is refused', () => {
    expect(() => separatingSet(twoWays, { x: 'E', y: 'D', costs: { v1: -1 } })).toThrow('cost of “v1” is -1')
  })

  test('the first of 2³⁰ separators comes at once', () => {
    const text = Array.from({ length: 30 }, (_, i) => `x -> a${i} -> b${i} -> y`).join('\n')
    const [first] = minimalSeparators(parseGraph(text), { x: 'x', y: 'y' })
    expect(first).toHaveLength(30)
  })
})

describe('impliedIndependencies', () => {
  const wired = parseGraph(
    'dag { X -> Y A [latent] B [latent] C [latent] A -> {W1 W2} B -> {W1 X} C -> {Y W2} V -> {Z1 Z2} W1 -> Z1 W2 -> Z2 Z1 -> X Z2 -> Y }',
  )

  test('pairs and all their minimal sets, over observed nodes only', () => {
    const shown = impliedIndependencies(wired).map(({ x, y, given }) => `${x} ${y} | ${given.join(' ')}`)
    expect(shown.toSorted()).toEqual([
      'W1 V | ',
      'W1 Z2 | W2',
      'W2 V | ',
      'W2 Z1 | W1',
      'X V | W1 Z1',
      'X Z2 | V W2',
      'X Z2 | W1 W2 Z1',
      'Y V | W1 W2 Z1 Z2',
      'Z1 Z2 | V W1',
      'Z1 Z2 | V W2',
    ])
    expect(impliedIndependencies(wired, { limit: 3 })).toHaveLength(3)
  })

  test('all sets, not only minimal ones, are those that separate', () => {
    const graph = randomMixedGraph(3, { nodes: 5, kind: 'admg', density: 0.25 })
    const expected = pairsOf(graph.nodes).flatMap(([x, y]) =>
      subsetsOf(graph.nodes.filter((name) => name !== x && name !== y))
        .filter((given) => separatedByMoralisation(graph, x, y, given))
        .map((given) => [x, y, ...given].join(' ')),
    )
    const adjacent = (x: string, y: string) =>
      graph.edges.some(({ from, to }) => [from, to].includes(x) && [from, to].includes(y))
    const found = impliedIndependencies(graph, { minimal: false }).map(({ x, y, given }) => [x, y, ...given].join(' '))
    expect(found.toSorted()).toEqual(
      expected.filter((one) => !adjacent(one.split(' ')[0]!, one.split(' ')[1]!)).toSorted(),
    )
    expect(found.length).toBeGreaterThan(0)
  })

  test('the basis set has one statement a pair, each of them true', () => {
    for (const graph of allDags(4)) {
      const basis = basisSet(graph)
      expect(basis).toHaveLength(6 - graph.edges.length)
      for (const { x, y, given } of basis) expect(separatedByMoralisation(graph, x, y, given)).toBe(true)
    }
  })
})

describe('openPaths', () => {
  test('are the paths that the definition leaves open', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(31), (seed, code) => {
        const graph = randomMixedGraph(seed, { nodes: 6, kind: 'admg', density: 0.35 })
        const given = graph.nodes.slice(2).filter((_, i) => (code >> i) & 1)
        const expected = pathsBetween(graph, 'a', 'b').filter((path) => isOpen(graph, path, given))
        const { paths, complete } = openPaths(graph, { x: 'a', y: 'b', given, limit: 10_000 })
        expect(complete).toBe(true)
        const shown = (edges: readonly { from: string; to: string; fromMark: string }[]) =>
          edges.map(({ from, to, fromMark }) => from + fromMark + to).join()
        expect(paths.map(({ edges }) => shown(edges)).sort()).toEqual(expected.map(shown).sort())
      }),
      { numRuns: 300 },
    )
  })

  test('says when there are more than were asked for', () => {
    const text = Array.from({ length: 12 }, (_, i) => `x -> a${i} -> y`).join('\n')
    const { paths, complete } = openPaths(parseGraph(text), { x: 'x', y: 'y', limit: 5 })
    expect([paths.length, complete, paths[0]!.isCausal]).toEqual([5, false, true])
  })
})
