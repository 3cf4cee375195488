/** The repetitions of a run: a new random model each, or a new split of the reader's tables. */
import type { Random } from '@causerie/lab'
import type { Graph } from '@causerie/scm'
import { isDiscrete, partialCorrelation, type Variables } from '@causerie/scm/independence'
import { correlationOf } from '@causerie/scm/linear-algebra'
import { randomDag, randomTableModel, type TableFamily, type TableModel } from '@causerie/scm/simulation'
import type { Table } from '@causerie/tables'
import type { TestFamily } from './evaluation.ts'
import { discoveredGraph, givenGraph, realTable, syntheticTable } from './ownTables.ts'
import { refuse } from './refuse.ts'
import { rowsIn, someRows, split } from './rows.ts'
import { type Statement, statementsOf } from './statements.ts'

/** One repetition: rows to learn from and to test on, what the graph says of them, and tables from elsewhere. */
export type Round = {
  train: Variables
  test: Variables
  graph: Graph
  statements: readonly Statement[]
  given: { label: string; columns: Variables }[]
  faint: number
}

export type Benchmark = {
  family: TableFamily
  nodes: number
  edgeProbability: number
  rows: number
  seeds: number
  target: string
}

export type OwnTables = {
  table: Table | null
  synthetic: Table | null
  second: Table | null
  columns: string
  graph: string
  seeds: number
  target: string
  test: TestFamily
  alpha: number
}

export type Prepared = { rounds: Round[]; warnings: string[]; target: (round: Round) => string }

export function benchmarkRounds(
  { family, nodes, edgeProbability, rows, seeds, target }: Benchmark,
  random: Random,
): Prepared {
  const rounds = Array.from({ length: seeds }, (_, seed): Round => {
    for (let attempt = 0; ; attempt++) {
      const own = random.split(`model ${seed} ${attempt}`)
      const graph = randomDag(own.split('graph'), { nodes, edgeProbability })
      const statements = statementsOf(graph)
      if (!statements.some(({ label }) => label === 'independent') || graph.edges.length === 0) continue
      const model = randomTableModel(own.split('weights'), graph, { family })
      const [train, test] = [model.sample(own.split('train'), rows), model.sample(own.split('test'), rows)]
      return { graph, statements, train, test, given: [], faint: faintStatements(model, statements, rows) }
    }
  })
  const names = rounds[0]!.graph.nodes
  if (target !== '' && !names.includes(target))
    throw refuse('target', `There is no column “${target}”.`, `A random model has ${names.join(', ')}.`)
  return { rounds, warnings: [], target: () => (target === '' ? names.at(-1)! : target) }
}

/** Dependences whose population partial correlation is below 3/√n: near-cancelling paths. Known for linear models. */
function faintStatements({ covariance, graph }: TableModel, statements: readonly Statement[], rows: number): number {
  if (covariance === undefined) return 0
  const correlations = correlationOf(covariance)
  const at = (name: string) => graph.index.get(name)!
  return statements.filter(
    ({ x, y, given, label }) =>
      label === 'dependent' &&
      Math.abs(partialCorrelation(correlations, at(x), at(y), given.map(at)) ?? 1) < 3 / Math.sqrt(rows),
  ).length
}

export function ownRounds(asked: OwnTables, random: Random): Prepared {
  if (asked.table === null)
    throw refuse('table', 'No real table was given.', 'Drop a file, or choose the random models.')
  const wanted = asked.columns
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const read = realTable(asked.table, wanted)
  const warnings = [...read.warnings]
  let real = read.columns
  const given: Round['given'] = []
  for (const [fieldName, table] of [
    ['synthetic', asked.synthetic],
    ['second', asked.second],
  ] as const) {
    if (table === null) continue
    const made = syntheticTable(table, { ...read, columns: real }, fieldName)
    real = made.real
    warnings.push(...made.warnings)
    given.push({
      label: given.some(({ label }) => label === (table.name ?? fieldName))
        ? `${table.name} (second)`
        : (table.name ?? fieldName),
      columns: made.columns,
    })
  }
  const names = Object.keys(real)
  if (asked.target !== '' && !names.includes(asked.target))
    throw refuse('target', `There is no column “${asked.target}”.`, `The columns are ${names.join(', ')}.`)
  const known = asked.graph.trim() === '' ? undefined : givenGraph(asked.graph, names)
  const rounds = Array.from({ length: asked.seeds }, (_, seed): Round => {
    const { train, test } = split(real, 0.2, random.split(`split ${seed}`))
    const least = Math.min(rowsIn(train), ...given.map(({ columns }) => rowsIn(columns)))
    if (seed === 0 && least < rowsIn(train))
      warnings.push(
        `A synthetic table has ${least} rows: all tables were cut to that many, as equal numbers are needed.`,
      )
    const cut = someRows(train, least, random.split(`cut ${seed}`))
    const found = known === undefined ? discoveredGraph(cut, asked.test, asked.alpha) : { graph: known, warnings: [] }
    warnings.push(...found.warnings)
    const statements = statementsOf(found.graph)
    if (found.graph.edges.length === 0)
      throw refuse(
        'graph',
        'The graph has no edge: it implies no dependence, and there is nothing to find.',
        known === undefined ? 'PC found no edge; give the graph yourself, or a larger α.' : 'Add what causes what.',
      )
    if (!statements.some(({ label }) => label === 'independent'))
      throw refuse(
        'graph',
        'Every pair of columns has an edge: a complete graph implies no independence, and there is nothing to keep.',
        known === undefined
          ? 'PC found every edge; give the graph yourself, or a smaller α.'
          : 'Leave out the edges that are not direct causes.',
      )
    return {
      train: cut,
      test,
      graph: found.graph,
      statements,
      given: given.map(({ label, columns }) => ({ label, columns: recoded(columns, real) })),
      faint: 0,
    }
  })
  return { rounds, warnings, target: () => (asked.target === '' ? names.at(-1)! : asked.target) }
}

/** All tables know the levels that any of them has. */
function recoded(columns: Variables, real: Variables): Variables {
  return Object.fromEntries(
    Object.entries(columns).map(([name, variable]) => {
      const own = real[name]!
      return [name, isDiscrete(variable) && isDiscrete(own) ? { ...variable, levels: own.levels } : variable]
    }),
  )
}
