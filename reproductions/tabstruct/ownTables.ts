/** The reader's tables: the real one, synthetic ones, and the graph they give; every fault a sentence beside its field. */
import { createGraph, enumerateDags, findCycle, type Graph, isAcyclic, parseGraph, ScmError } from '@causerie/scm'
import { pc } from '@causerie/scm/discovery'
import type { Variable, Variables } from '@causerie/scm/independence'
import { type Column, levelsOf, rowCount, type Table } from '@causerie/tables'
import { independenceTestOf, type TestFamily } from './evaluation.ts'
import { refuse } from './refuse.ts'

const leastRows = 50
const mostLevels = 50

export type RealTable = {
  columns: Variables
  /** The levels behind the codes of a column. */
  levels: ReadonlyMap<string, readonly (string | number | boolean)[]>
  warnings: string[]
}

/** Missing numbers become the mean, missing levels the most frequent one; constant columns are left out; both are said. */
export function realTable(table: Table, wanted: readonly string[]): RealTable {
  const unknown = wanted.filter((name) => !table.columns.some((column) => column.name === name))
  if (unknown.length > 0)
    throw refuse(
      'columns',
      `There is no column ${quoted(unknown)}.`,
      `The columns are ${table.columns.map(({ name }) => name).join(', ')}.`,
    )
  if (rowCount(table) < leastRows)
    throw refuse(
      'table',
      `${table.name ?? 'The table'} has ${rowCount(table)} rows; ${leastRows} are the least.`,
      'Below that no independence can be told from a dependence.',
    )
  const chosen = wanted.length > 0 ? table.columns.filter(({ name }) => wanted.includes(name)) : table.columns
  const warnings: string[] = []
  const levels = new Map<string, readonly (string | number | boolean)[]>()
  const columns: Record<string, Variable> = {}
  for (const column of chosen) {
    const read = levelsOf(column)
    const missing = read.codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0)
    if (read.levels.length < 2) {
      warnings.push(`The column “${column.name}” is constant and was left out.`)
      continue
    }
    if (missing > 0)
      warnings.push(
        `${missing} missing values of “${column.name}” became ${column.type === 'number' && read.levels.length > 2 ? 'its mean' : 'its most frequent value'}.`,
      )
    if (column.type === 'number' && read.levels.length > 2) columns[column.name] = withMean(column)
    else {
      if (read.levels.length > mostLevels)
        throw refuse(
          'columns',
          `The column “${column.name}” is text with ${read.levels.length} different values; ${mostLevels} are the most.`,
          'Leave it out: name the columns to use.',
        )
      levels.set(column.name, read.levels)
      columns[column.name] = { levels: read.levels.length, codes: withMode(read.codes, read.levels.length) }
    }
  }
  if (Object.keys(columns).length < 3)
    throw refuse('table', `${Object.keys(columns).length} columns can be used; 3 are the least.`)
  return { columns, levels, warnings }
}

/** As the real one is coded; a level that the real table never has becomes a level of its own in both. */
export function syntheticTable(
  table: Table,
  real: RealTable,
  field: string,
): { columns: Variables; real: Variables; warnings: string[] } {
  const names = Object.keys(real.columns)
  const missing = names.filter((name) => !table.columns.some((column) => column.name === name))
  if (missing.length > 0)
    throw refuse(
      field,
      `${table.name ?? 'The synthetic table'} lacks the columns ${quoted(missing)} of the real one.`,
      `It has ${table.columns.map(({ name }) => name).join(', ')}.`,
    )
  if (rowCount(table) < leastRows)
    throw refuse(
      field,
      `${table.name ?? 'The synthetic table'} has ${rowCount(table)} rows; ${leastRows} are the least.`,
    )
  const warnings: string[] = []
  const widened: Record<string, Variable> = { ...real.columns }
  const columns = names.map((name): [string, Variable] => {
    const column = table.columns.find((each) => each.name === name)!
    const own = real.levels.get(name)
    if (own === undefined) {
      if (column.type !== 'number')
        throw refuse(
          field,
          `The column “${name}” holds numbers in the real table and ${column.type} in ${table.name ?? 'the synthetic one'}.`,
        )
      if (new Set(column.values).size < 2)
        warnings.push(
          `“${name}” is constant in ${table.name ?? 'the synthetic table'}: it can predict only at chance, and its independences cannot be tested.`,
        )
      return [name, withMean(column)]
    }
    const all = [...own.map(String)]
    for (const value of column.values) if (value !== null && !all.includes(String(value))) all.push(String(value))
    if (all.length > own.length) {
      warnings.push(
        `“${name}” has ${all.length - own.length} levels that the real table never has: ${all.slice(own.length, own.length + 5).join(', ')}.`,
      )
      widened[name] = { ...(real.columns[name] as Exclude<Variable, Float64Array>), levels: all.length }
    }
    const codes = Int32Array.from<string | number | boolean | null>(column.values, (value) =>
      value === null ? -1 : all.indexOf(String(value)),
    )
    if (new Set(codes).size < 2)
      warnings.push(
        `“${name}” is constant in ${table.name ?? 'the synthetic table'}: it can predict only at chance, and its independences cannot be tested.`,
      )
    return [name, { levels: all.length, codes: withMode(codes, all.length) }]
  })
  return { columns: Object.fromEntries(columns), real: widened, warnings }
}

