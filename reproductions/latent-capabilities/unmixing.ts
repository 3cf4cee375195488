/** Step 1 of the method: independent component analysis of each base model by itself. */
import { LabError, type Random } from '@causerie/lab'
import { type Contrast, fastIca, type Matrix, matrix } from '@causerie/scm/linear-algebra'
import type { Domain } from './leaderboard.ts'

export type Unmixing = {
  name: string
  /** M_k, [latents, benchmarks]: sources of unit variance (divisor n − 1) from centred scores. Rows in no particular order. */
  rows: Matrix
  converged: boolean
}

export type IcaOptions = { latents: number; contrast?: Contrast; starts?: number }

/** FastICA, symmetric, 1,000 steps at most for each start. Throws `latent-capabilities/rank` and states the rank. */
export function unmix(
  { name, scores }: Domain,
  { latents, contrast = 'log-cosh', starts = 5 }: IcaOptions,
  random: Random,
): Unmixing {
  try {
    const found = fastIca(scores, { components: latents, contrast, starts, random, tolerance: 1e-7 })
    const toDdof1 = Math.sqrt((scores.rows - 1) / scores.rows)
    const { rows, columns, values } = found.unmixing
    return {
      name,
      rows: matrix(
        rows,
        columns,
        values.map((value) => value * toDdof1),
      ),
      converged: found.converged,
    }
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'linear-algebra/rank') throw cause
    throw new LabError(
      'latent-capabilities/rank',
      `The scores of “${name}” cannot be whitened to ${latents} latents: ${(cause as Error).message}`,
      {
        hint: 'Ask for fewer latents, or leave out benchmarks that follow from others.',
        cause,
      },
    )
  }
}
