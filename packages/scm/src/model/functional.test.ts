import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { probabilityOfNecessity, probabilityOfNecessityAndSufficiency, probabilityOfSufficiency } from './causation.ts'
import { additive, gumbelMax, linear, structural } from './functionalScm.ts'
import { gaussianAnswer } from './gaussian.ts'
import { counterfactual, defineScm, intervene, twinNetwork } from './model.ts'
import { bernoulli, laplace, normal, uniform } from './noise.ts'
import { query } from './query.ts'
import { sample } from './sample.ts'
import { randomModel } from './testing.ts'

const mean = (column: ArrayLike<number>) => Array.from(column).reduce((a, b) => a + b, 0) / column.length

describe('a linear-Gaussian model', () => {
  // X = U1; H = 0.5 X + U2; Y = 0.7 X + 0.4 H + U3 (Pearl 2009, §4.? "education" example: school, homework, exam)
  const school = defineScm({
    mechanisms: {
      X: linear({}, { sd: 1 }),
      H: linear({ X: 0.5 }, { sd: Math.sqrt(0.75) }),
      Y: linear({ X: 0.7, H: 0.4 }, { sd: 0.6 }),
    },
  })

  test('known answer: Joe’s exam had he done twice the homework (Pearl, Glymour & Jewell 2016, §4.2.3) is 1.90', () => {
    const answer = counterfactual(school, { evidence: { X: 0.5, H: 1, Y: 1.5 }, do: { H: 2 }, of: ['Y'] })
    expect(answer.kind).toBe('gaussian')
    expect([...answer.mean]).toEqual([expect.closeTo(1.9, 10)])
  })

  test('conditioning agrees with regression on a large sample', () => {
    const { columns } = sample(school, { n: 40_000, random: seededRandom(3) })
    const near = Array.from(columns.Y!, (y, i) => ({ y, x: columns.X![i]! })).filter(({ y }) => Math.abs(y - 1) < 0.05)
    const { mean: exact, covariance } = gaussianAnswer(school, { of: ['X'], evidence: { Y: 1 } })
    const error = Math.sqrt(covariance[0]! / near.length)
    expect(Math.abs(mean(near.map(({ x }) => x)) - exact[0]!)).toBeLessThan(4 * error + 0.05)
  })

  test('a shared exogenous variable confounds, and the intervention removes it', () => {
    const model = defineScm({
      exogenous: { U: normal() },
      mechanisms: { X: linear({ U: 1 }, { sd: 1 }), Y: linear({ X: 2, U: 3 }, { sd: 1 }) },
    })
    // E[Y | X = 1] = 2 + 3·E[U | X = 1] = 2 + 3/2, but E[Y | do(X = 1)] = 2
    expect(gaussianAnswer(model, { of: ['Y'], given: { X: 1 } }).mean[0]).toBeCloseTo(3.5, 12)
    expect(gaussianAnswer(model, { of: ['Y'], do: { X: 1 } }).mean[0]).toBeCloseTo(2, 12)
  })

  test('evidence that a model without noise cannot show is refused, and repeated evidence does no harm', () => {
    const exact = defineScm({ mechanisms: { X: linear({}), Y: linear({ X: 2 }, { sd: 0 }) } })
    expect(() => gaussianAnswer(exact, { of: ['X'], evidence: { X: 1, Y: 3 } })).toThrow('“Y” cannot be 3 here')
    expect(gaussianAnswer(exact, { of: ['X'], evidence: { X: 1, Y: 2 } }).mean[0]).toBeCloseTo(1, 10)
  })

  test('sampling the same counterfactual agrees within its interval', () => {
    // The same model with one mechanism written as a function, so that it is not recognised as linear.
    const disguised = defineScm({
      mechanisms: {
        X: linear({}),
        H: additive(['X'], ({ X }) => 0.5 * X!, { sd: Math.sqrt(0.75) }),
        Y: linear({ X: 0.7, H: 0.4 }, { sd: 0.6 }),
      },
    })
    const asked = { evidence: { Y: 1.5 }, do: { H: 2 }, of: ['Y'] }
    const exact = counterfactual(school, asked)
    const sampled = counterfactual(disguised, asked, { random: seededRandom(1), samples: 40_000 })
    if (sampled.kind !== 'sampled') throw new Error('expected samples')
    const half = (sampled.upper[0]! - sampled.lower[0]!) / 2
    expect(Math.abs(sampled.mean[0]! - exact.mean[0]!)).toBeLessThan((4 / 1.96) * half)
  })
})

