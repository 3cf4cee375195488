/**
 * Continuous distributions. Both tails are computed directly: `upperTail(x)` of 10⁻⁵⁰ is exact to about 12 digits, where
 * 1 − cdf(x) would be zero. Quantiles invert whichever tail is given, to the same accuracy.
 */
import { ScmError } from '../errors.ts'
import { invertTails } from './invertTails.ts'
import { normalCdf, normalDensity, normalQuantile, normalUpperQuantile, normalUpperTail } from './normal.ts'
import { betaTails, binomialTermReal, gammaTails, poissonTerm, type Tails } from './specialFunctions.ts'

export type Distribution = {
  /** Density at x. */
  density: (x: number) => number
  /** P(X ≤ x) */
  cdf: (x: number) => number
  /** P(X > x) */
  upperTail: (x: number) => number
  /** The x with P(X ≤ x) = p. Throws `statistics/probability` for p outside [0, 1]. */
  quantile: (p: number) => number
  /** The x with P(X > x) = p. Throws `statistics/probability`. */
  upperQuantile: (p: number) => number
}

export function normalDistribution({ mean = 0, sd = 1 }: { mean?: number; sd?: number } = {}): Distribution {
  requirePositive('normalDistribution', { sd })
  return {
    density: (x) => normalDensity((x - mean) / sd) / sd,
    cdf: (x) => normalCdf((x - mean) / sd),
    upperTail: (x) => normalUpperTail((x - mean) / sd),
    quantile: (p) => mean + sd * normalQuantile(requireProbability(p)),
    upperQuantile: (p) => mean + sd * normalUpperQuantile(requireProbability(p)),
  }
}

/** Student's t with `df` > 0 degrees of freedom. */
export function studentT(df: number): Distribution {
  requirePositive('studentT', { df })
  /** P(T > |t|); beyond 10¹⁵⁰, where squares overflow, it is a power law. */
  const tail = (t: number): number => {
    if (Math.abs(t) > 1e150) return tail(1e150) * Math.exp(-df * Math.log(Math.abs(t) / 1e150))
    const t2 = t * t
    return betaTails(df / (df + t2), t2 / (df + t2), df / 2, 0.5).lower / 2
  }
  const upperTail = (t: number) => (t > 0 ? tail(t) : 1 - tail(t))
  const upperQuantile = (p: number): number => {
    if (p > 0.5) return -upperQuantile(1 - p)
    return p === 0.5 ? 0 : invertTails((t) => ({ lower: 1 - tail(t), upper: tail(t) }), density, { upper: p })
  }
  const density = (t: number) => studentDensity(t, df)
  return {
    density,
    cdf: (t) => upperTail(-t),
    upperTail,
    quantile: (p) => (requireProbability(p) < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p)),
    upperQuantile: (p) => upperQuantile(requireProbability(p)),
  }
}

/** Its value at 1, by way of the beta density of ν/(ν + t²), times the ratio of (1 + t²/ν)^{−(ν + 1)/2} there and at t. */
function studentDensity(t: number, df: number): number {
  const atOne = (binomialTermReal(df / 2, 0.5, df / (df + 1), 1 / (df + 1)) * df) / 2 / (df + 1)
  return atOne * Math.exp(((df + 1) / 2) * (Math.log1p(1 / df) - Math.log1p((t * t) / df)))
}

/** The sum of squares of `df` > 0 standard normal numbers. */
export function chiSquare(df: number): Distribution {
  requirePositive('chiSquare', { df })
  return gammaDistribution({ shape: df / 2, scale: 2 })
}

/** Density xᵏ⁻¹ e^{−x/θ} / (Γ(k) θᵏ); shape k > 0, scale θ > 0. */
export function gammaDistribution({ shape, scale = 1 }: { shape: number; scale?: number }): Distribution {
  requirePositive('gammaDistribution', { shape, scale })
  return onPositiveNumbers(
    (x) => gammaTails(shape, x / scale),
    (x) => (poissonTerm(shape, x / scale) * shape) / x,
  )
}

/** The ratio of two mean squares; `numerator` and `denominator` degrees of freedom > 0. */
export function fDistribution({
  numerator: d1,
  denominator: d2,
}: {
  numerator: number
  denominator: number
}): Distribution {
  requirePositive('fDistribution', { numerator: d1, denominator: d2 })
  const share = (x: number) => (d1 * x) / (d1 * x + d2)
  const rest = (x: number) => d2 / (d1 * x + d2)
  return onPositiveNumbers(
    (x) => (x === Number.POSITIVE_INFINITY ? { lower: 1, upper: 0 } : betaTails(share(x), rest(x), d1 / 2, d2 / 2)),
    (x) => (binomialTermReal(d1 / 2, d2 / 2, share(x), rest(x)) * d1 * d2) / (2 * (d1 + d2)) / x,
  )
}

/** Density xᵃ⁻¹(1 − x)ᵇ⁻¹/B(a, b) on (0, 1); a, b > 0. */
export function betaDistribution({ a, b }: { a: number; b: number }): Distribution {
  requirePositive('betaDistribution', { a, b })
  const tails = (x: number) => betaTails(x, 1 - x, a, b)
  const density = (x: number) =>
    x < 0 || x > 1 ? 0 : (binomialTermReal(a, b, x, 1 - x) * a * b) / (a + b) / (x * (1 - x))
  return {
    density,
    cdf: (x) => tails(x).lower,
    upperTail: (x) => tails(x).upper,
    quantile: (p) => betaQuantile({ a, b }, { lower: requireProbability(p) }),
    upperQuantile: (p) => betaQuantile({ a, b }, { upper: requireProbability(p) }),
  }
}

/** Solved for the odds x/(1 − x), so that both ends of (0, 1) are found. */
function betaQuantile({ a, b }: { a: number; b: number }, asked: { lower: number } | { upper: number }): number {
  const odds = invertTails(
    (t) => betaTails(t / (1 + t), 1 / (1 + t), a, b),
    (t) => (binomialTermReal(a, b, t / (1 + t), 1 / (1 + t)) * a * b) / (a + b) / t,
    asked,
  )
  return odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds)
}

function onPositiveNumbers(tails: (x: number) => Tails, density: (x: number) => number): Distribution {
  return {
    density: (x) => (x > 0 ? density(x) : 0),
    cdf: (x) => tails(x).lower,
    upperTail: (x) => tails(x).upper,
    quantile: (p) => invertTails(tails, density, { lower: requireProbability(p) }),
    upperQuantile: (p) => invertTails(tails, density, { upper: requireProbability(p) }),
  }
}

export function requireProbability(p: number): number {
  if (p >= 0 && p <= 1) return p
  throw new ScmError('statistics/probability', `A probability lies between 0 and 1, not at ${p}.`)
}

function requirePositive(what: string, parameters: Record<string, number>): void {
  for (const [name, value] of Object.entries(parameters))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new ScmError('statistics/parameter', `${what} needs a positive finite ${name}, not ${value}.`)
}
