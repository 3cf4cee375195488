/** Statements, generators, axes and learners against what is known; the pitfalls of the paper's code. */
import { measureClaim, seededRandom } from '@causerie/lab'
import { createGraph, directed, isSeparated } from '@causerie/scm'
import { type IndependenceTest, separationOracle, type Variables } from '@causerie/scm/independence'
import { covariance, fromColumns } from '@causerie/scm/linear-algebra'
import { randomDag, randomTableModel } from '@causerie/scm/simulation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import claims from './claims.ts'
import { coverage, privacy, shape, trend } from './density.ts'
import { independenceTestOf } from './evaluation.ts'
import { chowLiuNet, clusters, hillClimbNet } from './generators/bayesNet.ts'
import { gaussianCopula, refittedGaussian } from './generators/gaussian.ts'
import { generators } from './generators/registry.ts'
import { bootstrapCopy, independentMarginals } from './generators/resampling.ts'
import { interpolator, smote } from './generators/smote.ts'
import { releasedStructural, structural } from './generators/structural.ts'
import { rowsIn, split } from './rows.ts'
import { scoreStructure, statementsOf } from './statements.ts'
import { columnUtility, utilities } from './utility.ts'

const dag = (nodes: string[], ...edges: [string, string][]) =>
  createGraph({ kind: 'dag', nodes, edges: edges.map(([a, b]) => directed(a, b)) })
const model = (seed: number | string, rows = 500, nodes = 5) => {
  const random = seededRandom(seed)
  const graph = randomDag(random, { nodes, edgeProbability: 0.5 })
  return {
    graph,
    random,
    columns: randomTableModel(random, graph, { family: 'linear-gaussian' }).sample(random, rows) as Record<
      string,
      Float64Array
    >,
  }
}
const noise = (rows: number, seed: number) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: rows }, () => random())
}

describe('statements', () => {
  test('a chain: the ends are independent given the middle, and dependent without it', () => {
    expect(statementsOf(dag(['a', 'b', 'c'], ['a', 'b'], ['b', 'c']))).toEqual([
      { x: 'a', y: 'b', given: [], label: 'dependent', adjacent: true },
      { x: 'a', y: 'c', given: ['b'], label: 'independent', adjacent: false },
      { x: 'a', y: 'c', given: [], label: 'dependent', adjacent: false },
      { x: 'b', y: 'c', given: [], label: 'dependent', adjacent: true },
    ])
  })

  test('property: every label is what the graph says, and perfect answers score one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 3, max: 8 }), (seed, nodes) => {
        const graph = randomDag(seededRandom(seed), { nodes, edgeProbability: 0.35 })
        const statements = statementsOf(graph)
        for (const { x, y, given, label } of statements)
          expect(isSeparated(graph, { x, y, given })).toBe(label === 'independent')
        const { kappa, eta, ci } = scoreStructure(
          separationOracle(graph),
          statements.filter(({ given }) => given.length <= 5),
          0.01,
        )
        if (kappa !== undefined) expect(kappa).toBe(1)
        if (eta !== undefined) expect(eta).toBe(1)
        if (ci !== undefined) expect(ci).toBe(1)
      }),
    )
  })

  test('pitfall: what cannot be tested counts for neither rate, and a complete graph has no κ', () => {
    const unsure: IndependenceTest = {
      name: 'unsure',
      variables: [],
      test: () => ({ statistic: 0, pValue: 0.5, n: 9, reliable: false, reason: 'sparse' }),
    }
    const score = scoreStructure(unsure, statementsOf(dag(['a', 'b', 'c'], ['a', 'b'], ['b', 'c'])), 0.01)
    expect(score).toMatchObject({ kappa: undefined, eta: undefined, ci: undefined, untestable: 4 })
    const complete = statementsOf(dag(['a', 'b'], ['a', 'b']))
    expect(scoreStructure(separationOracle(dag(['a', 'b'], ['a', 'b'])), complete, 0.01)).toMatchObject({
      kappa: undefined,
      eta: 1,
    })
  })

  test('pitfall: duplicated columns make the correlations singular, not the answer NaN', () => {
    const { columns } = model(3)
    const ask = independenceTestOf({ ...columns, twin: columns.x1!.slice() }, 'auto')
    for (const given of [['twin'], ['twin', 'x3']]) {
      const { pValue, reliable } = ask.test('x1', 'x2', given)
      expect(pValue).toBeGreaterThanOrEqual(0)
      expect(reliable).toBe(false)
    }
  })
})

