/**
 * Partial correlation with Fisher's transformation (Fisher 1924; Anderson 2003, §4.3):
 * z = ½ ln((1 + r)/(1 − r)) · √(n − |S| − 3), standard normal when x ⫫ y | S and the columns are jointly normal.
 */
import { ScmError } from '../errors.ts'
import { correlation, correlationOf, fromColumns, type Matrix, matrix, pseudoInverse } from '../linear-algebra/index.ts'
import { normalUpperTail } from '../statistics/normal.ts'
import {
  type IndependenceTest,
  isDiscrete,
  requireQuestion,
  requireVariables,
  type TestResult,
  untestable,
  type Variables,
} from './variable.ts'

/** Of columns of numbers. A constant column is independent of everything, and the result says so. */
export function fisherZ(variables: Variables): IndependenceTest {
  const n = requireVariables(variables)
  const names = Object.keys(variables)
  const columns = names.map((name) => {
    const variable = variables[name]!
    if (!isDiscrete(variable)) return variable
    throw new ScmError('independence/kind', `“${name}” has levels; a partial correlation is of numbers.`, {
      hint: 'Use gTest for columns with levels and mixedLikelihoodRatio for both kinds.',
    })
  })
  const varying = columns.map((column) => column.some((value) => value !== column[0]))
  const kept = names.filter((_, at) => varying[at])
  const correlations =
    kept.length === 0 ? matrix(0, 0) : correlation(fromColumns(columns.filter((_, at) => varying[at])))
  return asTest(names, kept, correlations, n)
}

/** The same from a covariance matrix [names, names] of n rows, as a database computes it. */
export function fisherZFromCovariance(names: readonly string[], covariance: Matrix, n: number): IndependenceTest {
  return asTest(names, names, correlationOf(covariance), n)
}

function asTest(names: readonly string[], kept: readonly string[], correlations: Matrix, n: number): IndependenceTest {
  const places = new Map(kept.map((name, at) => [name, at]))
  return {
    name: 'Fisher z',
    variables: names,
    test: (x, y, given = []) => {
      requireQuestion(names, x, y, given)
      const constant = [x, y].find((name) => !places.has(name))
      if (constant !== undefined) return untestable(n, `the column “${constant}” is constant`)
      const set = given.filter((name) => places.has(name))
      return testOf(
        correlations,
        places.get(x)!,
        places.get(y)!,
        set.map((name) => places.get(name)!),
        n,
      )
    },
  }
}

function testOf(correlations: Matrix, x: number, y: number, given: readonly number[], n: number): TestResult {
  const freedom = n - given.length - 3
  if (freedom < 1) return untestable(n, `${n} rows are too few given ${given.length} columns`)
  const r = partialCorrelation(correlations, x, y, given)
  if (r === undefined) return untestable(n, 'one of the two columns follows from the given ones')
  const isExact = Math.abs(r) >= 1 - 1e-12
  const statistic = Math.atanh(Math.sign(r) * Math.min(Math.abs(r), 1 - 1e-12)) * Math.sqrt(freedom)
  const pValue = Math.min(1, 2 * normalUpperTail(Math.abs(statistic)))
  if (!isExact) return { statistic, pValue, n, reliable: true }
  return { statistic, pValue, n, reliable: false, reason: 'one column is an exact linear function of the other' }
}

/**
 * Of the columns numbered x and y, given others, from their correlations. `undefined` when x or y is a linear function of
 * the given ones. Given columns that follow from each other count once (pseudo-inverse).
 */
export function partialCorrelation(
  correlations: Matrix,
  x: number,
  y: number,
  given: readonly number[],
): number | undefined {
  const r = (i: number, j: number) => correlations.values[i * correlations.columns + j]!
  if (given.length === 0) return clamped(r(x, y))
  if (given.length === 1) {
    const [z] = given as [number]
    return ratio(r(x, y) - r(x, z) * r(y, z), 1 - r(x, z) ** 2, 1 - r(y, z) ** 2)
  }
  const k = given.length
  const block = pseudoInverse(
    matrix(
      k,
      k,
      Float64Array.from({ length: k * k }, (_, at) => r(given[Math.floor(at / k)]!, given[at % k]!)),
    ),
    {
      tolerance: k * 1e-10,
    },
  )
  const explained = (a: number, b: number) => {
    let sum = 0
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++) sum += r(a, given[i]!) * block.values[i * k + j]! * r(b, given[j]!)
    return sum
  }
  return ratio(r(x, y) - explained(x, y), 1 - explained(x, x), 1 - explained(y, y))
}

function ratio(covariance: number, varianceX: number, varianceY: number): number | undefined {
  if (!(varianceX > 1e-10 && varianceY > 1e-10)) return undefined
  return clamped(covariance / Math.sqrt(varianceX * varianceY))
}

function clamped(r: number): number {
  return Math.max(-1, Math.min(1, r))
}
