/** A regression read off a covariance. */
import { ScmError } from '../errors.ts'
import { invert } from '../expression/cholesky.ts'
import { nearestName } from '../nearestName.ts'
import type { Gaussian } from '../probability/gaussian.ts'

/** Only second moments are needed: nothing here is normal by assumption. */
export type Covariance = Pick<Gaussian, 'variables' | 'covariance'>

/**
 * The coefficient of `regressor` in the linear regression of `outcome` on it and `given`.
 * Throws `regression/singular` when they determine each other, `regression/unknown-variable`.
 */
export function regressionCoefficient(
  { variables, covariance }: Covariance,
  { outcome, regressor, given }: { outcome: string; regressor: string; given: readonly string[] },
): number {
  const terms = [regressor, ...given].map((name) => placeOf(variables, name))
  const y = placeOf(variables, outcome)
  const size = terms.length
  const among = Float64Array.from({ length: size * size }, (_, cell) => {
    const [i, j] = [terms[Math.floor(cell / size)]!, terms[cell % size]!]
    return covariance[i * variables.length + j]!
  })
  const inverse = invert(among, size)
  if (inverse === undefined)
    throw new ScmError(
      'regression/singular',
      `${[regressor, ...given].join(', ')} determine each other: “${outcome}” cannot be regressed on them.`,
      { hint: 'Leave out a variable that follows from the others, or give more observations than variables.' },
    )
  return terms.reduce((sum, term, i) => sum + inverse[i]! * covariance[term * variables.length + y]!, 0)
}

/** Throws `regression/covariance` unless there is one finite entry for each pair of different variables. */
export function requireCovariance({ variables, covariance }: Covariance): void {
  const twice = variables.find((name, at) => variables.indexOf(name) !== at)
  const wrong = covariance.findIndex((value) => !Number.isFinite(value))
  const size = variables.length ** 2
  const what =
    twice !== undefined
      ? `names “${twice}” twice`
      : covariance.length !== size
        ? `has ${covariance.length} entries for ${variables.length} variables`
        : wrong >= 0
          ? `has the entry ${covariance[wrong]} at ${wrong}`
          : undefined
  if (what === undefined) return
  throw new ScmError('regression/covariance', `The covariance ${what}.`, {
    hint: 'Give variables and a row-major Float64Array with one finite entry for each pair of them.',
  })
}

function placeOf(variables: readonly string[], name: string): number {
  const at = variables.indexOf(name)
  if (at >= 0) return at
  const near = nearestName(name, variables)
  throw new ScmError('regression/unknown-variable', `The covariance has no variable “${name}”.`, {
    hint: near === undefined ? `It has ${variables.join(', ')}.` : `It has “${near}”: rename one of them?`,
    details: { variable: name, near },
  })
}
