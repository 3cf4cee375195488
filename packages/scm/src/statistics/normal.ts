/** The standard normal distribution: both tails and the quantile, to about 10⁻¹⁵ of the value. */

/** Φ(x) */
export function normalCdf(x: number): number {
  return x < 0 ? normalUpperTail(-x) : 1 - normalUpperTail(x)
}

/** 1 − Φ(x), for x > 0 as exact as it is small (Cody 1969; in the form of Cody 1993, ANORM). */
export function normalUpperTail(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  const size = Math.abs(x)
  if (size <= 0.67448975) return 0.5 - x * centralRatio(size < 1e-17 ? 0 : size * size)
  const tail = size <= Math.sqrt(32) ? middleTail(size) : size > 39 ? 0 : farTail(size)
  return x > 0 ? tail : 1 - tail
}

const centralP = [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356]
const centralQ = [1, 47.20258190468824, 976.0985517377767, 10260.932208618979, 45507.789335026726]
const middleP = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388375, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
]
const middleQ = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.5716408851, 34900.95272114598,
  38912.00328609327, 19685.42967685999,
]
const farP = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278936,
  0.000029112874951168793,
]
const farQ = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 0.00007297515550839662,
]

/** (Φ(x) − ½)/x at x² */
function centralRatio(x2: number): number {
  return polynomial(centralP, x2) / polynomial(centralQ, x2)
}

function middleTail(x: number): number {
  return (gaussianPart(x) * polynomial(middleP, x)) / polynomial(middleQ, x)
}

function farTail(x: number): number {
  const inverse2 = 1 / (x * x)
  const ratio = (inverse2 * polynomial(farP, inverse2)) / polynomial(farQ, inverse2)
  return (gaussianPart(x) * (1 / Math.sqrt(2 * Math.PI) - ratio)) / x
}

/** e^{−x²/2} with x² split, so that rounding of the square does not reach the exponent. */
function gaussianPart(x: number): number {
  const coarse = Math.trunc(x * 16) / 16
  const rest = (x - coarse) * (x + coarse)
  return Math.exp(-coarse * coarse * 0.5) * Math.exp(-rest * 0.5)
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (const coefficient of coefficients) value = value * x + coefficient
  return value
}

/** φ(x) */
export function normalDensity(x: number): number {
  return gaussianPart(x) / Math.sqrt(2 * Math.PI)
}

/** Φ⁻¹(p), for p in [0, 1]: −∞ and ∞ at the ends (Wichura 1988, AS 241). */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(quantileCentreP, r)) / polynomial(quantileCentreQ, r)
  }
  return q < 0 ? -normalUpperQuantile(p) : normalUpperQuantile(1 - p)
}

/** The x with 1 − Φ(x) = p: for a small p exact where normalQuantile(1 − p) has lost it. */
export function normalUpperQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p > 0.075) return -normalQuantile(p)
  if (p === 0) return Number.POSITIVE_INFINITY
  const r = Math.sqrt(-Math.log(p))
  if (r <= 5) return polynomial(quantileMiddleP, r - 1.6) / polynomial(quantileMiddleQ, r - 1.6)
  return polynomial(quantileFarP, r - 5) / polynomial(quantileFarQ, r - 5)
}

const quantileCentreP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
]
const quantileCentreQ = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
]
const quantileMiddleP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496837,
]
const quantileMiddleQ = [
  1.0507500716444169e-9, 0.0005475938084995344, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
]
const quantileFarP = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501104,
]
const quantileFarQ = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.5998322065558879, 1,
]
