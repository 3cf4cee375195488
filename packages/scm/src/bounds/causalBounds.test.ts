import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { counterfactualProbability } from '../model/counterfactual.ts'
import { defineFiniteScm } from '../model/finiteScm.ts'
import { query } from '../model/query.ts'
import { minimise } from '../numerics/linearProgram.ts'
import { seededRandom } from '../random.ts'
import { causalBounds, causationBounds, instrumentBounds, manskiBounds } from './causalBounds.ts'

const binary = (name: string) => ({ name, levels: ['0', '1'] })

/** Weights that sum to one. */
function weights(random: () => number, count: number): number[] {
  const raw = Array.from({ length: count }, () => -Math.log(1 - random()))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((one) => one / sum)
}

describe('the linear program', () => {
  test('known answer: minimise −3a − 5b, a ≤ 4, 2b ≤ 12, 3a + 2b ≤ 18 (Dantzig’s example) is −36', () => {
    const rows = [
      { coefficients: [1, 0, 1, 0, 0], value: 4 },
      { coefficients: [0, 2, 0, 1, 0], value: 12 },
      { coefficients: [3, 2, 0, 0, 1], value: 18 },
    ]
    const solution = minimise({ objective: [-3, -5, 0, 0, 0], rows })
    expect(solution).toMatchObject({ feasible: true, minimum: -36 })
  })

  test('what cannot be met says by how much', () => {
    const rows = [
      { coefficients: [1, 1], value: 1 },
      { coefficients: [1, 1], value: 1.5 },
    ]
    expect(minimise({ objective: [1, 0], rows })).toEqual({ feasible: false, violation: 0.5 })
  })

  test('what has no minimum says so, and redundant rows do no harm', () => {
    expect(() => minimise({ objective: [-1, 0], rows: [{ coefficients: [1, -1], value: 0 }] })).toThrow('no minimum')
    const twice = Array.from({ length: 2 }, () => ({ coefficients: [1, 1], value: 1 }))
    expect(minimise({ objective: [1, 2], rows: twice })).toMatchObject({ feasible: true, minimum: 1 })
  })
})

/** A joint of X and Y with the types of people behind it: P(x, Y_0 = a, Y_1 = b), index 4x + 2a + b. */
function people(random: () => number) {
  const types = weights(random, 8)
  const p = new Float64Array(4)
  for (const [i, weight] of types.entries()) {
    const [x, y0, y1] = [i >> 2, (i >> 1) & 1, i & 1]
    p[2 * x + (x === 1 ? y1 : y0)]! += weight
  }
  const where = (holds: (x: number, y0: number, y1: number) => boolean) =>
    types.reduce((sum, weight, i) => (holds(i >> 2, (i >> 1) & 1, i & 1) ? sum + weight : sum), 0)
  return { joint: { variables: [binary('X'), binary('Y')], p }, where }
}

/** The tightest bounds on a share of people, by linear programming over the eight types. */
function byProgram(
  joint: { p: Float64Array },
  share: (x: number, y0: number, y1: number) => boolean,
  { experiment, monotone = false }: { experiment?: { treated: number; untreated: number }; monotone?: boolean } = {},
) {
  const row = (holds: (x: number, y0: number, y1: number) => boolean) =>
    Float64Array.from({ length: 8 }, (_, i) => Number(holds(i >> 2, (i >> 1) & 1, i & 1)))
  const rows = [0, 1, 2, 3].map((cell) => ({
    coefficients: row((x, y0, y1) => cell === 2 * x + (x === 1 ? y1 : y0)),
    value: joint.p[cell]!,
  }))
  if (experiment) {
    rows.push({ coefficients: row((_, __, y1) => y1 === 1), value: experiment.treated })
    rows.push({ coefficients: row((_, y0) => y0 === 1), value: experiment.untreated })
  }
  if (monotone) rows.push({ coefficients: row((_, y0, y1) => y0 === 1 && y1 === 0), value: 0 })
  const objective = row(share)
  const least = minimise({ objective, rows })
  const most = minimise({ objective: objective.map((one) => -one), rows })
  if (!least.feasible || !most.feasible) return undefined
  return { lower: least.minimum, upper: -most.minimum }
}

