/** Steps 6 and 7: causal weights per base model, names by benchmark, and what follows from raising a capability. */

import { normal, type Random } from '@causerie/lab'
import {
  centred,
  columnMeans,
  identity,
  inverse,
  leastSquares,
  type Matrix,
  matrix,
  multiply,
  transpose,
} from '@causerie/scm/linear-algebra'
import type { Flag } from './flag.ts'
import type { Domain } from './leaderboard.ts'

export type Naming = {
  /** Per capability, first to last: the benchmark, its R², and the R² that a random direction of the subspace reaches. */
  names: { benchmark: string; rSquared: number; ofRandomDirections: number }[]
  /** L, lower triangular, [latents, latents]: z on the scale of the benchmarks = L · (H reversed) · x. */
  change: Matrix
}

/** H with its rows reversed, z₁ first: the largest loading of each row is positive. [latents, benchmarks] */
export function capabilityRows({ directions: { rows, columns, values } }: Flag): Matrix {
  const turned = Array.from({ length: rows }, (_, i) => {
    const row = values.slice((rows - 1 - i) * columns, (rows - i) * columns)
    const leading = row.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
    return leading < 0 ? row.map((value) => -value) : row
  })
  return matrix(rows, columns, Float64Array.from(turned.flatMap((row) => [...row])))
}

/** Centred by domain, stacked: [all rows, benchmarks]. Not standardised by domain, which would change H. */
export function stacked(domains: readonly Domain[]): Matrix {
  const parts = domains.map(({ scores }) => centred(scores, columnMeans(scores)))
  const values = new Float64Array(parts.reduce((sum, { values: part }) => sum + part.length, 0))
  let at = 0
  for (const { values: part } of parts) {
    values.set(part, at)
    at += part.length
  }
  const columns = parts[0]!.columns
  return matrix(values.length / columns, columns, values)
}

/**
 * zᵢ by ordinary least squares on one benchmark and z₁ … zᵢ₋₁; the benchmark with the highest R² names it, and
 * zᵢ becomes (zᵢ − fitted upstream part)/coefficient. R² is inflated, as zᵢ is made of the scores: the same R² of
 * random directions of the subspace stands beside it.
 */
export function nameCapabilities(
  flag: Flag,
  domains: readonly Domain[],
  benchmarks: readonly string[],
  random: Random,
): Naming {
  const x = stacked(domains)
  const z = multiply(x, transpose(capabilityRows(flag)))
  const latents = z.columns
  const scores = columnsOf(x)
  const raw = columnsOf(z)
  const change = identity(latents)
  const names = raw.map((own, i) => {
    const upstream = raw.slice(0, i)
    const { best, rSquared, coefficients } = bestBenchmark(own, upstream, scores)
    const [scale, ...along] = coefficients
    for (let j = 0; j < i; j++) change.values[i * latents + j] = -along[j]! / scale!
    change.values[i * latents + i] = 1 / scale!
    const others = Array.from(
      { length: 20 },
      () => bestBenchmark(randomDirection(raw, random), upstream, scores).rSquared,
    )
    return {
      benchmark: benchmarks[best]!,
      rSquared,
      ofRandomDirections: others.reduce((sum, value) => sum + value, 0) / others.length,
    }
  })
  return { names, change }
}

/**
 * z = T ε with T = L · (B⁻¹ reversed): b = diag T, a = I − diag(b) T⁻¹ strictly lower; `a[i][j]` is the weight of zⱼ → zᵢ.
 * One matrix per domain, [latents, latents].
 */
export function causalWeights(flag: Flag, change: Matrix = identity(flag.directions.rows)): Matrix[] {
  const signs = signsOf(flag)
  return flag.triangles.map((triangle) => {
    const size = triangle.rows
    const toNoise = inverse(triangle)
    const reversed = matrix(
      size,
      size,
      Float64Array.from({ length: size * size }, (_, at) => {
        const [i, j] = [Math.floor(at / size), at % size]
        return signs[i]! * toNoise.values[(size - 1 - i) * size + (size - 1 - j)]!
      }),
    )
    const t = multiply(change, reversed)
    const back = inverse(t)
    return matrix(
      size,
      size,
      back.values
        .map((value, at) => {
          const [i, j] = [Math.floor(at / size), at % size]
          return (i === j ? 1 : 0) - t.values[i * size + i]! * value
        })
        .map((value, at) => (at % size < Math.floor(at / size) ? value : 0)),
    )
  })
}

/** The change in every benchmark when capability `i` is raised by one and what follows from it downstream. [benchmarks] */
export function whatIf(flag: Flag, weights: Matrix, change: Matrix, i: number): Float64Array {
  const size = weights.rows
  const total = inverse(
    matrix(
      size,
      size,
      weights.values.map((value, at) => (at % (size + 1) === 0 ? 1 : 0) - value),
    ),
  )
  const readOut = multiply(transpose(capabilityRows(flag)), inverse(change))
  const effect = matrix(
    size,
    1,
    Float64Array.from({ length: size }, (_, row) => total.values[row * size + i]!),
  )
  return multiply(readOut, effect).values
}

function signsOf(flag: Flag): number[] {
  const rows = capabilityRows(flag)
  const { directions } = flag
  return Array.from({ length: rows.rows }, (_, i) => {
    const mine = rows.values.subarray(i * rows.columns, (i + 1) * rows.columns)
    const other = directions.values.subarray((rows.rows - 1 - i) * rows.columns, (rows.rows - i) * rows.columns)
    return mine.reduce((sum, value, c) => sum + value * other[c]!, 0) > 0 ? 1 : -1
  })
}

function bestBenchmark(own: Float64Array, upstream: readonly Float64Array[], scores: readonly Float64Array[]) {
  const total = own.reduce((sum, value) => sum + value * value, 0)
  let found = { best: 0, rSquared: -1, coefficients: [1] as number[] }
  for (const [best, score] of scores.entries()) {
    const fit = leastSquares([score, ...upstream], own)
    if (fit.rank === 'deficient') continue
    const rSquared = 1 - fit.residualSum / total
    if (rSquared > found.rSquared) found = { best, rSquared, coefficients: [...fit.coefficients] }
  }
  return found
}

function randomDirection(raw: readonly Float64Array[], random: Random): Float64Array {
  const loads = raw.map(() => normal(random))
  return raw[0]!.map((_, t) => raw.reduce((sum, column, j) => sum + loads[j]! * column[t]!, 0))
}

function columnsOf({ rows, columns, values }: Matrix): Float64Array[] {
  return Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_row, i) => values[i * columns + j]!),
  )
}
