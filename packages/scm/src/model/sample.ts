/** Samples of a model, a column for each variable. */
import { ScmError } from '../errors.ts'
import type { Random } from '../random.ts'
import { drawFrom } from './draw.ts'
import { type FiniteScm, valueIndex, variableIndex } from './finiteScm.ts'
import { type FunctionalScm, interveneOnFunctional, mechanismValue } from './functionalScm.ts'
import { intervene as interveneOnFinite } from './intervene.ts'
import { type DiscreteNetwork, interveneOnNetwork } from './network.ts'
import { standardGumbel } from './noise.ts'
import type { Value } from './worlds.ts'

export type SampleOptions = {
  n: number
  random: Random
  do?: Readonly<Record<string, Value>>
  signal?: AbortSignal
}

/** Each column has `n` entries: numbers of levels (Int32Array) in a discrete model, values (Float64Array) in a functional one. */
export type Sample = { readonly n: number; readonly columns: Readonly<Record<string, Int32Array | Float64Array>> }

/** Endogenous variables only, in the model's order. Throws `sample/size` for a number of rows that cannot be. */
export function sample(model: FiniteScm | FunctionalScm | DiscreteNetwork, options: SampleOptions): Sample {
  if (!Number.isInteger(options.n) || options.n < 0)
    throw new ScmError('sample/size', `${options.n} samples cannot be drawn; n is a whole number.`)
  if (typeof options.random !== 'function')
    throw new ScmError('sample/random', 'Samples need `random`.', { hint: 'Pass { random: seededRandom(1) }.' })
  if (model.kind === 'finite') return sampleFinite(model, options)
  return model.kind === 'network' ? sampleNetwork(model, options) : sampleFunctional(model, options)
}

/** Column after column: the exogenous blocks, then every function over whole columns. */
function sampleFinite(model: FiniteScm, { n, random, do: set = {}, signal }: SampleOptions): Sample {
  const { blocks, variables } = interveneOnFinite(model, set)
  const columns: Int32Array[] = variables.map(() => new Int32Array(0))
  for (const { members, p } of blocks) {
    const drawn = Int32Array.from({ length: n }, () => drawFrom(p, 0, p.length, random()))
    let stride = 1
    for (const member of members.toReversed()) {
      const { card } = variables[member]!
      const step = stride
      columns[member] = drawn.map((entry) => Math.floor(entry / step) % card)
      stride *= card
    }
  }
  for (const [at, { mechanism }] of variables.entries()) {
    if (!mechanism) continue
    signal?.throwIfAborted()
    const rows = rowNumbers(n, mechanism.parents, columns, (parent) => variables[parent]!.card)
    columns[at] = rows.map((row) => mechanism.table[row]!)
  }
  const endogenous = variables.flatMap(({ name, mechanism }, at) => (mechanism ? [[name, columns[at]!] as const] : []))
  return { n, columns: Object.fromEntries(endogenous) }
}

function sampleNetwork(network: DiscreteNetwork, { n, random, do: set = {}, signal }: SampleOptions): Sample {
  const values = new Map(
    Object.entries(set).map(([name, value]) => {
      const at = variableIndex(network, name)
      return [at, valueIndex(network.variables[at]!, value)] as const
    }),
  )
  const { variables, order } = interveneOnNetwork(network, values)
  const columns: Int32Array[] = variables.map(() => new Int32Array(0))
  for (const at of order) {
    signal?.throwIfAborted()
    const { parents, table, card } = variables[at]!
    const rows = rowNumbers(n, parents, columns, (parent) => variables[parent]!.card)
    columns[at] = rows.map((row) => drawFrom(table, row * card, card, random()))
  }
  return { n, columns: Object.fromEntries(variables.map(({ name }, at) => [name, columns[at]!])) }
}

/** The row of a table that each sample's parents choose, the first parent slowest. */
function rowNumbers(
  n: number,
  parents: readonly number[],
  columns: readonly Int32Array[],
  card: (parent: number) => number,
): Int32Array {
  const rows = new Int32Array(n)
  for (const parent of parents) {
    const column = columns[parent]!
    const size = card(parent)
    for (let i = 0; i < n; i++) rows[i] = rows[i]! * size + column[i]!
  }
  return rows
}

function sampleFunctional(model: FunctionalScm, { n, random, do: set = {}, signal }: SampleOptions): Sample {
  const numbers = Object.fromEntries(Object.entries(set).map(([name, value]) => [name, Number(value)]))
  const { exogenous, variables } = interveneOnFunctional(model, numbers)
  const columns = Object.fromEntries(variables.map(({ name }) => [name, new Float64Array(n)]))
  const values: Record<string, number> = {}
  for (let i = 0; i < n; i++) {
    if (i % 4096 === 0) signal?.throwIfAborted()
    for (const [name, noise] of exogenous) values[name] = noise.sample(random)
    for (const variable of variables) {
      const { name, mechanism } = variable
      const noise =
        mechanism.kind === 'gumbel-max'
          ? Float64Array.from({ length: mechanism.card }, () => standardGumbel(random))
          : (mechanism.noise?.sample(random) ?? 0)
      columns[name]![i] = values[name] = mechanismValue(variable, values, noise)
    }
  }
  return { n, columns }
}
