/** The two algorithms against what is known exactly. */

import { measureClaim, seededRandom } from '@causerie/lab'
import { createGraph, directed, structuralHammingDistance } from '@causerie/scm'
import { gTest } from '@causerie/scm/independence'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceOfClass } from './baselines.ts'
import { type Beta, concentrated, jointOfTwoRows, mutualInformation, standardFamily } from './betaBernoulli.ts'
import { verdictOf } from './bivariate.ts'
import claims, { labelledDags } from './claims.ts'
import { betaPair, binaryDag, continuousPair, pooled } from './generators.ts'
import { normalisedDistance, structureOf } from './multivariate.ts'
import { medianOverDraws } from './rows.ts'
import { perfectTest } from './unrolled.ts'

const dag = (nodes: string[], ...edges: [string, string][]) =>
  createGraph({ kind: 'dag', nodes, edges: edges.map(([a, b]) => directed(a, b)) })

describe('the exact pair', () => {
  const beta: fc.Arbitrary<Beta> = fc.tuple(
    fc.double({ min: 0.1, max: 9, noNaN: true }),
    fc.double({ min: 0.1, max: 9, noNaN: true }),
  )
  test('property: for every family the joint is one, rows are exchangeable, and X₁ ⫫ Y₂ | X₂ holds exactly', () => {
    fc.assert(
      fc.property(beta, beta, beta, (theta, psi0, psi1) => {
        const joint = jointOfTwoRows({ theta, psi0, psi1 })
        expect(joint.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
        for (let code = 0; code < 16; code++)
          expect(joint[code]).toBeCloseTo(joint[((code & 3) << 2) | (code >> 2)]!, 14)
        expect(Math.abs(mutualInformation(joint, 'x1', 'y2', ['x2']))).toBeLessThan(1e-12)
        expect(mutualInformation(joint, 'y1', 'x2', ['y2'])).toBeGreaterThan(-1e-12)
      }),
    )
  })

  test('the less the mechanisms vary, the less is to be seen, within a row nothing changes', () => {
    const informations = [1, 10, 100, 1e4].map((factor) =>
      mutualInformation(jointOfTwoRows(concentrated(standardFamily, factor)), 'y1', 'x2', ['y2']),
    )
    for (const [at, value] of informations.slice(1).entries()) expect(value).toBeLessThan(informations[at]!)
    expect(mutualInformation(jointOfTwoRows(concentrated(standardFamily, 1e7)), 'x1', 'y1')).toBeCloseTo(0.130812036, 8)
  })

  test('drawn tables have the shares of the closed form', () => {
    const environments = 40_000
    const { columns } = betaPair(seededRandom(4), standardFamily, environments)
    const codes = ['X;1', 'Y;1', 'X;2', 'Y;2'].map((name) => (columns[name] as { codes: Int32Array }).codes)
    const counts = new Float64Array(16)
    for (let e = 0; e < environments; e++) counts[codes.reduce((code, column) => 2 * code + column[e]!, 0)]!++
    for (const [code, p] of jointOfTwoRows(standardFamily).entries())
      expect(Math.abs(counts[code]! / environments - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / environments))
  })
})

describe('the bivariate rule', () => {
  test.each([
    [0.4, 0.01, 0.001, 'forward', 'forward'],
    [0.01, 0.4, 0.001, 'backward', 'backward'],
    [0.4, 0.3, 0.2, 'none', 'none'],
    [0.6, 0.3, 0.001, 'forward', 'not identifiable'],
    [0.03, 0.02, 0.01, 'forward', 'inconsistent'],
    [0.01, 0.3, 0.4, 'none', 'none'],
  ] as const)('p→ %d, p← %d, p₀ %d: released %s, careful %s', (forward, backward, none, released, careful) => {
    expect(verdictOf(forward, backward, none, 0.05)).toMatchObject({ released, careful })
  })

  test('metamorphic: swapping the two turns the arrow', () => {
    const turned = { forward: 'backward', backward: 'forward', none: 'none' }
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, c) => {
          fc.pre(a !== b && a !== c && b !== c)
          expect(verdictOf(b, a, c, 0.05).released).toBe(turned[verdictOf(a, b, c, 0.05).released])
        },
      ),
    )
  })
})

