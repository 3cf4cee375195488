/**
 * Independence of columns with levels: the likelihood-ratio statistic G = 2 Σ O ln(O/E) and Pearson's χ² = Σ (O − E)²/E,
 * summed over the strata of the given columns (Agresti 2013, §3.2 and §10.1; Neapolitan 2004, §10.3).
 *
 * Degrees of freedom are those the data have: in each stratum (rows that occur − 1)(columns that occur − 1), so that a
 * stratum in which x or y does not vary adds nothing to either side.
 */
import { ScmError } from '../errors.ts'
import { gammaTails } from '../statistics/specialFunctions.ts'
import {
  type IndependenceTest,
  isDiscrete,
  requireQuestion,
  requireVariables,
  type TestResult,
  untestable,
  type Variable,
  type Variables,
} from './variable.ts'

export type ContingencyOptions = {
  /** A table with an expected count below this is called sparse and `reliable` is false; 5 by custom. */
  leastExpected?: number
  /** More columns than this are not conditioned on: the result is untestable. 8 unless given. */
  mostGiven?: number
}

export function gTest(variables: Variables, options: ContingencyOptions = {}): IndependenceTest {
  return contingencyTest('G test', variables, options, (observed, expected) =>
    observed === 0 ? 0 : 2 * observed * Math.log(observed / expected),
  )
}

export function chiSquareTest(variables: Variables, options: ContingencyOptions = {}): IndependenceTest {
  return contingencyTest('χ² test', variables, options, (observed, expected) => (observed - expected) ** 2 / expected)
}

type Term = (observed: number, expected: number) => number
type Coded = Exclude<Variable, Float64Array>

function contingencyTest(
  name: string,
  variables: Variables,
  { leastExpected = 5, mostGiven = 8 }: ContingencyOptions,
  term: Term,
): IndependenceTest {
  const n = requireVariables(variables)
  const names = Object.keys(variables)
  const coded = new Map(names.map((each) => [each, codedOf(each, variables[each]!)]))
  return {
    name,
    variables: names,
    test: (x, y, given = []) => {
      requireQuestion(names, x, y, given)
      if (given.length > mostGiven)
        return untestable(n, `the table is too sparse: ${given.length} columns are given, ${mostGiven} are the most`)
      return testOf(
        coded.get(x)!,
        coded.get(y)!,
        given.map((each) => coded.get(each)!),
        { n, leastExpected, term },
      )
    },
  }
}

function codedOf(name: string, variable: Variable): Coded {
  if (isDiscrete(variable)) return variable
  throw new ScmError('independence/kind', `“${name}” holds numbers; a contingency table is of levels.`, {
    hint: 'Use fisherZ or kci for numbers and mixedLikelihoodRatio for both kinds.',
  })
}

type Setting = { n: number; leastExpected: number; term: Term }

function testOf(x: Coded, y: Coded, given: readonly Coded[], { n, leastExpected, term }: Setting): TestResult {
  const { strata, count } = strataOf(given, n)
  const [rows, columns] = [x.levels, y.levels]
  const size = rows * columns
  const table = new Int32Array(count * size) // [stratum, x, y]
  for (let i = 0; i < n; i++) table[strata[i]! * size + x.codes[i]! * columns + y.codes[i]!]!++
  let statistic = 0
  let degreesOfFreedom = 0
  let smallest = Number.POSITIVE_INFINITY
  for (let stratum = 0; stratum < count; stratum++) {
    const { rowSums, columnSums, total } = margins(table, stratum * size, rows, columns)
    const occurring = (sums: Int32Array) => sums.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0)
    const freedom = (occurring(rowSums) - 1) * (occurring(columnSums) - 1)
    if (total === 0 || freedom <= 0) continue
    degreesOfFreedom += freedom
    for (let a = 0; a < rows; a++)
      for (let b = 0; b < columns; b++) {
        const expected = (rowSums[a]! * columnSums[b]!) / total
        if (expected === 0) continue
        smallest = Math.min(smallest, expected)
        statistic += term(table[stratum * size + a * columns + b]!, expected)
      }
  }
  if (degreesOfFreedom === 0) return untestable(n, 'in no stratum do both columns vary', 0)
  statistic = Math.max(0, statistic) // rounding alone can go below
  const pValue = Math.min(1, Math.max(0, gammaTails(degreesOfFreedom / 2, statistic / 2).upper))
  if (smallest >= leastExpected) return { statistic, pValue, degreesOfFreedom, n, reliable: true }
  const reason = `the table is sparse: an expected count is ${smallest.toPrecision(2)}, below ${leastExpected}`
  return { statistic, pValue, degreesOfFreedom, n, reliable: false, reason }
}

function margins(table: Int32Array, from: number, rows: number, columns: number) {
  const rowSums = new Int32Array(rows)
  const columnSums = new Int32Array(columns)
  let total = 0
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < columns; b++) {
      const count = table[from + a * columns + b]!
      rowSums[a]! += count
      columnSums[b]! += count
      total += count
    }
  return { rowSums, columnSums, total }
}

/** A number for each combination of the given values that occurs (or could, while they are few). */
function strataOf(given: readonly Coded[], n: number): { strata: Int32Array; count: number } {
  const strata = new Int32Array(n)
  let count = 1
  for (const { levels, codes } of given) {
    for (let i = 0; i < n; i++) strata[i] = strata[i]! * levels + codes[i]!
    count *= levels
    if (count > 4096) count = renumbered(strata)
  }
  return { strata, count }
}

function renumbered(strata: Int32Array): number {
  const places = new Map<number, number>()
  for (let i = 0; i < strata.length; i++) {
    const place = places.get(strata[i]!) ?? places.size
    places.set(strata[i]!, place)
    strata[i] = place
  }
  return places.size
}
