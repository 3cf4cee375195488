/** Embeddings with known truth: spikes in noise, and directions that do or do not keep their tie to the label. */
import { normal, type Random } from '@causerie/lab'
import { type Matrix, matrix, multiply, rowOf, svd, transpose } from '@causerie/scm/linear-algebra'
import { dot } from './filter.ts'

/** Rows N(0, I + Σ θₖ vₖvₖᵀ), v random and orthonormal. */
export function spikedGaussian({ n, p, thetas }: { n: number; p: number; thetas: readonly number[] }, random: Random) {
  const directions = orthonormal(thetas.length, p, random.split('directions'))
  const draw = random.split('rows')
  const values = Float64Array.from({ length: n * p }, () => normal(draw))
  for (let i = 0; i < n; i++)
    for (const [k, vector] of directions.entries()) {
      const row = values.subarray(i * p, (i + 1) * p)
      const along = (Math.sqrt(1 + thetas[k]!) - 1) * dot(row, vector)
      for (let j = 0; j < p; j++) row[j]! += along * vector[j]!
    }
  return { x: matrix(n, p, values), directions }
}

export type LabelledEmbeddings = {
  /** [n, p] */
  x: Matrix
  /** −1 or 1, [n] */
  labels: Float64Array
  /** Whether a row is of the second environment, [n]. */
  isSecond: boolean[]
}

export type CausalWorld = {
  causal: Float64Array[]
  correlational: Float64Array[]
  /** Rows with the correlational coordinate tied to the label by ρ (`tie`): 1 in environment 1, .2 in environment 2. */
  draw: (counts: readonly { n: number; tie: number; isSecond?: boolean }[], random: Random) => LabelledEmbeddings
}

/**
 * Four causal and four correlational directions. The label moves one causal coordinate by ±1.6 (SD .8) and one
 * correlational by ρ·(±2.2) (SD 1.2); the other coordinates have SD 1.7 and 2.4; unit noise everywhere.
 * As a causal model: label → causal coordinate, label → correlational coordinate with a mechanism that the
 * environment sets; the shifted test is an intervention on that mechanism.
 */
export function causalWorld(p: number, random: Random): CausalWorld {
  const directions = orthonormal(8, p, random.split('directions'))
  const [causal, correlational] = [directions.slice(0, 4), directions.slice(4)]
  const coordinate = (k: number, label: number, tie: number, draw: Random) => {
    if (k === 0) return 1.6 * label + 0.8 * normal(draw)
    if (k === 4) return tie * 2.2 * label + 1.2 * normal(draw)
    return (k < 4 ? 1.7 : 2.4) * normal(draw)
  }
  return {
    causal,
    correlational,
    draw: (counts, draw) => {
      const plan = counts.flatMap(({ n, tie, isSecond = false }) =>
        Array.from({ length: n }, () => ({ tie, isSecond })),
      )
      const values = Float64Array.from({ length: plan.length * p }, () => normal(draw))
      const labels = Float64Array.from(plan, () => (draw() < 0.5 ? -1 : 1))
      for (const [i, { tie }] of plan.entries())
        for (const [k, vector] of directions.entries()) {
          const along = coordinate(k, labels[i]!, tie, draw)
          for (let j = 0; j < p; j++) values[i * p + j]! += along * vector[j]!
        }
      return { x: matrix(plan.length, p, values), labels, isSecond: plan.map(({ isSecond }) => isSecond) }
    },
  }
}

/** [p] each: the nearest orthonormal vectors to random ones, so that no direction is preferred. */
function orthonormal(count: number, p: number, random: Random): Float64Array[] {
  if (count === 0) return []
  const { u, v } = svd(
    matrix(
      count,
      p,
      Float64Array.from({ length: count * p }, () => normal(random)),
    ),
  )
  const nearest = multiply(u, transpose(v))
  return Array.from({ length: count }, (_, k) => rowOf(nearest, k))
}
