import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adjustmentSets } from '../adjustment/adjustmentSets.ts'
import { frontDoorSets } from '../adjustment/frontDoorSets.ts'
import { acyclification } from '../equivalence/acyclification.ts'
import { toCpdag } from '../equivalence/toCpdag.ts'
import { createGraph, directed, type Graph } from '../graph/graph.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { allDags, randomMixedGraph, subsetsOf } from '../testing/graphs.ts'
import { separatedByMoralisation, separatedByPaths } from '../testing/separation.ts'
import { dSeparated, isSeparated, mSeparated, sigmaSeparated } from './isSeparated.ts'
import { minimalSeparators } from './separators.ts'

function everyQuery(graph: Graph, check: (x: string, y: string, given: string[]) => void): void {
  for (const x of graph.nodes)
    for (const y of graph.nodes) {
      if (x >= y) continue
      for (const given of subsetsOf(graph.nodes.filter((name) => name !== x && name !== y))) check(x, y, given)
    }
}

describe('isSeparated', () => {
  test.each([
    ['a -> b -> c', 'a', 'c', [], false],
    ['a -> b -> c', 'a', 'c', ['b'], true],
    ['a -> b <- c', 'a', 'c', [], true],
    ['a -> b <- c', 'a', 'c', ['b'], false],
    ['a -> b <- c b -> d', 'a', 'c', ['d'], false],
    ['a <-> b <-> c', 'a', 'c', ['b'], false],
    ['mag { a -- b -- c }', 'a', 'c', ['b'], true],
    ['pag { a @-> b <-@ c }', 'a', 'c', [], true],
    ['pag { a @-> b <-@ c }', 'a', 'c', ['b'], false],
    ['pdag { a -- b -- c }', 'a', 'c', ['b'], true],
    ['pdag { a -- b -- c -- d -- a }', 'a', 'c', ['b', 'd'], true],
  ])('%s: %s and %s given %j: %s', (text, x, y, given, expected) => {
    expect(isSeparated(parseGraph(text), { x, y, given })).toBe(expected)
  })

  test('every query on every DAG of four nodes agrees with moralisation', () => {
    for (const graph of allDags(4))
      everyQuery(graph, (x, y, given) =>
        expect(isSeparated(graph, { x, y, given })).toBe(separatedByMoralisation(graph, x, y, given)),
      )
  })

  test('every query on random mixed graphs of five nodes agrees with moralisation and with the listing of paths', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('dag' as const, 'admg' as const), (seed, kind) => {
        const graph = randomMixedGraph(seed, { nodes: 5, kind, density: 0.4 })
        everyQuery(graph, (x, y, given) => {
          const separated = isSeparated(graph, { x, y, given })
          expect(separated).toBe(separatedByMoralisation(graph, x, y, given))
          expect(separated).toBe(separatedByPaths(graph, x, y, given))
        })
      }),
      { numRuns: 150 },
    )
  })

  test('sets on larger graphs agree with moralisation, and both sides may be swapped', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomMixedGraph(seed, { nodes: 14, kind: 'admg', density: 0.15 })
        const [x, y, given] = [graph.nodes.slice(0, 2), graph.nodes.slice(2, 4), graph.nodes.slice(4, 8)]
        const separated = isSeparated(graph, { x, y, given })
        expect(isSeparated(graph, { x: y, y: x, given })).toBe(separated)
        expect(separated).toBe(x.every((a) => y.every((b) => separatedByMoralisation(graph, a, b, given))))
      }),
      { numRuns: 500 },
    )
  })

  test('names on both sides, unknown names and empty sides', () => {
    const graph = parseGraph('a -> b')
    expect(() => isSeparated(graph, { x: 'a', y: ['a', 'b'] })).toThrow('“a” is both x and y')
    expect(() => isSeparated(graph, { x: 'a', y: 'c' })).toThrow('no node “c”')
    expect(isSeparated(graph, { x: [], y: ['a'] })).toBe(true)
    expect(isSeparated(graph, { x: 'a', y: 'b', given: ['a'] })).toBe(true)
  })
})

test('a DAG that is none is refused with its cycle, by every question', () => {
  const graph = createGraph({ kind: 'dag', edges: [directed('a', 'b'), directed('b', 'c'), directed('c', 'a')] })
  expect(() => isSeparated(graph, { x: 'a', y: 'b' })).toThrow('a → b → c → a')
  expect(() => [...minimalSeparators(graph, { x: 'a', y: 'b' })]).toThrow('a → b → c → a')
  expect(() => adjustmentSets(graph, { treatment: 'a', outcome: 'b' })).toThrow('a → b → c → a')
  expect(() => frontDoorSets(graph, { treatment: 'a', outcome: 'b' })).toThrow('a → b → c → a')
  expect(() => toCpdag(graph)).toThrow('a → b → c → a')
})

describe('sigmaSeparated', () => {
  test('conditioning on one node of a cycle does not cut it', () => {
    const graph = parseGraph('digraph { x -> a; a -> b; b -> a; b -> y }')
    expect(dSeparated(graph, { x: 'x', y: 'y', given: ['a', 'b'] })).toBe(true)
    expect(sigmaSeparated(graph, { x: 'x', y: 'y', given: ['a'] })).toBe(false)
    expect(sigmaSeparated(graph, { x: 'x', y: 'y', given: ['a', 'b'] })).toBe(true)
    const square = parseGraph('digraph { x -> a; a -> b; b -> c; c -> d; d -> a; y -> c }')
    expect(dSeparated(square, { x: 'x', y: 'y', given: ['a', 'c'] })).toBe(true)
    expect(isSeparated(square, { x: 'x', y: 'y', given: ['a', 'c'] })).toBe(false)
  })

  test('agrees with m-separation in the acyclification', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomMixedGraph(seed, { nodes: 5, kind: 'cyclic', density: 0.35 })
        const acyclic = acyclification(graph)
        everyQuery(graph, (x, y, given) =>
          expect(isSeparated(graph, { x, y, given })).toBe(mSeparated(acyclic, { x, y, given })),
        )
      }),
      { numRuns: 200 },
    )
  })

  test('is d-separation where nothing is cyclic', () => {
    const graph = randomMixedGraph(5, { nodes: 6, kind: 'admg', density: 0.4 })
    const loose = parseGraph('digraph { }')
    expect(loose.kind).toBe('dag')
    everyQuery(graph, (x, y, given) =>
      expect(sigmaSeparated(graph, { x, y, given })).toBe(dSeparated(graph, { x, y, given })),
    )
  })
})
