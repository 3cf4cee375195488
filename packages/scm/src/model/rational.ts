/** Exact fractions, for answers that should be 1/3 and not 0.333. */
import { ScmError } from '../errors.ts'

/** In lowest terms, the denominator positive. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint }

/** A probability as a person writes it: 0.25, "1/3", or [1, 3]. */
export type ProbabilityInput = number | string | readonly [number | bigint, number | bigint]

export function rational(numerator: bigint, denominator: bigint): Rational {
  if (denominator === 0n) throw new ScmError('rational/zero', `${numerator}/0 is no number.`)
  const sign = denominator < 0n ? -1n : 1n
  const divisor = gcd(numerator < 0n ? -numerator : numerator, sign * denominator)
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor }
}

/** A number is read as the decimal it prints as: 0.1 is 1/10 and not the double beside it. */
export function toRational(value: ProbabilityInput): Rational {
  if (typeof value === 'object') return rational(whole(value[0]), whole(value[1]))
  const found = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?\s*(?:\/\s*(\d+)\s*)?$/i.exec(String(value))
  const digits = found ? `${found[2]}${found[3] ?? ''}` : ''
  if (!found || digits === '' || /^0+$/.test(found[5] ?? '1'))
    throw new ScmError('model/probabilities', `“${value}” is not a probability.`, {
      hint: 'Write a number from 0 to 1, or a fraction such as "1/3".',
    })
  const exponent = BigInt(found[4] ?? 0) - BigInt((found[3] ?? '').length)
  const numerator = BigInt(`${found[1]}${digits}`) * (exponent > 0n ? 10n ** exponent : 1n)
  return rational(numerator, BigInt(found[5] ?? 1) * (exponent < 0n ? 10n ** -exponent : 1n))
}

export function toNumber({ numerator, denominator }: Rational): number {
  const direct = Number(numerator) / Number(denominator)
  if (Number.isFinite(direct)) return direct
  const shift = BigInt(Math.max(0, denominator.toString(2).length - 1000))
  return Number(numerator >> shift) / Number(denominator >> shift)
}

function whole(value: number | bigint): bigint {
  if (typeof value === 'bigint' || Number.isInteger(value)) return BigInt(value)
  throw new ScmError('model/probabilities', `${value} is no whole number; a fraction has two.`)
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? 1n : a
}
