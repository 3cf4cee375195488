/**
 * Logarithm and exponential that give the same bits in every engine. `Math.log`, `Math.exp` and most others may differ in
 * the last digit from one engine to the next (docs/laboratory.md lists them); these use only + − × ÷ and the bits of a
 * number, which IEEE 754 fixes. Both are fdlibm's (Sun Microsystems 1993, freely granted): e_log.c and e_exp.c, with
 * their constants and the error they prove, below 1 unit in the last place.
 */
const view = new DataView(new ArrayBuffer(8))

function highWord(x: number): number {
  view.setFloat64(0, x)
  return view.getInt32(0)
}

function withHighWord(x: number, high: number): number {
  view.setFloat64(0, x)
  view.setInt32(0, high)
  return view.getFloat64(0)
}

const ln2High = 0.6931471803691238
const ln2Low = 1.9082149292705877e-10
const two54 = 2 ** 54

/** The natural logarithm: −∞ at 0, NaN below. */
export function exactLog(value: number): number {
  if (!(value >= 0) || value === Number.POSITIVE_INFINITY) return value > 0 ? value : Number.NaN
  if (value === 0) return Number.NEGATIVE_INFINITY
  let x = value
  let k = 0
  if (x < 2 ** -1022) {
    k -= 54
    x *= two54
  }
  const hx = highWord(x) & 0x000fffff
  const exponent = highWord(x) >> 20
  const i = (hx + 0x95f64) & 0x100000
  k += exponent - 1023 + (i >> 20)
  x = withHighWord(x, hx | (i ^ 0x3ff00000)) // in [√2/2, √2)
  const f = x - 1
  if ((0x000fffff & (2 + hx)) < 3) return nearOne(f, k)
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const r = even + odd
  if (((hx - 0x6147a) | (0x6b851 - hx)) > 0) {
    const half = 0.5 * f * f
    if (k === 0) return f - (half - s * (half + r))
    return k * ln2High - (half - (s * (half + r) + k * ln2Low) - f)
  }
  if (k === 0) return f - s * (f - r)
  return k * ln2High - (s * (f - r) - k * ln2Low - f)
}

/** |f| < 2⁻²⁰ */
function nearOne(f: number, k: number): number {
  if (f === 0) return k === 0 ? 0 : k * ln2High + k * ln2Low
  const r = f * f * (0.5 - 0.3333333333333333 * f)
  return k === 0 ? f - r : k * ln2High - (r - k * ln2Low - f)
}

/** e to the power of `x`: ∞ above 709.78, 0 below −745.13. */
export function exactExp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY
  if (x < -745.1332191019411) return 0
  const size = Math.abs(x)
  if (size < 2 ** -28) return 1 + x
  if (x === 1) return Math.E
  let high = x
  let low = 0
  let k = 0
  if (size > 0.34657359027997264) {
    const sign = x < 0 ? -1 : 1
    k = size < 1.0397207708399179 ? sign : Math.trunc(Math.LOG2E * x + 0.5 * sign)
    high = x - k * ln2High
    low = k * ln2Low
  }
  const r = high - low
  const t = r * r
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))))
  if (k === 0) return 1 - ((r * c) / (c - 2) - r)
  const y = 1 - (low - (r * c) / (2 - c) - high)
  // In two steps where 2ᵏ alone would be no normal number.
  if (k > 1023) return y * 2 * 2 ** 1023
  return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * powerOfTwo(-1000)
}

function powerOfTwo(k: number): number {
  view.setInt32(0, (k + 1023) << 20)
  view.setInt32(4, 0)
  return view.getFloat64(0)
}
