import { describe, expect, test } from 'vitest'
import { canonicalDag } from '../equivalence/canonicalDag.ts'
import { enumerateDags } from '../equivalence/enumerateDags.ts'
import { toCpdag } from '../equivalence/toCpdag.ts'
import { toPag } from '../equivalence/toPag.ts'
import type { Graph } from '../graph/graph.ts'
import { seededRandom } from '../random.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { everyAdjustmentSet } from '../testing/adjustment.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { randomLinearModel } from '../testing/linearModel.ts'
import { magsLike } from '../testing/mags.ts'
import { adjustmentSets } from './adjustmentSets.ts'
import { optimalAdjustmentSet } from './optimalAdjustmentSet.ts'

const query = { treatment: 'a', outcome: 'b' }

/** Asymptotic variance of the coefficient of x in the regression of y on x and `given`, up to 1/n. */
function variance(covariance: number[][], x: number, y: number, given: readonly number[]): number {
  return residual(covariance, y, [x, ...given]) / residual(covariance, x, given)
}

function residual(covariance: number[][], node: number, given: readonly number[]): number {
  let matrix = [node, ...given].map((i) => [node, ...given].map((j) => covariance[i]![j]!))
  while (matrix.length > 1) {
    const last = matrix.length - 1
    matrix = matrix
      .slice(0, last)
      .map((line, i) =>
        line.slice(0, last).map((value, j) => value - (matrix[i]![last]! * matrix[last]![j]!) / matrix[last]![last]!),
      )
  }
  return matrix[0]![0]!
}

/** Of some sets, those whose variance is least in each of the random linear models of the graph. */
function alwaysBest(
  graph: Graph,
  sets: readonly string[][],
  models: number,
  random: () => number,
  { treatment, outcome } = query,
): string[] {
  const dag = graph.kind === 'dag' ? graph : canonicalDag(graph)
  const left = new Map(sets.map((set) => [set.toSorted().join(), set]))
  for (let model = 0; model < models && left.size > 0; model++) {
    const [spread, shift] = [0.5 + 3 * random(), 0.45 * random()]
    const { covariance } = randomLinearModel(dag, () => random() * spread - shift)
    const number = (name: string) => dag.index.get(name)!
    const at = (set: readonly string[]) => variance(covariance, number(treatment), number(outcome), set.map(number))
    const least = Math.min(...sets.map(at))
    for (const [key, set] of left) if (at(set) > least * (1 + 1e-7)) left.delete(key)
  }
  return [...left.keys()]
}

