/**
 * Tables over running values, for the evaluation of estimands.
 *
 * An entry may be *undefined* (a conditional probability given something that never happens). It is stored as NaN inside
 * this folder and nowhere else: 0 · undefined = 0, everything else with it stays undefined. Non-negative numbers with
 * this element form a semiring, so that sums may be pushed into products (variable elimination) without a change.
 */
import { ScmError } from '../errors.ts'

/** `values` is row-major, the first axis slowest: [cards[0], cards[1], …]. */
export type Factor = {
  readonly symbols: readonly string[]
  readonly cards: readonly number[]
  readonly values: Float64Array
}

export const undefinedEntry = Number.NaN

/** No table may have more entries (half a gigabyte). */
export const largestFactor = 2 ** 26

export function scalar(value: number): Factor {
  return { symbols: [], cards: [], values: Float64Array.of(value) }
}

export function sizeOf(cards: readonly number[]): number {
  return cards.reduce((size, card) => size * card, 1)
}

export function requireSize(symbols: readonly string[], cards: readonly number[]): void {
  const size = sizeOf(cards)
  if (size <= largestFactor) return
  throw new ScmError(
    'estimand/too-large',
    `A table over ${symbols.join(', ')} would have ${size.toLocaleString('en')} entries.`,
    {
      hint: `The most is ${largestFactor.toLocaleString('en')}: merge levels, or ask about fewer variables at once.`,
      details: { symbols, size },
    },
  )
}

/** The entries of `factor` laid out over `symbols` (which must hold all of its own), other axes repeated. */
export function spread({ symbols: own, cards, values }: Factor, symbols: readonly string[], to: readonly number[]) {
  const strides = stridesOf(cards)
  const steps = symbols.map((symbol) => {
    const at = own.indexOf(symbol)
    return at < 0 ? 0 : strides[at]!
  })
  const spreadOut = new Float64Array(sizeOf(to))
  walk(to, [steps], (i, [from]) => {
    spreadOut[i] = values[from!]!
  })
  return spreadOut
}

export function multiply(a: Factor, b: Factor): Factor {
  return combine(a, b, (x, y) => (x === 0 || y === 0 ? 0 : x * y))
}

/** Division by zero, and of or by what is undefined, is undefined. */
export function divide(a: Factor, b: Factor): Factor {
  return combine(a, b, (x, y) => (y === 0 ? undefinedEntry : x / y))
}

function combine(a: Factor, b: Factor, operation: (x: number, y: number) => number): Factor {
  const extra = b.symbols.flatMap((symbol, at) => (a.symbols.includes(symbol) ? [] : [at]))
  const symbols = [...a.symbols, ...extra.map((at) => b.symbols[at]!)]
  const cards = [...a.cards, ...extra.map((at) => b.cards[at]!)]
  requireSize(symbols, cards)
  const values = new Float64Array(sizeOf(cards))
  walk(cards, [stepsIn(a, symbols), stepsIn(b, symbols)], (i, [x, y]) => {
    values[i] = operation(a.values[x!]!, b.values[y!]!)
  })
  return { symbols, cards, values }
}

/** Σ over one axis. */
export function sumOver(factor: Factor, symbol: string): Factor {
  const at = factor.symbols.indexOf(symbol)
  const symbols = factor.symbols.filter((_, i) => i !== at)
  const cards = factor.cards.filter((_, i) => i !== at)
  const inner = sizeOf(factor.cards.slice(at + 1))
  const card = factor.cards[at]!
  const values = new Float64Array(sizeOf(cards))
  for (let i = 0; i < values.length; i++) {
    const start = Math.floor(i / inner) * inner * card + (i % inner)
    let total = 0
    for (let level = 0; level < card; level++) total += factor.values[start + level * inner]!
    values[i] = total
  }
  return { symbols, cards, values }
}

/** The slice where an axis has one level. */
export function slice(factor: Factor, symbol: string, level: number): Factor {
  const at = factor.symbols.indexOf(symbol)
  const inner = sizeOf(factor.cards.slice(at + 1))
  const card = factor.cards[at]!
  const cards = factor.cards.filter((_, i) => i !== at)
  const values = new Float64Array(sizeOf(cards))
  for (let i = 0; i < values.length; i++)
    values[i] = factor.values[Math.floor(i / inner) * inner * card + level * inner + (i % inner)]!
  return { symbols: factor.symbols.filter((_, i) => i !== at), cards, values }
}

export function stridesOf(cards: readonly number[]): number[] {
  const strides = new Array<number>(cards.length)
  let stride = 1
  for (let i = cards.length - 1; i >= 0; i--) {
    strides[i] = stride
    stride *= cards[i]!
  }
  return strides
}

function stepsIn(factor: Factor, symbols: readonly string[]): number[] {
  const strides = stridesOf(factor.cards)
  return symbols.map((symbol) => {
    const at = factor.symbols.indexOf(symbol)
    return at < 0 ? 0 : strides[at]!
  })
}

/** Visits every cell in row-major order with the matching offsets into tables of given steps per axis. */
export function walk(
  cards: readonly number[],
  steps: readonly (readonly number[])[],
  visit: (cell: number, offsets: readonly number[]) => void,
): void {
  const size = sizeOf(cards)
  const digits = new Int32Array(cards.length)
  const offsets = steps.map(() => 0)
  for (let cell = 0; cell < size; cell++) {
    visit(cell, offsets)
    for (let axis = cards.length - 1; axis >= 0; axis--) {
      digits[axis]!++
      for (let k = 0; k < steps.length; k++) offsets[k]! += steps[k]![axis]!
      if (digits[axis]! < cards[axis]!) break
      for (let k = 0; k < steps.length; k++) offsets[k]! -= steps[k]![axis]! * cards[axis]!
      digits[axis] = 0
    }
  }
}
