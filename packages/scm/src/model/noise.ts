/** Distributions of exogenous variables: how to draw from one, and its density where abduction needs it. */
import { ScmError } from '../errors.ts'
import type { Random } from '../random.ts'

export type Noise = {
  readonly kind: 'normal' | 'uniform' | 'laplace' | 'bernoulli' | 'constant' | 'custom'
  readonly mean: number
  readonly sd: number
  sample(random: Random): number
  /** Density, or probability where the values are discrete; absent when it is not known. */
  density?(value: number): number
}

export function normal({ mean = 0, sd = 1 }: { mean?: number; sd?: number } = {}): Noise {
  requireFinite('normal', { mean, sd })
  if (sd < 0) throw new ScmError('model/noise', `normal: the standard deviation is ${sd}; it cannot be negative.`)
  if (sd === 0) return constant(mean)
  return {
    kind: 'normal',
    mean,
    sd,
    sample: (random) => mean + sd * standardNormal(random),
    density: (value) => Math.exp(-0.5 * ((value - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI)),
  }
}

export function uniform({ min = 0, max = 1 }: { min?: number; max?: number } = {}): Noise {
  requireFinite('uniform', { min, max })
  if (!(max > min)) throw new ScmError('model/noise', `uniform: from ${min} to ${max} there is nothing.`)
  return {
    kind: 'uniform',
    mean: (min + max) / 2,
    sd: (max - min) / Math.sqrt(12),
    sample: (random) => min + (max - min) * random(),
    density: (value) => (value >= min && value <= max ? 1 / (max - min) : 0),
  }
}

export function laplace({ mean = 0, scale = 1 }: { mean?: number; scale?: number } = {}): Noise {
  requireFinite('laplace', { mean, scale })
  if (!(scale > 0)) throw new ScmError('model/noise', `laplace: the scale is ${scale}; it must be positive.`)
  return {
    kind: 'laplace',
    mean,
    sd: scale * Math.SQRT2,
    sample(random) {
      const u = random() - 0.5
      return mean - scale * Math.sign(u) * Math.log1p(-2 * Math.abs(u))
    },
    density: (value) => Math.exp(-Math.abs(value - mean) / scale) / (2 * scale),
  }
}

export function bernoulli({ p = 0.5 }: { p?: number } = {}): Noise {
  if (!(p >= 0 && p <= 1)) throw new ScmError('model/noise', `bernoulli: ${p} is not a probability.`)
  return {
    kind: 'bernoulli',
    mean: p,
    sd: Math.sqrt(p * (1 - p)),
    sample: (random) => (random() < p ? 1 : 0),
    density: (value) => (value === 1 ? p : value === 0 ? 1 - p : 0),
  }
}

/** Always the same value: a mechanism without noise. */
export function constant(value: number): Noise {
  requireFinite('constant', { value })
  return { kind: 'constant', mean: value, sd: 0, sample: () => value, density: (other) => (other === value ? 1 : 0) }
}

/** Any other distribution. Without a density, a variable with this noise can be observed only by rejection. */
export function customNoise({
  sample,
  density,
  mean = Number.NaN,
  sd = Number.NaN,
}: {
  sample: (random: Random) => number
  density?: (value: number) => number
  mean?: number
  sd?: number
}): Noise {
  return { kind: 'custom', mean, sd, sample, ...(density ? { density } : {}) }
}

/** Box & Muller (1958); 1 − u keeps the logarithm finite. */
export function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** A draw from the standard Gumbel distribution. */
export function standardGumbel(random: Random): number {
  return -Math.log(-Math.log(1 - random() * (1 - 2 ** -53)))
}

function requireFinite(of: string, values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values))
    if (!Number.isFinite(value)) throw new ScmError('model/noise', `${of}: ${name} is ${value}, not a number.`)
}
