/**
 * Gamma and beta functions with their incomplete integrals, both tails at once and each to full relative accuracy:
 * what a far tail loses in 1 − p is gone.
 */
import { ScmError } from '../errors.ts'

/** The probability up to a point and beyond it; their sum is 1, and the smaller one is exact to about 10⁻¹³ of itself. */
export type Tails = { lower: number; upper: number }

const ln2Pi = 1.8378770664093453

/**
 * ln Γ(n + 1) less Stirling's ½ ln(2πn) + n ln n − n, for n > 0 (Loader 2000, §2). Its series from 16 on; below, the
 * recursion ln Γ(n + 1) = ln Γ(n + 2) − ln(n + 1).
 */
export function stirlingError(n: number): number {
  if (n >= 16) return stirlingSeries(n)
  // δ(n) = δ(n + 1) + (n + ½) ln(1 + 1/n) − 1
  let sum = 0
  let at = n
  for (; at < 16; at++) sum += logRatioExcess(at)
  return sum + stirlingSeries(at)
}

function stirlingSeries(n: number): number {
  const n2 = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / n2) / n2) / n2) / n2) / n2) / n
}

/** (n + ½) ln(1 + 1/n) − 1 = Σ v²ᵏ/(2k + 1), v = 1/(2n + 1), without cancellation. */
function logRatioExcess(n: number): number {
  const v2 = 1 / (2 * n + 1) ** 2
  if (n < 1) return (n + 0.5) * Math.log1p(1 / n) - 1
  let power = v2
  let sum = 0
  for (let k = 1; power > 1e-19; k++) {
    sum += power / (2 * k + 1)
    power *= v2
  }
  return sum
}

/** ln Γ(x), x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return logGammaOnePlus(x) - Math.log(x)
  if (x <= 2.5) return nearOneOrTwo(x)
  const n = x - 1
  return stirlingError(n) + 0.5 * (ln2Pi + Math.log(n)) + n * Math.log(n) - n
}

/** ln Γ in [½, 2½], where its zeros at 1 and 2 ask for relative accuracy. */
function nearOneOrTwo(x: number): number {
  if (x < 1.5) return logGammaOnePlus(x - 1)
  return logGammaOnePlus(x - 2) + Math.log1p(x - 2)
}

const eulerGamma = 0.5772156649015329

/** ln Γ(1 + a) for |a| ≤ ½: −γa + Σ ζ(k)(−a)ᵏ/k, with ζ(k) − 1 summed and ln(1 + a) set apart. */
export function logGammaOnePlus(a: number): number {
  if (a > 0.5) return logGamma(1 + a)
  let sum = 0
  let power = a * a
  for (let k = 2; k < zetaLessOne.length; k++) {
    sum += (zetaLessOne[k]! * power) / k
    power *= -a
  }
  // Σ (−a)ᵏ/k over k ≥ 2 is a − ln(1 + a)
  return -eulerGamma * a + (a - Math.log1p(a)) + sum
}

/** ζ(k) − 1 = Σ_{n ≥ 2} n⁻ᵏ: terms up to 19, then Euler and Maclaurin. */
const zetaLessOne = Array.from({ length: 56 }, (_, k) => (k < 2 ? 0 : zetaTail(k)))

function zetaTail(k: number): number {
  const N = 20
  let sum = 0
  for (let n = N - 1; n >= 2; n--) sum += n ** -k
  const tail = N ** (1 - k) / (k - 1) + N ** -k / 2 + (k * N ** (-k - 1)) / 12
  const third = (-k * (k + 1) * (k + 2) * N ** (-k - 3)) / 720
  const fifth = (k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * N ** (-k - 5)) / 30240
  const seventh = (-k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * (k + 5) * (k + 6) * N ** (-k - 7)) / 1209600
  return sum + tail + third + fifth + seventh
}

/** x ln(x/m) + m − x, the deviance of Loader (2000, §3): small near x = m without cancellation. */
export function deviance(x: number, m: number): number {
  if (x === 0) return m
  const difference = x - m
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) - difference
  const v = difference / (x + m)
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) return sum
    sum = next
  }
  return sum
}

/** xᵃ e⁻ˣ / Γ(a + 1), a > 0. */
export function poissonTerm(a: number, x: number): number {
  if (a < 1e-5) return Math.exp(a * Math.log(x) - x - logGammaOnePlus(a))
  return Math.exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a)
}

