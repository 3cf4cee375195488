/** Estimands on discrete joints, tables and normal distributions; what has no support is said, never NaN. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Graph } from '../graph/graph.ts'
import { type Identified, identify } from '../identification/identify.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { Random } from '../random.ts'
import {
  admg,
  jointOfModel,
  largestGap,
  randomAdmg,
  randomModel,
  seededRandom,
  truth,
} from '../testing/latentModels.ts'
import { invert } from './cholesky.ts'
import { evaluate } from './evaluate.ts'
import { distributionOf, term } from './expression.ts'

const backDoor = 'Z -> X -> Y, Z -> Y'
const estimandOf = (text: string, given: string[] = []) =>
  (identify(admg(text), { treatment: 'X', outcome: 'Y', given }) as Identified).estimand

describe('on a discrete joint', () => {
  test('the axes are treatments as asked, conditions, outcomes, the first slowest', () => {
    const graph = admg('B -> A, A -> Y, B -> Y, W -> Y, Y -> V')
    const found = identify(graph, { treatment: ['B', 'A'], outcome: ['V', 'Y'], given: ['W'] }) as Identified
    const cards = graph.nodes.map((name) => ({ B: 2, A: 3, Y: 2, W: 4, V: 3 })[name]!)
    const model = randomModel(graph, seededRandom(1), cards)
    const { variables, p } = evaluate(found.estimand, jointOfModel(model))
    expect(variables.map(({ name, levels }) => [name, levels.length])).toEqual([
      ['B', 2],
      ['A', 3],
      ['W', 4],
      ['V', 3],
      ['Y', 2],
    ])
    expect(largestGap(p, truth(model, ['B', 'A'], ['V', 'Y'], ['W']))).toBeLessThan(1e-12)
  })

  test('other variables, another order of variables and other names of levels change nothing', () => {
    const graph = admg(`${backDoor}, Q -> Z`)
    const model = randomModel(graph, seededRandom(2))
    const joint = jointOfModel(model)
    const expected = evaluate(estimandOf(backDoor), joint).p
    expect(largestGap(evaluate(estimandOf(backDoor), reversed(joint)).p, expected)).toBeLessThan(1e-12)
    const renamed = { ...joint, variables: joint.variables.map(({ name }) => ({ name, levels: ['no', 'yes'] })) }
    expect(evaluate(estimandOf(backDoor), renamed).variables[0]).toEqual({ name: 'X', levels: ['no', 'yes'] })
    expect(evaluate(estimandOf(backDoor), renamed).p).toEqual(expected)
  })

  test('known answer: Simpson’s kidney stones (Charig et al. 1986; Julious & Mullee 1994)', () => {
    // [size, treatment, success]; successes 81 of 87, 234 of 270, 192 of 263, 55 of 80.
    const counts = [
      [
        [6, 81],
        [36, 234],
      ],
      [
        [71, 192],
        [25, 55],
      ],
    ].flat(2)
    const variables = ['Z', 'X', 'Y'].map((name) => ({ name, levels: ['0', '1'] }))
    const { p } = evaluate(estimandOf(backDoor), { variables, p: Float64Array.from(counts, (count) => count / 700) })
    const small = 357 / 700
    expect(p[1]).toBeCloseTo((small * 81) / 87 + ((1 - small) * 192) / 263, 12)
    expect(p[3]).toBeCloseTo((small * 234) / 270 + ((1 - small) * 55) / 80, 12)
  })

  test('a sum over many variables does not make a table of all of them', () => {
    const chain = Array.from({ length: 14 }, (_, i) => `M${i} -> M${i + 1}`).join(', ')
    const graph = admg(`X -> M0, ${chain}, M14 -> Y, X <-> Y`)
    const found = identify(graph, { treatment: 'X', outcome: 'Y' }) as Identified
    const rows = 400
    const random = seededRandom(3)
    const columns = Object.fromEntries(
      graph.nodes.map((name) => [name, Array.from({ length: rows }, () => Math.floor(random() * 4))]),
    )
    const { p } = evaluate(found.estimand, { columns }, { smoothing: 1 })
    for (let x = 0; x < 4; x++) expect(p.slice(4 * x, 4 * x + 4).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10)
  })
})

describe('without support', () => {
  const variables = ['Z', 'X', 'Y'].map((name) => ({ name, levels: ['0', '1'] }))
  // X = 1 never happens with Z = 1.
  const holed: DiscreteJoint = { variables, p: Float64Array.of(0.1, 0.2, 0.1, 0.2, 0.3, 0.1, 0, 0) }

  test('the setting is named', () => {
    expect(() => evaluate(estimandOf(backDoor), holed)).toThrow(
      /says nothing about X = 1, Y = 0: a condition has probability 0/,
    )
  })

  test('or marked, and never NaN', () => {
    const { p, supported } = evaluate(estimandOf(backDoor), holed, { unsupported: 'mark' })
    expect([...supported!]).toEqual([1, 1, 0, 0])
    expect([...p.slice(2)]).toEqual([0, 0])
    expect(p[0]! + p[1]!).toBeCloseTo(1, 12)
  })

  test('a level that never happens does no harm', () => {
    const p = Float64Array.of(0.2, 0.3, 0.1, 0.4, 0, 0, 0, 0)
    expect([...evaluate(estimandOf(backDoor), { variables, p }).p]).toEqual([0.4, 0.6, 0.2, 0.8])
  })

  test('the napkin uses the values of W2 that have support', () => {
    const graph = admg('W1 -> W2 -> X -> Y, W1 <-> X, W1 <-> Y')
    const found = identify(graph, { treatment: 'X', outcome: 'Y' }) as Identified
    const model = randomModel(
      graph,
      seededRandom(4),
      graph.nodes.map((name) => (name === 'W2' ? 3 : 2)),
    )
    const w2 = graph.nodes.indexOf('W2')
    const table = model.tables[w2]!
    for (let row = 0; row < table.length; row += 3)
      table.set(
        [table[row]! / (table[row]! + table[row + 1]!), table[row + 1]! / (table[row]! + table[row + 1]!), 0],
        row,
      )
    expect(largestGap(evaluate(found.estimand, jointOfModel(model)).p, truth(model, ['X'], ['Y']))).toBeLessThan(1e-10)
  })
})

describe('on a table', () => {
  const rows = (joint: DiscreteJoint, n: number, random: Random) => {
    const columns: Record<string, number[]> = Object.fromEntries(joint.variables.map(({ name }) => [name, []]))
    for (let row = 0; row < n; row++) {
      let rest = random()
      let cell = joint.p.findIndex((value) => {
        rest -= value
        return rest < 0
      })
      for (const { name, levels } of joint.variables.toReversed()) {
        columns[name]!.push(cell % levels.length)
        cell = Math.floor(cell / levels.length)
      }
    }
    return { columns }
  }

  test('frequencies are plugged in, as in the joint they make', () => {
    const random = seededRandom(6)
    const joint = jointOfModel(randomModel(admg(backDoor), random))
    const table = rows(joint, 5000, random)
    const counts = new Float64Array(8)
    for (let row = 0; row < 5000; row++)
      counts[joint.variables.reduce((cell, { name }) => cell * 2 + table.columns[name]![row]!, 0)]! += 1 / 5000
    const estimand = estimandOf(backDoor)
    expect(largestGap(evaluate(estimand, table).p, evaluate(estimand, { ...joint, p: counts }).p)).toBeLessThan(1e-12)
    expect(largestGap(evaluate(estimand, table).p, evaluate(estimand, joint).p)).toBeLessThan(0.06)
  })

  test('calibration: 300 tables of 2,000 rows are right on average', () => {
    const random = seededRandom(7)
    const joint = jointOfModel(randomModel(admg(backDoor), random))
    const estimand = estimandOf(backDoor)
    const exact = evaluate(estimand, joint).p[3]!
    const estimates = Array.from({ length: 300 }, () => evaluate(estimand, rows(joint, 2000, random)).p[3]!)
    const mean = estimates.reduce((a, b) => a + b, 0) / 300
    const sd = Math.sqrt(estimates.reduce((a, b) => a + (b - mean) ** 2, 0) / 299)
    expect(Math.abs(mean - exact)).toBeLessThan((4 * sd) / Math.sqrt(300))
    expect(sd).toBeLessThan(0.04)
  })

  test('smoothing fills holes; levels may be given; faults are told with row and column', () => {
    const table = { columns: { Z: ['a', 'b', 'a'], X: [true, false, false], Y: [1, 0, 1] } }
    expect(() => evaluate(estimandOf(backDoor), table)).toThrow(/probability 0/)
    const { p, variables } = evaluate(estimandOf(backDoor), table, { smoothing: 0.5 })
    expect(variables[0]!.levels).toEqual(['false', 'true'])
    expect(p[0]! + p[1]!).toBeCloseTo(1, 12)
    expect(() => evaluate(estimandOf(backDoor), table, { levels: { Y: ['0', '2'] } })).toThrow(/Row 1 of “Y” is “1”/)
    expect(() => evaluate(estimandOf(backDoor), { columns: { ...table.columns, X: [1] } })).toThrow(
      /Column “X” has 1 rows/,
    )
  })
})

describe('on a normal distribution', () => {
  test('random linear models: mean and covariance are those of the intervention', () => {
    let checked = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const graph = randomAdmg(random, 5, 0.5, 0.2)
        const treatment = graph.nodes.slice(0, 3).filter(() => random() < 0.5)
        const outcome = [graph.nodes[4]!, ...(random() < 0.3 ? [graph.nodes[3]!] : [])]
        const found = identify(graph, { treatment, outcome })
        if (!found.identifiable) return
        checked++
        const model = linearModel(graph, random)
        const answer = evaluate(found.estimand, { variables: graph.nodes, ...implied(model) })
        expect(answer.inputs).toEqual(treatment)
        const at = Object.fromEntries(treatment.map((name, i) => [name, 1.5 - i]))
        const set = implied(
          model,
          new Map(Object.entries(at).map(([name, value]) => [graph.nodes.indexOf(name), value])),
        )
        const nodes = outcome.map((name) => graph.nodes.indexOf(name))
        expect(
          largestGap(
            answer.mean(at),
            nodes.map((node) => set.mean[node]!),
          ),
        ).toBeLessThan(1e-8)
        const covariance = nodes.flatMap((a) => nodes.map((b) => set.covariance[a * 5 + b]!))
        expect(largestGap(answer.covariance, covariance)).toBeLessThan(1e-8)
      }),
      { numRuns: 150, seed: 8 },
    )
    expect(checked).toBeGreaterThan(60)
  })

  test('the front door is the product of two regressions', () => {
    const graph = admg('X -> Z -> Y, X <-> Y')
    const model = linearModel(graph, seededRandom(9))
    const answer = evaluate(estimandOf('X -> Z -> Y, X <-> Y'), { variables: graph.nodes, ...implied(model) })
    expect(answer.coefficients[0]).toBeCloseTo(model.b[1 * 3 + 0]! * model.b[2 * 3 + 1]!, 10)
  })

  test('an experiment is a joint in which what was set varies freely', () => {
    const graph = admg('X -> Y, X <-> Y')
    const found = identify(graph, { treatment: 'X', outcome: 'Y', sources: [{ do: ['X'] }] }) as Identified
    const model = linearModel(graph, seededRandom(10))
    const trial = { ...model, omega: model.omega.map((value, cell) => (cell === 0 ? 4 : cell === 3 ? value : 0)) }
    const sources = [{ do: ['X'], distribution: { variables: graph.nodes, ...implied(trial) } }]
    expect(evaluate(found.estimand, sources).coefficients[0]).toBeCloseTo(model.b[2]!, 10)
  })

  test('a singular covariance and a missing input are told', () => {
    const flat = { variables: ['X', 'Y', 'Z'], mean: new Float64Array(3), covariance: new Float64Array(9).fill(1) }
    expect(() => evaluate(estimandOf(backDoor), flat)).toThrow(/not positive definite/)
    const model = linearModel(admg(backDoor), seededRandom(1))
    const answer = evaluate(estimandOf(backDoor), { variables: ['Z', 'X', 'Y'], ...implied(model) })
    expect(() => answer.mean({})).toThrow(/needs a number for “X”/)
  })
})

describe('what is refused', () => {
  const joint = jointOfModel(randomModel(admg(backDoor), seededRandom(1)))
  test.each<[string, () => unknown, RegExp]>([
    [
      'a missing variable',
      () =>
        evaluate(estimandOf(backDoor), {
          variables: [{ name: 'x', levels: ['0', '1'] }, ...joint.variables.filter(({ name }) => name !== 'X')],
          p: joint.p,
        }),
      /no variable “X”.*/,
    ],
    [
      'a joint of the wrong size',
      () => evaluate(estimandOf(backDoor), { ...joint, p: joint.p.slice(1) }),
      /has 7 probabilities; its levels make 8/,
    ],
    [
      'a probability that is none',
      () => evaluate(estimandOf(backDoor), { ...joint, p: joint.p.with(3, Number.NaN) }),
      /Entry 3 of the joint is NaN/,
    ],
    [
      'an experiment that is not there',
      () => evaluate(distributionOf([term('Y')], { do: [term('X')] }), joint),
      /needs the experiment do\(X\), which no source gives/,
    ],
    ['no source', () => evaluate(estimandOf(backDoor), []), /No distribution is given/],
  ])('%s', (_, work, message) => expect(work).toThrow(message))
})

