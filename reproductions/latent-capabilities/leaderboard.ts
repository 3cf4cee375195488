/** Leaderboards with known truth: per base model a linear causal model over a few latent capabilities, read out by one shared G. */
import { normal, type Random } from '@causerie/lab'
import {
  diagonal,
  fromRows,
  inverse,
  type Matrix,
  matrix,
  multiply,
  pseudoInverse,
  transpose,
} from '@causerie/scm/linear-algebra'

/** One base model: a row per derived model, a column per benchmark. */
export type Domain = { name: string; scores: Matrix }

export type Structure =
  /** A_k strictly lower triangular in one order, different in every domain. */
  | 'hierarchy'
  /** The same A in every domain: the order is not identified. */
  | 'identical'
  /** Shared read-out, but dense maps from noise to capabilities. */
  | 'dense'
  /** Every domain its own read-out. */
  | 'unrelated'

export type Noise = 'laplace' | 'uniform' | 'normal'

export type LeaderboardOptions = {
  structure: Structure
  noise: Noise
  domains?: number
  rows: number
  benchmarks?: number
  latents?: number
}

/** `truth`: [latents, benchmarks], row i reads zᵢ off the scores; its leading rows span the true flag. */
export type Leaderboard = { domains: Domain[]; truth: Matrix }

export function syntheticLeaderboard(
  { structure, noise, domains = 4, rows, benchmarks = 6, latents = 3 }: LeaderboardOptions,
  random: Random,
): Leaderboard {
  const readOut = normals(benchmarks, latents, random.split('read-out'))
  const shared = strictlyLower(latents, random.split('shared'))
  return {
    truth: pseudoInverse(readOut),
    domains: Array.from({ length: domains }, (_, k) => {
      const own = random.split(`domain ${k}`)
      const weights = structure === 'identical' ? shared : strictlyLower(latents, own.split('weights'))
      const sd = Float64Array.from({ length: latents }, () => 0.5 + 1.5 * own())
      const ordered = multiply(inverse(less(weights)), diagonal(sd))
      const map =
        structure === 'hierarchy' || structure === 'identical' ? ordered : normals(latents, latents, own.split('map'))
      const mixing = multiply(structure === 'unrelated' ? normals(benchmarks, latents, own.split('own')) : readOut, map)
      return { name: `base ${k + 1}`, scores: observed(mixing, noise, rows, own.split('rows')) }
    }),
  }
}

/** 50 + mixing · ε + noise of SD .02, one row per model. */
function observed(mixing: Matrix, noise: Noise, rows: number, random: Random): Matrix {
  const sources = matrix(
    rows,
    mixing.columns,
    Float64Array.from({ length: rows * mixing.columns }, () => unitNoise(noise, random)),
  )
  const scores = multiply(sources, transpose(mixing))
  return { ...scores, values: scores.values.map((value) => 50 + value + 0.02 * normal(random)) }
}

function unitNoise(noise: Noise, random: Random): number {
  if (noise === 'normal') return normal(random)
  if (noise === 'uniform') return (2 * random() - 1) * Math.sqrt(3)
  return Math.log((1 - random()) / (1 - random())) / Math.SQRT2
}

/** Entries ±[.5, 1.5] below the diagonal. */
function strictlyLower(size: number, random: Random): Matrix {
  const entry = () => (random() < 0.5 ? -1 : 1) * (0.5 + random())
  return fromRows(
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_column, j) => (j < i ? entry() : 0))),
  )
}

/** I − A */
function less({ rows, columns, values }: Matrix): Matrix {
  return matrix(
    rows,
    columns,
    values.map((value, at) => (at % (columns + 1) === 0 ? 1 : 0) - value),
  )
}

function normals(rows: number, columns: number, random: Random): Matrix {
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => normal(random)),
  )
}
