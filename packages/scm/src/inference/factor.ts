/**
 * A table over discrete variables, and the one operation exact inference needs: multiply tables and sum a variable out.
 *
 * Variables are numbers; `cards[v]` is how many values v has. `p` is row-major over `scope`, the last variable fastest.
 */

export type Factor = { readonly scope: Int32Array; readonly p: Float64Array }

/** Number of entries of a table over `scope`; Infinity-safe, since it is asked before a table is made. */
export function tableSize(scope: Iterable<number>, cards: ArrayLike<number>): number {
  let size = 1
  for (const variable of scope) size *= cards[variable]!
  return size
}

/**
 * Σ_v Π factors, over every variable of the factors except `sumOut` (nothing is summed when it is absent).
 * `order` fixes the scope of the result; by default the variables in order of first occurrence.
 */
export function sumProduct(
  factors: readonly Factor[],
  cards: ArrayLike<number>,
  { sumOut = -1, order }: { sumOut?: number; order?: ArrayLike<number> } = {},
): Factor {
  const scope = Int32Array.from(order ?? unionOf(factors).filter((variable) => variable !== sumOut))
  const p = new Float64Array(tableSize(scope, cards))
  const inner = sumOut < 0 ? 1 : cards[sumOut]!
  const count = factors.length
  const tables = factors.map((factor) => factor.p)
  const innerStride = Int32Array.from(factors, (factor) => strideOf(factor, sumOut, cards))
  // step[d][f]: how far factor f moves when the digits after d return to zero and digit d goes up by one.
  const steps = stepsOf(factors, scope, cards)
  const at = new Int32Array(count)
  const digits = new Int32Array(scope.length)
  for (let row = 0; row < p.length; row++) {
    let sum = 0
    for (let value = 0; value < inner; value++) {
      let product = 1
      for (let f = 0; f < count; f++) product *= tables[f]![at[f]! + value * innerStride[f]!]!
      sum += product
    }
    p[row] = sum
    let digit = scope.length - 1
    while (digit >= 0 && ++digits[digit]! === cards[scope[digit]!]!) digits[digit--] = 0
    if (digit < 0) break
    const step = steps[digit]!
    for (let f = 0; f < count; f++) at[f]! += step[f]!
  }
  return { scope, p }
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

function unionOf(factors: readonly Factor[]): number[] {
  const seen = new Set<number>()
  for (const { scope } of factors) for (const variable of scope) seen.add(variable)
  return [...seen]
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

function stepsOf(factors: readonly Factor[], scope: Int32Array, cards: ArrayLike<number>): Int32Array[] {
  const steps: Int32Array[] = []
  const back = new Int32Array(factors.length)
  for (let digit = scope.length - 1; digit >= 0; digit--) {
    const strides = Int32Array.from(factors, (factor) => strideOf(factor, scope[digit]!, cards))
    steps[digit] = strides.map((stride, f) => stride - back[f]!)
    for (let f = 0; f < back.length; f++) back[f]! += strides[f]! * (cards[scope[digit]!]! - 1)
  }
  return steps
}
