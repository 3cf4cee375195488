/** Bayesian networks: discrete variables, each with its probabilities given its parents. */
import { ScmError } from '../errors.ts'
import type { Factor } from '../inference/factor.ts'

export type NetworkVariable = {
  readonly name: string
  readonly card: number
  readonly levels: readonly string[]
  /** Numbers of the parents. */
  readonly parents: readonly number[]
  /** P(value | parents): [levels of 1st parent, levels of 2nd, …, own levels], row-major; each row sums to one. */
  readonly table: Float64Array
}

/** Variables in the order in which they were given; `order` lists their numbers, causes first. */
export type DiscreteNetwork = {
  readonly kind: 'network'
  readonly variables: readonly NetworkVariable[]
  readonly index: ReadonlyMap<string, number>
  readonly order: readonly number[]
}

export type NetworkDescription = readonly {
  readonly name: string
  readonly levels: readonly string[]
  readonly parents: readonly string[]
  readonly table: ArrayLike<number>
}[]

/** Printed tables are rounded: a row may miss one by this much and is then scaled to sum to one. */
const rounding = 1e-2

/** Throws `model/duplicate`, `model/card`, `model/unknown-parent`, `model/cycle`, `model/table`, `model/probabilities`. */
export function defineNetwork(description: NetworkDescription): DiscreteNetwork {
  const index = new Map(description.map(({ name }, at) => [name, at]))
  if (index.size < description.length) throw duplicate(description.map(({ name }) => name))
  const variables = description.map(({ name, levels, parents, table }): NetworkVariable => {
    if (levels.length === 0 || new Set(levels).size < levels.length)
      throw new ScmError('model/card', `“${name}” has no values, or one of them twice.`)
    const numbers = parents.map((parent) => {
      const at = index.get(parent)
      if (at !== undefined) return at
      throw new ScmError('model/unknown-parent', `“${name}” depends on “${parent}”, which the network does not have.`)
    })
    if (new Set(numbers).size < numbers.length) throw new ScmError('model/duplicate', `“${name}” names a parent twice.`)
    const size = numbers.reduce((product, parent) => product * description[parent]!.levels.length, levels.length)
    if (table.length !== size)
      throw new ScmError(
        'model/table',
        `The table of “${name}” has ${table.length} entries; its values and parents make ${size}.`,
      )
    return { name, card: levels.length, levels, parents: numbers, table: normalisedRows(name, table, levels.length) }
  })
  return { kind: 'network', variables, index, order: causalOrder(variables) }
}

/** do(X = x): the table of each variable named becomes a point, its parents none. */
export function interveneOnNetwork(network: DiscreteNetwork, set: ReadonlyMap<number, number>): DiscreteNetwork {
  if (set.size === 0) return network
  const variables = network.variables.map((variable, at) => {
    const value = set.get(at)
    if (value === undefined) return variable
    const table = new Float64Array(variable.card)
    table[value] = 1
    return { ...variable, parents: [], table }
  })
  return { ...network, variables }
}

/** One table for each variable that the given ones depend on (the others are barren and sum to one). */
export function networkFactors({ variables }: DiscreteNetwork, of: Iterable<number>): Factor[] {
  const found = new Set<number>()
  const waiting = [...of]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (found.has(at)) continue
    found.add(at)
    waiting.push(...variables[at]!.parents)
  }
  return [...found].map((at) => {
    const { parents, table } = variables[at]!
    return { scope: Int32Array.from([...parents, at]), p: table }
  })
}

function normalisedRows(name: string, table: ArrayLike<number>, card: number): Float64Array {
  const p = Float64Array.from(table)
  for (let row = 0; row < p.length; row += card) {
    let sum = 0
    for (let i = row; i < row + card; i++) {
      if (!(p[i]! >= 0))
        throw new ScmError(
          'model/probabilities',
          `Row ${row / card} of the table of “${name}” has the entry ${table[i]}.`,
        )
      sum += p[i]!
    }
    if (Math.abs(sum - 1) > rounding)
      throw new ScmError(
        'model/probabilities',
        `Row ${row / card} of the table of “${name}” sums to ${sum}, not to one.`,
      )
    for (let i = row; i < row + card; i++) p[i]! /= sum
  }
  return p
}

/** Numbers of the variables, causes first; throws with the cycle when there is none. */
function causalOrder(variables: readonly NetworkVariable[]): number[] {
  const state = new Uint8Array(variables.length) // 0 new, 1 on the path, 2 done
  const order: number[] = []
  for (let start = 0; start < variables.length; start++) {
    const path = [{ at: start, next: 0 }]
    if (state[start] !== 0) continue
    state[start] = 1
    while (path.length > 0) {
      const step = path.at(-1)!
      const parent = variables[step.at]!.parents[step.next++]
      if (parent === undefined) {
        state[step.at] = 2
        order.push(step.at)
        path.pop()
      } else if (state[parent] === 1) {
        const cycle = path.slice(path.findIndex(({ at }) => at === parent)).map(({ at }) => variables[at]!.name)
        throw new ScmError('model/cycle', `The parents go round: ${[...cycle, cycle[0]].join(' ← ')}.`, {
          details: { cycle },
        })
      } else if (state[parent] === 0) {
        state[parent] = 1
        path.push({ at: parent, next: 0 })
      }
    }
  }
  return order
}

function duplicate(names: readonly string[]): ScmError {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  return new ScmError('model/duplicate', `Two variables are called “${twice}”.`, { hint: 'Give each its own name.' })
}