function reversed({ variables, p }: DiscreteJoint): DiscreteJoint {
  const cards = variables.map(({ levels }) => levels.length)
  const turned = new Float64Array(p.length)
  for (const [cell, value] of p.entries()) {
    let rest = cell
    const digits = cards.toReversed().map((card) => {
      const digit = rest % card
      rest = Math.floor(rest / card)
      return digit
    })
    turned[digits.reduce((at, digit, i) => at * cards[cards.length - 1 - i]! + digit, 0)] = value
  }
  return { variables: variables.toReversed(), p: turned }
}

/** x = a + Bx + e, e ~ N(0, Ω), Ω with an entry for every ↔. */
type LinearModel = { size: number; a: number[]; b: Float64Array; omega: Float64Array }

function linearModel(graph: Graph, random: Random): LinearModel {
  const size = graph.nodes.length
  const b = new Float64Array(size * size)
  const omega = new Float64Array(size * size)
  for (let i = 0; i < size; i++) omega[i * size + i] = 1 + random()
  for (const edge of graph.edges) {
    const [from, to] = [graph.index.get(edge.from)!, graph.index.get(edge.to)!]
    const weight = (random() < 0.5 ? -1 : 1) * (0.3 + random())
    if (edge.fromMark === 'tail') b[to * size + from] = weight
    else omega[from * size + to] = omega[to * size + from] = 0.2 * weight
  }
  return { size, a: Array.from({ length: size }, () => 2 * random() - 1), b, omega }
}

