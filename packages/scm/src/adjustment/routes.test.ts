import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { removeOutgoing } from '../graph/changes.ts'
import type { Graph } from '../graph/graph.ts'
import { seededRandom } from '../random.ts'
import { compareSets } from '../separation/separators.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { minimalOf } from '../testing/adjustment.ts'
import { randomMixedGraph, subsetsOf } from '../testing/graphs.ts'
import { isOpen, pathsBetween, separatedByMoralisation } from '../testing/separation.ts'
import { frontDoorSets } from './frontDoorSets.ts'
import { instruments } from './instruments.ts'

const isCausal = (path: readonly { fromMark: string; toMark: string }[]) =>
  path.every(({ fromMark, toMark }) => fromMark === 'tail' && toMark === 'arrow')

function isFrontDoor(graph: Graph, x: string, y: string, set: readonly string[]): boolean {
  const causal = pathsBetween(graph, x, y).filter(isCausal)
  const backDoors = (from: string, to: string) =>
    pathsBetween(graph, from, to).filter(([first]) => first!.fromMark === 'arrow')
  return (
    causal.every((path) => path.some(({ to }) => set.includes(to))) &&
    set.every((name) => backDoors(x, name).every((path) => !isOpen(graph, path, []))) &&
    set.every((name) => separatedByMoralisation(removeOutgoing(graph, set), name, y, [x]))
  )
}

describe('frontDoorSets', () => {
  test.each([
    ['x -> m -> y x <-> y', [['m']]],
    ['x -> m -> y x <- u -> y u [latent]', [['m']]],
    ['x -> a -> b -> y x <-> y', [['a'], ['b']]],
    ['x -> {a b} -> y x <-> y', [['a', 'b']]],
    ['x -> m -> y x <-> y x <-> m', []],
    ['x -> m -> y x -> y x <-> y', []],
  ])('%s: %j', (text, sets) => {
    const found = frontDoorSets(parseGraph(text), { treatment: 'x', outcome: 'y' })
    expect(found.sets).toEqual(sets)
    expect(found.reason === undefined).toBe(sets.length > 0)
  })

  test('all and minimal sets, by the definition', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomMixedGraph(seed, { nodes: 6, kind: 'admg', density: 0.3 })
        const all = subsetsOf(graph.nodes.slice(2)).filter((set) => isFrontDoor(graph, 'a', 'b', set))
        const query = { treatment: 'a', outcome: 'b' }
        expect(frontDoorSets(graph, { ...query, type: 'all' }).sets).toEqual(all.toSorted(compareSets))
        expect(frontDoorSets(graph, query).sets).toEqual(minimalOf(all).toSorted(compareSets))
      }),
      { numRuns: 300 },
    )
  })

  test('a limit is kept and said', () => {
    const text = `x <-> y x -> ${Array.from({ length: 30 }, (_, i) => `a${i}`).join(' -> ')} -> y`
    const query = { treatment: 'x', outcome: 'y' }
    expect(frontDoorSets(parseGraph(text), query).sets).toHaveLength(30)
    expect(frontDoorSets(parseGraph(text), { ...query, type: 'all', limit: 50 })).toMatchObject({ complete: false })
  })

  test('a budget of steps ends the listing with sets that are right, and with one at least where there is one', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(12), (seed, maxSteps) => {
        const graph = randomMixedGraph(seed, { nodes: 6, kind: 'admg', density: 0.35 })
        const query = { treatment: graph.nodes[0]!, outcome: graph.nodes[1]! }
        const whole = frontDoorSets(graph, query).sets
        const { sets, complete } = frontDoorSets(graph, { ...query, maxSteps })
        if (complete) expect(sets).toEqual(whole)
        for (const set of sets) expect(whole).toContainEqual(set)
        expect(sets.length > 0).toBe(whole.length > 0)
      }),
    )
  })

  test('fifty nodes with a crowd of ways are answered in time', () => {
    const edges = Array.from({ length: 49 }, (_, i) =>
      [1, 7, 13].filter((back) => i + 1 >= back).map((back) => `n${i + 1 - back} -> n${i + 1}`),
    )
    const { sets, complete } = frontDoorSets(parseGraph(`dag { ${edges.flat().join('  ')} }`), {
      treatment: 'n0',
      outcome: 'n49',
      maxSteps: 500,
    })
    expect([sets.length > 0, complete]).toEqual([true, false])
  })
})

