/** The algorithm against exact models and brute force, its pitfalls, and what it says of bad tables. */
import { normal, runMethod, seededRandom } from '@causerie/lab'
import {
  diagonal,
  fromRows,
  identity,
  inverse,
  type Matrix,
  matrix,
  multiply,
  pseudoInverse,
  transpose,
} from '@causerie/scm/linear-algebra'
import type { Table } from '@causerie/tables'
import { describe, expect, test } from 'vitest'
import { capabilityRows, causalWeights, nameCapabilities, whatIf } from './capabilities.ts'
import { findFlag, flagOf, parallelAbove, permutations, reordered, rotated, rowAgreement } from './flag.ts'
import { flagErrors } from './flagError.ts'
import { syntheticLeaderboard } from './leaderboard.ts'
import { method } from './method.ts'
import { unmix } from './unmixing.ts'

const run = (input: Record<string, unknown>, seed = 1) => runMethod(method as never, { input, seed })

/** Unmixing matrices of an exact hierarchy, rows in random order and of random sign, with G and the A_k. */
function exactModel(seed: number, domains = 4, latents = 3) {
  const random = seededRandom(seed)
  const gauss = (rows: number, columns: number) =>
    matrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => normal(random)),
    )
  const readOut = gauss(6, latents)
  const weights = Array.from({ length: domains }, () =>
    fromRows(
      Array.from({ length: latents }, (_, i) =>
        Array.from({ length: latents }, (_c, j) => (j < i ? 0.5 + random() : 0)),
      ),
    ),
  )
  const sds = Array.from({ length: domains }, () => Float64Array.from({ length: latents }, () => 0.5 + random()))
  const unmixings = weights.map((a, k) => {
    const less = matrix(
      latents,
      latents,
      a.values.map((value, at) => (at % (latents + 1) === 0 ? 1 : 0) - value),
    )
    const m = multiply(multiply(diagonal(sds[k]!.map((sd) => 1 / sd)), less), pseudoInverse(readOut))
    const order = permutations(latents)[Math.floor(random() * permutations(latents).length)]!
    const mixed = reordered(m, order)
    return {
      ...mixed,
      values: mixed.values.map((value, at) => (Math.floor(at / 6) === 0 && random() < 2 ? -value : value)),
    }
  })
  return { readOut, truth: pseudoInverse(readOut), weights, unmixings }
}

const bruteForce = (unmixings: readonly Matrix[]) => {
  const orders = permutations(unmixings[0]!.rows)
  let least = Number.POSITIVE_INFINITY
  const visit = (k: number, chosen: Matrix[]): void => {
    if (k === unmixings.length) least = Math.min(least, flagOf(chosen).maximumInexactness)
    else for (const order of orders) visit(k + 1, [...chosen, reordered(unmixings[k]!, order)])
  }
  visit(0, [])
  return least
}

describe('an exact hierarchy', () => {
  test.each([1, 2, 3])('is found whatever the order and sign of the rows (seed %d)', (seed) => {
    const { unmixings, truth } = exactModel(seed)
    const flag = findFlag(unmixings, seededRandom(1))
    expect(flag.maximumInexactness).toBeLessThan(1e-12)
    for (const error of flagErrors(capabilityRows(flag), truth)) expect(error).toBeLessThan(1e-9)
  })

  test('four capabilities in four bases are 331,776 orders: the search says that it went base by base', () => {
    const { unmixings, truth } = exactModel(4, 4, 4)
    const flag = findFlag(unmixings, seededRandom(1))
    expect(flag.search).toBe('coordinate')
    expect(flagErrors(capabilityRows(flag), truth)[0]!).toBeLessThan(1e-6)
  })

  test('the map from noise to capabilities is given back: z = a z + b ε', () => {
    const { unmixings } = exactModel(5)
    const flag = findFlag(unmixings, seededRandom(1))
    for (const [k, a] of causalWeights(flag).entries()) {
      // (I − a) H_reversed is a row scaling of M_k: its noises are those of the domain
      const less = matrix(
        3,
        3,
        a.values.map((value, at) => (at % 4 === 0 ? 1 : 0) - value),
      )
      const rows = multiply(less, capabilityRows(flag))
      const ordered = flag.ordered[k]!
      for (let i = 0; i < 3; i++) {
        const mine = rows.values.subarray(i * 6, (i + 1) * 6)
        const theirs = ordered.values.subarray((2 - i) * 6, (3 - i) * 6)
        const cosine =
          mine.reduce((sum, value, c) => sum + value * theirs[c]!, 0) / Math.hypot(...mine) / Math.hypot(...theirs)
        expect(Math.abs(cosine)).toBeCloseTo(1, 9)
      }
    }
  })

  test('raising the last capability moves benchmarks alike in every base, raising the first does not', () => {
    const flag = findFlag(exactModel(6).unmixings, seededRandom(1))
    const weights = causalWeights(flag)
    const [last, first] = [2, 0].map((i) => weights.map((a) => whatIf(flag, a, identity(3), i)))
    expect([...last![0]!]).toEqual([...last![1]!].map((value) => expect.closeTo(value, 9)))
    expect(Math.max(...first![0]!.map((value, j) => Math.abs(value - first![1]![j]!)))).toBeGreaterThan(0.01)
  })
})

test('branch and bound finds what trying all orders finds', () => {
  for (const seed of [1, 2, 3]) {
    const random = seededRandom(seed)
    const unmixings = Array.from({ length: 3 }, () =>
      matrix(
        3,
        5,
        Float64Array.from({ length: 15 }, () => normal(random)),
      ),
    )
    expect(findFlag(unmixings, random).maximumInexactness).toBeCloseTo(bruteForce(unmixings), 12)
  }
})

