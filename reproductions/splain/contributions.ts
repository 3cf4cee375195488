/**
 * Step 2: what each signal contributed to the warning, and what the probability would be without it.
 *
 * Naive Bayes  logit P = logit π + Σ ℓₛ, ℓₛ = log LRₛ          (conditional independence; our reading)
 * Noisy-or     P = 1 − (1 − π) ∏ (1 − qₛ), contribution −log(1 − qₛ) on the survival scale
 * Logistic     logit P = logit π + Σ wₛ fₛ
 * Opaque       the supplied model’s probability without the signal: P − P₋ₛ, or nothing where none is supplied
 */
import { LabError } from '@causerie/lab'
import type { Signal, Warning } from './warning.ts'

export type Contribution = {
  signal: Signal
  /** On the scale of the fusion; positive speaks for the threat. */
  amount: number
  /** The probability had this signal not been there. `undefined` when an opaque model does not say. */
  without: number | undefined
  /** A likelihood ratio of 0 or ∞ in effect: clipped, and said so. */
  decisive: boolean
}

export type Fused = {
  probability: number
  contributions: Contribution[]
  /** `log-odds`, `survival` (−log of the probability of escaping) or `probability`. */
  scale: 'log-odds' | 'survival' | 'probability'
}

const mostRatio = 1e6

/** Contributions in order of weight, then of name, so that the order they came in does not matter. Throws `fusion/…`. */
export function fuse(warning: Warning): Fused {
  const parts = warning.signals.map((signal) => ({ signal, ...amountOf(warning, signal) }))
  const fused = (some: readonly { amount: number }[]) => fusedProbability(warning, some)
  const whole = warning.fusion.method === 'opaque' ? statedProbability(warning) : fused(parts)
  const contributions = parts.map((part) => ({
    ...part,
    without: warning.fusion.method === 'opaque' ? part.signal.without : fused(parts.filter((other) => other !== part)),
  }))
  contributions.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || compare(a.signal.id, b.signal.id))
  return { probability: whole, contributions, scale: scaleOf(warning) }
}

export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p)
}

export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}

function scaleOf({ fusion }: Warning): Fused['scale'] {
  if (fusion.method === 'opaque') return 'probability'
  return fusion.method === 'noisy-or' ? 'survival' : 'log-odds'
}

/** Sums in a fixed order of amounts, so that shuffled signals give the same number to the last bit. */
function fusedProbability({ fusion: { method, prior } }: Warning, parts: readonly { amount: number }[]): number {
  const sum = parts
    .map(({ amount }) => amount)
    .sort((a, b) => a - b)
    .reduce((total, amount) => total + amount, 0)
  if (method === 'noisy-or') return 1 - (1 - prior) * Math.exp(-sum)
  return logistic(logit(prior) + sum)
}

function amountOf({ fusion: { method }, ...warning }: Warning, signal: Signal): { amount: number; decisive: boolean } {
  const need = (field: 'likelihoodRatio' | 'strength' | 'weight' | 'feature'): number => {
    const value = signal[field]
    if (value !== undefined) return value
    throw new LabError('fusion/field', `Signal ${signal.id} has no ${field}, which ${method} fusion needs.`, {
      hint: 'Give it, or call the fusion opaque.',
    })
  }
  switch (method) {
    case 'naive-bayes': {
      const ratio = need('likelihoodRatio')
      const clipped = Math.min(Math.max(ratio, 1 / mostRatio), mostRatio)
      return { amount: Math.log(clipped), decisive: clipped !== ratio || ratio === mostRatio }
    }
    case 'noisy-or': {
      const strength = Math.min(need('strength'), 1 - 1 / mostRatio)
      return { amount: -Math.log1p(-strength), decisive: strength !== signal.strength }
    }
    case 'logistic':
      return { amount: need('weight') * need('feature'), decisive: false }
    case 'opaque':
      return { amount: signal.without === undefined ? 0 : (warning.probability ?? 0) - signal.without, decisive: false }
  }
}

function statedProbability({ probability, id }: Warning): number {
  if (probability !== undefined) return probability
  throw new LabError('fusion/field', `Warning ${id} has no probability, and its fusion is opaque.`, {
    hint: 'Give the probability the model gave.',
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export type Selection = { stated: Contribution[]; alsoConsidered: Contribution[]; cancelling: boolean }

/**
 * The fewest signals whose weights reach `coverage` of all weights, at most `most`, and those of which the model does not
 * say the weight. Where signs cancel so far that the sum is a tenth of the weights or less, a share means nothing and all
 * are stated, up to `most`.
 */
export function select({ contributions }: Fused, { coverage = 0.9, most = 5 } = {}): Selection {
  const [known, unknown] = [true, false].map((weighed) =>
    contributions.filter(({ without }) => (without !== undefined) === weighed),
  ) as [Contribution[], Contribution[]]
  const weight = known.reduce((sum, { amount }) => sum + Math.abs(amount), 0)
  const net = Math.abs(known.reduce((sum, { amount }) => sum + amount, 0))
  const mixed = known.some(({ amount }) => amount < 0) && known.some(({ amount }) => amount > 0)
  const cancelling = mixed && net <= 0.1 * weight
  let reached = 0
  let count = 0
  while (count < Math.min(known.length, most) && (cancelling || weight === 0 || reached < coverage * weight - 1e-12))
    reached += Math.abs(known[count++]!.amount)
  return { stated: [...known.slice(0, count), ...unknown], alsoConsidered: known.slice(count), cancelling }
}
