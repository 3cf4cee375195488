import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toCpdag } from '../equivalence/toCpdag.ts'
import { toPag } from '../equivalence/toPag.ts'
import type { Edge, Graph } from '../graph/graph.ts'
import { seededRandom } from '../random.ts'
import { compareSets } from '../separation/separators.ts'
import { formatGraph } from '../syntax/formatGraph.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { everyAdjustmentSet, minimalOf } from '../testing/adjustment.ts'
import { allDags, pairsOf, randomMixedGraph } from '../testing/graphs.ts'
import { randomLinearModel, regressionCoefficient, totalEffect } from '../testing/linearModel.ts'
import { allMags, separationModel } from '../testing/mags.ts'
import { pathsBetween } from '../testing/separation.ts'
import {
  adjustmentSets,
  canonicalAdjustmentSet,
  checkAdjustmentSet,
  directEffectSets,
  eachAdjustmentSet,
  isAdjustmentSet,
  minimumCostAdjustmentSet,
} from './adjustmentSets.ts'

const setsOf = (text: string, options: Parameters<typeof adjustmentSets>[1] = {}) =>
  adjustmentSets(parseGraph(text), options).sets

function checkAgainstDefinition(graph: Graph, treatment: string, outcome: string): void {
  const all = everyAdjustmentSet(graph, treatment, outcome)
    .map((set) => set.toSorted())
    .sort(compareSets)
  const query = { treatment, outcome }
  expect(adjustmentSets(graph, { ...query, type: 'all' }).sets).toEqual(all)
  expect(adjustmentSets(graph, query).sets).toEqual(minimalOf(all))
  const canonical = canonicalAdjustmentSet(graph, query)
  expect(canonical === undefined).toBe(all.length === 0)
  if (canonical) expect(all).toContainEqual(canonical)
}

const orderedPairs = (graph: Graph) =>
  pairsOf(graph.nodes).flatMap(
    ([a, b]) =>
      [
        [a, b],
        [b, a],
      ] as const,
  )

/** Visibility by its definition: a node not adjacent to the edge’s head with a collider path into its tail (Zhang 2008). */
function visibleIn(mag: Graph): (edge: Edge) => boolean {
  const adjacent = (a: string, b: string) =>
    mag.edges.some(({ from, to }) => (from === a && to === b) || (from === b && to === a))
  const isParent = (a: string, b: string) =>
    mag.edges.some(({ from, to, fromMark }) => fromMark === 'tail' && from === a && to === b)
  return ({ from: x, to: v }) =>
    mag.nodes.some(
      (d) =>
        d !== x &&
        d !== v &&
        !adjacent(d, v) &&
        pathsBetween(mag, d, x).some(
          (path) =>
            path.at(-1)!.toMark === 'arrow' &&
            path
              .slice(1)
              .every((edge, i) => path[i]!.toMark === 'arrow' && edge.fromMark === 'arrow' && isParent(edge.from, v)),
        ),
    )
}

