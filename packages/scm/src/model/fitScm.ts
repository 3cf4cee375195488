/**
 * The parameters of a model, given its graph and a table: probabilities with pseudo-counts where all columns are discrete,
 * least squares with normal noise where all are numbers.
 */
import { ScmError } from '../errors.ts'
import type { Graph } from '../graph/graph.ts'
import { leastSquares } from '../numerics/leastSquares.ts'
import { defineFunctionalScm, type FunctionalScm, linear, type Mechanism } from './functionalScm.ts'
import { type DiscreteNetwork, defineNetwork } from './network.ts'

/** One entry for each row in every column; strings (or booleans) are levels, numbers are numbers. */
export type Columns = Readonly<Record<string, readonly (string | number | boolean)[] | Float64Array | Int32Array>>

export type FitOptions = {
  /** `auto`: linear-Gaussian when every column holds numbers, of which one has more than `mostLevels` different ones. */
  family?: 'auto' | 'discrete' | 'linear-gaussian'
  /** Added to every count of a value under a setting of its parents (Laplace's 1 by default; 0 for none). */
  pseudocount?: number
  mostLevels?: number
}

/**
 * Nodes of the graph must be columns of the table, except latent ones, which have to be projected away first. Throws
 * `fit/graph`, `fit/column`, `fit/rows`, `fit/collinear`, `fit/empty-row`.
 */
export function fitScm(
  graph: Graph,
  table: Columns,
  { family = 'auto', pseudocount = 1, mostLevels = 20 }: FitOptions = {},
): DiscreteNetwork | FunctionalScm {
  if (graph.kind !== 'dag')
    throw new ScmError(
      'fit/graph',
      `Only a DAG can be fitted; this graph is of the kind ${graph.kind}, whose edges do not say what is a function of what.`,
      {
        hint: 'Choose a DAG; hidden common causes need a model of their own (`defineScm` with exogenous variables).',
      },
    )
  const rows = requireColumns(graph, table)
  const chosen = family === 'auto' ? familyOf(graph, table, mostLevels) : family
  return chosen === 'discrete' ? fitNetwork(graph, table, rows, pseudocount) : fitLinear(graph, table, rows)
}

function requireColumns({ nodes }: Graph, table: Columns): number {
  const missing = nodes.filter((node) => !(node in table))
  if (missing.length > 0)
    throw new ScmError('fit/column', `The table has no column for ${missing.join(', ')}.`, {
      hint: `Its columns are ${Object.keys(table).slice(0, 12).join(', ')}. Project latent nodes away, or remove them.`,
    })
  const rows = nodes.length === 0 ? 0 : table[nodes[0]!]!.length
  const uneven = nodes.find((node) => table[node]!.length !== rows)
  if (uneven !== undefined || rows === 0)
    throw new ScmError(
      'fit/rows',
      uneven === undefined
        ? 'The table is empty.'
        : `The column ${uneven} has ${table[uneven]!.length} rows, not ${rows}.`,
    )
  for (const node of nodes)
    for (let row = 0; row < rows; row++) {
      const value = table[node]![row]
      if (value === undefined || value === null || (typeof value === 'number' && !Number.isFinite(value)))
        throw new ScmError('fit/missing', `Row ${row + 1} of the column ${node} is ${value}.`, {
          hint: 'Drop such rows or fill them in first: what is missing is not guessed here.',
        })
    }
  return rows
}

function familyOf({ nodes }: Graph, table: Columns, mostLevels: number): 'discrete' | 'linear-gaussian' {
  const numbers = nodes.every((node) => typeof table[node]![0] === 'number')
  return numbers && nodes.some((node) => new Set(table[node] as Iterable<unknown>).size > mostLevels)
    ? 'linear-gaussian'
    : 'discrete'
}

function parentsOf({ nodes, parents }: Graph, at: number): string[] {
  return Array.from(parents.items.subarray(parents.starts[at], parents.starts[at + 1]), (parent) => nodes[parent]!)
}

function fitNetwork(graph: Graph, table: Columns, rows: number, pseudocount: number): DiscreteNetwork {
  const levels = new Map(graph.nodes.map((node) => [node, levelsOf(table[node]!)]))
  const codes = new Map(
    graph.nodes.map((node) => {
      const places = new Map(levels.get(node)!.map((level, at) => [level, at]))
      return [node, Int32Array.from(table[node] as ArrayLike<unknown>, (value) => places.get(String(value))!)]
    }),
  )
  return defineNetwork(
    graph.nodes.map((name, at) => {
      const parents = parentsOf(graph, at)
      return { name, levels: levels.get(name)!, parents, table: probabilities(name, parents) }
    }),
  )

  function probabilities(name: string, parents: readonly string[]): Float64Array {
    const card = levels.get(name)!.length
    const settings = parents.reduce((product, parent) => product * levels.get(parent)!.length, 1)
    const counts = new Float64Array(settings * card).fill(pseudocount)
    for (let i = 0; i < rows; i++) {
      const row = parents.reduce((sum, parent) => sum * levels.get(parent)!.length + codes.get(parent)![i]!, 0)
      counts[row * card + codes.get(name)![i]!]!++
    }
    for (let row = 0; row < settings; row++) {
      const part = counts.subarray(row * card, (row + 1) * card)
      const total = part.reduce((sum, one) => sum + one, 0)
      if (total === 0)
        throw new ScmError(
          'fit/empty-row',
          `No row of the table has setting ${row} of the parents of “${name}” (${parents.join(', ')}).`,
          {
            hint: 'Give a pseudocount above zero, or merge levels.',
          },
        )
      for (let value = 0; value < card; value++) part[value]! /= total
    }
    return counts
  }
}

/** Numbers in their order, everything else by name. */
function levelsOf(column: Columns[string]): string[] {
  const values = [...new Set(column as Iterable<string | number | boolean>)]
  const numbers = values.every((value) => typeof value === 'number')
  return (numbers ? (values as number[]).sort((a, b) => a - b) : values.map(String).sort()).map(String)
}

function fitLinear(graph: Graph, table: Columns, rows: number): FunctionalScm {
  const mechanisms: Record<string, Mechanism> = {}
  for (const [at, name] of graph.nodes.entries()) {
    const parents = parentsOf(graph, at)
    const words = [name, ...parents].find((node) => typeof table[node]![0] !== 'number')
    if (words !== undefined)
      throw new ScmError('fit/column', `The column ${words} holds words; a linear model needs numbers.`, {
        hint: 'Code its levels as numbers, or fit a discrete model.',
      })
    if (rows <= parents.length + 1)
      throw new ScmError('fit/rows', `${rows} rows are too few for “${name}” with ${parents.length} parents.`)
    const fit = leastSquares(
      [new Float64Array(rows).fill(1), ...parents.map((parent) => table[parent] as ArrayLike<number>)],
      table[name] as ArrayLike<number>,
    )
    if (fit.rank === 'deficient')
      throw new ScmError(
        'fit/collinear',
        `Among the parents of “${name}”, ${parents[fit.column - 1] ?? 'the intercept'} follows from the others.`,
        {
          hint: 'Remove one of them, or a constant column.',
        },
      )
    const [intercept, ...coefficients] = fit.coefficients
    const sd = Math.sqrt(fit.residualSum / (rows - parents.length - 1))
    mechanisms[name] = linear(Object.fromEntries(parents.map((parent, i) => [parent, coefficients[i]!])), {
      intercept,
      sd,
    })
  }
  return defineFunctionalScm({ mechanisms })
}
