/** The pitfalls of the method, and its parts against what is known of them. */
import { runMethod, seededRandom } from '@causerie/lab'
import { fromRows, type Matrix, matrix } from '@causerie/scm/linear-algebra'
import type { Table } from '@causerie/tables'
import { describe, expect, test } from 'vitest'
import { causalSplits } from './claims.ts'
import { attackedTwins, disagreementDetector, evaluate, headBehind, linearDefence } from './defences.ts'
import { runExperiment } from './experiment.ts'
import { dot, filtered, filterOf, keptSpikes, norm } from './filter.ts'
import { trainHead } from './head.ts'
import { method } from './method.ts'
import { noiseDistribution, noiseLaw, noiseMedian, spikeEigenvalue, spikeStrength, spikeThreshold } from './noiseLaw.ts'
import { attackShiftScores } from './robustnessScore.ts'
import { spectrumOf } from './spectrum.ts'
import { causalWorld, spikedGaussian } from './worlds.ts'

const run = (input: Record<string, unknown>, seed = 1) => runMethod(method as never, { input, seed })

describe('the noise law', () => {
  test('γ = 1: the law is that of a squared semicircle, its share up to 2 is ½ + 1/π and its median .6527', () => {
    const { lambda, share } = noiseDistribution(noiseLaw(1))
    const at = lambda.findIndex((value) => value >= 2)
    expect(share[at]).toBeCloseTo(0.5 + 1 / Math.PI, 2)
    // x = √λ has density √(4 − x²)/π; ½ of it lies below x = 0.80794
    expect(noiseMedian(noiseLaw(1))).toBeCloseTo(0.80794 ** 2, 3)
  })

  test.each([0.1, 0.5, 1, 2, 4])('γ = %d: eigenvalues of noise have its median and stay within its edges', (gamma) => {
    const p = 160
    const n = Math.round(p / gamma)
    const spectrum = spectrumOf(spikedGaussian({ n, p, thetas: [] }, seededRandom(gamma)).x)
    expect(spectrum.law.sigma2).toBeGreaterThan(0.9)
    expect(spectrum.law.sigma2).toBeLessThan(1.1)
    expect(spectrum.misfit).toBeLessThan(0.06)
    expect(spectrum.values.length).toBe(Math.min(p, n - 1))
  })

  test('the strength of a spike is read back from where its eigenvalue goes', () => {
    for (const theta of [1, 2.5, 40])
      expect(spikeStrength(spikeEigenvalue(theta, noiseLaw(0.3, 2)), noiseLaw(0.3, 2))).toBeCloseTo(theta, 10)
  })

  test('thresholds: the edge below 95 % below 99 %, all near the edge for large samples', () => {
    const [edge, low, high] = (['edge', '95', '99'] as const).map((level) =>
      spikeThreshold(level, { n: 4000, p: 2000, sigma2: 1 }),
    )
    expect(edge).toBeLessThan(low!)
    expect(low).toBeLessThan(high!)
    expect(high! / edge!).toBeLessThan(1.02)
  })
})

describe('the spectrum', () => {
  test('γ > 1 goes through the Gram matrix and gives the vectors of the covariance', () => {
    const { x, directions } = spikedGaussian({ n: 100, p: 180, thetas: [30] }, seededRandom(3))
    const { values, vectors, mean } = spectrumOf(x)
    expect(dot(vectors[0]!, directions[0]!) ** 2).toBeGreaterThan(0.9)
    expect(norm(vectors[0]!)).toBeCloseTo(1, 12)
    // the variance along the vector is its eigenvalue
    let variance = 0
    for (let i = 0; i < 100; i++)
      variance += (dot(x.values.subarray(i * 180, (i + 1) * 180), vectors[0]!) - dot(mean, vectors[0]!)) ** 2 / 100
    expect(variance).toBeCloseTo(values[0]!, 9)
  })

  test('anisotropic noise: one σ² fits badly, and the misfit says so', () => {
    const { x } = spikedGaussian({ n: 400, p: 100, thetas: [] }, seededRandom(4))
    const stretched: Matrix = { ...x, values: x.values.map((value, at) => value * (at % 2 === 0 ? 4 : 0.5)) }
    const spectrum = spectrumOf(stretched)
    expect(spectrum.misfit).toBeGreaterThan(0.1)
    expect(spectrum.spikes).toBeGreaterThan(20) // none of them is one
  })
})

