/**
 * Structural causal models whose variables have finitely many values (Pearl 2009, definition 7.1.1): independent blocks
 * of exogenous variables with their probabilities, and one function for each endogenous variable.
 */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'
import { type ProbabilityInput, toNumber, toRational } from './rational.ts'

/**
 * Exogenous variables that are drawn together. `p` is row-major over `cards`, the first name slowest, and sums to one.
 * A block of two names is a joint distribution, for example of a confounder's two parts.
 */
export type ExogenousBlock = {
  readonly names: readonly string[]
  readonly cards: readonly number[]
  readonly p: readonly ProbabilityInput[] | Float64Array
}

export type EndogenousVariable = {
  readonly name: string
  readonly card: number
  /** Names of exogenous and endogenous variables. */
  readonly parents: readonly string[]
  /** The value for every setting of the parents, row-major, the first parent slowest. Either this or `equation`. */
  readonly table?: ArrayLike<number>
  /** The value as a function of the parents' values, by name. Called once for every setting when the model is made. */
  readonly equation?: (values: Readonly<Record<string, number>>) => number | boolean
  /** Names of the values 0 … card − 1; the numbers themselves by default. */
  readonly levels?: readonly string[]
}

export type FiniteScmDescription = {
  readonly exogenous: readonly ExogenousBlock[]
  readonly endogenous: readonly EndogenousVariable[]
}

/** A description with every probability a number and every function a table: plain data, as witnesses are. */
export type FiniteModel = {
  readonly exogenous: readonly (Omit<ExogenousBlock, 'p'> & { readonly p: readonly number[] })[]
  readonly endogenous: readonly (Omit<EndogenousVariable, 'table' | 'equation'> & {
    readonly table: readonly number[]
  })[]
}

/** Variables are numbered: exogenous first, in the order of the blocks, then endogenous in causal order. */
export type FiniteScm = {
  readonly kind: 'finite'
  readonly blocks: readonly CompiledBlock[]
  readonly variables: readonly FiniteVariable[]
  readonly index: ReadonlyMap<string, number>
}

export type CompiledBlock = {
  /** Numbers of the block's variables, row-major as `p`. */
  readonly members: readonly number[]
  readonly p: Float64Array
  /** As given, for exact answers. */
  readonly given: ExogenousBlock['p']
}

export type FiniteVariable = {
  readonly name: string
  readonly card: number
  readonly levels: readonly string[]
  /** Absent for an exogenous variable. */
  readonly mechanism?: { readonly parents: readonly number[]; readonly table: Int32Array }
}

const largestMechanism = 2 ** 24

/**
 * Throws `model/duplicate`, `model/card`, `model/probabilities`, `model/unknown-parent`, `model/cycle`, `model/table`;
 * each says which variable and which entry.
 */
export function defineFiniteScm({ exogenous, endogenous }: FiniteScmDescription): FiniteScm {
  const index = new Map<string, number>()
  const variables: FiniteVariable[] = []
  const learn = (name: string, card: number, levels?: readonly string[]) => {
    requireCard(name, card, levels)
    if (index.has(name))
      throw new ScmError('model/duplicate', `Two variables are called “${name}”.`, { hint: 'Give each its own name.' })
    index.set(name, variables.length)
    variables.push({ name, card, levels: levels ?? Array.from({ length: card }, (_, value) => String(value)) })
  }
  const blocks = exogenous.map((block) => {
    for (const [i, name] of block.names.entries()) learn(name, block.cards[i]!)
    return compileBlock(block, index)
  })
  const ordered = inCausalOrder(endogenous, index)
  for (const { name, card, levels } of ordered) learn(name, card, levels)
  for (const one of ordered) {
    const at = index.get(one.name)!
    variables[at] = { ...variables[at]!, mechanism: compileMechanism(one, index, variables) }
  }
  return { kind: 'finite', blocks, variables, index }
}

/** The number of a variable. Throws `model/unknown-variable` with the nearest name. */
export function variableIndex({ index }: Pick<FiniteScm, 'index'>, name: string): number {
  const at = index.get(name)
  if (at !== undefined) return at
  const near = nearestName(name, index.keys())
  throw new ScmError('model/unknown-variable', `The model has no variable “${name}”.`, {
    hint: near === undefined ? `It has ${[...index.keys()].slice(0, 12).join(', ')}.` : `Did you mean “${near}”?`,
    details: { variable: name, near },
  })
}

/** The number of a value, given as that number or by its name. Throws `model/unknown-value`. */
export function valueIndex(
  { name, card, levels }: Pick<FiniteVariable, 'name' | 'card' | 'levels'>,
  value: number | string | boolean,
): number {
  const at = typeof value === 'string' ? levels.indexOf(value) : Number(value)
  if (Number.isInteger(at) && at >= 0 && at < card) return at
  throw new ScmError('model/unknown-value', `“${name}” has no value ${JSON.stringify(value)}.`, {
    hint: `Its values are ${levels.slice(0, 12).join(', ')}${card > 12 ? ', …' : ''}.`,
    details: { variable: name, value },
  })
}

function requireCard(name: string, card: number, levels?: readonly string[]): void {
  if (!Number.isInteger(card) || card < 1)
    throw new ScmError('model/card', `“${name}” has ${card} values; it needs a whole number of at least one.`)
  if (levels && (levels.length !== card || new Set(levels).size !== card))
    throw new ScmError(
      'model/card',
      `“${name}” has ${card} values but ${levels.length} names for them, or a name twice.`,
    )
}

