/**
 * The value of an estimand on discrete distributions, by variable elimination: nested sums become tables, each sum
 * multiplies and sums out one running value after the other, the one that makes the smallest table first.
 */
import { ScmError } from '../errors.ts'
import type { DiscreteVariable } from '../probability/joint.ts'
import type { DiscreteSource } from './discreteSource.ts'
import {
  type Conditional,
  type Distribution,
  type Expression,
  givenOf,
  keyOf,
  type Sum,
  symbolOf,
  type Term,
  termsOf,
} from './expression.ts'
import { divide, type Factor, multiply, scalar, sizeOf, slice, sumOver, undefinedEntry } from './factor.ts'

/** A distribution that was measured: in which world, in which population, under which selection. */
export type MeasuredSource<Data> = {
  /** Variables that were set. The table then holds P(others | do), for every setting of them. */
  readonly do?: readonly string[]
  readonly domain?: string
  /** Nodes that had to be 1 for a unit to be seen: the data hold no column for them. */
  readonly selected?: readonly string[]
  readonly data: Data
}

export type Evaluation = {
  table(expression: Expression): Factor
  variable(term: Term): DiscreteVariable
}

export function discreteEvaluation(sources: readonly MeasuredSource<DiscreteSource>[]): Evaluation {
  const kept = new Map<Expression, Factor>()
  const variable = ({ variable: name }: Term): DiscreteVariable => {
    const source = sources.find(({ data }) => data.names.includes(name)) ?? sources[0]!
    return { name, levels: source.data.levels(name) }
  }
  const evaluation: Evaluation = {
    variable,
    table(expression) {
      const before = kept.get(expression)
      if (before) return before
      const fresh = tableOf(expression, evaluation, sources)
      kept.set(expression, fresh)
      return fresh
    },
  }
  return evaluation
}

type Sources = readonly MeasuredSource<DiscreteSource>[]

function tableOf(expression: Expression, evaluation: Evaluation, sources: Sources): Factor {
  switch (expression.kind) {
    case 'constant':
      return scalar(expression.value)
    case 'product':
      return multiplyAll(expression.factors.map(evaluation.table))
    case 'quotient':
      return divide(evaluation.table(expression.numerator), evaluation.table(expression.denominator))
    case 'sum':
      return eliminate(expression, evaluation)
    default:
      return conditionalTable(expression, sources)
  }
}

function eliminate({ over, of }: Sum, evaluation: Evaluation): Factor {
  const factors = factorsOf(of).map(evaluation.table)
  let tables = factors
  const waiting = new Map(over.map((each) => [keyOf(each), each]))
  while (waiting.size > 0) {
    const symbol = cheapest([...waiting.keys()], tables)
    const users = tables.filter((table) => table.symbols.includes(symbol))
    const rest = tables.filter((table) => !table.symbols.includes(symbol))
    const card = evaluation.variable(waiting.get(symbol)!).levels.length
    tables = [...rest, users.length === 0 ? scalar(card) : sumOver(multiplyAll(users), symbol)]
    waiting.delete(symbol)
  }
  return multiplyAll(tables)
}

function factorsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'product' ? expression.factors.flatMap(factorsOf) : [expression]
}

/** The running value whose elimination makes the smallest table. */
function cheapest(symbols: readonly string[], tables: readonly Factor[]): string {
  let best = symbols[0]!
  let least = Number.POSITIVE_INFINITY
  for (const symbol of symbols) {
    const cards = new Map<string, number>()
    for (const table of tables)
      if (table.symbols.includes(symbol)) table.symbols.forEach((other, at) => void cards.set(other, table.cards[at]!))
    const size = sizeOf([...cards.values()])
    if (size < least) {
      least = size
      best = symbol
    }
  }
  return best
}

/** Small tables first. */
function multiplyAll(factors: readonly Factor[]): Factor {
  const bySize = factors.toSorted((a, b) => a.values.length - b.values.length)
  return bySize.reduce(multiply, scalar(1))
}