const close = (bounds: { lower: number; upper: number }) => ({
  lower: expect.closeTo(bounds.lower, 7),
  upper: expect.closeTo(bounds.upper, 7),
})

test('natural bounds are those of the program over all types of people, and hold the truth', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { joint, where } = people(seededRandom(seed))
      const { treated, untreated, effect } = manskiBounds(joint, { treatment: 'X', outcome: 'Y' })
      expect(treated).toEqual(close(byProgram(joint, (_, __, y1) => y1 === 1)!))
      expect(untreated).toEqual(close(byProgram(joint, (_, y0) => y0 === 1)!))
      const truth = where((_, __, y1) => y1 === 1) - where((_, y0) => y0 === 1)
      expect(effect.lower).toBeLessThanOrEqual(truth + 1e-12)
      expect(effect.upper).toBeGreaterThanOrEqual(truth - 1e-12)
      expect(effect.upper - effect.lower).toBeCloseTo(1, 10)
    }),
  )
})

test('Tian and Pearl’s bounds are those of the program, with and without an experiment and monotonicity', () => {
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), (seed, monotone) => {
      const { joint, where } = people(seededRandom(seed))
      const experiment = { treated: where((_, __, y1) => y1 === 1), untreated: where((_, y0) => y0 === 1) }
      const cells = { xy: joint.p[3]!, otherNotY: joint.p[0]! }
      const pns = (_: number, y0: number, y1: number) => y0 === 0 && y1 === 1
      for (const given of [{}, { experiment }]) {
        const answer = causationBounds(joint, { treatment: 'X', outcome: 'Y', ...given, monotone })
        const program = byProgram(joint, pns, { ...given, monotone })
        expect(answer.compatible).toBe(program !== undefined)
        if (!answer.compatible || !program) continue
        expect(answer.necessityAndSufficiency).toEqual(close(program))
        const pn = byProgram(joint, (x, y0, y1) => x === 1 && y0 === 0 && y1 === 1, { ...given, monotone })!
        expect(answer.necessity).toEqual(close({ lower: pn.lower / cells.xy, upper: pn.upper / cells.xy }))
        const ps = byProgram(joint, (x, y0, y1) => x === 0 && y0 === 0 && y1 === 1, { ...given, monotone })!
        expect(answer.sufficiency).toEqual(
          close({ lower: ps.lower / cells.otherNotY, upper: ps.upper / cells.otherNotY }),
        )
      }
    }),
    { numRuns: 200 },
  )
})

test('known answer: the legal example of Pearl (2009, §9.3.4, table 9.2)', () => {
  // 1,000 in the experiment: 16 of the treated and 14 of the untreated die; of 2,000 observed 2 with and 28 without the
  // drug died. PN is at least 1, so the drug killed each who took it and died.
  const joint = {
    variables: [binary('drug'), binary('dies')],
    p: Float64Array.of(972, 28, 998, 2).map((n) => n / 2000),
  }
  const answer = causationBounds(joint, {
    treatment: 'drug',
    outcome: 'dies',
    experiment: { treated: 0.016, untreated: 0.014 },
  })
  expect(answer).toMatchObject({ compatible: true, necessity: { lower: expect.closeTo(1, 9), upper: 1 } })
})

test('an experiment that the table rules out is said to disagree', () => {
  const { joint } = people(seededRandom(3))
  const answer = causationBounds(joint, { treatment: 'X', outcome: 'Y', experiment: { treated: 0, untreated: 0.5 } })
  expect(answer).toMatchObject({ compatible: false, reason: expect.stringContaining('lies outside') })
})