describe('known answers', () => {
  test.each([
    ['{x[e]} <- a -> m <- b -> {y[o]}', {}, [[]]],
    [
      '{x[e]} <- a -> m <- b -> {y[o]}',
      { forced: 'm' },
      [
        ['a', 'm'],
        ['b', 'm'],
      ],
    ],
    [
      'dag{ x[e] y[o] m[adjusted] x <- a -> m <- b -> y}',
      {},
      [
        ['a', 'm'],
        ['b', 'm'],
      ],
    ],
    [
      'dag { X1 [exposure] X2 [exposure] Y1 [outcome] Y2 [outcome] C -> Y1 C -> m X1 -> X2 X1 -> Y2 -> Y1 X2 -> Y1 X1 -> m2 -> m -> X2 }',
      {},
      [['C'], ['m', 'm2']],
    ],
    ['pdag { X [e] Y [o] X -> W -> Y ; F -> W -- Z ; X <- F -> Z }', {}, [['F']]],
    ['mag { X [e] Y[o] X->Y }', {}, []],
    ['mag { X [e] Y[o] I->X->Y }', {}, [[]]],
    ['pag { i<-@x->y x[e] y[o] }', {}, []],
    ['A E\nB O\nE E\nZ\nU\n\nA U\nB Z\nZ E\nU Z', {}, [['U', 'Z']]],
    ['E E\nD O\nA 1\nB U\nZ 1\n\nA E Z\nB D Z\nZ E D', {}, [['A', 'Z']]],
    ['{S1 [s]} -> {X[e]} <- Z -> {Y[o]} <- S2', {}, [['Z']]],
    ['{S1 [s]} <- {X[e]} <- Z -> {Y[o]} <- S2', {}, []],
    ['x -> y x <-> y', { treatment: 'x', outcome: 'y' }, []],
    ['x -> m -> y z -> x z -> y', { treatment: 'x', outcome: 'y', forbidden: ['z'] }, []],
  ] as const)('%s %j', (text, options, sets) => {
    expect(setsOf(text, options as object)).toEqual(sets)
  })

  test.each([
    ['X1 E\nX2 E\nY O\nM1 1\nM2 1\n\nX1 Y M1\nY M2\nM1 M2\nM2 X2', []],
    ['X1 E\nX2 E\nY O\nM1 1\nM2 1\n\nX1 M1\nY M2\nM1 M2\nM2 X2', [['M1', 'M2']]],
    ['X1 E\nY1 O\nY2 O\nD A\n\nX1 Y1\nY1 Y2\nY2 D', []],
    ['X1 E\nY1 O\nY2 O\nD A\n\nX1 Y1\nY2 D', [['D']]],
    ['dag { X [e] Y [o] X -> I -> Y Z -> X Z -> I }', [['I']]],
  ])('direct effects: %j', (text, sets) => {
    expect(directEffectSets(parseGraph(text)).sets).toEqual(sets)
  })

  test('a given set is judged, for total and direct effects', () => {
    const graph = parseGraph('Z -> {{a[e]} -> { b -> {c[o]} }}')
    expect(isAdjustmentSet(graph, { set: 'Z' })).toBe(true)
    expect(isAdjustmentSet(graph, { set: 'Z', effect: 'direct' })).toBe(false)
    expect(isAdjustmentSet(graph, { given: ['Z', 'b'], effect: 'direct' })).toBe(true)
    expect(isAdjustmentSet(parseGraph('dag{x[e] y[o] x<->m<->y x->y}'), { set: ['m'] })).toBe(false)
    expect(isAdjustmentSet(parseGraph('{S1 [s]} -> {X[e]} <- {Z[a]} -> {Y[o]} <- {S2 [a]}'))).toBe(true)
    expect(isAdjustmentSet(parseGraph('{S1 [a]} -> {X[e]} -> {Y[o]} <- {S2 [s]}'))).toBe(false)
  })

  test('the failing condition comes with its node or path', () => {
    const reason = (text: string, options = {}) => adjustmentSets(parseGraph(text), options).reason
    expect(reason('mag { X [e] Y[o] X->Y }')).toMatchObject({ condition: 'amenability', path: ['X', 'Y'] })
    expect(reason('pdag { X [e] Y[o] X -- A -- Y }')).toMatchObject({ condition: 'amenability', path: ['X', 'A', 'Y'] })
    expect(reason('x [e] y [o] x -> m -> y', { forced: 'm' })).toMatchObject({ condition: 'forbidden node', node: 'm' })
    expect(reason('x [e] y [o] u [l] x <- u -> y')).toMatchObject({ condition: 'open path', path: ['x', 'u', 'y'] })
    const check = checkAdjustmentSet(parseGraph('x[e] y[o] z -> {x y} x -> y'), { set: [] })
    expect(check).toMatchObject({ valid: false, reason: { condition: 'open path', path: ['x', 'z', 'y'] } })
  })

  test('questions leave the graph as it was', () => {
    const graph = parseGraph('{x[e]} <- a -> m <- b -> {y[o]}')
    const before = formatGraph(graph)
    const [first, , third] = [{}, { forced: 'm' }, {}].map((options) => adjustmentSets(graph, options))
    expect(third).toEqual(first)
    expect(formatGraph(graph)).toBe(before)
  })

  test('bad questions get a sentence', () => {
    const graph = parseGraph('x -> y')
    expect(() => adjustmentSets(graph, { treatment: 'x', outcome: 'x' })).toThrow('“x” is both treatment and outcome')
    expect(() => adjustmentSets(graph, { treatment: 'x' })).toThrow('No outcome is named')
    expect(() => adjustmentSets(parseGraph('digraph { a -> b -> a }'), { treatment: 'a', outcome: 'b' })).toThrow(
      'a → b → a',
    )
    expect(() => directEffectSets(parseGraph('pdag { x [e] y [o] x -- y }'))).toThrow('CPDAG')
  })
})