describe('a functional model', () => {
  test('with additive noise all seen, one sample is the exact answer', () => {
    const model = defineScm({
      mechanisms: {
        X: additive([], () => 0, { noise: laplace() }),
        Y: additive(['X'], ({ X }) => Math.exp(X!), { noise: uniform({ min: -1, max: 1 }) }),
      },
    })
    const answer = counterfactual(
      model,
      { evidence: { X: 0, Y: 1.25 }, do: { X: 1 }, of: ['Y', 'X'] },
      { random: seededRandom(1) },
    )
    expect(answer).toMatchObject({ kind: 'sampled', effectiveSamples: 1 })
    expect([...answer.mean]).toEqual([expect.closeTo(Math.E + 0.25, 12), 1])
    expect(() => counterfactual(model, { evidence: { X: 0, Y: 5 }, of: ['Y'] }, { random: seededRandom(1) })).toThrow(
      'No sample agrees with X = 0, Y = 5',
    )
  })

  test('Gumbel-max: what was seen stays when its odds only rise (Oberst & Sontag 2019, definition 2)', () => {
    const model = defineScm({
      mechanisms: {
        T: structural([], (_, u) => u, { noise: bernoulli({ p: 0.5 }) }),
        O: gumbelMax(['T'], 3, ({ T }) => (T === 1 ? [0.2, 0.5, 0.3] : [0.4, 0.3, 0.3])),
      },
    })
    const random = seededRandom(8)
    const stable = counterfactual(
      model,
      { evidence: { T: 0, O: 1 }, do: { T: 1 }, of: ['O'] },
      { random, samples: 2000 },
    )
    if (stable.kind !== 'sampled') throw new Error('expected samples')
    expect(stable.columns[0]!.every((value, i) => value === 1 || stable.weights[i] === 0)).toBe(true)
    const { columns } = sample(model, { n: 20_000, random, do: { T: 1 } })
    for (const [value, p] of [0.2, 0.5, 0.3].entries())
      expect(Math.abs(mean(Array.from(columns.O!, (one) => Number(one === value))) - p)).toBeLessThan(
        4 * Math.sqrt((p * (1 - p)) / 20_000),
      )
  })

  test('counterfactuals average back to the intervention (law of total probability)', () => {
    const model = defineScm({
      mechanisms: {
        X: structural([], (_, u) => u, { noise: bernoulli({ p: 0.3 }) }),
        O: gumbelMax(['X'], 2, ({ X }) => (X === 1 ? [0.9, 0.1] : [0.4, 0.6])),
      },
    })
    const p = (x: number, o: number) => (x === 1 ? 0.3 : 0.7) * (x === 1 ? [0.9, 0.1] : [0.4, 0.6])[o]!
    let total = 0
    for (const X of [0, 1])
      for (const O of [0, 1]) {
        const answer = counterfactual(
          model,
          { evidence: { X, O }, do: { X: 1 }, of: ['O'] },
          { random: seededRandom(X * 2 + O), samples: 20_000 },
        )
        total += p(X, O) * answer.mean[0]!
      }
    expect(Math.abs(total - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / 20_000))
  })

  test('an intervention may be another mechanism, and the model stays as it was', () => {
    const model = defineScm({ mechanisms: { X: linear({}, { sd: 1 }), Y: linear({ X: 1 }, { sd: 1 }) } })
    const shifted = intervene(model, { X: linear({}, { intercept: 5, sd: 0.1 }) })
    expect(gaussianAnswer(shifted, { of: ['Y'] }).mean[0]).toBeCloseTo(5, 12)
    expect(gaussianAnswer(model, { of: ['Y'] }).mean[0]).toBeCloseTo(0, 12)
  })

  test.each([
    [
      () => defineScm({ mechanisms: { X: linear({ Y: 1 }), Y: linear({ X: 1 }) } }),
      'The equations go round: X ← Y ← X.',
    ],
    [() => defineScm({ mechanisms: { Y: linear({ Xx: 1 }), X1: linear({}) } }), '“Y” depends on “Xx”'],
    [() => defineScm({ mechanisms: { Y: linear({}, { sd: -1 }) } }), 'it cannot be negative'],
    [() => defineScm({ mechanisms: { Y: linear({ Z: Number.NaN }) } }), 'the coefficient NaN'],
    [
      () => sample(defineScm({ mechanisms: { Y: additive([], () => Number.NaN) } }), { n: 1, random: seededRandom(1) }),
      '“Y” gets the value NaN',
    ],
    [() => counterfactual(defineScm({ mechanisms: { Y: additive([], () => 0) } }), { of: ['Y'] }), 'need `random`'],
  ])('bad input %# says what is wrong', (make, message) => {
    expect(make).toThrow(message)
  })
})