/** A DAG over exactly the columns. A CPDAG stands for one of its members: all have the same statements. */
export function givenGraph(text: string, columns: readonly string[]): Graph {
  let graph: Graph
  try {
    graph = parseGraph(text)
  } catch (cause) {
    if (!(cause instanceof ScmError)) throw cause
    throw refuse('graph', cause.message, cause.hint ?? 'Write one edge a line: age -> dose.')
  }
  const unknown = graph.nodes.filter((name) => !columns.includes(name))
  if (unknown.length > 0)
    throw refuse(
      'graph',
      `The graph names ${quoted(unknown)}, which the table does not have as columns.`,
      `The columns are ${columns.join(', ')}.`,
    )
  const absent = columns.filter((name) => !graph.nodes.includes(name))
  if (absent.length > 0)
    throw refuse(
      'graph',
      `The graph does not mention ${quoted(absent)}.`,
      'A column without edges must be named too (a line with its name alone), or leave it out of the columns.',
    )
  const cycle = findCycle(graph)
  if (cycle) throw refuse('graph', `The graph has a cycle: ${cycle.join(' → ')}.`, 'Turn or remove one of its edges.')
  if (graph.edges.some(({ fromMark, toMark }) => fromMark !== 'tail' || toMark === 'circle'))
    throw refuse(
      'graph',
      'The graph has edges that are neither → nor —.',
      'Give a DAG or a CPDAG; latent common causes are not read here.',
    )
  return memberOf(graph, columns)
}

/** By PC with the test of the table's kind. */
export function discoveredGraph(
  train: Variables,
  family: TestFamily,
  alpha: number,
): { graph: Graph; warnings: string[] } {
  const { graph, conflicts, unreliable } = pc(independenceTestOf(train, family), {
    alpha,
    mostGiven: 3,
    believeUnreliable: true,
  })
  const warnings = [
    'No graph was given: the structure was discovered by PC from the training rows, and the score measures how well a table keeps what PC found, right or wrong.',
    ...(conflicts.length > 0 ? [`PC met ${conflicts.length} contradictory colliders.`] : []),
    ...(unreliable > 0 ? [`${unreliable} tests of PC called themselves unreliable.`] : []),
  ]
  return { graph: memberOf(graph, Object.keys(train)), warnings }
}

/** Some DAG of the class; where there is none, lines point along the order of the columns and arcs that close a cycle are dropped. */
function memberOf(graph: Graph, columns: readonly string[]): Graph {
  if (graph.undirected.items.length === 0 && isAcyclic(graph))
    return createGraph({ kind: 'dag', nodes: [...columns], edges: graph.edges })
  try {
    const [member] = enumerateDags(createGraph({ kind: 'cpdag', nodes: graph.nodes, edges: graph.edges }), { limit: 1 })
    if (member) return createGraph({ kind: 'dag', nodes: [...columns], edges: member.edges })
  } catch (fault) {
    if (!(fault instanceof ScmError)) throw fault
  }
  let dag = createGraph({ kind: 'dag', nodes: [...columns] })
  for (const { from, to, fromMark, toMark } of graph.edges) {
    const isTurned = fromMark === 'arrow' || (toMark === 'tail' && columns.indexOf(from) > columns.indexOf(to))
    const edge = {
      from: isTurned ? to : from,
      to: isTurned ? from : to,
      fromMark: 'tail' as const,
      toMark: 'arrow' as const,
    }
    const more = createGraph({ kind: 'dag', nodes: [...columns], edges: [...dag.edges, edge] })
    if (isAcyclic(more)) dag = more
  }
  return dag
}

function withMean({ values }: Column): Float64Array {
  const present = (values as readonly (number | null)[]).filter((value) => value !== null)
  const mean = present.reduce((sum, value) => sum + value / present.length, 0)
  return Float64Array.from(values as readonly (number | null)[], (value) => value ?? mean)
}

function withMode(codes: Int32Array, levels: number): Int32Array {
  const counts = new Int32Array(levels)
  for (const code of codes) if (code >= 0) counts[code]!++
  const mode = counts.indexOf(Math.max(...counts))
  return codes.map((code) => (code < 0 ? mode : code))
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `“${name}”`)
  return names.length > 8 ? `${shown.join(', ')}, … (${names.length})` : shown.join(', ')
}