describe('generators', () => {
  const { graph, columns, random } = model('generators')
  test.each(generators)(
    '$label draws as many rows as are asked, of the same columns, the same for the same seed',
    (generator) => {
      const draw = () => generator.fit(columns, { graph, target: 'x5' }, seededRandom(1))(seededRandom(2), 333)
      const made = draw()
      expect(Object.keys(made)).toEqual(Object.keys(columns))
      expect(rowsIn(made)).toBe(333)
      expect(draw()).toEqual(made)
      for (const column of Object.values(made)) expect((column as Float64Array).every(Number.isFinite)).toBe(true)
    },
  )

  test('shuffled columns keep every marginal exactly', () => {
    const made = independentMarginals.fit(columns, { graph, target: 'x5' }, random)(random, 500)
    for (const name of graph.nodes)
      expect(Float64Array.from(made[name] as Float64Array).sort()).toEqual(Float64Array.from(columns[name]!).sort())
  })

  test('known answer: SMOTE with neighbours at random has two thirds of the covariance', () => {
    const rows = 20_000
    const { columns: wide } = model('two thirds', rows, 3)
    const own = seededRandom(5)
    const neighbours = Array.from({ length: rows }, () => [Math.floor(own() * rows)])
    const made = interpolator(wide, neighbours)(own, rows)
    const [before, after] = [wide, made].map(
      (each) => covariance(fromColumns(Object.values(each) as Float64Array[])).values,
    ) as [Float64Array, Float64Array]
    for (const at of [0, 4, 8]) expect(Math.abs(after[at]! / before[at]! - 2 / 3)).toBeLessThan(0.03)
  })

  test('pitfall: SMOTE copies classes of at most k rows, and never leaves the hull', () => {
    const rows = 60
    const table: Variables = {
      x: noise(rows, 1),
      y: { levels: 2, codes: Int32Array.from({ length: rows }, (_, i) => Number(i < 4)) },
    }
    const made = smote.fit(table, { graph, target: 'y' }, random)(random, 2000)
    const few = new Set(Array.from(table.x as Float64Array).slice(0, 4))
    const codes = (made.y as { codes: Int32Array }).codes
    for (const [at, value] of (made.x as Float64Array).entries()) if (codes[at] === 1) expect(few.has(value)).toBe(true)
    expect(Math.max(...(made.x as Float64Array))).toBeLessThanOrEqual(Math.max(...(table.x as Float64Array)))
  })

  test('the refitted Gaussian and the copula have the covariance, the copula the marginals too', () => {
    const { columns: wide } = model('copula', 4000, 3)
    const squeezed = Object.fromEntries(Object.entries(wide).map(([name, column]) => [name, column.map(Math.exp)]))
    const gaussian = refittedGaussian.fit(wide, { graph, target: 'x3' }, random)(random, 40_000)
    expect(trend(wide, gaussian)).toBeGreaterThan(0.98)
    const copula = gaussianCopula.fit(squeezed, { graph, target: 'x3' }, random)(random, 4000)
    expect(shape(squeezed, copula)).toBeGreaterThan(0.96)
    expect(Math.min(...(copula.x1 as Float64Array))).toBeGreaterThanOrEqual(Math.min(...squeezed.x1!))
  })

  test('the SCM keeps means and slopes; as released it forgets the intercept', () => {
    const x = noise(2000, 3)
    const table = { x, y: x.map((value) => 50 + 3 * value) }
    const knowledge = { graph: dag(['x', 'y'], ['x', 'y']), target: 'y' }
    const mean = (column: Float64Array) => column.reduce((sum, value) => sum + value / column.length, 0)
    const own = structural.fit(table, knowledge, random)(random, 2000)
    expect(mean(own.y as Float64Array)).toBeCloseTo(mean(table.y), 0)
    expect(mean(releasedStructural.fit(table, knowledge, random)(random, 2000).y as Float64Array)).toBeLessThan(5)
  })

  test('Bayes nets on levels keep a strong dependence; clusters are at most ten', () => {
    const a = Int32Array.from({ length: 900 }, (_, i) => i % 3)
    const table: Variables = { a: { levels: 3, codes: a }, b: { levels: 3, codes: a.slice() }, c: noise(900, 4) }
    for (const net of [chowLiuNet, hillClimbNet]) {
      const made = net.fit(table, { graph, target: 'c' }, random)(random, 300)
      expect((made.a as { codes: Int32Array }).codes).toEqual((made.b as { codes: Int32Array }).codes)
    }
    expect(clusters(noise(500, 2), 10).levels).toBeLessThanOrEqual(10)
    expect(
      clusters(
        Float64Array.from({ length: 50 }, (_, i) => i % 3),
        10,
      ).levels,
    ).toBe(3)
  })
})