describe('instruments', () => {
  test.each([
    ['u [latent] z -> x -> y u -> {x y}', [{ instrument: 'z', given: [[]] }]],
    ['u [latent] w -> z -> x -> y w -> u -> x u -> y', [{ instrument: 'z', given: [['w']] }]],
    [
      'w -> z -> x -> y w -> u -> x u -> y',
      [
        { instrument: 'w', given: [['u']] },
        { instrument: 'z', given: [['u'], ['w']] },
      ],
    ],
    ['z -> x -> m -> y x <-> y', [{ instrument: 'z', given: [[]] }]],
    ['x -> y x <-> y', []],
    // Only a set outside the ancestors of z and y makes z relevant: c is a collider between z and x.
    [
      'z -> c x -> c x -> y',
      [
        { instrument: 'z', given: [['c']] },
        { instrument: 'c', given: [[]] },
      ],
    ],
  ])('%s: %j', (text, expected) => {
    const found = instruments(parseGraph(text), { treatment: 'x', outcome: 'y' })
    expect(found.toSorted((a, b) => a.instrument.localeCompare(b.instrument))).toEqual(
      expected.toSorted((a, b) => a.instrument.localeCompare(b.instrument)),
    )
  })

  test('are those of the definition, with every minimal set', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomMixedGraph(seed, { nodes: 6, kind: 'admg', density: 0.25 })
        const arcs = graph.edges.filter(({ fromMark }) => fromMark === 'tail')
        const causal = pathsBetween(graph, 'a', 'b').filter(isCausal)
        const firsts = causal.map(([first]) => `${first!.from}${first!.to}`)
        const cut = {
          ...graph,
          edges: graph.edges.filter(
            ({ from, to, fromMark }) => fromMark !== 'tail' || !firsts.includes(`${from}${to}`),
          ),
        }
        const below = new Set(['b', ...causal.flatMap((path) => path.map(({ to }) => to))])
        for (let i = 0; i < 6; i++) for (const { from, to } of arcs) if (below.has(from)) below.add(to)
        const expected = graph.nodes.slice(2).flatMap((instrument) => {
          const free = graph.nodes.slice(2).filter((name) => name !== instrument && !below.has(name))
          const valid = subsetsOf(free).filter(
            (set) =>
              separatedByMoralisation(cut, instrument, 'b', set) &&
              !separatedByMoralisation(graph, instrument, 'a', set),
          )
          return valid.length > 0 ? [{ instrument, given: minimalOf(valid).sort(compareSets) }] : []
        })
        expect(instruments(graph, { treatment: 'a', outcome: 'b' })).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })
})

test('in random linear models each instrument’s ratio of covariances is the total effect', async () => {
  const { randomLinearModel, totalEffect } = await import('../testing/linearModel.ts')
  const random = seededRandom(11)
  let checked = 0
  for (let seed = 0; seed < 300; seed++) {
    const graph = randomMixedGraph(seed, { nodes: 7, kind: 'dag', density: 0.3 })
    const model = randomLinearModel(graph, random)
    const effect = totalEffect(graph, model, 0, 1)
    for (const { instrument, given } of instruments(graph, { treatment: 'a', outcome: 'b' }))
      for (const set of given) {
        const w = set.map((name) => graph.index.get(name)!)
        const z = graph.index.get(instrument)!
        const [y, x] = [1, 0].map((node) => partialCovariance(model.covariance, z, node, w)) as [number, number]
        expect(Math.abs(y / x - effect)).toBeLessThan(1e-6)
        checked++
      }
  }
  expect(checked).toBeGreaterThan(200)
})

function partialCovariance(covariance: number[][], a: number, b: number, given: readonly number[]): number {
  const terms = [a, b, ...given]
  let matrix = terms.map((i) => terms.map((j) => covariance[i]![j]!))
  while (matrix.length > 2) {
    const last = matrix.length - 1
    matrix = matrix
      .slice(0, last)
      .map((line, i) =>
        line.slice(0, last).map((value, j) => value - (matrix[i]![last]! * matrix[last]![j]!) / matrix[last]![last]!),
      )
  }
  return matrix[0]![1]!
}