describe('an instrument', () => {
  test('Balke and Pearl’s closed form for the effect: the largest of eight, the least of eight', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const model = defineFiniteScm({
          exogenous: [
            { names: ['UZ'], cards: [2], p: [0.4, 0.6] },
            { names: ['U'], cards: [16], p: Float64Array.from(weights(random, 16)) },
          ],
          endogenous: [
            { name: 'Z', card: 2, parents: ['UZ'], table: [0, 1] },
            { name: 'X', card: 2, parents: ['Z', 'U'], equation: ({ Z, U }) => (U! >> Z!) & 1 },
            { name: 'Y', card: 2, parents: ['X', 'U'], equation: ({ X, U }) => (U! >> (2 + X!)) & 1 },
          ],
        })
        const joint = query(model, { of: ['Z', 'X', 'Y'] })
        const answer = instrumentBounds(joint, { instrument: 'Z', treatment: 'X', outcome: 'Y' })
        if (!answer.compatible) throw new Error('a model that exists is compatible')
        // p(y x | z) as p_yx.z of Balke & Pearl (1997), eq. 5
        const p = (y: number, x: number, z: number) => joint.p[4 * z + 2 * x + y]! / (z === 0 ? 0.4 : 0.6)
        const lower = Math.max(
          p(1, 1, 1) + p(0, 0, 0) - 1,
          p(1, 1, 0) + p(0, 0, 1) - 1,
          p(1, 1, 0) - p(1, 1, 1) - p(1, 0, 1) - p(0, 1, 0) - p(1, 0, 0),
          p(1, 1, 1) - p(1, 1, 0) - p(1, 0, 0) - p(0, 1, 1) - p(1, 0, 1),
          -p(0, 1, 1) - p(1, 0, 1),
          -p(0, 1, 0) - p(1, 0, 0),
          p(0, 0, 1) - p(0, 1, 1) - p(1, 0, 1) - p(0, 1, 0) - p(0, 0, 0),
          p(0, 0, 0) - p(0, 1, 0) - p(1, 0, 0) - p(0, 1, 1) - p(0, 0, 1),
        )
        expect(answer.effect.lower).toBeCloseTo(lower, 7)
        const truth = [1, 0].map(
          (x) => counterfactualProbability(model, { event: [{ variable: 'Y', value: 1, do: { X: x } }] }).probability,
        )
        expect(answer.effect.lower).toBeLessThanOrEqual(truth[0]! - truth[1]! + 1e-9)
        expect(answer.effect.upper).toBeGreaterThanOrEqual(truth[0]! - truth[1]! - 1e-9)
      }),
      { numRuns: 100 },
    )
  })

  test('a table that no instrument could make is incompatible', () => {
    // Pearl’s instrumental inequality: max_z P(x, y | z) summed over y exceeds one.
    const p = Float64Array.of(0, 0.5, 0, 0, 0.5, 0, 0, 0) // Z = 0: X = 0, Y = 1; Z = 1: X = 0, Y = 0
    const joint = { variables: [binary('Z'), binary('X'), binary('Y')], p }
    const answer = instrumentBounds(joint, { instrument: 'Z', treatment: 'X', outcome: 'Y' })
    expect(answer.compatible).toBe(false)
    expect(causalBounds(joint, { treatment: 'X', outcome: 'Y', instrument: 'Z' }).instrument?.compatible).toBe(false)
  })
})

test.each([
  [{ treatment: 'W', outcome: 'Y' }, 'no variable “W”'],
  [{ treatment: 'X', outcome: 'X' }, 'both treatment and outcome'],
  [{ treatment: 'X', outcome: 'Y', treated: 0 }, 'the same level'],
  [{ treatment: 'X', outcome: 'Y', treated: 'yes' }, 'no value "yes"'],
])('%o says what is wrong', (asked, message) => {
  expect(() => manskiBounds(people(seededRandom(1)).joint, asked)).toThrow(message)
})
