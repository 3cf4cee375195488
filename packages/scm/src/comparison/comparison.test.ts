import { describe, expect, test } from 'vitest'
import { enumerateDags } from '../equivalence/enumerateDags.ts'
import { toCpdag } from '../equivalence/toCpdag.ts'
import type { Graph } from '../graph/graph.ts'
import { descendants } from '../graph/walks.ts'
import { parseGraph } from '../syntax/parseGraph.ts'
import { adjustsByDefinition } from '../testing/adjustment.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { edgeScores, structuralHammingDistance } from './edgeScores.ts'
import { structuralInterventionBounds, structuralInterventionDistance } from './structuralInterventionDistance.ts'

function byDefinition(truth: Graph, estimate: Graph): number {
  let wrong = 0
  for (const i of truth.nodes) {
    const parents = estimate.edges.filter(({ to }) => to === i).map(({ from }) => from)
    for (const j of truth.nodes) {
      if (i === j) continue
      if (parents.includes(j)) wrong += Number(descendants(truth, i).includes(j))
      else wrong += Number(!adjustsByDefinition(truth, i, j, parents))
    }
  }
  return wrong
}

describe('structuralInterventionDistance', () => {
  test('the examples of the paper’s introduction: a missing edge may cost nothing, a turned one a lot', () => {
    // Peters & Bühlmann (2015), example 1: G, H₁ (Y₁ → Y₂ added) and H₂ (X₁ → X₂ turned).
    const truth = parseGraph('dag { X1 -> X2 X1 -> {Y1 Y2 Y3} X2 -> {Y1 Y2 Y3} }')
    const added = parseGraph('dag { X1 -> X2 X1 -> {Y1 Y2 Y3} X2 -> {Y1 Y2 Y3} Y1 -> Y2 }')
    const turned = parseGraph('dag { X2 -> X1 X1 -> {Y1 Y2 Y3} X2 -> {Y1 Y2 Y3} }')
    expect([structuralHammingDistance(truth, added), structuralInterventionDistance(truth, added)]).toEqual([1, 0])
    expect([structuralHammingDistance(truth, turned), structuralInterventionDistance(truth, turned)]).toEqual([1, 8])
  })

  test('random pairs of DAGs, by the definition', () => {
    for (let seed = 0; seed < 80; seed++) {
      const truth = randomMixedGraph(seed, { nodes: 5, kind: 'dag', density: 0.5 })
      const estimate = randomMixedGraph(seed + 1000, { nodes: 5, kind: 'dag', density: 0.5 })
      expect(structuralInterventionDistance(truth, estimate)).toBe(byDefinition(truth, estimate))
      expect(structuralInterventionDistance(truth, truth)).toBe(0)
    }
  })

  test('bounds of a CPDAG are those of its DAGs', () => {
    for (let seed = 0; seed < 40; seed++) {
      const truth = randomMixedGraph(seed, { nodes: 6, kind: 'dag', density: 0.4 })
      const cpdag = toCpdag(randomMixedGraph(seed + 500, { nodes: 6, kind: 'dag', density: 0.3 }))
      const all = enumerateDags(cpdag).map((dag) => structuralInterventionDistance(truth, dag))
      expect(structuralInterventionBounds(truth, cpdag)).toEqual({ lower: Math.min(...all), upper: Math.max(...all) })
    }
  })

  test('what it is not defined for is said', () => {
    const dag = parseGraph('a -> b')
    expect(() => structuralInterventionDistance(dag, parseGraph('pdag { a -- b }'))).toThrow(
      'the estimate is a CPDAG'.replace('the', 'The'),
    )
    expect(() => structuralInterventionDistance(dag, parseGraph('a -> c'))).toThrow('“b”')
  })
})

describe('edgeScores', () => {
  test('counts adjacencies, arrowheads and tails', () => {
    const truth = parseGraph('dag { a -> b -> c d }')
    const estimate = parseGraph('pdag { a -- b c -> b c -> d }')
    const scores = edgeScores(truth, estimate)
    expect(scores.edges).toEqual({
      precision: 2 / 3,
      recall: 1,
      f1: 0.8,
      truePositives: 2,
      falsePositives: 1,
      falseNegatives: 0,
    })
    expect(scores.arrowheads).toMatchObject({
      precision: 0,
      recall: 0,
      truePositives: 0,
      falsePositives: 2,
      falseNegatives: 2,
    })
    expect(scores.tails).toMatchObject({ truePositives: 1 })
    expect(structuralHammingDistance(truth, estimate)).toBe(3)
  })

  test('where nothing is found or true there is no share', () => {
    const empty = parseGraph('dag { a b }')
    expect(edgeScores(empty, empty).edges).toMatchObject({ precision: undefined, recall: undefined, f1: undefined })
  })
})