/** Mean and covariance after some nodes were set. */
function implied({ size, a, b, omega }: LinearModel, set: ReadonlyMap<number, number> = new Map()) {
  const total = new Float64Array(size * size)
  for (let i = 0; i < size; i++) total[i * size + i] = 1
  // (I − B)⁻¹ = Σ Bᵏ, B nilpotent.
  let power = total.slice()
  for (let k = 1; k < size; k++) {
    const next = new Float64Array(size * size)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        for (let l = 0; l < size; l++) if (!set.has(i)) next[i * size + j]! += b[i * size + l]! * power[l * size + j]!
    power = next
    for (let i = 0; i < total.length; i++) total[i]! += power[i]!
  }
  const start = a.map((value, i) => set.get(i) ?? value)
  const mean = Float64Array.from({ length: size }, (_, i) =>
    start.reduce((sum, value, j) => sum + total[i * size + j]! * value, 0),
  )
  const noise = omega.map((value, cell) => (set.has(Math.floor(cell / size)) || set.has(cell % size) ? 0 : value))
  const covariance = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k < size; k++)
        for (let l = 0; l < size; l++)
          covariance[i * size + j]! += total[i * size + k]! * noise[k * size + l]! * total[j * size + l]!
  return { mean, covariance }
}

test('the inverse of a positive definite matrix times it is one; of a singular one there is none', () => {
  const matrix = Float64Array.of(4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2)
  const inverse = invert(matrix, 3)!
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const entry = [0, 1, 2].reduce((total, k) => total + matrix[i * 3 + k]! * inverse[k * 3 + j]!, 0)
      expect(entry).toBeCloseTo(i === j ? 1 : 0, 12)
    }
  expect(invert(Float64Array.of(1, 1, 1, 1), 2)).toBeUndefined()
})
