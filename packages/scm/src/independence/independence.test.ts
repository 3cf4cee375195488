import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnOf, covariance, fromColumns, matrix, multiply, symmetricEigen } from '../linear-algebra/index.ts'
import { seededRandom } from '../random.ts'
import { gammaTails } from '../statistics/specialFunctions.ts'
import {
  chiSquareTest,
  fisherZ,
  fisherZFromCovariance,
  gTest,
  type IndependenceTest,
  kci,
  mixedLikelihoodRatio,
  remembered,
  type Variables,
} from './index.ts'
import { multinomialFit } from './multinomialFit.ts'

type Draw = () => number
const gaussian = (random: Draw) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const numbers = (n: number, draw: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => draw(i))
const coded = (levels: number, n: number, draw: (i: number) => number) => ({
  levels,
  codes: Int32Array.from({ length: n }, (_, i) => draw(i)),
})

/** The share of repeats that reject at 5 %, of tables made anew. */
function rejections(repeats: number, make: (random: Draw) => { test: IndependenceTest; given?: string[] }): number {
  let rejected = 0
  for (let seed = 0; seed < repeats; seed++) {
    const { test: asked, given } = make(seededRandom(7919 * seed + 13))
    if (asked.test('x', 'y', given).pValue <= 0.05) rejected++
  }
  return rejected / repeats
}
const error = (repeats: number) => Math.sqrt((0.05 * 0.95) / repeats)

describe('Fisher z', () => {
  test('known answer: r = 0.5 of 28 rows, z = atanh(0.5)·5 = 2.7465, p = 0.006023', () => {
    const { test: ask } = fisherZFromCovariance(['x', 'y'], matrix(2, 2, [4, 1, 1, 1]), 28)
    expect(ask('x', 'y').statistic).toBeCloseTo(Math.atanh(0.5) * 5, 12)
    expect(ask('x', 'y').pValue).toBeCloseTo(0.0060231, 6)
  })

  test('the partial correlation is that of the residuals', () => {
    const random = seededRandom(5)
    const [z, w] = [numbers(200, () => gaussian(random)), numbers(200, () => gaussian(random))]
    const x = numbers(200, (i) => z[i]! - w[i]! + gaussian(random))
    const y = numbers(200, (i) => z[i]! + w[i]! + gaussian(random))
    const all = fisherZ({ x, y, z, w })
    const c = covariance(fromColumns([x, y, z, w]))
    const again = fisherZFromCovariance(['x', 'y', 'z', 'w'], c, 200)
    for (const given of [[], ['z'], ['z', 'w']])
      expect(again.test('x', 'y', given).statistic).toBeCloseTo(all.test('x', 'y', given).statistic, 9)
    expect(all.test('x', 'y', ['z', 'w']).pValue).toBeGreaterThan(0.01)
  })

  test('size 5 % given nothing and given two columns, within four standard errors', () => {
    for (const given of [[], ['z', 'w']]) {
      const share = rejections(2000, (random) => {
        const [z, w] = [numbers(40, () => gaussian(random)), numbers(40, () => gaussian(random))]
        const x = numbers(40, (i) => (given.length > 0 ? z[i]! + w[i]! : 0) + gaussian(random))
        const y = numbers(40, (i) => (given.length > 0 ? z[i]! - w[i]! : 0) + gaussian(random))
        return { test: fisherZ({ x, y, z, w }), given }
      })
      expect(Math.abs(share - 0.05)).toBeLessThan(4 * error(2000))
    }
  })

  test('duplicated given columns count once; what follows from them cannot be tested, and is no NaN', () => {
    const random = seededRandom(3)
    const z = numbers(50, () => gaussian(random))
    const [x, y] = [numbers(50, (i) => z[i]! + gaussian(random)), numbers(50, (i) => z[i]! + gaussian(random))]
    const { test: ask } = fisherZ({
      x,
      y,
      z,
      twin: z.slice(),
      double: z.map((value) => 2 * value),
      flat: new Float64Array(50),
    })
    const once = ask('x', 'y', ['z'])
    expect(ask('x', 'y', ['z', 'twin']).statistic / Math.sqrt(45)).toBeCloseTo(once.statistic / Math.sqrt(46), 9)
    expect(ask('x', 'double', ['z'])).toMatchObject({ pValue: 1, reliable: false })
    expect(ask('x', 'flat')).toMatchObject({ pValue: 1, reliable: false, reason: 'the column “flat” is constant' })
    expect(ask('z', 'double')).toMatchObject({ reliable: false })
    expect(ask('z', 'double').pValue).toBeLessThan(1e-9)
  })
})

