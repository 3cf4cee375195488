/** Quantiles of distributions on the positive numbers from their tails. */
import { ScmError } from '../errors.ts'
import type { Tails } from './specialFunctions.ts'

/**
 * The x > 0 where one tail has the value asked for. Newton's method for ln tail in ln x, where far tails are nearly straight,
 * inside a bracket that halves when a step leaves it. Asked for more than half of one tail, it solves for the other.
 */
export function invertTails(
  tails: (x: number) => Tails,
  density: (x: number) => number,
  asked: { lower: number } | { upper: number },
): number {
  const isLower = 'lower' in asked ? asked.lower <= 0.5 : asked.upper > 0.5
  const p = 'lower' in asked ? (isLower ? asked.lower : 1 - asked.lower) : isLower ? 1 - asked.upper : asked.upper
  if (p === 0) return isLower ? 0 : Number.POSITIVE_INFINITY
  const target = Math.log(p)
  /** ln(tail/p), rising in u = ln x for the lower tail, falling for the upper; and its derivative. */
  const at = (u: number) => {
    const x = Math.exp(u)
    const tail = isLower ? tails(x).lower : tails(x).upper
    const slope = (x * density(x)) / tail
    return { value: Math.log(tail) - target, slope: isLower ? slope : -slope }
  }
  let low = -745
  let high = 709
  let u = 0
  for (let step = 0; step < 200; step++) {
    const { value, slope } = at(u)
    if (value === 0) break
    if (value > 0 === isLower) high = u
    else low = u
    const newton = u - value / slope
    const next = newton > low && newton < high ? newton : bisected(low, high)
    if (Math.min(Math.abs(next - u), high - low) <= 1e-14 * Math.max(1, Math.abs(u))) {
      u = next
      break
    }
    if (step === 199) throw new ScmError('statistics/not-converged', `The quantile at ${p} did not settle.`)
    u = next
  }
  return u <= -744 ? 0 : u >= 708.5 ? Number.POSITIVE_INFINITY : polished(Math.exp(u), tails, density, isLower, p)
}

/** Near zero the middle of a wide bracket is a small number, not half of −745. */
function bisected(low: number, high: number): number {
  if (low < -1 && high > 1) return 0
  if (low >= 0 && high > 4 * low + 4) return 2 * low + 2
  if (high <= 0 && low < 4 * high - 4) return 2 * high - 2
  return (low + high) / 2
}

/** One Newton step in x itself takes back what the exponential rounded off, as far as the tail can say. */
function polished(
  x: number,
  tails: (x: number) => Tails,
  density: (x: number) => number,
  isLower: boolean,
  p: number,
): number {
  const excess = isLower ? tails(x).lower - p : p - tails(x).upper
  const step = excess / density(x)
  return Math.abs(step) < 1e-12 * x ? x - step : x
}