describe('the multivariate algorithm', () => {
  test('with perfect answers it is right on every DAG of three nodes', () => {
    for (const truth of labelledDags(3)) {
      const { graph, uncertain } = structureOf(perfectTest(truth), truth.nodes, { alpha: 0.05 })
      expect(structuralHammingDistance(truth, graph), JSON.stringify(truth.edges)).toBe(0)
      expect(uncertain).toEqual([])
    }
  })

  test('pitfall: without co-parents 0→3, 1→2, 1→3, 3→2 gains the edge 0→2', () => {
    const truth = dag(['0', '1', '2', '3'], ['0', '3'], ['1', '2'], ['1', '3'], ['3', '2'])
    const without = structureOf(perfectTest(truth), truth.nodes, { alpha: 0.05, coParents: false }).graph
    expect(without.edges.filter(({ from, to }) => from === '0' && to === '2')).toHaveLength(1)
    expect(without.edges).toHaveLength(5)
    expect(structuralHammingDistance(truth, structureOf(perfectTest(truth), truth.nodes, { alpha: 0.05 }).graph)).toBe(
      0,
    )
  })

  test('pitfall: where nothing passes as a sink one is taken all the same, and said to be uncertain', () => {
    const never = {
      name: 'never',
      variables: [],
      test: () => ({ statistic: 9, pValue: 0.001, n: 100, reliable: true }),
    }
    const { levels, uncertain } = structureOf(never, ['a', 'b', 'c'], { alpha: 0.05 })
    expect(levels.flat().toSorted()).toEqual(['a', 'b', 'c'])
    expect(uncertain).toHaveLength(2)
  })

  test('metamorphic: the order of the columns does not matter to a clear answer', () => {
    const { columns, variables } = binaryDag(seededRandom('order'), { nodes: 4, environments: 20_000 })
    const found = structureOf(gTest(columns), variables, { alpha: 0.01 }).graph
    expect(
      structuralHammingDistance(found, structureOf(gTest(columns), variables.toReversed(), { alpha: 0.01 }).graph),
    ).toBe(0)
  })

  test('the score is the paper’s: 0 for the truth, 1 when nothing is found, a turned edge of one is 1', () => {
    const truth = dag(['a', 'b', 'c'], ['a', 'b'], ['b', 'c'])
    expect(normalisedDistance(truth, truth)).toBe(0)
    expect(normalisedDistance(truth, dag(['a', 'b', 'c']))).toBe(1)
    expect(normalisedDistance(truth, dag(['a', 'b', 'c'], ['a', 'b'], ['c', 'b']))).toBe(0.5)
    const chain = createGraph({
      kind: 'cpdag',
      nodes: ['a', 'b', 'c'],
      edges: truth.edges.map((edge) => ({ ...edge, toMark: 'tail' as const })),
    })
    expect(distanceOfClass(truth, chain)).toBeCloseTo((0 + 0.5 + 1) / 3, 12) // three members of the class
  })
})

describe('the generators', () => {
  test('a root of the binary DAG is one in a quarter of the rows, and its two rows are alike', () => {
    const { columns, graph } = binaryDag(seededRandom(2), { nodes: 3, environments: 20_000 })
    const root = graph.nodes.find((v) => graph.edges.every(({ to }) => to !== v))!
    const [first, second] = [1, 2].map((row) => (columns[`${root};${row}`] as { codes: Int32Array }).codes)
    const share = first!.reduce((sum, code) => sum + code, 0) / 20_000
    expect(Math.abs(share - 0.25)).toBeLessThan(0.0125)
    const both = first!.reduce((sum, code, e) => sum + code * second![e]!, 0) / 20_000
    expect(Math.abs(both - 0.1)).toBeLessThan(0.01) // E θ² of Beta(1, 3) is 1/10
  })

  test('a continuous pair has each truth in a third of the draws, and no dependence where there is no edge', () => {
    const truths = Array.from({ length: 900 }, (_, seed) => continuousPair(seededRandom(seed), 2).truth)
    for (const truth of ['forward', 'backward', 'none'])
      expect(Math.abs(truths.filter((each) => each === truth).length - 300)).toBeLessThan(57)
  })

  test('pooling puts both rows of every environment below each other', () => {
    const data = continuousPair(seededRandom(1), 30)
    expect((pooled(data).X as Float64Array)[31]).toBe((data.columns['X;2'] as Float64Array)[1])
  })
})

test('medians over draws: of three results the middle one', () => {
  const fixed = (pValue: number, reliable = true) => ({
    name: 'f',
    variables: ['a', 'b'],
    test: () => ({ statistic: pValue, pValue, n: 1, reliable, ...(reliable ? {} : { reason: 'sparse' }) }),
  })
  expect(medianOverDraws([fixed(0.9), fixed(0.1), fixed(0.4)]).test('a', 'b').pValue).toBe(0.4)
  expect(medianOverDraws([fixed(0.9, false), fixed(0.1, false), fixed(0.4)]).test('a', 'b')).toMatchObject({
    reliable: false,
    reason: 'sparse',
  })
})

test('the claims that need no minutes hold', { timeout: 60_000 }, async () => {
  for (const claim of claims.filter(({ seconds }) => seconds.quick <= 2)) {
    const verdict = await measureClaim(claim, { quick: true })
    expect(verdict.state, `${claim.id}: ${verdict.because}`).toBe('holds')
  }
})
