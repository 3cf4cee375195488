/** Kolmogorov and Smirnov's tests: whether a sample comes from a distribution, or two from the same. Two-sided. */
import { binomialProbability } from './countTests.ts'
import { requireValues } from './sample.ts'

export type KsTest = { statistic: number; p: number; exact: boolean }

/** One sample against a continuous `cdf`. Exact up to 2,000 values; beyond, Kolmogorov's limit with Vrbik's correction (2018). */
export function ksTest(values: ArrayLike<number>, cdf: (x: number) => number): KsTest {
  requireValues('ksTest', { values })
  const sorted = Float64Array.from(values).sort()
  const n = sorted.length
  let statistic = 0
  for (const [i, value] of sorted.entries()) {
    const share = cdf(value)
    statistic = Math.max(statistic, (i + 1) / n - share, share - i / n)
  }
  const far = n * statistic ** 2 >= 4.5 // both sides at once have 10⁻¹² of it
  if (n > 2000 && !far) {
    const x = Math.sqrt(n) * statistic
    return { statistic, p: limitTail(x + 1 / (6 * Math.sqrt(n)) + (x - 1) / (4 * n)), exact: false }
  }
  const p = far ? 2 * oneSidedTail(n, statistic) : 1 - twoSidedCdf(n, statistic)
  return { statistic, p: Math.min(1, Math.max(0, p)), exact: true }
}

/**
 * Two independent samples, ties or not: exact over all arrangements of the pooled values while the product of the sizes is at most
 * four million (Schröer & Trenkler 1995; in the stable form of Viehmann 2021); beyond, Kolmogorov's limit.
 */
export function ksTwoSampleTest(first: ArrayLike<number>, second: ArrayLike<number>): KsTest {
  requireValues('ksTwoSampleTest', { first, second })
  const a = Float64Array.from(first).sort()
  const b = Float64Array.from(second).sort()
  const { statistic, groupEnds } = largestGap(a, b)
  const [n, m] = [a.length, b.length]
  if (n * m > 4_000_000) return { statistic, p: limitTail(statistic * Math.sqrt((n / (n + m)) * m)), exact: false }
  return { statistic, p: arrangementsBeyond(n, m, statistic, groupEnds), exact: true }
}

/** The largest difference of the two distribution functions; `groupEnds[k]` where k pooled values end a run of equal ones. */
function largestGap(a: Float64Array, b: Float64Array) {
  const groupEnds = new Uint8Array(a.length + b.length + 1)
  let statistic = 0
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY)
    while (i < a.length && a[i] === value) i++
    while (j < b.length && b[j] === value) j++
    groupEnds[i + j] = 1
    statistic = Math.max(statistic, Math.abs(i / a.length - j / b.length))
  }
  return { statistic, groupEnds }
}

/** The share of paths from (0, 0) to (n, m) that come as far from the diagonal as `gap` at the end of a group. */
function arrangementsBeyond(n: number, m: number, gap: number, groupEnds: Uint8Array): number {
  const reach = gap - 1e-9 / Math.max(n, m)
  const share = new Float64Array(m + 1) // of the paths to (i, j), those that were beyond
  for (let i = 0; i <= n; i++)
    for (let j = 0; j <= m; j++) {
      const isBeyond = groupEnds[i + j] === 1 && Math.abs(i / n - j / m) >= reach
      if (isBeyond) share[j] = 1
      else if (i + j === 0) share[j] = 0
      else share[j] = ((i > 0 ? i * share[j]! : 0) + (j > 0 ? j * share[j - 1]! : 0)) / (i + j)
    }
  return share[m]!
}

/** 2 Σ (−1)^{k−1} e^{−2k²x²}, or for small x its theta transform. */
function limitTail(x: number): number {
  if (x <= 0) return 1
  if (x < 1) {
    let sum = 0
    for (let k = 1; k < 20; k += 2) sum += Math.exp((-(k * k) * Math.PI ** 2) / (8 * x * x))
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum
  }
  let sum = 0
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x)
  return Math.min(1, sum)
}

/** P(D⁺ₙ ≥ d) = d Σⱼ C(n, j) (d + j/n)^{j−1} (1 − d − j/n)^{n−j} (Birnbaum & Tingey 1951). */
function oneSidedTail(n: number, d: number): number {
  let sum = 0
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const share = d + j / n
    if (share < 1) sum += (binomialProbability({ k: j, n, p: share }) / share) * d
  }
  return sum
}

/** P(Dₙ < d) = n!/nⁿ (Hⁿ)ₖₖ, with Durbin's matrix H, [2k − 1, 2k − 1] (Marsaglia, Tsang & Wang 2003). */
function twoSidedCdf(n: number, d: number): number {
  const k = Math.floor(n * d) + 1
  const size = 2 * k - 1
  const h = k - n * d
  const matrix = durbinMatrix(size, h)
  const { values, exponent } = power(matrix, size, n)
  let result = values[(k - 1) * size + k - 1]!
  let scale = exponent
  for (let i = 1; i <= n; i++) {
    result *= i / n
    if (result < 1e-140) {
      result *= 2 ** 460
      scale -= 460
    }
  }
  return result * 2 ** scale
}

function durbinMatrix(size: number, h: number): Float64Array {
  const entries = new Float64Array(size * size)
  for (let i = 0; i < size; i++) for (let j = 0; j < Math.min(size, i + 2); j++) entries[i * size + j] = 1
  for (let i = 0; i < size; i++) {
    entries[i * size] = entries[i * size]! - h ** (i + 1)
    entries[(size - 1) * size + i] = entries[(size - 1) * size + i]! - h ** (size - i)
  }
  entries[(size - 1) * size] = entries[(size - 1) * size]! + (2 * h - 1 > 0 ? (2 * h - 1) ** size : 0)
  for (let i = 0; i < size; i++) {
    let factorial = 1
    for (let j = i; j >= 0; j--) {
      factorial *= i - j + 1 // entry (i, j) divided by (i − j + 1)!
      entries[i * size + j] = entries[i * size + j]! / factorial
    }
  }
  return entries
}

/** The n-th power as values · 2^exponent. */
function power(base: Float64Array, size: number, n: number): { values: Float64Array; exponent: number } {
  if (n === 1) return { values: base, exponent: 0 }
  const half = power(base, size, n >> 1)
  let values = product(half.values, half.values, size)
  let exponent = 2 * half.exponent
  if (n % 2 === 1) values = product(values, base, size)
  const middle = values[(size >> 1) * size + (size >> 1)]!
  if (middle > 1e140) {
    values = values.map((value) => value * 2 ** -460)
    exponent += 460
  }
  return { values, exponent }
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!
      for (let j = 0; j < size; j++) result[i * size + j]! += factor * b[k * size + j]!
    }
  return result
}
