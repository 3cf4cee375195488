/**
 * The value of an estimand on multivariate normal distributions.
 *
 * Every part of an estimand is a Gaussian potential exp(g + hᵀx − ½ xᵀKx) in canonical form (Lauritzen & Jensen 2001):
 * products add, quotients subtract, sums integrate out. The constant g cancels in the answer, a conditional density of
 * the outcome, and is not kept.
 */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'
import type { Gaussian } from '../probability/gaussian.ts'
import { invert } from './cholesky.ts'
import { anyValueTerms, type Estimand, queryOf } from './estimand.ts'
import {
  type Conditional,
  type Distribution,
  type Expression,
  givenOf,
  keyOf,
  symbolOf,
  type Term,
} from './expression.ts'

type MeasuredGaussian = {
  readonly do?: readonly string[]
  readonly domain?: string
  readonly selected?: readonly string[]
  readonly distribution: Gaussian
}

/** The outcome is normal with mean intercept + coefficients · inputs and a constant covariance. */
export type GaussianAnswer = {
  /** Treatments in the order asked, then conditions. */
  readonly inputs: readonly string[]
  readonly outcome: readonly string[]
  /** [outcome] */
  readonly intercept: Float64Array
  /** Row-major, [outcome, inputs]: the effect of one unit more of an input. */
  readonly coefficients: Float64Array
  /** Row-major, [outcome, outcome]. */
  readonly covariance: Float64Array
  /** The mean of the outcome at some inputs, [outcome]. */
  readonly mean: (inputs: Readonly<Record<string, number>>) => Float64Array
}

/** K is row-major, [symbols, symbols]; h is [symbols]. */
type Potential = { readonly symbols: readonly string[]; readonly k: Float64Array; readonly h: Float64Array }

export function evaluateGaussian(
  estimand: Expression | Estimand,
  sources: readonly MeasuredGaussian[],
): GaussianAnswer {
  for (const { distribution } of sources) requireCovariance(distribution)
  const query = queryOf(estimand)
  const inputs = [...query.treatment, ...query.given]
  const any = anyValueTerms(estimand)
  const potential = potentialOf(estimand, sources)
  const outcome = query.outcome.map(keyOf)
  const conditions = [...inputs, ...any].map(keyOf)
  const order = [...outcome, ...conditions]
  const spreadOut = add(
    potential,
    { symbols: order, k: new Float64Array(order.length ** 2), h: new Float64Array(order.length) },
    1,
  )
  const covariance = inverseBlock(spreadOut, outcome, 'the outcome')
  const at = (symbol: string) => spreadOut.symbols.indexOf(symbol)
  const size = spreadOut.symbols.length
  const solve = (column: (symbol: string) => number) =>
    Float64Array.from(outcome, (_, i) =>
      outcome.reduce((sum, symbol, j) => sum + covariance[i * outcome.length + j]! * column(symbol), 0),
    )
  const intercept = solve((symbol) => spreadOut.h[at(symbol)]!)
  for (const each of any) {
    const slope = solve((symbol) => -spreadOut.k[at(symbol) * size + at(keyOf(each))]!)
    const typical = meanOf(each, sources)
    for (let i = 0; i < slope.length; i++) intercept[i]! += slope[i]! * typical
  }
  const coefficients = new Float64Array(outcome.length * inputs.length)
  inputs.forEach((input, j) => {
    const slope = solve((symbol) => -spreadOut.k[at(symbol) * size + at(keyOf(input))]!)
    for (let i = 0; i < slope.length; i++) coefficients[i * inputs.length + j] = slope[i]!
  })
  const names = inputs.map(keyOf)
  return {
    inputs: names,
    outcome,
    intercept,
    coefficients,
    covariance,
    mean: meanFunction(names, intercept, coefficients),
  }
}

