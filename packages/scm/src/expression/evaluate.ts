/**
 * The value of an estimand on a distribution: a discrete joint, frequencies of a table, a multivariate normal, or a list
 * of such, one for every world and population that the estimand draws on.
 */
import { ScmError } from '../errors.ts'
import type { Gaussian } from '../probability/gaussian.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { CategoricalTable } from '../probability/table.ts'
import { type DiscreteSource, jointSource, type TableOptions, tableSource } from './discreteSource.ts'
import { anyValueTerms, axesOf, type Estimand, type EstimandQuery, queryOf } from './estimand.ts'
import { discreteEvaluation, type Evaluation, type MeasuredSource } from './evaluateDiscrete.ts'
import { evaluateGaussian, type GaussianAnswer } from './evaluateGaussian.ts'
import { type Expression, keyOf, type Term } from './expression.ts'
import { type Factor, requireSize, sizeOf, spread } from './factor.ts'

/** A distribution that was measured in some world (`do`), population (`domain`) or selection (`selected`). */
export type Measured<Distribution> = {
  readonly do?: readonly string[]
  readonly domain?: string
  readonly selected?: readonly string[]
  readonly distribution: Distribution
}

export type DiscreteDistribution = DiscreteJoint | CategoricalTable

export type EvaluateOptions = TableOptions & {
  /**
   * What to do where the data have no support, i.e. a condition has probability 0: throw `estimand/no-support` (the
   * default), or give 0 there and mark the cell in `supported`.
   */
  unsupported?: 'error' | 'mark'
}

/** Axes: treatments in the order asked, then conditions, then outcomes; row-major, the first slowest. */
export type DiscreteAnswer = DiscreteJoint & {
  /** 1 where the answer is defined; only with `unsupported: 'mark'`. */
  readonly supported?: Uint8Array
}

type OneOrMany<Distribution> = Distribution | readonly Measured<Distribution>[]

export function evaluate(
  estimand: Expression | Estimand,
  distribution: OneOrMany<Gaussian>,
  options?: EvaluateOptions,
): GaussianAnswer
export function evaluate(
  estimand: Expression | Estimand,
  distribution: OneOrMany<DiscreteDistribution>,
  options?: EvaluateOptions,
): DiscreteAnswer
export function evaluate(
  estimand: Expression | Estimand,
  distribution: OneOrMany<Gaussian | DiscreteDistribution>,
  options: EvaluateOptions = {},
): DiscreteAnswer | GaussianAnswer {
  const measured: readonly Measured<Gaussian | DiscreteDistribution>[] = isList(distribution)
    ? distribution
    : [{ distribution }]
  if (measured.length === 0)
    throw new ScmError('estimand/missing-source', 'No distribution is given to evaluate the estimand on.')
  if (measured.every((each) => isGaussian(each.distribution)))
    return evaluateGaussian(estimand, measured as readonly Measured<Gaussian>[])
  const sources = measured.map(({ distribution: each, ...world }) => ({
    ...world,
    data: discreteSource(each, world.do ?? [], options),
  }))
  return evaluateDiscrete(estimand, sources, options)
}

function isList<Distribution extends object>(
  given: OneOrMany<Distribution>,
): given is readonly Measured<Distribution>[] {
  return Array.isArray(given)
}

function isGaussian(distribution: Gaussian | DiscreteDistribution): distribution is Gaussian {
  return 'covariance' in distribution
}

function discreteSource(
  distribution: Gaussian | DiscreteDistribution,
  set: readonly string[],
  options: TableOptions,
): DiscreteSource {
  if ('p' in distribution) return jointSource(distribution, set)
  if ('columns' in distribution) return tableSource(distribution, options)
  throw new ScmError('estimand/mixed', 'Normal and discrete distributions cannot be evaluated together.', {
    hint: 'Give all sources of one kind: { variables, p }, { columns } or { variables, mean, covariance }.',
  })
}