/** P_do(of | given) as a table: mass of (do, given, of) over mass of (do, given). */
function conditionalTable(expression: Distribution | Conditional, sources: Sources): Factor {
  const source = sourceFor(expression, sources)
  const given = givenOf(expression).filter((each) => !isSelection(each, source))
  const condition = [...expression.do, ...given]
  const axes = [...condition, ...expression.of]
  requireDistinct(axes, expression)
  const mass = source.data.marginal(axes.map(({ variable }) => variable))
  const cards = axes.map(({ variable }) => source.data.levels(variable).length)
  const inner = sizeOf(cards.slice(condition.length))
  const values = new Float64Array(mass.length)
  for (let start = 0; start < mass.length; start += inner) {
    let total = 0
    for (let i = start; i < start + inner; i++) total += mass[i]!
    for (let i = start; i < start + inner; i++) values[i] = total === 0 ? undefinedEntry : mass[i]! / total
  }
  return fixValues({ symbols: axes.map((_, at) => `#${at}`), cards, values }, axes, source.data)
}

/** Slices at fixed values and names the other axes by their running values. */
function fixValues(factor: Factor, axes: readonly Term[], data: DiscreteSource): Factor {
  let fixed = factor
  axes.forEach((each, at) => {
    if (each.value !== undefined) fixed = slice(fixed, `#${at}`, levelOf(data.levels(each.variable), each))
  })
  return { ...fixed, symbols: fixed.symbols.map((symbol) => symbolOf(axes[Number(symbol.slice(1))]!)!) }
}

/** A text is a level's name; a number is a level of that name or else a level's place. */
export function levelOf(levels: readonly string[], { variable, value }: Term): number {
  const named = levels.indexOf(String(value))
  if (named >= 0) return named
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < levels.length) return value
  throw new ScmError('estimand/level', `“${variable}” has no level “${value}”.`, {
    hint: `Its levels are ${levels.join(', ')}.`,
    details: { variable, value },
  })
}

function isSelection({ variable }: Term, { selected = [], data }: MeasuredSource<DiscreteSource>): boolean {
  return selected.includes(variable) && !data.names.includes(variable)
}

/** The source in whose world and population a distribution lives. */
function sourceFor(expression: Distribution | Conditional, sources: Sources): MeasuredSource<DiscreteSource> {
  const set = expression.do.map(({ variable }) => variable).sort()
  const conditions = new Set(givenOf(expression).map(({ variable }) => variable))
  const fitting = sources.filter(
    (source) =>
      (source.domain ?? '') === (expression.domain ?? '') &&
      [...(source.do ?? [])].sort().join('\0') === set.join('\0') &&
      (source.selected ?? []).every((name) => conditions.has(name)),
  )
  const names = termsOf(expression).map(({ variable }) => variable)
  const records = ({ data, selected = [] }: MeasuredSource<DiscreteSource>) =>
    names.every((name) => data.names.includes(name) || selected.includes(name))
  const found = fitting.find(records) ?? fitting[0]
  if (found) return found
  const world = `${set.length === 0 ? 'observations' : `the experiment do(${set.join(', ')})`}`
  const place = expression.domain === undefined ? '' : ` in “${expression.domain}”`
  throw new ScmError('estimand/missing-source', `The estimand needs ${world}${place}, which no source gives.`, {
    hint: 'Give evaluate a list of sources: { do, domain, distribution } for each distribution that was measured.',
    details: { do: set, domain: expression.domain },
  })
}

function requireDistinct(axes: readonly Term[], expression: Distribution | Conditional): void {
  const names = axes.map(({ variable }) => variable)
  if (new Set(names).size === names.length) return
  const twice = names.find((name, at) => names.indexOf(name) !== at)!
  throw new ScmError('estimand/repeated', `“${twice}” stands twice in one distribution of the estimand.`, {
    details: { terms: termsOf(expression) },
  })
}