describe('G and χ²', () => {
  // [[10, 20], [30, 40]]: the expected counts are 12, 18, 28 and 42.
  const variables: Variables = {
    x: coded(2, 100, (i) => (i < 30 ? 0 : 1)),
    y: coded(2, 100, (i) => (i < 30 ? (i < 10 ? 0 : 1) : i < 60 ? 0 : 1)),
  }
  test('known answer: the table [[10, 20], [30, 40]] has χ² = 4/12 + 4/18 + 4/28 + 4/42 = 0.79365', () => {
    expect(chiSquareTest(variables).test('x', 'y')).toMatchObject({ degreesOfFreedom: 1, reliable: true })
    expect(chiSquareTest(variables).test('x', 'y').statistic).toBeCloseTo(0.793651, 6)
    const g = 2 * (10 * Math.log(10 / 12) + 20 * Math.log(20 / 18) + 30 * Math.log(30 / 28) + 40 * Math.log(40 / 42))
    expect(gTest(variables).test('x', 'y').statistic).toBeCloseTo(g, 10)
  })

  test('strata in which a margin is zero add neither to the statistic nor to the degrees of freedom', () => {
    const more: Variables = {
      x: coded(2, 120, (i) => (i < 100 ? (variables.x as { codes: Int32Array }).codes[i]! : 1)),
      y: coded(2, 120, (i) => (i < 100 ? (variables.y as { codes: Int32Array }).codes[i]! : i % 2)),
      s: coded(3, 120, (i) => (i < 100 ? 0 : 2)),
    }
    const alone = gTest(variables).test('x', 'y')
    expect(gTest(more).test('x', 'y', ['s'])).toMatchObject({
      statistic: alone.statistic,
      pValue: alone.pValue,
      degreesOfFreedom: 1,
    })
  })

  test('a level that never occurs does not cost a degree of freedom', () => {
    const wide = { x: { ...(variables.x as { levels: number; codes: Int32Array }), levels: 5 }, y: variables.y! }
    expect(gTest(wide).test('x', 'y').degreesOfFreedom).toBe(1)
  })

  test('nothing to go by is said, sparse tables too', () => {
    const flat = { x: coded(2, 50, () => 1), y: variables.y! }
    expect(gTest({ x: flat.x, y: coded(2, 50, (i) => i % 2) }).test('x', 'y')).toMatchObject({
      pValue: 1,
      degreesOfFreedom: 0,
      reliable: false,
    })
    const few = gTest({ x: coded(2, 12, (i) => i % 2), y: coded(3, 12, (i) => i % 3) }).test('x', 'y')
    expect(few).toMatchObject({ reliable: false })
    expect(few.reason).toContain('sparse')
    const many = Object.fromEntries(['x', 'y', 'a', 'b', 'c'].map((name) => [name, coded(2, 60, (i) => i % 2)]))
    expect(gTest(many, { mostGiven: 2 }).test('x', 'y', ['a', 'b', 'c']).reason).toContain('too sparse')
  })

  test('size 5 % in strata of 100 rows, both statistics', () => {
    for (const make of [gTest, chiSquareTest]) {
      const share = rejections(2000, (random) => {
        const s = coded(3, 300, () => Math.floor(3 * random()))
        const x = coded(2, 300, (i) => Number(random() < 0.3 + 0.2 * s.codes[i]!))
        const y = coded(3, 300, (i) => Math.min(2, Math.floor((1 + s.codes[i]!) * 1.2 * random())))
        return { test: make({ x, y, s }), given: ['s'] }
      })
      expect(Math.abs(share - 0.05)).toBeLessThan(4 * error(2000) + 0.005) // the χ² law is asymptotic
    }
  })

  test('property: renaming levels and swapping the two changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(3), fc.nat(1)), { minLength: 10, maxLength: 80 }), (rows) => {
        const column = (at: 0 | 1 | 2, levels: number, turn = false) =>
          coded(levels, rows.length, (i) => (turn ? levels - 1 - rows[i]![at] : rows[i]![at]))
        const plain = gTest({ x: column(0, 3), y: column(1, 4), s: column(2, 2) }).test('x', 'y', ['s'])
        const turned = gTest({ x: column(0, 3, true), y: column(1, 4, true), s: column(2, 2, true) }).test('y', 'x', [
          's',
        ])
        expect(turned.statistic).toBeCloseTo(plain.statistic, 8)
        expect(turned.degreesOfFreedom).toBe(plain.degreesOfFreedom)
        expect(plain.pValue).toBeGreaterThanOrEqual(0)
        expect(plain.pValue).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('KCI', () => {
  test('the Hadamard form is the recipe of the paper, eigenvectors and all', () => {
    const random = seededRandom(11)
    const n = 40
    const z = numbers(n, () => gaussian(random))
    const [x, y] = [numbers(n, (i) => z[i]! + gaussian(random)), numbers(n, (i) => z[i]! ** 2 + gaussian(random))]
    const { statistic, pValue } = kci({ x, y, z }).test('x', 'y', ['z'])
    const expected = recipe([x], [y], [z], n)
    expect(statistic).toBeCloseTo(expected.statistic, 8)
    expect(pValue).toBeCloseTo(expected.pValue, 4)
  })

  test('size: rejects a true independence 5 % of the time, given a column or not', { timeout: 120_000 }, () => {
    const repeats = 300
    const share = rejections(repeats, (random) => ({
      test: kci({ x: numbers(100, () => random() ** 2), y: numbers(100, () => gaussian(random)) }),
    }))
    expect(Math.abs(share - 0.05)).toBeLessThan(4 * error(repeats))
    const conditional = rejections(repeats, (random) => {
      const z = numbers(100, () => gaussian(random))
      return {
        test: kci({
          z,
          x: numbers(100, (i) => Math.tanh(z[i]!) + 0.5 * gaussian(random)),
          y: numbers(100, (i) => z[i]! ** 2 + 0.5 * gaussian(random)),
        }),
        given: ['z'],
      }
    })
    expect(conditional).toBeLessThan(0.05 + 4 * error(repeats))
  })

  test('power: sees what a correlation cannot, x² and a dependence that opens given z', { timeout: 60_000 }, () => {
    const square = rejections(40, (random) => {
      const x = numbers(100, () => gaussian(random))
      return { test: kci({ x, y: numbers(100, (i) => x[i]! ** 2 + 0.3 * gaussian(random)) }) }
    })
    expect(square).toBeGreaterThan(0.9)
    const collider = rejections(40, (random) => {
      const [x, y] = [numbers(120, () => gaussian(random)), numbers(120, () => gaussian(random))]
      return { test: kci({ x, y, z: numbers(120, (i) => x[i]! + y[i]! + 0.3 * gaussian(random)) }), given: ['z'] }
    })
    expect(collider).toBeGreaterThan(0.9)
  })

  test('a constant column is untestable, too many rows are refused', () => {
    const flat = kci({ x: new Float64Array(20), y: numbers(20, (i) => i), z: numbers(20, (i) => i % 3) })
    expect(flat.test('x', 'y')).toMatchObject({ pValue: 1, reliable: false, reason: 'the column “x” is constant' })
    expect(flat.test('y', 'z', ['x'])).toEqual(flat.test('y', 'z'))
    expect(() => kci({ x: numbers(2001, (i) => i) })).toThrow('2000 rows are the most')
  })
})

describe('likelihood ratios of nested regressions', () => {
  test('known answer: two binary columns give the G statistic of their table', () => {
    const x = coded(2, 100, (i) => (i < 30 ? 0 : 1))
    const y = coded(2, 100, (i) => (i < 30 ? (i < 10 ? 0 : 1) : i < 60 ? 0 : 1))
    expect(mixedLikelihoodRatio({ x, y }).test('x', 'y').statistic).toBeCloseTo(
      gTest({ x, y }).test('x', 'y').statistic,
      6,
    )
  })

  test('known answer: a constant alone has the likelihood of the shares', () => {
    const y = coded(3, 60, (i) => (i < 10 ? 0 : i < 30 ? 1 : 2))
    const fit = multinomialFit(y, [new Float64Array(60).fill(1)])
    expect(fit).toMatchObject({ classes: 3, converged: true })
    expect(fit.logLikelihood).toBeCloseTo(10 * Math.log(1 / 6) + 20 * Math.log(1 / 3) + 30 * Math.log(1 / 2), 8)
  })

  test('size 5 % for each pair of kinds, given a number and a level', { timeout: 60_000 }, () => {
    const repeats = 400
    for (const [xLevels, yLevels] of [
      [0, 0],
      [0, 3],
      [2, 3],
    ] as const) {
      const share = rejections(repeats, (random) => {
        const n = 150
        const z = numbers(n, () => gaussian(random))
        const s = coded(2, n, () => Number(random() < 0.5))
        const of = (levels: number, slope: number) =>
          levels === 0
            ? numbers(n, (i) => slope * z[i]! + s.codes[i]! + gaussian(random))
            : coded(levels, n, (i) =>
                Math.min(
                  levels - 1,
                  Math.max(
                    0,
                    Math.floor(
                      levels / (1 + Math.exp(-(slope * z[i]! + s.codes[i]! + Math.log(random() / (1 - random()))))),
                    ),
                  ),
                ),
              )
        return { test: mixedLikelihoodRatio({ x: of(xLevels, 0.7), y: of(yLevels, -0.5), z, s }), given: ['z', 's'] }
      })
      // The combination of both directions is conservative at worst.
      expect(share).toBeLessThan(0.05 + 4 * error(repeats))
      expect(share).toBeGreaterThan(0.05 - 4 * error(repeats))
    }
  })

  test('power: a level that moves the mean is seen from either side', () => {
    const share = rejections(50, (random) => {
      const x = coded(3, 200, () => Math.floor(3 * random()))
      return { test: mixedLikelihoodRatio({ x, y: numbers(200, (i) => 0.5 * x.codes[i]! + gaussian(random)) }) }
    })
    expect(share).toBeGreaterThan(0.9)
  })

  test('separated levels are flagged, and constant columns untestable', () => {
    const x = coded(2, 60, (i) => Number(i >= 30))
    const y = coded(2, 60, (i) => Number(i >= 30))
    expect(mixedLikelihoodRatio({ x, y }).test('x', 'y')).toMatchObject({ reliable: false })
    expect(mixedLikelihoodRatio({ x, y }).test('x', 'y').pValue).toBeLessThan(1e-6)
    expect(mixedLikelihoodRatio({ x, y: coded(2, 60, () => 0) }).test('x', 'y')).toMatchObject({
      pValue: 1,
      reliable: false,
    })
  })
})

test('a wrong question is answered with the name', () => {
  const { test: ask } = fisherZ({ wage: numbers(20, (i) => i % 7), age: numbers(20, (i) => i % 5) })
  expect(() => ask('age', 'wages')).toThrow(
    expect.objectContaining({ code: 'independence/unknown', hint: 'Did you mean “wage”?' }),
  )
  expect(() => ask('wage', 'wage')).toThrow(expect.objectContaining({ code: 'independence/overlap' }))
  expect(() => fisherZ({ x: Float64Array.of(1, Number.NaN) })).toThrow('Row 2 of the column “x” is NaN.')
  expect(() => fisherZ({ x: coded(2, 3, () => 0) })).toThrow(expect.objectContaining({ code: 'independence/kind' }))
})

test('a question that comes again is answered from memory, whichever way round', () => {
  let asked = 0
  const counting = remembered({
    name: 'n',
    variables: ['a', 'b', 'c'],
    test: () => ({ statistic: asked++, pValue: 1, n: 1, reliable: true }),
  })
  expect(counting.test('a', 'b', ['c']).statistic).toBe(counting.test('b', 'a', ['c']).statistic)
  expect(counting.asked).toHaveLength(1)
})

/** Zhang et al. (2011) step by step: eigenvectors of A and B, products of all pairs as columns of U, the weights of U Uᵀ. */
function recipe(x: Float64Array[], y: Float64Array[], z: Float64Array[], n: number) {
  const standard = (c: Float64Array) => {
    const mean = c.reduce((s, v) => s + v, 0) / n
    const sd = Math.sqrt(c.reduce((s, v) => s + (v - mean) ** 2, 0) / n)
    return c.map((v) => (v - mean) / sd)
  }
  const h = matrix(
    n,
    n,
    Float64Array.from({ length: n * n }, (_, at) => Number(Math.floor(at / n) === at % n) - 1 / n),
  )
  const kernel = (columns: Float64Array[]) => {
    const k = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n]
      return Math.exp(-columns.reduce((s, c) => s + (c[i]! - c[j]!) ** 2, 0) / (2 * 1.2 ** 2 * columns.length))
    })
    return multiply(multiply(h, matrix(n, n, k)), h)
  }
  const zs = z.map(standard)
  const { values, vectors } = symmetricEigen(symmetrised(kernel(zs).values, n))
  const r = new Float64Array(n * n)
  for (let k = 0; k < n; k++) {
    const v = columnOf(vectors, k)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) r[i * n + j]! += (1e-3 / (values[k]! + 1e-3)) * v[i]! * v[j]!
  }
  const around = (k: ReturnType<typeof kernel>) => multiply(multiply(matrix(n, n, r), k), matrix(n, n, r))
  const a = around(kernel([...x.map(standard), ...zs.map((c) => c.map((v) => v / 2))]))
  const b = around(kernel(y.map(standard)))
  const scaled = (m: typeof a) => {
    const eigen = symmetricEigen(symmetrised(m.values, n))
    return [...eigen.values.entries()]
      .filter(([, value]) => value > 1e-5 * eigen.values[0]!)
      .map(([k, value]) => columnOf(eigen.vectors, k).map((v) => v * Math.sqrt(value)))
  }
  const u = scaled(a).flatMap((p) => scaled(b).map((q) => p.map((v, i) => v * q[i]!)))
  const m = new Float64Array(n * n)
  for (const c of u) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) m[i * n + j]! += c[i]! * c[j]!
  let mean = 0
  for (let i = 0; i < n; i++) mean += m[i * n + i]!
  const variance = 2 * m.reduce((s, v) => s + v * v, 0)
  const statistic = a.values.reduce((s, v, at) => s + v * b.values[at]!, 0)
  return { statistic, pValue: gammaTails(mean ** 2 / variance, (statistic * mean) / variance).upper }
}

function symmetrised(values: Float64Array, n: number) {
  return matrix(
    n,
    n,
    Float64Array.from(values, (v, at) => (v + values[(at % n) * n + Math.floor(at / n)]!) / 2),
  )
}