test('MIC is least over the orders: a null of one order alone would be far too large', () => {
  const random = seededRandom(3)
  const turned = rotated(exactModel(7).unmixings, random, normal)
  expect(findFlag(turned, random).maximumInexactness).toBeLessThan(flagOf(turned).maximumInexactness)
})

test('identical bases: a small inexactness, and the warning that the order is not identified', async () => {
  const { domains } = syntheticLeaderboard({ structure: 'identical', noise: 'laplace', rows: 2000 }, seededRandom(2))
  const flag = findFlag(
    domains.map((domain) => unmix(domain, { latents: 3 }, seededRandom(1)).rows),
    seededRandom(1),
  )
  expect(rowAgreement(flag.triangles)).toBeGreaterThan(parallelAbove)
  const { report } = await run({ structure: 'identical', rows: 2000, bootstraps: 0, nulls: 0 })
  expect(report.warnings.join(' ')).toContain('The domains do not differ: order not identified')
})

test('naming R² is inflated: random directions of the subspace reach nearly as much', () => {
  const { domains } = syntheticLeaderboard({ structure: 'hierarchy', noise: 'laplace', rows: 500 }, seededRandom(3))
  const flag = findFlag(
    domains.map((domain) => unmix(domain, { latents: 3 }, seededRandom(1)).rows),
    seededRandom(1),
  )
  const { names } = nameCapabilities(flag, domains, ['A', 'B', 'C', 'D', 'E', 'F'], seededRandom(1))
  expect(names[2]!.rSquared).toBeGreaterThan(0.99)
  expect(names[2]!.ofRandomDirections).toBeGreaterThan(0.99)
})

test('unmixed sources have unit variance with divisor n − 1, from scores on any scale', () => {
  const { domains } = syntheticLeaderboard({ structure: 'hierarchy', noise: 'uniform', rows: 300 }, seededRandom(4))
  const { rows } = unmix(domains[0]!, { latents: 3 }, seededRandom(1))
  const product = multiply(rows, transpose(domains[0]!.scores))
  for (let i = 0; i < 3; i++) {
    const source = product.values.subarray(i * 300, (i + 1) * 300)
    const mean = source.reduce((sum, value) => sum + value / 300, 0)
    expect(source.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 299).toBeCloseTo(1, 6)
  }
  expect(inverse(multiply(rows, transpose(rows))).rows).toBe(3)
})

describe('a reader’s table', () => {
  const { domains } = syntheticLeaderboard(
    { structure: 'hierarchy', noise: 'laplace', rows: 120, domains: 3 },
    seededRandom(5),
  )
  const columns = (
    change: (value: number, row: number, column: number) => number | null = (value) => value,
  ): Table['columns'] => [
    { name: 'base', type: 'text', values: domains.flatMap(({ name }) => Array.from({ length: 120 }, () => name)) },
    ...Array.from({ length: 6 }, (_, j) => ({
      name: `s${j}`,
      type: 'number' as const,
      values: domains.flatMap(({ scores }, k) =>
        Array.from({ length: 120 }, (_row, i) => change(scores.values[i * 6 + j]!, k * 120 + i, j)),
      ),
    })),
  ]
  const yours = { source: 'yours', bootstraps: 0, nulls: 0 }

  test('is analysed, and the same seed gives the same report', async () => {
    const { report } = await run({ ...yours, table: { columns: columns() } })
    expect(report.headline).toContain('→')
    expect((await run({ ...yours, table: { columns: columns() } })).report).toEqual(report)
  })

  test('copies, missing values and floors are told', async () => {
    const table = {
      columns: columns((value, row, column) =>
        row === 7 && column === 0 ? null : column === 5 && row % 3 === 0 ? 0 : value,
      ),
    }
    const doubled = {
      columns: table.columns.map((column) => ({ ...column, values: [...column.values, column.values[20]!] })),
    }
    const { report } = await run({ ...yours, table: doubled })
    const said = report.warnings.join(' ')
    expect(said).toContain('Left out 1 rows with something missing')
    expect(said).toContain('Left out 1 rows with exactly the scores of another')
    expect(said).toContain('33 % of models score exactly 0 on s5')
  })

  test.each([
    ['no table', {}, 'There is no table of scores'],
    ['no base column', { table: { columns: columns() }, domainColumn: 'family' }, 'There is no column “family”'],
    [
      'one base large enough',
      { table: { columns: columns() }, leastRows: 121 },
      'At least two base models are needed, but none has 121 rows',
    ],
    ['two scores', { table: { columns: columns().slice(0, 3) } }, 'There are 2 number columns of scores'],
    [
      'more latents than scores',
      { table: { columns: columns().slice(0, 4) }, latents: 4 },
      '4 latents were asked for, but there are only 3 scores',
    ],
    [
      'a constant score',
      { table: { columns: columns((value, row, column) => (column === 2 && row < 120 ? 9 : value)) } },
      'All models of “base 1” have the score 9 on “s2”',
    ],
    [
      'scores that follow from others',
      {
        table: {
          columns: columns()
            .slice(0, 4)
            .map((column, j, all) =>
              j < 2
                ? column
                : { ...all[1]!, name: `copy ${j}`, values: all[1]!.values.map((value) => (value as number) * j + 1) },
            ) as never,
        },
      },
      'have rank 1',
    ],
  ])('says what is wrong: %s', async (_name, input, sentence) => {
    await expect(run({ ...yours, ...input })).rejects.toThrow(sentence)
  })
})