function meanFunction(inputs: readonly string[], intercept: Float64Array, coefficients: Float64Array) {
  return (given: Readonly<Record<string, number>>) => {
    const values = inputs.map((name) => {
      const value = given[name]
      if (typeof value === 'number' && Number.isFinite(value)) return value
      throw new ScmError('estimand/input', `The mean needs a number for “${name}”; it got ${value}.`, {
        hint: `Give ${inputs.join(', ')}.`,
      })
    })
    return intercept.map((start, i) =>
      values.reduce((sum, value, j) => sum + coefficients[i * inputs.length + j]! * value, start),
    )
  }
}

/** Any value does in a distribution that fits the graph; the mean is the one best supported. */
function meanOf({ variable }: Term, sources: readonly MeasuredGaussian[]): number {
  const source = sources.find(({ distribution }) => distribution.variables.includes(variable))!
  return source.distribution.mean[source.distribution.variables.indexOf(variable)]!
}

function potentialOf(expression: Expression, sources: readonly MeasuredGaussian[]): Potential {
  switch (expression.kind) {
    case 'constant':
      if (expression.value === 1) return nothing
      throw new ScmError('estimand/zero', 'The estimand is zero: the event contradicts itself, and has no density.')
    case 'product':
      return expression.factors.map((factor) => potentialOf(factor, sources)).reduce((a, b) => add(a, b, 1), nothing)
    case 'quotient':
      return add(potentialOf(expression.numerator, sources), potentialOf(expression.denominator, sources), -1)
    case 'sum':
      return integrate(potentialOf(expression.of, sources), expression.over.map(keyOf))
    default:
      return conditionalPotential(expression, sources)
  }
}

const nothing: Potential = { symbols: [], k: new Float64Array(0), h: new Float64Array(0) }

function add(a: Potential, b: Potential, sign: 1 | -1): Potential {
  const symbols = [...a.symbols, ...b.symbols.filter((symbol) => !a.symbols.includes(symbol))]
  const size = symbols.length
  const k = new Float64Array(size * size)
  const h = new Float64Array(size)
  for (const [part, weight] of [
    [a, 1],
    [b, sign],
  ] as const) {
    const at = part.symbols.map((symbol) => symbols.indexOf(symbol))
    for (let row = 0; row < at.length; row++) {
      h[at[row]!]! += weight * part.h[row]!
      for (let column = 0; column < at.length; column++)
        k[at[row]! * size + at[column]!]! += weight * part.k[row * at.length + column]!
    }
  }
  return { symbols, k, h }
}

/** K_aa − K_ab K_bb⁻¹ K_ba and h_a − K_ab K_bb⁻¹ h_b. */
function integrate(potential: Potential, over: readonly string[]): Potential {
  const summed = over.filter((symbol) => potential.symbols.includes(symbol))
  if (summed.length < over.length)
    throw new ScmError(
      'estimand/improper',
      `The integral over ${over.filter((symbol) => !summed.includes(symbol)).join(', ')} is infinite.`,
      {
        hint: 'The estimand does not mention it; it cannot be evaluated on a normal distribution.',
      },
    )
  const inverse = inverseBlock(potential, summed, summed.join(', '))
  const kept = potential.symbols.filter((symbol) => !summed.includes(symbol))
  const a = kept.map((symbol) => potential.symbols.indexOf(symbol))
  const b = summed.map((symbol) => potential.symbols.indexOf(symbol))
  const size = potential.symbols.length
  const entry = (i: number, j: number) => potential.k[i * size + j]!
  const k = new Float64Array(a.length ** 2)
  const h = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) {
    // Row i of K_ab K_bb⁻¹.
    const row = b.map((_, column) =>
      b.reduce((sum, node, at) => sum + entry(a[i]!, node) * inverse[at * b.length + column]!, 0),
    )
    h[i] = row.reduce((rest, weight, at) => rest - weight * potential.h[b[at]!]!, potential.h[a[i]!]!)
    for (let j = 0; j < a.length; j++)
      k[i * a.length + j] = row.reduce((rest, weight, at) => rest - weight * entry(b[at]!, a[j]!), entry(a[i]!, a[j]!))
  }
  return { symbols: kept, k, h }
}

