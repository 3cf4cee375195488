/** The refitted Gaussian, and the Gaussian copula over the observed marginals. */
import { normal, type Random } from '@causerie/lab'
import { isDiscrete, type Variable } from '@causerie/scm/independence'
import { cholesky, covariance, fromColumns, type Matrix, matrix } from '@causerie/scm/linear-algebra'
import { normalCdf, normalQuantile } from '@causerie/scm/statistics'
import { meanOf, numericNames, rowsIn } from '../rows.ts'
import type { Generator } from './generator.ts'

/** Mean and covariance of the training rows: what a perfect learner of a Gaussian table can know at this size. */
export const refittedGaussian: Generator = {
  id: 'gaussian',
  label: 'Refitted Gaussian',
  refuses: (train) =>
    numericNames(train).length < Object.keys(train).length ? 'it is for columns of numbers only' : undefined,
  fit: (train) => {
    const names = Object.keys(train)
    const columns = names.map((name) => train[name] as Float64Array)
    const lower = rootOf(covariance(fromColumns(columns)))
    const means = columns.map(meanOf)
    return (random, rows) => {
      const drawn = correlatedNormals(lower, rows, random)
      return Object.fromEntries(names.map((name, j) => [name, drawn[j]!.map((value) => value + means[j]!)]))
    }
  },
}

/** Normal scores of every column, their correlations, and back through the observed quantiles. Levels are cut in their order. */
export const gaussianCopula: Generator = {
  id: 'copula',
  label: 'Gaussian copula',
  fit: (train) => {
    const names = Object.keys(train)
    const rows = rowsIn(train)
    const scores = names.map((name) => normalScores(train[name]!, rows))
    const lower = rootOf(unitDiagonal(covariance(fromColumns(scores))))
    const backs = names.map((name) => quantilesOf(train[name]!, rows))
    return (random, count) => {
      const drawn = correlatedNormals(lower, count, random)
      return Object.fromEntries(names.map((name, j) => [name, backs[j]!(drawn[j]!)]))
    }
  },
}

/** Φ⁻¹ of the mid-rank share. */
function normalScores(variable: Variable, rows: number): Float64Array {
  const values = isDiscrete(variable) ? variable.codes : variable
  const sorted = Float64Array.from(values).sort()
  const share = new Map<number, number>()
  for (let from = 0; from < rows; ) {
    let to = from
    while (to < rows && sorted[to] === sorted[from]) to++
    share.set(sorted[from]!, (from + to) / 2 / rows)
    from = to
  }
  return Float64Array.from(values, (value) => normalQuantile(share.get(value)!))
}

function quantilesOf(variable: Variable, rows: number): (scores: Float64Array) => Variable {
  const sorted = Float64Array.from(isDiscrete(variable) ? variable.codes : variable).sort()
  const at = (score: number) => Math.min(rows - 1, Math.max(0, normalCdf(score) * rows - 0.5))
  if (isDiscrete(variable))
    return (scores) => ({
      levels: variable.levels,
      codes: Int32Array.from(scores, (score) => sorted[Math.round(at(score))]!),
    })
  return (scores) =>
    scores.map((score) => {
      const place = at(score)
      const low = Math.floor(place)
      return sorted[low]! + (place - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
    })
}

function unitDiagonal({ rows, values }: Matrix): Matrix {
  const scale = Array.from({ length: rows }, (_, i) => Math.sqrt(Math.max(1e-12, values[i * rows + i]!)))
  return matrix(
    rows,
    rows,
    values.map((value, at) => value / (scale[Math.floor(at / rows)]! * scale[at % rows]!)),
  )
}

/** A Cholesky factor; columns that follow from others get a little variance of their own (10⁻⁸ of their size, more if needed). */
function rootOf({ rows, values }: Matrix): Matrix {
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-8 : ridge * 10) {
    const factor = cholesky(
      matrix(
        rows,
        rows,
        values.map((value, at) => (at % (rows + 1) === 0 ? value * (1 + ridge) + ridge * 1e-12 : value)),
      ),
    )
    if (factor.definite) return factor.lower
    if (ridge > 1) throw new Error('a covariance with a negative diagonal')
  }
}

/** [columns][rows] */
function correlatedNormals(lower: Matrix, rows: number, random: Random): Float64Array[] {
  const size = lower.rows
  const drawn = Array.from({ length: size }, () => new Float64Array(rows))
  for (let row = 0; row < rows; row++) {
    const z = Float64Array.from({ length: size }, () => normal(random))
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) drawn[i]![row]! += lower.values[i * size + j]! * z[j]!
  }
  return drawn
}