function evaluateDiscrete(
  estimand: Expression | Estimand,
  sources: readonly MeasuredSource<DiscreteSource>[],
  { unsupported = 'error' }: EvaluateOptions,
): DiscreteAnswer {
  const evaluation = discreteEvaluation(sources)
  const query = queryOf(estimand)
  const axes = axesOf(query)
  const table = overAnyValue(evaluation.table(estimand), anyValueTerms(estimand), axes, sources)
  const variables = axes.map((each) => ({ name: keyOf(each), levels: evaluation.variable(each).levels }))
  const cards = variables.map(({ levels }) => levels.length)
  requireSize(axes.map(keyOf), cards)
  const values = spread(table, axes.map(keyOf), cards)
  const supported = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1))
  const hole = supported.indexOf(0)
  if (hole >= 0 && unsupported === 'error') throw noSupport(query, evaluation, cards, hole)
  const p = values.map((value) => (Number.isNaN(value) ? 0 : value))
  return unsupported === 'mark' ? { variables, p, supported } : { variables, p }
}

/**
 * Averages over running values that do not matter, by their probability: in a distribution that fits the graph all
 * agree, and in data this uses every row. Values without support are left out of the average.
 */
function overAnyValue(
  table: Factor,
  any: readonly Term[],
  axes: readonly Term[],
  sources: readonly MeasuredSource<DiscreteSource>[],
): Factor {
  const present = any.filter((each) => table.symbols.includes(keyOf(each)))
  if (present.length === 0) return table
  const weights = weightsOf(present, table, sources)
  const asked = axes.map(keyOf).filter((symbol) => table.symbols.includes(symbol))
  const cards = asked.map((symbol) => table.cards[table.symbols.indexOf(symbol)]!)
  const inner = present.map((each) => table.cards[table.symbols.indexOf(keyOf(each))]!)
  const laid = spread(table, [...asked, ...present.map(keyOf)], [...cards, ...inner])
  const values = new Float64Array(sizeOf(cards))
  const step = sizeOf(inner)
  for (let i = 0; i < values.length; i++) {
    let total = 0
    let weight = 0
    for (let j = 0; j < step; j++) {
      const value = laid[i * step + j]!
      if (Number.isNaN(value)) continue
      total += weights[j]! * value
      weight += weights[j]!
    }
    values[i] = weight === 0 ? Number.NaN : total / weight
  }
  return { symbols: asked, cards, values }
}

/** Their observed distribution where one is at hand, else all alike; never zero, so that a supported value counts. */
function weightsOf(
  terms: readonly Term[],
  table: Factor,
  sources: readonly MeasuredSource<DiscreteSource>[],
): Float64Array {
  const names = terms.map(({ variable }) => variable)
  const size = sizeOf(terms.map((each) => table.cards[table.symbols.indexOf(keyOf(each))]!))
  const observed = sources.find(
    ({ do: set = [], data }) => set.length === 0 && names.every((name) => data.names.includes(name)),
  )
  if (!observed || new Set(names).size < names.length) return new Float64Array(size).fill(1)
  const mass = observed.data.marginal(names)
  const least = Number.MIN_VALUE
  return mass.map((value) => Math.max(value, least))
}

function noSupport(query: EstimandQuery, evaluation: Evaluation, cards: readonly number[], cell: number): ScmError {
  const axes = axesOf(query)
  const levels: [string, string][] = []
  let rest = cell
  for (let at = axes.length - 1; at >= 0; at--) {
    levels.unshift([keyOf(axes[at]!), evaluation.variable(axes[at]!).levels[rest % cards[at]!]!])
    rest = Math.floor(rest / cards[at]!)
  }
  const setting = Object.fromEntries(levels)
  const shown = Object.entries(setting)
    .map(([name, level]) => `${name} = ${level}`)
    .join(', ')
  return new ScmError(
    'estimand/no-support',
    `The distribution says nothing about ${shown || 'the event asked for'}: a condition has probability 0.`,
    {
      hint: 'Collect such cases, merge levels, smooth the table, or pass { unsupported: "mark" } to have such cells marked.',
      details: { setting },
    },
  )
}
