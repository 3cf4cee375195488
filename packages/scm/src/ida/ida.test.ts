import { describe, expect, test } from 'vitest'
import { enumerateDags } from '../equivalence/enumerateDags.ts'
import { meekRules } from '../equivalence/meekRules.ts'
import { toCpdag } from '../equivalence/toCpdag.ts'
import type { Graph } from '../graph/graph.ts'
import { parentsOf, topologicalOrder } from '../graph/walks.ts'
import type { Covariance } from '../numerics/regression.ts'
import { seededRandom } from '../random.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { type LinearModel, randomLinearModel, totalEffect } from '../testing/linearModel.ts'
import { ida, jointIda } from './ida.ts'
import { possibleParents } from './parentSets.ts'

function covarianceOf(graph: Graph, { covariance }: LinearModel): Covariance {
  return { variables: graph.nodes, covariance: Float64Array.from(covariance.flat()) }
}

/** The linear model of another DAG of the class with the same covariance: each node regressed on its parents. */
function refitted(dag: Graph, { covariance }: LinearModel): LinearModel {
  const weights = dag.nodes.map(() => dag.nodes.map(() => 0))
  for (const node of dag.nodes) {
    const parents = parentsOf(dag, node).map((name) => dag.index.get(name)!)
    const y = dag.index.get(node)!
    const solved = gauss(
      parents.map((i) => parents.map((j) => covariance[i]![j]!)),
      parents.map((i) => covariance[i]![y]!),
    )
    for (const [at, parent] of parents.entries()) weights[parent]![y] = solved[at]!
  }
  return { weights, covariance }
}

function gauss(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (const [i, row] of rows.entries())
    for (const [k, other] of rows.entries()) {
      if (k === i) continue
      const factor = other[i]! / row[i]!
      rows[k] = other.map((value, j) => value - factor * row[j]!)
    }
  return rows.map((row, i) => row.at(-1)! / row[i]!)
}

/** The coefficients of the treatments after all of them are set: sums over paths that pass no other treatment. */
function jointEffect(dag: Graph, { weights }: LinearModel, treatment: readonly string[], outcome: string): number[] {
  const order = topologicalOrder(dag).map((name) => dag.index.get(name)!)
  const set = treatment.map((name) => dag.index.get(name)!)
  return set.map((source) => {
    const effect = dag.nodes.map(() => 0)
    effect[source] = 1
    for (const node of order)
      if (!set.includes(node)) effect[node] = weights.reduce((sum, out, from) => sum + effect[from]! * out[node]!, 0)
    return effect[dag.index.get(outcome)!]!
  })
}

const close = (a: number, b: number) => Math.abs(a - b) < 1e-7 * (1 + Math.abs(a))

/** The elements of one multiset, each found in the other and taken out. */
function expectSame(found: readonly number[][], expected: readonly number[][]): void {
  const left = [...expected]
  for (const one of found) {
    const at = left.findIndex((other) => one.every((value, i) => close(value, other[i]!)))
    expect({ one, at }).not.toMatchObject({ at: -1 })
    left.splice(at, 1)
  }
  expect(left).toEqual([])
}

const repeated = <T>(value: T, count: bigint) => Array.from({ length: Number(count) }, () => value)

