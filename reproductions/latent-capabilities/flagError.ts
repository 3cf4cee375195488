/** How far a recovered flag is from the true one, and the pooled analyses it is compared with. */
import type { Random } from '@causerie/lab'
import {
  covariance,
  fastIca,
  type Matrix,
  matrix,
  multiply,
  singularValues,
  svd,
  symmetricEigen,
  transpose,
} from '@causerie/scm/linear-algebra'
import { stacked } from './capabilities.ts'
import type { Domain } from './leaderboard.ts'

/** eᵢ = 1 − the smallest cosine between the spans of the first i rows of both, i = 1 … [latents]. Rows read z₁, z₂, … off the scores. */
export function flagErrors(recovered: Matrix, truth: Matrix): number[] {
  return Array.from({ length: truth.rows }, (_, at) => {
    const [a, b] = [recovered, truth].map((rows) => orthonormalRows(rows, at + 1))
    const cosines = singularValues(multiply(a!, transpose(b!)))
    return Math.max(0, 1 - cosines.at(-1)!)
  })
}

/** 1 − the mean cosine of the principal angles between the leading `rank` components of two domains. */
export function subspaceDistance(first: Domain, second: Domain, rank: number): number {
  const [a, b] = [first, second].map(({ scores }) => principalRows(covariance(scores), rank))
  return 1 - singularValues(multiply(a!, transpose(b!))).reduce((sum, value) => sum + value, 0) / rank
}

/** FastICA of all domains together, each centred; directions by the variance they explain. [latents, benchmarks] */
export function pooledIca(domains: readonly Domain[], latents: number, random: Random): Matrix {
  const { unmixing, mixing } = fastIca(stacked(domains), { components: latents, random, tolerance: 1e-7 })
  const explained = Array.from({ length: latents }, (_, j) => {
    let sum = 0
    for (let i = 0; i < mixing.rows; i++) sum += mixing.values[i * latents + j]! ** 2
    return sum
  })
  const order = [...explained.keys()].sort((a, b) => explained[b]! - explained[a]!)
  return matrix(
    latents,
    unmixing.columns,
    Float64Array.from(
      order.flatMap((i) => [...unmixing.values.subarray(i * unmixing.columns, (i + 1) * unmixing.columns)]),
    ),
  )
}

/** Principal components of all domains together, each centred. [latents, benchmarks] */
export function pooledPca(domains: readonly Domain[], latents: number): Matrix {
  return principalRows(covariance(stacked(domains)), latents)
}

function principalRows(c: Matrix, rank: number): Matrix {
  const { vectors } = symmetricEigen(c)
  return matrix(rank, c.rows, transpose(vectors).values.slice(0, rank * c.rows))
}

function orthonormalRows({ columns, values }: Matrix, count: number): Matrix {
  return transpose(svd(matrix(count, columns, values.slice(0, count * columns))).v)
}