test('sampling a finite model gives its own distribution, whatever the intervention', () => {
  const random = seededRandom(21)
  const description = randomModel({ random, endogenous: 5, exogenous: 4 })
  const model = defineScm(description)
  const n = 40_000
  for (const act of [{}, { V1: 1 }] as Record<string, number>[]) {
    const { p, variables } = query(model, { of: ['V4', 'V3'], do: act })
    const { columns } = sample(model, { n, random, do: act })
    const card = variables[1]!.levels.length
    const counts = new Float64Array(p.length)
    for (let i = 0; i < n; i++) counts[columns.V4![i]! * card + columns.V3![i]!]!++
    for (const [entry, truth] of p.entries())
      expect(Math.abs(counts[entry]! / n - truth)).toBeLessThanOrEqual(
        4.5 * Math.sqrt((truth * (1 - truth)) / n) + 1e-12,
      )
  }
})

test('evidence, do and of in a finite model are the atoms of one world and another', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const model = defineScm(randomModel({ random: seededRandom(seed), endogenous: 5, exogenous: 3 }))
      const card = model.variables[model.index.get('V4')!]!.card
      const given = [{ variable: 'V3', value: 0 }]
      const seen = query(model, { of: ['V3'] }).p[0]!
      if (seen === 0) return
      const { p } = counterfactual(model, { evidence: { V3: 0 }, do: { V0: 1 }, of: ['V4'] })
      for (let value = 0; value < card; value++) {
        const { probability } = counterfactual(model, { event: [{ variable: 'V4', value, do: { V0: 1 } }], given })
        expect(p[value]).toBeCloseTo(probability, 10)
      }
      // Asking about what was seen, where the intervention does not reach it, must not trip over the shared node.
      expect(counterfactual(model, { evidence: { V3: 0 }, do: { V4: 0 }, of: ['V3'] }).p[0]).toBeCloseTo(1, 10)
    }),
    { numRuns: 200 },
  )
})

test('probabilities of causation: the firing squad, by hand', () => {
  const squad = defineScm({
    exogenous: [
      { names: ['U'], cards: [2], p: ['1/2', '1/2'] },
      { names: ['W'], cards: [2], p: ['3/4', '1/4'] },
    ],
    endogenous: [
      { name: 'A', card: 2, parents: ['U', 'W'], equation: ({ U, W }) => U === 1 || W === 1 },
      { name: 'D', card: 2, parents: ['A', 'U'], equation: ({ A, U }) => A === 1 || U === 1 },
    ],
  })
  const query = { treatment: 'A', outcome: 'D' }
  const exact = { exact: true }
  // Both happened: U = 1 (1/2, D without A all the same) or U = 0 and W = 1 (1/8, not): PN = (1/8) / (5/8).
  expect(probabilityOfNecessity(squad, query, exact).rational).toEqual({ numerator: 1n, denominator: 5n })
  expect(probabilityOfSufficiency(squad, query, exact).rational).toEqual({ numerator: 1n, denominator: 1n })
  expect(probabilityOfNecessityAndSufficiency(squad, query, exact).rational).toEqual({ numerator: 1n, denominator: 2n })
})

test('the twin network shares what the intervention does not reach', () => {
  const model = defineScm({
    exogenous: [{ names: ['U'], cards: [2], p: [0.5, 0.5] }],
    endogenous: [
      { name: 'Z', card: 2, parents: ['U'], table: [0, 1] },
      { name: 'X', card: 2, parents: ['Z'], table: [0, 1] },
      { name: 'Y', card: 2, parents: ['X', 'Z'], table: [0, 1, 1, 0] },
    ],
  })
  const twin = twinNetwork(model, { X: 1 })
  expect(twin.nodes.filter(({ world }) => world === 'shared').map(({ name }) => name)).toEqual(['U', 'Z'])
  expect(
    twin.nodes
      .filter(({ world }) => world === 'counterfactual')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['X*', 'Y*'])
  expect(twin.edges).toContainEqual(['Z', 'Y*'])
})