function inverseBlock({ symbols, k }: Potential, block: readonly string[], what: string): Float64Array {
  const at = block.map((symbol) => symbols.indexOf(symbol))
  const matrix = Float64Array.from({ length: block.length ** 2 }, (_, cell) => {
    return k[at[Math.floor(cell / block.length)]! * symbols.length + at[cell % block.length]!]!
  })
  const inverse = invert(matrix, block.length)
  if (inverse) return inverse
  throw new ScmError('estimand/improper', `The estimand is no proper density in ${what} on this distribution.`, {
    hint: 'Is the covariance singular, or does the distribution not fit the graph?',
  })
}

/** Density of (do, given, of) over that of (do, given). */
function conditionalPotential(expression: Distribution | Conditional, sources: readonly MeasuredGaussian[]): Potential {
  const source = sourceFor(expression, sources)
  const given = givenOf(expression).filter(
    ({ variable }) => !(source.selected ?? []).includes(variable) || source.distribution.variables.includes(variable),
  )
  const condition = [...expression.do, ...given]
  const whole = density(source.distribution, [...condition, ...expression.of])
  return condition.length === 0 ? whole : add(whole, density(source.distribution, condition), -1)
}

function density({ variables, mean, covariance }: Gaussian, terms: readonly Term[]): Potential {
  const symbols = terms.map((each) => {
    const symbol = symbolOf(each)
    if (symbol !== undefined) return symbol
    throw new ScmError(
      'estimand/level',
      `The estimand fixes ${each.variable} = ${each.value}; a normal variable has no levels.`,
    )
  })
  const at = terms.map(({ variable }) => indexIn(variables, variable))
  const size = at.length
  const block = Float64Array.from({ length: size * size }, (_, cell) => {
    return covariance[at[Math.floor(cell / size)]! * variables.length + at[cell % size]!]!
  })
  const k = invert(block, size)
  if (!k)
    throw new ScmError('gaussian/singular', `The covariance of ${symbols.join(', ')} is not positive definite.`, {
      hint: 'Leave out a variable that the others determine.',
    })
  const h = new Float64Array(size)
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) h[i]! += k[i * size + j]! * mean[at[j]!]!
  return { symbols, k, h }
}

function indexIn(variables: readonly string[], name: string): number {
  const at = variables.indexOf(name)
  if (at >= 0) return at
  const near = nearestName(name, variables)
  throw new ScmError(
    'estimand/missing-variable',
    `The distribution has no variable “${name}”, which the estimand needs.`,
    {
      hint: near === undefined ? `It has ${variables.join(', ')}.` : `It has “${near}”: rename one of them?`,
    },
  )
}

function sourceFor(expression: Distribution | Conditional, sources: readonly MeasuredGaussian[]): MeasuredGaussian {
  const set = expression.do
    .map(({ variable }) => variable)
    .sort()
    .join('\0')
  const fitting = sources.filter(
    (source) => (source.domain ?? '') === (expression.domain ?? '') && [...(source.do ?? [])].sort().join('\0') === set,
  )
  const names = [...expression.of, ...givenOf(expression)].map(({ variable }) => variable)
  const found =
    fitting.find(({ distribution }) => names.every((name) => distribution.variables.includes(name))) ?? fitting[0]
  if (found) return found
  throw new ScmError('estimand/missing-source', 'The estimand needs a distribution that no source gives.', {
    details: { do: expression.do, domain: expression.domain },
  })
}

function requireCovariance({ variables, mean, covariance }: Gaussian): void {
  const size = variables.length
  if (mean.length !== size || covariance.length !== size * size)
    throw new ScmError(
      'gaussian/size',
      `A normal distribution of ${size} variables has ${size} means and ${size * size} covariances; given are ${mean.length} and ${covariance.length}.`,
    )
  if ([...mean, ...covariance].some((value) => !Number.isFinite(value)))
    throw new ScmError('gaussian/number', 'A mean or covariance is not a finite number.')
}