function compileBlock(block: ExogenousBlock, index: ReadonlyMap<string, number>): CompiledBlock {
  const { names, cards, p: given } = block
  const label = names.join(', ')
  if (given === undefined)
    throw new ScmError('model/probabilities', `The block of ${label} has no probabilities.`, {
      hint: 'Give p, one entry for each combination of values, the first name slowest.',
    })
  const p = Float64Array.from(given as ArrayLike<ProbabilityInput>, (value, i) => {
    const number = typeof value === 'number' ? value : toNumber(toRational(value))
    if (number >= 0 && number <= 1 + 1e-9) return number
    throw new ScmError('model/probabilities', `Entry ${i} of p(${label}) is ${value}, not a probability.`)
  })
  const size = cards.reduce((product, card) => product * card, 1)
  if (names.length !== cards.length || p.length !== size)
    throw new ScmError('model/probabilities', `p(${label}) has ${p.length} entries; its values make ${size}.`, {
      hint: 'Give one entry for each combination, the first name slowest.',
    })
  const sum = p.reduce((total, one) => total + one, 0)
  if (Math.abs(sum - 1) > 1e-9 * Math.max(1000, size))
    throw new ScmError('model/probabilities', `The probabilities of ${label} sum to ${sum}, not to one.`)
  return { members: names.map((name) => index.get(name)!), p, given }
}

function compileMechanism(
  { name, card, parents, table, equation }: EndogenousVariable,
  index: ReadonlyMap<string, number>,
  variables: readonly FiniteVariable[],
): { parents: number[]; table: Int32Array } {
  const numbers = parents.map((parent) => index.get(parent)!)
  const size = numbers.reduce((product, parent) => product * variables[parent]!.card, 1)
  if (size > largestMechanism)
    throw new ScmError(
      'model/table',
      `The function of “${name}” has ${size} settings of its parents, too many for a table.`,
      {
        hint: 'Split it into steps with intermediate variables.',
      },
    )
  if ((table === undefined) === (equation === undefined))
    throw new ScmError('model/table', `“${name}” needs either a table or an equation.`)
  if (table && table.length !== size)
    throw new ScmError(
      'model/table',
      `The table of “${name}” has ${table.length} entries; its parents have ${size} settings.`,
      {
        hint: 'Give one value for each setting, the first parent slowest.',
      },
    )
  const cards = numbers.map((parent) => variables[parent]!.card)
  const values = table
    ? Int32Array.from(table, (value, row) => requireValue(value, row))
    : tabulate(parents, cards, (setting, row) => requireValue(Number(equation!(setting)), row))
  return { parents: numbers, table: values }

  function requireValue(value: number, row: number): number {
    if (Number.isInteger(value) && value >= 0 && value < card) return value
    throw new ScmError(
      'model/table',
      `“${name}” gets the value ${value} in row ${row} of its table; it has 0 to ${card - 1}.`,
    )
  }
}

/** One entry for every setting of the parents, the first slowest. */
function tabulate(
  parents: readonly string[],
  cards: readonly number[],
  entry: (setting: Record<string, number>, row: number) => number,
): Int32Array {
  const size = cards.reduce((product, card) => product * card, 1)
  const table = new Int32Array(size)
  for (let row = 0; row < size; row++) {
    const setting: Record<string, number> = {}
    let rest = row
    for (let i = parents.length - 1; i >= 0; i--) {
      setting[parents[i]!] = rest % cards[i]!
      rest = Math.floor(rest / cards[i]!)
    }
    table[row] = entry(setting, row)
  }
  return table
}

/** The order given where it is causal; otherwise one that is. */
function inCausalOrder(
  given: readonly EndogenousVariable[],
  exogenous: ReadonlyMap<string, number>,
): EndogenousVariable[] {
  const byName = new Map(given.map((one) => [one.name, one]))
  const done = new Set<string>()
  const path: string[] = []
  const ordered: EndogenousVariable[] = []
  const visit = (one: EndogenousVariable) => {
    if (done.has(one.name)) return
    const at = path.indexOf(one.name)
    if (at >= 0)
      throw new ScmError('model/cycle', `The equations go round: ${[...path.slice(at), one.name].join(' → ')}.`, {
        hint: 'A structural model needs an order of causes; remove one of these parents.',
        details: { cycle: path.slice(at) },
      })
    path.push(one.name)
    for (const parent of one.parents) {
      const cause = byName.get(parent)
      if (cause) visit(cause)
      else if (!exogenous.has(parent)) throw unknownParent(one.name, parent, [...exogenous.keys(), ...byName.keys()])
    }
    path.pop()
    done.add(one.name)
    ordered.push(one)
  }
  for (const one of given) visit(one)
  return byName.size === given.length ? ordered : [...given]
}

function unknownParent(name: string, parent: string, known: readonly string[]): ScmError {
  const near = nearestName(parent, known)
  return new ScmError('model/unknown-parent', `“${name}” depends on “${parent}”, which the model does not have.`, {
    hint: near === undefined ? 'Define it as an exogenous or endogenous variable.' : `Did you mean “${near}”?`,
    details: { variable: name, parent, near },
  })
}
