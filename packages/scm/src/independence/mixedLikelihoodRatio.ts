/**
 * Independence in tables of numbers and levels together, by nested regressions (Tsagris, Borboudakis, Lagani & Tsamardinos
 * 2018, “Constraint-based causal discovery with mixed data”): y on z against y on z and x, linear where y is a number,
 * multinomial logistic where it has levels.
 *
 * Both directions are asked and combined as there, p = min(2 min(p₁, p₂), max(p₁, p₂)), so that the answer is symmetric.
 * A linear comparison uses Bartlett's factor: −(n − q − 1 + d/2) ln(RSS₁/RSS₀) is χ² with d degrees of freedom, q the
 * parameters of the larger model and d those that x adds.
 */

import { gammaTails } from '../statistics/specialFunctions.ts'
import { independentColumns, residualSum } from './linearFit.ts'
import { multinomialFit } from './multinomialFit.ts'
import {
  type IndependenceTest,
  isDiscrete,
  requireQuestion,
  requireVariables,
  rowsOf,
  type TestResult,
  untestable,
  type Variable,
  type Variables,
} from './variable.ts'

export function mixedLikelihoodRatio(variables: Variables): IndependenceTest {
  const n = requireVariables(variables)
  const names = Object.keys(variables)
  const designs = new Map(names.map((name) => [name, designOf(variables[name]!)]))
  const columnsOf = (given: readonly string[]) => given.flatMap((name) => designs.get(name)!)
  return {
    name: 'likelihood ratio of nested regressions',
    variables: names,
    test: (x, y, given = []) => {
      requireQuestion(names, x, y, given)
      const constant = [x, y].find((name) => designs.get(name)!.length === 0)
      if (constant !== undefined) return untestable(n, `the column “${constant}” is constant`)
      const z = columnsOf(given)
      return combined(oneWay(variables[y]!, designs.get(x)!, z), oneWay(variables[x]!, designs.get(y)!, z))
    },
  }
}

/** Numbers as they are, standardised; levels as indicators of all that occur but the first. */
function designOf(variable: Variable): Float64Array[] {
  if (!isDiscrete(variable)) {
    const mean = variable.reduce((sum, value) => sum + value, 0) / variable.length
    const spread = Math.sqrt(variable.reduce((sum, value) => sum + (value - mean) ** 2, 0) / variable.length)
    return variable.every((value) => value === variable[0]) ? [] : [variable.map((value) => (value - mean) / spread)]
  }
  const occurring = Array.from({ length: variable.levels }, (_, level) => level).filter((level) =>
    variable.codes.includes(level),
  )
  return occurring.slice(1).map((level) => Float64Array.from(variable.codes, (code) => Number(code === level)))
}

/** Whether x adds to what z says of y. */
function oneWay(y: Variable, x: readonly Float64Array[], z: readonly Float64Array[]): TestResult {
  const n = rowsOf(y)
  const base = independentColumns([new Float64Array(n).fill(1), ...z])
  const full = independentColumns([...base, ...x])
  const added = full.length - base.length
  if (added === 0) return untestable(n, 'one column follows from the given ones', 0)
  return isDiscrete(y) ? multinomialWay(y, base, full, n) : linearWay(y, base, full, n)
}

function linearWay(y: Float64Array, base: Float64Array[], full: Float64Array[], n: number): TestResult {
  const added = full.length - base.length
  const factor = n - full.length - 1 + added / 2
  if (n <= full.length || factor <= 0)
    return untestable(n, `${n} rows are too few for ${full.length} parameters`, added)
  const mean = y.reduce((sum, value) => sum + value, 0) / n
  const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const before = residualSum(base, y)
  if (before <= 1e-10 * total) return untestable(n, 'one column follows from the given ones', added)
  const after = Math.max(residualSum(full, y), 1e-14 * before)
  const isExact = after <= 1e-12 * before
  return chiSquareResult(
    factor * Math.log(before / after),
    added,
    n,
    isExact ? 'one column is an exact linear function of the others' : undefined,
  )
}

function multinomialWay(
  y: Exclude<Variable, Float64Array>,
  base: Float64Array[],
  full: Float64Array[],
  n: number,
): TestResult {
  const [before, after] = [multinomialFit(y, base), multinomialFit(y, full)]
  const degreesOfFreedom = (full.length - base.length) * (before.classes - 1)
  if (before.classes < 2) return untestable(n, 'one column is constant', 0)
  const reason = !before.converged
    ? 'a regression on the given columns did not converge'
    : !after.converged
      ? 'a regression did not converge: the levels are separated'
      : 10 * full.length * (before.classes - 1) > n
        ? `${n} rows are few for ${full.length * (before.classes - 1)} parameters`
        : undefined
  return chiSquareResult(2 * (after.logLikelihood - before.logLikelihood), degreesOfFreedom, n, reason)
}

function chiSquareResult(raw: number, degreesOfFreedom: number, n: number, reason?: string): TestResult {
  const statistic = Math.max(0, raw)
  const pValue = Math.min(1, gammaTails(degreesOfFreedom / 2, statistic / 2).upper)
  return {
    statistic,
    pValue,
    degreesOfFreedom,
    n,
    reliable: reason === undefined,
    ...(reason !== undefined && { reason }),
  }
}

function combined(a: TestResult, b: TestResult): TestResult {
  if (!a.reliable || !b.reliable) {
    const [better, other] =
      a.reliable === b.reliable ? (a.pValue <= b.pValue ? [a, b] : [b, a]) : a.reliable ? [a, b] : [b, a]
    return better.reliable && other.degreesOfFreedom !== 0
      ? better
      : {
          ...better,
          reliable: false,
          ...((better.reason ?? other.reason) !== undefined && { reason: better.reason ?? other.reason! }),
        }
  }
  const [less, more] = a.pValue <= b.pValue ? [a, b] : [b, a]
  return { ...less, pValue: Math.min(2 * less.pValue, more.pValue) }
}