describe('the filter', () => {
  const splits = causalSplits(seededRandom(5), 60)
  const experiment = runExperiment(splits, { epsilons: [2] }, seededRandom(6))

  test('is a projection: filtering twice is filtering once, and the mean stays', () => {
    const filter = filterOf(experiment.spectrum, experiment.kept)
    const once = filtered(splits.test.x, filter)
    const twice = filtered(once, filter)
    expect(once.values.every((value, at) => Math.abs(value - twice.values[at]!) < 1e-12)).toBe(true)
    const centre = filtered(matrix(1, 60, filter.mean), filter).values
    expect(Math.max(...centre.map((value, j) => Math.abs(value - filter.mean[j]!)))).toBeLessThan(1e-12)
  })

  test('the head behind the filter is the head on filtered rows', () => {
    const filter = filterOf(experiment.spectrum, experiment.kept)
    const behind = headBehind(experiment.head, filter)
    const rows = filtered(splits.test.x, filter)
    for (let i = 0; i < 20; i++)
      expect(dot(behind.weights, splits.test.x.values.subarray(i * 60, (i + 1) * 60)) + behind.bias).toBeCloseTo(
        dot(experiment.head.weights, rows.values.subarray(i * 60, (i + 1) * 60)) + experiment.head.bias,
        9,
      )
  })

  test('keeping every spike is PCA of their rank: any benefit must come from the score', () => {
    const all = runExperiment(splits, { keep: 1, epsilons: [2] }, seededRandom(6))
    const [, shield, pca] = all.evaluations
    expect({ ...shield, name: '' }).toEqual({ ...pca, name: '' })
  })

  test('an attack that knows the filter is at least as strong as one that does not', () => {
    for (const { adaptive, transfer } of experiment.evaluations)
      expect(adaptive[0]!).toBeLessThanOrEqual(transfer[0]! + 1e-12)
  })

  test('refuses when no spike was found', () =>
    expect(() => keptSpikes([], 0.75)).toThrow('No direction exceeds the noise law; nothing to keep.'))
})

test('reading A gives the directions that the head uses the highest score', () => {
  const splits = causalSplits(seededRandom(7), 60)
  const head = trainHead(splits.train.x, splits.train.labels)
  const spectrum = spectrumOf(splits.calibrate.x)
  const scores = attackShiftScores(splits.calibrate.x, attackedTwins(splits.calibrate, 2, head), spectrum)
  const use = scores.map((_, k) => Math.abs(dot(head.weights, spectrum.vectors[k]!)) / Math.sqrt(spectrum.values[k]!))
  const order = (values: number[]) => Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!)
  expect(order(scores)).toEqual(order(use))
})

describe('heads', () => {
  const { train } = causalSplits(seededRandom(8), 30)

  test.each([0, 0.5])('training against ε = %d ends where the gradient by finite differences is 0', (epsilon) => {
    const head = trainHead(train.x, train.labels, { epsilon })
    const loss = (weights: Float64Array, bias: number) => {
      let sum = dot(weights, weights) / 2
      for (let i = 0; i < train.x.rows; i++)
        sum += Math.log1p(
          Math.exp(
            -(
              train.labels[i]! * (dot(weights, train.x.values.subarray(i * 30, (i + 1) * 30)) + bias) -
              epsilon * norm(weights)
            ),
          ),
        )
      return sum
    }
    for (const j of [0, 7, 29]) {
      const moved = (by: number) =>
        loss(
          head.weights.map((value, k) => value + (k === j ? by : 0)),
          head.bias,
        )
      expect(Math.abs(moved(1e-5) - moved(-1e-5)) / 2e-5).toBeLessThan(0.02)
    }
    expect(Math.abs(loss(head.weights, head.bias + 1e-5) - loss(head.weights, head.bias - 1e-5)) / 2e-5).toBeLessThan(
      0.02,
    )
  })

  test('training against the attack buys accuracy under it', () => {
    const options = { epsilons: [1], undefended: trainHead(train.x, train.labels) }
    const [plain, trained] = [0, 1].map((epsilon) =>
      evaluate(linearDefence('', trainHead(train.x, train.labels, { epsilon })), train, options),
    )
    expect(trained!.adaptive[0]!).toBeGreaterThan(plain!.adaptive[0]!)
  })

  test('the detector falls at the nearest row that both of its heads give away', () => {
    const first = { weights: Float64Array.of(1, 0), bias: 0 }
    const detector = disagreementDetector(first, { positive: Float64Array.of(0, 1), negative: Float64Array.of(0, -1) })
    expect(detector.weakestAttack(Float64Array.of(3, 4), 1)).toBeCloseTo(5, 12) // the corner
    expect(detector.isSafe(Float64Array.of(-1, 1), 1)).toBe(true) // refused
    expect(detector.isRight(Float64Array.of(-1, 1), 1)).toBe(false)
  })
})

