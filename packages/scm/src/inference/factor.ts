/**
 * A table over discrete variables, and the one operation exact inference needs: multiply tables and sum a variable out.
 *
 * Variables are numbers; `cards[v]` is how many values v has. `p` is row-major over `scope`, the last variable fastest.
 */

export type Factor = { readonly scope: Int32Array; readonly p: Float64Array }

/** Stands for the table times e^`logScale`, so that many small numbers do not underflow. */
export type ScaledFactor = Factor & { readonly logScale: number }

/** Number of entries of a table over `scope`; Infinity-safe, since it is asked before a table is made. */
export function tableSize(scope: Iterable<number>, cards: ArrayLike<number>): number {
  let size = 1
  for (const variable of scope) size *= cards[variable]!
  return size
}

/**
 * Σ_v Π factors, over every variable of the factors except `sumOut` (nothing is summed when it is absent).
 * `order` fixes the scope of the result; by default it is chosen so that the largest table is read in its own order.
 *
 * All factors but two are multiplied together first, the smallest with what it makes least of; only the last two meet
 * over the whole union of the scopes, where they are multiplied and summed in one pass.
 */
export function sumProduct(
  factors: readonly Factor[],
  cards: ArrayLike<number>,
  { sumOut = -1, order }: { sumOut?: number; order?: ArrayLike<number> } = {},
): ScaledFactor {
  const pool = [...factors]
  let logScale = 0
  const keep = (made: Factor): Factor => {
    logScale += rescale(made)
    return made
  }
  while (pool.length > 2) {
    const one = takeSmallest(pool)
    const other = takeBestPartner(pool, one, cards)
    pool.push(keep(contract(one, other, cards, scopeFor(one, other, -1), -1)))
  }
  const [first = unit, second = unit] = pool
  const scope = order ? Int32Array.from(order) : scopeFor(first, second, sumOut)
  const factor = keep(contract(first, second, cards, scope, sumOut))
  return { ...factor, logScale }
}

/** Between these a table is left as it is: products of two stay far from the ends of the numbers. */
const [tiny, huge] = [1e-100, 1e100]

/** Divides a table by its largest entry where that is extreme; returns the logarithm of what it divided by. */
function rescale({ p }: Factor): number {
  let largest = 0
  for (const value of p) if (value > largest) largest = value
  if (largest === 0 || (largest > tiny && largest < huge)) return 0
  for (let i = 0; i < p.length; i++) p[i]! /= largest
  return Math.log(largest)
}

const unit: Factor = { scope: new Int32Array(0), p: Float64Array.of(1) }

function takeSmallest(pool: Factor[]): Factor {
  let smallest = 0
  for (let at = 1; at < pool.length; at++) if (pool[at]!.p.length < pool[smallest]!.p.length) smallest = at
  return pool.splice(smallest, 1)[0]!
}

/** The factor whose product with `one` is smallest. */
function takeBestPartner(pool: Factor[], one: Factor, cards: ArrayLike<number>): Factor {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [at, other] of pool.entries()) {
    const size = other.p.length * tableSize(without(one.scope, other.scope), cards)
    if (size >= least) continue
    least = size
    best = at
    if (size === one.p.length) break
  }
  return pool.splice(best, 1)[0]!
}

/** What only the smaller table has varies slowest. */
function scopeFor(one: Factor, other: Factor, sumOut: number): Int32Array {
  const [small, large] = one.p.length < other.p.length ? [one, other] : [other, one]
  const scope = [...without(small.scope, large.scope), ...large.scope]
  return Int32Array.from(sumOut < 0 ? scope : scope.filter((variable) => variable !== sumOut))
}

function without(scope: Int32Array, gone: Int32Array): number[] {
  const left: number[] = []
  for (const variable of scope) if (!gone.includes(variable)) left.push(variable)
  return left
}

