/**
 * Independent component analysis: FastICA with symmetric decorrelation (Hyvärinen & Oja 2000, §6.2 and eq. 36–45).
 * x = mixing · s + mean with independent, non-Gaussian s: found by turning the whitened data until g(wᵀx) says that every
 * component is as far from normal as it can be. Order and signs of components are not identified; here they are fixed by
 * convention. Normal sources cannot be separated, and nothing here notices that they are.
 */
import { ScmError } from '../errors.ts'
import type { Random } from '../random.ts'
import { centred, columnMeans } from './covariance.ts'
import { type Matrix, matrix, requireFinite, selectColumns, transpose } from './matrix.ts'
import { multiply } from './multiply.ts'
import { pseudoInverse } from './solve.ts'
import { svd } from './svd.ts'
import { fixSign, symmetricEigen } from './symmetricEigen.ts'

export type Contrast = 'log-cosh' | 'exp' | 'cube'

export type FastIcaOptions = {
  /** Where the starting rotations come from. */
  random: Random
  /** As many as the columns unless given. */
  components?: number
  /** log cosh unless given: g = tanh. `exp` for very heavy tails, `cube` (kurtosis) for light ones. */
  contrast?: Contrast
  /** 1,000 unless given, for each start. */
  iterations?: number
  /** How far a component may turn in the last step, as 1 − |cosine|: 10⁻⁸ unless given. */
  tolerance?: number
  /** Starts tried until one settles: 5 unless given. */
  starts?: number
}

export type FastIca = {
  /** Whether the last start settled. If not, what follows is where it stood. */
  converged: boolean
  /** Steps of the start that is returned, and which it was, from 1. */
  iterations: number
  start: number
  /** [components, columns]: sources = unmixing · (x − mean), of variance 1 (divisor n). The largest loading of each row is positive. */
  unmixing: Matrix
  /** [columns, components]: the pseudo-inverse of `unmixing`. */
  mixing: Matrix
  /** [rows, components] */
  sources: Matrix
  /** [columns] */
  mean: Float64Array
}

/** Observations in rows. Throws `linear-algebra/rank` where the data have fewer dimensions than components are asked for. */
export function fastIca(x: Matrix, options: FastIcaOptions): FastIca {
  const { random, components = x.columns, contrast = 'log-cosh', iterations = 1000, tolerance = 1e-8 } = options
  const { whitened, whitening } = whiten(x, components)
  const once = () => settle(whitened, randomRotation(components, random), derivatives[contrast], iterations, tolerance)
  let found = once()
  let start = 1
  for (; start < (options.starts ?? 5) && !found.converged; start++) found = once()
  const unmixing = multiply(found.rotation, whitening)
  for (let i = 0; i < components; i++) fixSign(unmixing.values.subarray(i * x.columns, (i + 1) * x.columns))
  return {
    converged: found.converged,
    iterations: found.steps,
    start,
    unmixing,
    mixing: pseudoInverse(unmixing),
    sources: multiply(centred(x), transpose(unmixing)),
    mean: columnMeans(x),
  }
}

/** [components, n] of unit variance, uncorrelated, and the [components, columns] that makes them so. */
function whiten(x: Matrix, components: number): { whitened: Matrix; whitening: Matrix } {
  requireFinite('fastIca', x)
  const { u, values, v } = svd(centred(x))
  const least = 1e-10 * (values[0] ?? 0)
  const rank = values.filter((value) => value > least).length
  if (!(Number.isInteger(components) && components >= 1 && components <= rank))
    throw new ScmError(
      'linear-algebra/rank',
      `${components} components were asked for, but the ${x.rows} × ${x.columns} observations have rank ${rank} about their mean.`,
      { hint: `Ask for ${rank} at most, or bring more different rows and columns.`, details: { rank } },
    )
  const first = Array.from({ length: components }, (_, k) => k)
  const root = Math.sqrt(x.rows)
  const directions = transpose(selectColumns(v, first))
  return {
    whitened: scaled(transpose(selectColumns(u, first)), () => root),
    whitening: scaled(directions, (row) => root / values[row]!),
  }
}

/** g and g′ of each contrast G. */
const derivatives: Record<Contrast, (u: number) => readonly [number, number]> = {
  'log-cosh': (u) => {
    const t = Math.tanh(u)
    return [t, 1 - t * t]
  },
  exp: (u) => {
    const e = Math.exp((-u * u) / 2)
    return [u * e, (1 - u * u) * e]
  },
  cube: (u) => [u * u * u, 3 * u * u],
}

/** W ← E[g(Wz)zᵀ] − diag(E[g′(Wz)]) W, decorrelated, until no component turns. */
function settle(
  whitened: Matrix,
  start: Matrix,
  derivative: (u: number) => readonly [number, number],
  iterations: number,
  tolerance: number,
) {
  let rotation = start
  for (let steps = 1; steps <= iterations; steps++) {
    const next = decorrelated(fixedPointStep(whitened, rotation, derivative))
    const turned = largestTurn(next, rotation)
    rotation = next
    if (turned < tolerance) return { rotation, steps, converged: true }
  }
  return { rotation, steps: iterations, converged: false }
}

function fixedPointStep(
  whitened: Matrix,
  rotation: Matrix,
  derivative: (u: number) => readonly [number, number],
): Matrix {
  const k = rotation.rows
  const n = whitened.columns
  const projected = multiply(rotation, whitened)
  const slopes = new Float64Array(k)
  const step = new Float64Array(k * k)
  for (let i = 0; i < k; i++) {
    const row = projected.values.subarray(i * n, (i + 1) * n)
    for (let t = 0; t < n; t++) {
      const [value, slope] = derivative(row[t]!)
      row[t] = value
      slopes[i]! += slope
    }
    for (let j = 0; j < k; j++) {
      let sum = 0
      for (let t = 0; t < n; t++) sum += row[t]! * whitened.values[j * n + t]!
      step[i * k + j] = (sum - slopes[i]! * rotation.values[i * k + j]!) / n
    }
  }
  return matrix(k, k, step)
}

/** (W Wᵀ)^{−½} W */
function decorrelated(w: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(symmetric(multiply(w, transpose(w))))
  const inverseRoot = multiply(
    scaledColumns(vectors, (column) => 1 / Math.sqrt(Math.max(values[column]!, 1e-300))),
    transpose(vectors),
  )
  return multiply(inverseRoot, w)
}

function symmetric({ rows: n, values }: Matrix): Matrix {
  return matrix(
    n,
    n,
    values.map((value, at) => (value + values[(at % n) * n + Math.floor(at / n)]!) / 2),
  )
}

function largestTurn(next: Matrix, before: Matrix): number {
  let most = 0
  for (let i = 0; i < next.rows; i++) {
    let cosine = 0
    for (let j = 0; j < next.columns; j++)
      cosine += next.values[i * next.columns + j]! * before.values[i * next.columns + j]!
    most = Math.max(most, Math.abs(Math.abs(cosine) - 1))
  }
  return most
}

function randomRotation(size: number, random: Random): Matrix {
  const normals = Float64Array.from({ length: size * size }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    return radius * Math.cos(2 * Math.PI * random())
  })
  return decorrelated(matrix(size, size, normals))
}

function scaled({ rows, columns, values }: Matrix, factorOf: (row: number) => number): Matrix {
  return { rows, columns, values: values.map((value, at) => value * factorOf(Math.floor(at / columns))) }
}

function scaledColumns({ rows, columns, values }: Matrix, factorOf: (column: number) => number): Matrix {
  return { rows, columns, values: values.map((value, at) => value * factorOf(at % columns)) }
}