describe('optimalAdjustmentSet', () => {
  test('the outcome’s causes, not the treatment’s', () => {
    const graph = parseGraph('dag { x [e] y [o] v -> x -> m -> y z -> x z -> y r -> m s -> y }')
    expect(optimalAdjustmentSet(graph)).toEqual(['r', 's', 'z'])
  })

  test.each([
    ['pdag { X [e] Y [o] X -- Y }', 'amenability'],
    ['dag { x [e] y [o] u [l] x -> y u -> {x y} }', 'open path'],
    ['x [e] y [o] x <-> y', 'no effect'],
    ['x [e] y [o] y -> x', 'no effect'],
    ['x [e] y [o] x <-> y x -> y', 'open path'],
    ['{x[e] w[e]} -> {y[o]} <-> v', 'not unique'],
    ['x [e] y [o] s [selected] x -> y x -> s', 'selection'],
  ])('%s: none, for %s', (text, condition) => {
    expect(optimalAdjustmentSet(parseGraph(text))).toMatchObject({ none: true, reason: { condition } })
  })

  test.each([
    // What tells of a hidden cause of the outcome helps, when it has nothing to do with the treatment.
    ['x [e] y [o] x -> y <-> v <- w', ['v', 'w']],
    // A latent node of the O-set is replaced by what is known of it.
    ['dag { x [e] y [o] u [l] x -> y <- u -> v }', ['v']],
    ['dag { x [e] y [o] u [l] z -> x -> y z -> u -> y }', ['z']],
    ['mag { x [e] y [o] v -> x -> y z -> y z <-> x }', ['z']],
    ['pag { x [e] y [o] v @-> x -> y w @-> y }', ['w']],
  ])('hidden variables: %s: %j', (text, set) => {
    expect(optimalAdjustmentSet(parseGraph(text))).toEqual(set)
  })

  test('the graph in which Henckel et al. (2022) show that no set is best', () => {
    // M-bias whose collider is worth having: {} and {w, z} are best in different models.
    const found = optimalAdjustmentSet(parseGraph('a -> b  z -> a  z -> w  w <-> b'), query)
    const sets = adjustmentSets(parseGraph('a -> b  z -> a  z -> w  w <-> b'), { ...query, type: 'all' }).sets
    expect(sets).toEqual([[], ['z'], ['w', 'z']])
    expect(found).toMatchObject({ none: true, reason: { condition: 'not unique' } })
  })

  test('in DAGs it exists whenever a set does, and no set has a smaller variance in random linear models', () => {
    const random = seededRandom(3)
    let compared = 0
    for (let seed = 0; seed < 150; seed++) {
      const graph = randomMixedGraph(seed, { nodes: 6, kind: 'dag', density: 0.45 })
      const all = everyAdjustmentSet(graph, 'a', 'b')
      const best = optimalAdjustmentSet(graph, query)
      if (!Array.isArray(best)) {
        expect(best.reason.condition === 'no effect' || all.length === 0).toBe(true)
        continue
      }
      expect(alwaysBest(graph, all, 5, random)).toContain(best.join())
      compared += all.length
    }
    expect(compared).toBeGreaterThan(200)
  })

  test('in ADMGs it is best in every random linear model; where none is claimed, none is', () => {
    const random = seededRandom(5)
    const counts = { set: 0, 'not unique': 0 }
    for (let seed = 0; seed < 4000; seed++) {
      const graph = randomMixedGraph(seed, { nodes: 5 + (seed % 2), kind: 'admg', density: 0.2 + 0.15 * random() })
      const best = optimalAdjustmentSet(graph, query)
      if (Array.isArray(best)) {
        counts.set++
        expect(alwaysBest(graph, everyAdjustmentSet(graph, 'a', 'b'), 8, random)).toContain(best.join())
      } else if (best.reason.condition === 'not unique') {
        counts['not unique']++
        expect(alwaysBest(graph, everyAdjustmentSet(graph, 'a', 'b'), 3000, random)).toEqual([])
      } else
        expect(best.reason.condition === 'no effect' || everyAdjustmentSet(graph, 'a', 'b').length === 0).toBe(true)
    }
    expect(counts.set).toBeGreaterThan(300)
    expect(counts['not unique']).toBeGreaterThan(5)
  })

  test('a CPDAG’s set is that of each of its DAGs', () => {
    let found = 0
    for (let seed = 0; seed < 100; seed++) {
      const cpdag = toCpdag(randomMixedGraph(seed, { nodes: 6, kind: 'dag', density: 0.4 }))
      const best = optimalAdjustmentSet(cpdag, query)
      if (!Array.isArray(best)) continue
      found++
      for (const dag of enumerateDags(cpdag)) expect(optimalAdjustmentSet(dag, query)).toEqual(best)
    }
    expect(found).toBeGreaterThan(5)
  })

  test('a PAG’s set is best among its sets in random models of each of its MAGs', () => {
    const random = seededRandom(8)
    let found = 0
    for (let seed = 0; seed < 300; seed++) {
      const pag = toPag(randomMixedGraph(seed, { nodes: 5, kind: 'admg', density: 0.3 }))
      for (const treatment of pag.nodes)
        for (const outcome of pag.nodes) {
          const best = treatment === outcome ? undefined : optimalAdjustmentSet(pag, { treatment, outcome })
          if (!Array.isArray(best)) continue
          found++
          const { sets } = adjustmentSets(pag, { treatment, outcome, type: 'all' })
          for (const mag of magsLike(pag).slice(0, 6))
            expect(alwaysBest(mag, sets, 4, random, { treatment, outcome })).toContain(best.join())
        }
    }
    expect(found).toBeGreaterThan(10)
  })
})