/** P(a, x) and Q(a, x), the regularised incomplete gamma functions; a > 0, x ≥ 0. */
export function gammaTails(a: number, x: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 }
  if (x < 1 && a < 1) return smallGammaTails(a, x)
  if (x < a + 1) {
    const lower = poissonTerm(a, x) * gammaSeries(a, x)
    return { lower, upper: Math.max(0, 1 - lower) }
  }
  const upper = poissonTerm(a, x) * a * gammaFraction(a, x)
  return { lower: Math.max(0, 1 - upper), upper }
}

/** Σ xᵏ / ((a + 1) … (a + k)) */
function gammaSeries(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 2 ** -54; k++) {
    term *= x / (a + k)
    sum += term
  }
  return sum
}

/** Γ(a, x) x⁻ᵃ eˣ by Legendre's continued fraction (Lentz's evaluation). */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let value = d
  for (let i = 1; ; i++) {
    const factor = i * (a - i)
    b += 2
    d = 1 / nonZero(factor * d + b)
    c = nonZero(b + factor / c)
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < 2 ** -52) return value
    if (i > 1_000_000) throw notConverged('gamma', { a, x })
  }
}

/** For a, x < 1, where Q may be tiny beside P: 1 − xᵃ/Γ(1 + a) by expm1 (Gil, Segura & Temme 2012, §2.2). */
function smallGammaTails(a: number, x: number): Tails {
  let term = 1
  let sum = 0
  for (let k = 1; Math.abs(term) > 1e-18; k++) {
    term *= -x / k
    sum += term / (a + k)
  }
  const exponent = a * Math.log(x) - logGammaOnePlus(a)
  const head = Math.exp(exponent)
  return { lower: head * (1 + a * sum), upper: -Math.expm1(exponent) - head * a * sum }
}

/**
 * I_x(a, b) and its complement, y = 1 − x given apart so that neither end loses digits; a, b > 0.
 * The continued fraction of Didonato & Morris (1992, eq. 9) on the side of the mean where it converges fast.
 */
export function betaTails(x: number, y: number, a: number, b: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (y <= 0) return { lower: 1, upper: 0 }
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = betaTerm(x, y, a, b) * betaFraction(x, y, a, b)
    return { lower, upper: Math.max(0, 1 - lower) }
  }
  const upper = betaTerm(y, x, b, a) * betaFraction(y, x, b, a)
  return { lower: Math.max(0, 1 - upper), upper }
}

/** xᵃ yᵇ / (a B(a, b)) */
function betaTerm(x: number, y: number, a: number, b: number): number {
  return (binomialTermReal(a, b, x, y) * b) / (a + b)
}

/** Γ(a + b + 1)/(Γ(a + 1) Γ(b + 1)) xᵃ yᵇ: the binomial probability, for real a, b ≥ 0. */
export function binomialTermReal(a: number, b: number, x: number, y: number): number {
  if (a === 0) return Math.exp(b * logOf(y, x))
  if (b === 0) return Math.exp(a * logOf(x, y))
  const n = a + b
  const errors = stirlingError(n) - stirlingError(a) - stirlingError(b)
  const deviances = deviance(a, n * x) + deviance(b, n * y)
  return Math.exp(errors - deviances) * Math.sqrt(n / (2 * Math.PI * a * b))
}

function logOf(x: number, y: number): number {
  return x > 0.5 ? Math.log1p(-y) : Math.log(x)
}

function betaFraction(x: number, y: number, a: number, b: number): number {
  const lambda = x > 0.5 ? (a + b) * y - b : a - (a + b) * x
  let value = (a * (lambda + 1)) / (a + 1)
  let c = value
  let d = 0
  for (let n = 1; ; n++) {
    const w = a + 2 * n
    const numerator = ((a + n - 1) * (a + b + n - 1) * n * (b - n) * x * x) / ((w - 1) * (w - 1))
    const denominator = n + (n * (b - n) * x) / (w - 1) + ((a + n) * (lambda + 1 + n * (1 + y))) / (w + 1)
    d = 1 / nonZero(denominator + numerator * d)
    c = nonZero(denominator + numerator / nonZero(c))
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < 2 ** -52) return a / value
    if (n > 1_000_000) throw notConverged('beta', { x, a, b })
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value
}

function notConverged(name: string, details: Record<string, number>): ScmError {
  return new ScmError(
    'statistics/not-converged',
    `The incomplete ${name} function did not settle at ${JSON.stringify(details)}.`,
    { details },
  )
}