describe('a reader’s table', () => {
  const world = causalWorld(12, seededRandom(9).split('w'))
  const rows = world.draw(
    [
      { n: 300, tie: 1 },
      { n: 300, tie: 0.2, isSecond: true },
    ],
    seededRandom(10),
  )
  const column = (j: number) => Array.from({ length: 600 }, (_, i) => rows.x.values[i * 12 + j]!)
  const table = (
    change: (columns: Table['columns'][number][]) => Table['columns'][number][] = (columns) => columns,
  ): Table => ({
    columns: change([
      ...Array.from({ length: 12 }, (_, j) => ({
        name: `e${j}`,
        type: 'number' as const,
        values: column(j) as (number | null)[],
      })),
      { name: 'label', type: 'text', values: Array.from(rows.labels, (label) => (label > 0 ? 'cat' : 'dog')) },
      { name: 'environment', type: 'text', values: rows.isSecond.map((second) => (second ? 'b' : 'a')) },
    ]),
  })
  const yours = { world: 'yours', repeats: 5 }

  test('is split, defended and reported; the same seed gives the same report', async () => {
    const { report } = await run({ ...yours, table: table() })
    expect(report.headline).toMatch(/stays right in/)
    expect(report.figures.length).toBe(3)
    expect((await run({ ...yours, table: table() })).report).toEqual(report)
  })

  test('without labels there is a spectrum and a warning', async () => {
    const { report } = await run({ ...yours, table: table((columns) => columns.slice(0, 12)) })
    expect(report.warnings.join(' ')).toContain('There are no labels')
  })

  test('constant columns and incomplete rows are left out and named', async () => {
    const holed = table(([first, ...others]): Table['columns'][number][] => [
      { name: first!.name, type: 'number', values: first!.values.map((value, i) => (i === 4 ? null : Number(value))) },
      { name: 'flat', type: 'number', values: Array(600).fill(3) },
      ...others,
    ])
    const { report } = await run({ ...yours, table: holed })
    expect(report.warnings).toContain('Left out 1 rows with something missing: 5.')
    expect(report.warnings).toContain('Left out constant columns: flat.')
  })

  test.each([
    ['no table', {}, 'There is no table of embeddings'],
    [
      'too few rows',
      { table: { columns: table().columns.map((one) => ({ ...one, values: one.values.slice(290, 310) })) } },
      'too few rows for a spectral test',
    ],
    ['too few columns', { table: table((columns) => columns.slice(9)) }, 'too few columns for a spectral test'],
    [
      'environments missing',
      { table: table((columns) => columns.slice(0, 13)), reading: 'environment' },
      'there is no column “environment”',
    ],
    [
      'three labels',
      {
        table: table(
          (columns) =>
            columns.map((one) =>
              one.name === 'label' ? { ...one, values: one.values.map((value, i) => (i === 0 ? 'cow' : value)) } : one,
            ) as never,
        ),
      },
      'has 3 different values (cat, cow, dog)',
    ],
    [
      'twins of another size',
      { table: table(), reading: 'attack-shift', attacked: { columns: [{ name: 'e0', type: 'number', values: [1] }] } },
      'row i must be the twin of row i',
    ],
    [
      'noise alone',
      {
        table: {
          columns: Array.from({ length: 8 }, (_, j) => ({
            name: `n${j}`,
            type: 'number',
            values: column(j).map((_v, i) => Math.sin(i * i * (j + 1.3) + j)),
          })),
        },
      },
      'No direction exceeds the noise law',
    ],
  ])('says what is wrong: %s', async (_name, input, sentence) => {
    await expect(run({ ...yours, ...input })).rejects.toThrow(sentence)
  })

  test('attacked twins of the reader’s own are used', async () => {
    const twins = {
      columns: table()
        .columns.slice(0, 12)
        .map((one, j) =>
          one.type === 'number' ? { ...one, values: one.values.map((value) => value! + (j === 3 ? 5 : 0)) } : one,
        ),
    }
    const { report } = await run({ ...yours, table: table(), attacked: twins, reading: 'attack-shift' })
    expect(report.tables[1]!.title).toBe('Spikes')
  })
})

test('the made worlds give reports with figures that have their tables', async () => {
  for (const input of [
    { p: 60, repeats: 3 },
    { world: 'spiked', n: 200, p: 60 },
  ]) {
    const { report } = await run(input)
    expect(report.figures.length).toBeGreaterThanOrEqual(2)
    for (const figure of report.figures) expect(figure.table.rows.length).toBeGreaterThan(0)
  }
})

test('a row alone cannot be a matrix of rows', () =>
  expect(() => spectrumOf(fromRows([[1, 2, 3, 4, 5]]))).toThrow('1 rows and 5 columns'))