describe('axes', () => {
  test('a table against itself has shape and trend one, and no privacy', () => {
    const { columns } = model('axes', 200)
    expect(shape(columns, columns)).toBe(1)
    expect(trend(columns, columns)).toBe(1)
    expect(privacy(columns, columns, seededRandom(1))).toBe(0)
    expect(coverage(columns, columns).authenticity).toBe(0)
  })

  test('fresh rows of the same model: α-precision and β-recall high, authenticity about one half', () => {
    const random = seededRandom('fresh')
    const graph = randomDag(random, { nodes: 4, edgeProbability: 0.5 })
    const { sample } = randomTableModel(random, graph, { family: 'linear-gaussian' })
    const { alphaPrecision, betaRecall, authenticity } = coverage(sample(random, 600), sample(random, 600))
    expect(alphaPrecision).toBeGreaterThan(0.9)
    expect(betaRecall).toBeGreaterThan(0.4)
    expect(Math.abs(authenticity - 0.5)).toBeLessThan(0.1)
  })

  test('known answer: total variation and contingency of levels', () => {
    const of = (...codes: number[]) => ({ levels: 2, codes: Int32Array.from(codes) })
    const [real, made] = [
      { a: of(0, 0, 1, 1), b: of(0, 0, 1, 1) },
      { a: of(0, 1, 1, 1), b: of(0, 1, 1, 1) },
    ]
    expect(shape(real, made)).toBeCloseTo(0.75, 12)
    expect(trend(real, made)).toBeCloseTo(0.75, 12)
  })
})

describe('utility', () => {
  test('a linear column is predicted to its noise, and training on real rows has ratio one', () => {
    const random = seededRandom('utility')
    const graph = dag(['x', 'y'], ['x', 'y'])
    const { sample } = randomTableModel(random, graph, { family: 'linear-gaussian' })
    const [train, testRows] = [sample(random, 2000), sample(random, 2000)]
    expect(columnUtility(train, testRows, 'y', { learners: ['ridge'], mostTest: 2000 })).toBeCloseTo(1, 1) // 1/σ
    for (const { ratio } of utilities(train, train, testRows)) expect(ratio).toBe(1)
  })

  test('pitfall: a constant synthetic column scores at chance, not one', () => {
    const x = noise(300, 1)
    const y = { levels: 3, codes: Int32Array.from(x, (value) => Math.floor(3 * value)) }
    const collapsed = { x, y: { levels: 3, codes: new Int32Array(300) } }
    expect(columnUtility({ x, y }, { x, y }, 'y')).toBeGreaterThan(0.8)
    expect(columnUtility(collapsed, { x, y }, 'y')).toBeCloseTo(1 / 3, 12)
  })

  test('classes of unequal size are weighed alike', () => {
    const random = seededRandom('rare')
    const rows = 1000
    const y = Int32Array.from({ length: rows }, () => Number(random() < 0.05))
    const x = Float64Array.from(y, (code) => 2 * code + random() + random())
    const table: Variables = { x, y: { levels: 2, codes: y } }
    expect(columnUtility(table, table, 'y', { learners: ['ridge'] })).toBeGreaterThan(0.85)
  })
})

test('a split keeps every row once', () => {
  const columns = {
    a: Float64Array.from({ length: 50 }, (_, i) => i),
    b: Float64Array.from({ length: 50 }, (_, i) => i),
  }
  const { train, test: kept } = split(columns, 0.2, seededRandom(1))
  expect([...(train.a as Float64Array), ...(kept.a as Float64Array)].sort((p, q) => p - q)).toEqual([...columns.a])
  expect(rowsIn(kept)).toBe(10)
  expect(
    bootstrapCopy.fit(train, { graph: dag(['a', 'b']), target: 'a' }, seededRandom(1))(seededRandom(2), 7),
  ).toHaveProperty('b')
})

test('the claims that need no minutes hold', { timeout: 60_000 }, async () => {
  for (const claim of claims.filter(({ seconds }) => seconds.quick <= 2)) {
    const verdict = await measureClaim(claim, { quick: true })
    expect(verdict.state, `${claim.id}: ${verdict.because}`).toBe('holds')
  }
})