describe('against the definition', () => {
  test('every pair of every DAG of four nodes', () => {
    for (const graph of allDags(4)) for (const [x, y] of orderedPairs(graph)) checkAgainstDefinition(graph, x, y)
  })

  test('a random share of the DAGs of five nodes (SCM_ALL_DAGS=1: all 29,281)', () => {
    const random = seededRandom(20)
    const share = process.env.SCM_ALL_DAGS ? 1 : 0.005
    for (const graph of allDags(5))
      if (random() < share) for (const [x, y] of orderedPairs(graph)) checkAgainstDefinition(graph, x, y)
  }, 900_000)

  test('random ADMGs of six nodes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomMixedGraph(seed, { nodes: 6, kind: 'admg', density: 0.3 })
        checkAgainstDefinition(graph, 'a', 'b')
      }),
      { numRuns: 200 },
    )
  })

  test('a CPDAG’s sets are those of all its DAGs', () => {
    const classes = new Map<string, { cpdag: Graph; dags: Graph[] }>()
    for (const graph of allDags(4)) {
      const cpdag = toCpdag(graph)
      const key = formatGraph(cpdag)
      classes.set(key, { cpdag, dags: [...(classes.get(key)?.dags ?? []), graph] })
    }
    expect(classes.size).toBe(185)
    for (const { cpdag, dags } of classes.values())
      for (const [treatment, outcome] of orderedPairs(cpdag)) {
        const everywhere = dags.map((dag) => everyAdjustmentSet(dag, treatment, outcome).map((set) => set.join()))
        const common = everywhere[0]!.filter((set) => everywhere.every((sets) => sets.includes(set)))
        const found = adjustmentSets(cpdag, { treatment, outcome, type: 'all' }).sets.map((set) => set.join())
        expect(found.toSorted()).toEqual(common.toSorted())
      }
  })

  test('a PAG’s sets are those of all its MAGs', () => {
    const classes = new Map<string, Graph[]>()
    for (const mag of allMags(4, { selection: false })) {
      const key = separationModel(mag)
      classes.set(key, [...(classes.get(key) ?? []), mag])
    }
    let some = 0
    for (const mags of classes.values()) {
      const pag = toPag(mags[0]!)
      for (const [treatment, outcome] of orderedPairs(pag)) {
        const query = { treatment, outcome, type: 'all' as const }
        const everywhere = mags.map((mag) =>
          everyAdjustmentSet(mag, treatment, outcome, visibleIn(mag)).map((set) => set.join()),
        )
        for (const [i, mag] of mags.entries())
          expect(
            adjustmentSets(mag, query)
              .sets.map((set) => set.join())
              .sort(),
          ).toEqual(everywhere[i]!.toSorted())
        const common = everywhere[0]!.filter((set) => everywhere.every((sets) => sets.includes(set)))
        const found = adjustmentSets(pag, query).sets.map((set) => set.join())
        expect(found.toSorted()).toEqual(common.toSorted())
        some += found.length
      }
    }
    expect(some).toBeGreaterThan(500)
  }, 120_000)

  test('least cost, by looking at all', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(9), { minLength: 7, maxLength: 7 }), (seed, prices) => {
        const graph = randomMixedGraph(seed, { nodes: 7, kind: 'dag', density: 0.4 })
        const costs = Object.fromEntries(graph.nodes.map((name, i) => [name, prices[i]!]))
        const price = (set: readonly string[]) => set.reduce((sum, name) => sum + costs[name]!, 0)
        const query = { treatment: 'a', outcome: 'b' }
        const found = minimumCostAdjustmentSet(graph, { ...query, costs })
        const all = everyAdjustmentSet(graph, 'a', 'b')
        expect(found === undefined).toBe(all.length === 0)
        if (found) expect(price(found)).toBe(Math.min(...all.map(price)))
      }),
      { numRuns: 300 },
    )
  })
})

test('in random linear models adjustment gives the total effect, and sets that are no adjustment sets do not', () => {
  const random = seededRandom(7)
  for (let trial = 0; trial < 150; trial++) {
    const graph = randomMixedGraph(trial, { nodes: 6, kind: 'dag', density: 0.5 })
    const model = randomLinearModel(graph, random)
    const effect = totalEffect(graph, model, 0, 1)
    for (let code = 0; code < 16; code++) {
      const given = [2, 3, 4, 5].filter((_, i) => (code >> i) & 1)
      const valid = isAdjustmentSet(graph, {
        treatment: 'a',
        outcome: 'b',
        set: given.map((node) => graph.nodes[node]!),
      })
      const error = Math.abs(regressionCoefficient(model, 0, 1, given) - effect)
      if (valid) expect(error).toBeLessThan(1e-9)
      else expect(error).toBeGreaterThan(1e-9)
    }
  }
})

describe('enumeration', () => {
  const ladder = (paths: number, length: number) =>
    parseGraph(
      `x [e] y [o] x -> y ${Array.from({ length: paths }, (_, p) => {
        const chain = Array.from({ length }, (__, i) => `p${p}n${i}`)
        return `x <- ${chain.slice(0, Math.ceil(length / 2)).join(' <- ')} -> ${chain.slice(Math.ceil(length / 2)).join(' -> ')} -> y`
      }).join('\n')}`,
    )

  test('four confounding paths of four nodes have 4⁴ minimal sets', () => {
    const { sets, complete } = adjustmentSets(ladder(4, 4))
    expect([sets.length, new Set(sets.map(String)).size, complete]).toEqual([256, 256, true])
  })

  test('a limit is kept, and said', () => {
    const { sets, complete } = adjustmentSets(ladder(8, 6), { limit: 1000 })
    expect([sets.length, complete]).toEqual([1000, false])
    expect(adjustmentSets(ladder(2, 2), { limit: 4 })).toMatchObject({ complete: true })
  })

  test('a signal stops it, a generator yields the first at once', () => {
    expect(() => adjustmentSets(ladder(8, 6), { signal: AbortSignal.abort() })).toThrow()
    expect(eachAdjustmentSet(ladder(16, 3)).next().value).toHaveLength(16)
  })
})
