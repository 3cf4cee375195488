/**
 * What noise alone does to the eigenvalues of a sample covariance, and what a spike does.
 * Marčenko & Pastur (1967); Baik, Ben Arous & Péché (2005); Paul (2007); Johnstone (2001) for the edge of a finite sample.
 * Notation: γ = p/n (`gamma`), σ² (`sigma2`), θ (`theta`): Σ = σ²(I + Σₖ θₖ vₖvₖᵀ).
 */

export type NoiseLaw = {
  gamma: number
  sigma2: number
  /** The support of the eigenvalues that are not zero. */
  low: number
  high: number
}

/** Eigenvalues of noise of variance `sigma2`. */
export function noiseLaw(gamma: number, sigma2 = 1): NoiseLaw {
  const root = Math.sqrt(gamma)
  return { gamma, sigma2, low: sigma2 * (1 - root) ** 2, high: sigma2 * (1 + root) ** 2 }
}

/** The density among all eigenvalues; for γ > 1 the rest, 1 − 1/γ, are zero. */
export function noiseDensity({ gamma, sigma2, low, high }: NoiseLaw, lambda: number): number {
  if (lambda <= low || lambda >= high) return 0
  return Math.sqrt((high - lambda) * (lambda - low)) / (2 * Math.PI * sigma2 * gamma * lambda)
}

/** The share of non-zero eigenvalues up to each point of a grid over the support, the grid at equal angles. */
export function noiseDistribution(law: NoiseLaw, points = 1024): { lambda: Float64Array; share: Float64Array } {
  const middle = (law.low + law.high) / 2
  const half = (law.high - law.low) / 2
  const lambda = Float64Array.from({ length: points + 1 }, (_, k) => middle - half * Math.cos((Math.PI * k) / points))
  const share = new Float64Array(points + 1)
  // λ = middle − half·cos φ makes the density smooth: sin²φ/λ, summed at the middle of each step.
  for (let k = 1; k <= points; k++) {
    const angle = (Math.PI * (k - 0.5)) / points
    share[k] = share[k - 1]! + (half * Math.sin(angle)) ** 2 / (middle - half * Math.cos(angle))
  }
  const total = share[points]!
  for (let k = 0; k <= points; k++) share[k]! /= total
  return { lambda, share }
}

/** The median of the non-zero eigenvalues. */
export function noiseMedian(law: NoiseLaw): number {
  const { lambda, share } = noiseDistribution(law)
  const at = share.findIndex((value) => value >= 0.5)
  const before = share[at - 1]!
  return lambda[at - 1]! + ((0.5 - before) / (share[at]! - before)) * (lambda[at]! - lambda[at - 1]!)
}

/** σ̂² = median of the non-zero eigenvalues / median of the law at σ² = 1. `values` descend. */
export function estimateSigma2(values: ArrayLike<number>, gamma: number): number {
  const middle = values.length / 2
  const median = (values[Math.ceil(middle) - 1]! + values[Math.floor(middle)]!) / 2
  return median / noiseMedian(noiseLaw(gamma))
}

/** Kolmogorov's distance between eigenvalues and the law: how far to trust its edge. */
export function distanceFromLaw(values: ArrayLike<number>, law: NoiseLaw): number {
  const { lambda, share } = noiseDistribution(law)
  const sorted = Float64Array.from(values).sort()
  let worst = 0
  for (const [i, value] of sorted.entries()) {
    const at = lambda.findIndex((point) => point >= value)
    const expected = at < 0 ? 1 : at === 0 ? 0 : share[at]!
    worst = Math.max(worst, Math.abs((i + 1) / sorted.length - expected), Math.abs(i / sorted.length - expected))
  }
  return worst
}

export type SpikeLevel = 'edge' | '95' | '99'

/** Quantiles of the Tracy–Widom law for real data (β = 1). */
const tracyWidomQuantile = { 95: 0.98, 99: 2.02 }

/** Above it an eigenvalue counts as a spike: the bare edge of the law, or σ²(m + q s)/n of Johnstone (2001). */
export function spikeThreshold(level: SpikeLevel, { n, p, sigma2 }: { n: number; p: number; sigma2: number }): number {
  if (level === 'edge') return noiseLaw(p / n, sigma2).high
  const [rootN, rootP] = [Math.sqrt(n - 1), Math.sqrt(p)]
  const centre = (rootN + rootP) ** 2
  const spread = (rootN + rootP) * (1 / rootN + 1 / rootP) ** (1 / 3)
  return (sigma2 / n) * (centre + tracyWidomQuantile[level] * spread)
}

/** Where the sample eigenvalue of a spike goes: σ²(1 + θ)(1 + γ/θ) above the phase transition θ = √γ, the edge below. */
export function spikeEigenvalue(theta: number, { gamma, sigma2, high }: NoiseLaw): number {
  return theta <= Math.sqrt(gamma) ? high : sigma2 * (1 + theta) * (1 + gamma / theta)
}

/** |⟨v̂, v⟩|² → (1 − γ/θ²)/(1 + γ/θ) above the transition, 0 below. */
export function spikeOverlap(theta: number, { gamma }: NoiseLaw): number {
  return theta <= Math.sqrt(gamma) ? 0 : (1 - gamma / theta ** 2) / (1 + gamma / theta)
}

/** The θ whose sample eigenvalue is `lambda`; √γ for one within the law. */
export function spikeStrength(lambda: number, { gamma, sigma2, high }: NoiseLaw): number {
  if (lambda <= high) return Math.sqrt(gamma)
  const excess = lambda / sigma2 - 1 - gamma // θ² − excess·θ + γ = 0
  return (excess + Math.sqrt(Math.max(0, excess ** 2 - 4 * gamma))) / 2
}