/** Σ_v a · b over `scope`. The innermost axes that all tables step through evenly are one run, without an odometer. */
function contract(a: Factor, b: Factor, cards: ArrayLike<number>, scope: Int32Array, sumOut: number): Factor {
  const result = new Float64Array(tableSize(scope, cards))
  const axes = evenAxes(a, b, cards, scope)
  const run = axes.pop() ?? { card: 1, a: 0, b: 0 }
  const inner = sumOut < 0 ? 1 : cards[sumOut]!
  const [aStride, bStride] = [strideOf(a, sumOut, cards), strideOf(b, sumOut, cards)]
  const digits = new Int32Array(axes.length)
  let [aAt, bAt] = [0, 0]
  for (let row = 0; row < result.length; row += run.card) {
    for (let value = 0; value < inner; value++)
      addRun(result, row, run, a.p, aAt + value * aStride, b.p, bAt + value * bStride)
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { card, a: aStep, b: bStep } = axes[axis]!
      aAt += aStep
      bAt += bStep
      if (++digits[axis]! < card) break
      aAt -= aStep * card
      bAt -= bStep * card
      digits[axis] = 0
    }
  }
  return { scope, p: result }
}

/** An axis of the result, with how far a step along it moves in either table. */
type Axis = { card: number; a: number; b: number }

/** result[row + i] += a[aAt + i · step] · b[bAt + i · step] for the whole run. Zeros that stand for all of it are skipped. */
function addRun(
  result: Float64Array,
  row: number,
  { card, a: aStep, b: bStep }: Axis,
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
): void {
  const end = row + card
  if (aStep === 0 || bStep === 0) {
    const weight = aStep === 0 ? a[aAt]! : b[bAt]!
    if (weight === 0) return
    const [table, step] = aStep === 0 ? [b, bStep] : [a, aStep]
    for (let at = row, from = aStep === 0 ? bAt : aAt; at < end; at++, from += step)
      result[at]! += weight * table[from]!
    return
  }
  for (let at = row, i = aAt, j = bAt; at < end; at++, i += aStep, j += bStep) result[at]! += a[i]! * b[j]!
}

/** The axes of `scope`, neighbours joined where both tables step through them as through one. */
function evenAxes(a: Factor, b: Factor, cards: ArrayLike<number>, scope: Int32Array): Axis[] {
  const axes: Axis[] = []
  for (const variable of scope) {
    const axis = { card: cards[variable]!, a: strideOf(a, variable, cards), b: strideOf(b, variable, cards) }
    const outer = axes.at(-1)
    if (outer && outer.a === axis.a * axis.card && outer.b === axis.b * axis.card)
      axes[axes.length - 1] = { ...axis, card: outer.card * axis.card }
    else axes.push(axis)
  }
  return axes
}

/** The table where the observed variables have their values, over the rest. `observed[v]` is −1 for a free variable. */
export function reduceFactor(factor: Factor, cards: ArrayLike<number>, observed: ArrayLike<number>): Factor {
  const free = factor.scope.filter((variable) => observed[variable]! < 0)
  if (free.length === factor.scope.length) return factor
  let start = 0
  for (const variable of factor.scope)
    if (observed[variable]! >= 0) start += observed[variable]! * strideOf(factor, variable, cards)
  const kept = new Float64Array(tableSize(free, cards))
  const strides = Int32Array.from(free, (variable) => strideOf(factor, variable, cards))
  const digits = new Int32Array(free.length)
  for (let row = 0, at = start; row < kept.length; row++) {
    kept[row] = factor.p[at]!
    for (let digit = free.length - 1; digit >= 0; digit--) {
      at += strides[digit]!
      if (++digits[digit]! < cards[free[digit]!]!) break
      at -= strides[digit]! * cards[free[digit]!]!
      digits[digit] = 0
    }
  }
  return { scope: free, p: kept }
}

/** How far apart two entries are that differ by one in `variable`; 0 when the factor does not have it. */
function strideOf({ scope }: Factor, variable: number, cards: ArrayLike<number>): number {
  let stride = 1
  for (let i = scope.length - 1; i >= 0; i--) {
    if (scope[i] === variable) return stride
    stride *= cards[scope[i]!]!
  }
  return 0
}
