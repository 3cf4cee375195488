/**
 * The kernel test of (conditional) independence (Zhang, Peters, Janzing & Schölkopf 2011, arXiv 1202.3775), with the gamma
 * approximation of its null.
 *
 *   conditional    K̃x on [x, ½z], Ky, Kz centred; R = ε(Kz + εI)⁻¹; A = R K̃x R, B = R Ky R; T = tr(AB)
 *   unconditional  T = tr(Kx Ky); mean tr Kx tr Ky / n, variance 2‖Kx‖²‖Ky‖²/n²
 *
 * The paper's null weights are the eigenvalues of U Uᵀ, whose columns are all products of eigenvectors of A and B scaled by
 * the roots of their eigenvalues. U Uᵀ is the entrywise product A∘B, so its mean tr(A∘B) and variance 2 tr((A∘B)²) need no
 * eigenvectors; nor is anything dropped, where the released code leaves out eigenvalues below 10⁻⁵ of the largest.
 * Kernels exp(−‖a − b‖²/(2w²d)) of standardised columns, d the dimension of the argument; widths w by rows, as the authors'
 * code has them. Time and memory: n³ (one Cholesky factor and products) and n².
 */
import { ScmError } from '../errors.ts'
import { cholesky, choleskySolve, matrix, multiply } from '../linear-algebra/index.ts'
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

export type KciOptions = {
  /** ε of the ridge regression on z; 10⁻³ unless given. */
  ridge?: number
  /** Refuses more rows: memory grows with their square. 2,000 unless given. */
  mostRows?: number
  /** In place of the width that follows from the number of rows. */
  width?: number
}

/** Numbers, and levels as indicator columns. A constant column is untestable, and no condition. Throws `independence/rows`. */
export function kci(variables: Variables, { ridge = 1e-3, mostRows = 2000, width }: KciOptions = {}): IndependenceTest {
  const n = requireVariables(variables)
  const names = Object.keys(variables)
  if (n > mostRows)
    throw new ScmError(
      'independence/rows',
      `The kernel test of ${n} rows would need ${Math.round((8 * 6 * n * n) / 1e6)} MB; ${mostRows} rows are the most.`,
      {
        hint: 'Take a sample of the rows, or use fisherZ.',
      },
    )
  const standardised = new Map(names.map((name) => [name, standardisedColumns(variables[name]!)]))
  const columnsOf = (asked: readonly string[]) => asked.flatMap((name) => standardised.get(name)!)
  return {
    name: 'KCI',
    variables: names,
    test: (x, y, given = []) => {
      requireQuestion(names, x, y, given)
      if (n < 6) return untestable(n, `${n} rows are too few`)
      const constant = [x, y].find((name) => standardised.get(name)!.length === 0)
      if (constant !== undefined) return untestable(n, `the column “${constant}” is constant`)
      const [a, b, z] = [columnsOf([x]), columnsOf([y]), columnsOf(given)]
      return z.length === 0
        ? unconditional(a, b, n, width ?? widthOf(n, 0.8, 0.5, 0.3))
        : conditional(a, b, z, n, width ?? widthOf(n, 1.2, 0.7, 0.4), ridge)
    },
  }
}

function widthOf(n: number, few: number, some: number, many: number): number {
  return n < 200 ? few : n < 1200 ? some : many
}

/** Columns that vary, with mean 0 and variance 1. */
function standardisedColumns(variable: Variable): Float64Array[] {
  const columns = isDiscrete(variable)
    ? Array.from({ length: variable.levels }, (_, level) =>
        Float64Array.from(variable.codes, (code) => Number(code === level)),
      )
    : [variable]
  const varying = columns.filter((column) => column.some((value) => value !== column[0]))
  return varying.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length
    return column.map((value) => (value - mean) / Math.sqrt(variance))
  })
}

/** Centred, [n, n]. */
function kernel(columns: readonly Float64Array[], n: number, width: number): Float64Array {
  const k = new Float64Array(n * n)
  const scale = -1 / (2 * width * width * columns.length)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let distance = 0
      for (const column of columns) distance += (column[i]! - column[j]!) ** 2
      k[i * n + j] = k[j * n + i] = Math.exp(distance * scale)
    }
  const means = new Float64Array(n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) means[i]! += k[i * n + j]! / n
  const mean = means.reduce((sum, value) => sum + value, 0) / n
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) k[i * n + j]! += mean - means[i]! - means[j]!
  return k
}

function unconditional(x: Float64Array[], y: Float64Array[], n: number, width: number): TestResult {
  const [a, b] = [kernel(x, n, width), kernel(y, n, width)]
  const mean = (trace(a, n) * trace(b, n)) / n
  const variance = (2 * product(a, a) * product(b, b)) / (n * n)
  return gammaResult(product(a, b), mean, variance, n)
}

function conditional(
  x: Float64Array[],
  y: Float64Array[],
  z: Float64Array[],
  n: number,
  width: number,
  ridge: number,
): TestResult {
  const half = z.map((column) => column.map((value) => value / 2))
  const r = residualMaker(kernel(z, n, width), n, ridge)
  const sandwiched = (k: Float64Array) => multiply(multiply(r, matrix(n, n, k)), r).values
  const a = sandwiched(kernel([...x, ...half], n, width))
  const b = sandwiched(kernel(y, n, width))
  let mean = 0
  let squares = 0
  for (let at = 0; at < a.length; at++) squares += (a[at]! * b[at]!) ** 2
  for (let i = 0; i < n; i++) mean += a[i * n + i]! * b[i * n + i]!
  return gammaResult(product(a, b), mean, 2 * squares, n)
}

/** R = ε(K + εI)⁻¹, [n, n]. */
function residualMaker(k: Float64Array, n: number, ridge: number) {
  const shifted = k.slice()
  const scaledIdentity = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    shifted[i * n + i]! += ridge
    scaledIdentity[i * n + i] = ridge
  }
  const factor = cholesky(matrix(n, n, shifted))
  if (!factor.definite)
    throw new ScmError(
      'independence/ridge',
      `A kernel with ridge ${ridge} is not positive definite at row ${factor.pivot + 1}.`,
      { hint: 'Take a larger ridge.' },
    )
  return choleskySolve(factor.lower, matrix(n, n, scaledIdentity))
}

/** The upper tail of a gamma distribution of this mean and variance. */
function gammaResult(statistic: number, mean: number, variance: number, n: number): TestResult {
  if (!(mean > 0 && variance > 0)) return untestable(n, 'nothing is left of one of the columns given the others')
  const pValue = gammaTails((mean * mean) / variance, (statistic * mean) / variance).upper
  return { statistic, pValue: Math.min(1, Math.max(0, pValue)), n, reliable: true }
}

function trace(a: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += a[i * n + i]!
  return sum
}

/** tr(AB) of symmetric matrices. */
function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}