describe('ida', () => {
  test('a chain whose first edge may point either way', () => {
    const covariance = { variables: ['x', 'y'], covariance: Float64Array.of(1, 0.5, 0.5, 2) }
    expect(ida(parseGraph('pdag { x -- y }'), { treatment: 'x', outcome: 'y', covariance })).toEqual({
      effects: [
        { effect: 0.5, parents: [], set: [], count: 1n },
        { effect: 0, parents: ['y'], set: undefined, count: 1n },
      ],
      lower: 0,
      upper: 0.5,
    })
  })

  test.each(['parents', 'optimal'] as const)('is the multiset over all DAGs of the class (%s)', (adjustment) => {
    const random = seededRandom(17)
    let wide = 0
    for (let seed = 0; seed < 150; seed++) {
      const dag = randomMixedGraph(seed, { nodes: 6, kind: 'dag', density: 0.25 + 0.4 * random() })
      const model = randomLinearModel(dag, random)
      const cpdag = toCpdag(dag)
      const query = { treatment: 'a', outcome: 'b', covariance: covarianceOf(dag, model) }
      const found = ida(cpdag, { ...query, adjustment }).effects
      const expected = enumerateDags(cpdag).map((each) => [totalEffect(each, refitted(each, model), 0, 1)])
      expectSame(
        found.flatMap(({ effect, count }) => repeated([effect], count)),
        expected,
      )
      if (found.length > 1) wide++
      expect(ida(dag, { ...query, adjustment }).effects).toEqual(found)
    }
    expect(wide).toBeGreaterThan(40)
  })

  test('with background knowledge only the DAGs that keep it count', () => {
    const random = seededRandom(23)
    let some = 0
    for (let seed = 0; seed < 300; seed++) {
      const dag = randomMixedGraph(seed, { nodes: 6, kind: 'dag', density: 0.5 })
      const [line] = toCpdag(dag)
        .edges.filter(({ fromMark }) => fromMark === 'tail')
        .filter(({ toMark }) => toMark === 'tail')
      if (!line) continue
      some++
      const known = meekRules(toCpdag(dag), { required: [[line.from, line.to]] })
      const model = randomLinearModel(dag, random)
      const found = ida(known, { treatment: 'a', outcome: 'b', covariance: covarianceOf(dag, model) }).effects
      const expected = enumerateDags(known).map((each) => [totalEffect(each, refitted(each, model), 0, 1)])
      expectSame(
        found.flatMap(({ effect, count }) => repeated([effect], count)),
        expected,
      )
    }
    expect(some).toBeGreaterThan(50)
  })

  test('the parents that a node can have', () => {
    expect(possibleParents(parseGraph('pdag { a -- b -- c  a -- c  d -> e <- c }'), 'a')).toEqual([
      [],
      ['b'],
      ['c'],
      ['b', 'c'],
    ])
    expect(possibleParents(parseGraph('pdag { a -- b -- c }'), 'b')).toEqual([[], ['a'], ['c']])
  })

  test('bad questions get a sentence', () => {
    const covariance = { variables: ['x', 'y'], covariance: Float64Array.of(1, 0.5, 0.5, 2) }
    const graph = parseGraph('pdag { x -- y -- z }')
    const ask = (options: object) => () => ida(graph, { treatment: 'x', outcome: 'y', covariance, ...options })
    expect(ask({ outcome: 'x' })).toThrow('“x” is both treatment and outcome')
    expect(ask({ outcome: 'zz' })).toThrow('no node “zz”')
    expect(ask({ outcome: 'z' })).toThrow('The covariance has no variable “z”')
    expect(ask({ covariance: { variables: ['x', 'y'], covariance: Float64Array.of(1, 0.5, 2) } })).toThrow('3 entries')
    expect(ask({ covariance: { variables: ['x', 'y'], covariance: Float64Array.of(1, Number.NaN, 0.5, 2) } })).toThrow(
      'NaN',
    )
    expect(ask({ covariance: { variables: ['x', 'y', 'z'], covariance: new Float64Array(9).fill(1) } })).not.toThrow()
    const singular = { variables: ['x', 'y', 'z'], covariance: new Float64Array(9).fill(1) }
    expect(() => ida(graph, { treatment: 'y', outcome: 'z', covariance: singular, adjustment: 'parents' })).toThrow(
      'determine each other',
    )
    expect(() => ida(parseGraph('x <-> y'), { treatment: 'x', outcome: 'y', covariance })).toThrow('ADMG')
  })
})

describe('jointIda', () => {
  test.each([
    ['a', 'b'],
    ['c', 'a', 'd'],
  ])('is the multiset over all DAGs of the class: %s, %s', (...treatment) => {
    const random = seededRandom(31)
    for (let seed = 0; seed < 100; seed++) {
      const dag = randomMixedGraph(seed, { nodes: 6, kind: 'dag', density: 0.25 + 0.4 * random() })
      const model = randomLinearModel(dag, random)
      const cpdag = toCpdag(dag)
      const names = treatment.filter((name) => name !== undefined)
      const found = jointIda(cpdag, { treatment: names, outcome: 'f', covariance: covarianceOf(dag, model) })
      const expected = enumerateDags(cpdag).map((each) => jointEffect(each, refitted(each, model), names, 'f'))
      expectSame(
        found.flatMap(({ effects, count }) => repeated([...effects], count)),
        expected,
      )
    }
  })
})
