/**
 * TabStruct (Jiang, Simidjievski & Jamnik 2025, arXiv 2503.09453): does a synthetic table keep the independences of the real
 * one's causal graph? Structure is measured beside density, coverage, privacy and utility, and the axes are set against each
 * other. split → fit → sample → every axis → ranks → agreement of the ranks.
 */
import { defineMethod, field, type Random, type ReportDraft, tableSchema } from '@causerie/lab'
import type { Graph } from '@causerie/scm'
import { isDiscrete, partialCorrelation, type Variables } from '@causerie/scm/independence'
import { correlationOf } from '@causerie/scm/linear-algebra'
import { randomDag, randomTableModel, type TableModel } from '@causerie/scm/simulation'
import { z } from 'zod'
import { type Evaluation, evaluated, type Protocol } from './evaluation.ts'
import type { Generator } from './generators/generator.ts'
import { generators } from './generators/registry.ts'
import { discoveredGraph, givenGraph, realTable, syntheticTable } from './ownTables.ts'
import { refuse } from './refuse.ts'
import {
  type Board,
  balanceFigure,
  boardOf,
  brokenFigure,
  disagreementFigure,
  type Entry,
  leaderboard,
  statementsTable,
  utilityFigure,
} from './reports.ts'
import { rowsIn, someRows, split } from './rows.ts'
import { type Statement, statementsOf } from './statements.ts'

const ids = generators.map(({ id }) => id)

const input = z.object({
  source: field(z.enum(['benchmark', 'table']).default('benchmark'), {
    label: 'Data',
    help: 'Random causal models whose graph is known, or tables of your own.',
    options: { benchmark: 'Random causal models', table: 'My own tables' },
  }),
  family: field(z.enum(['linear-gaussian', 'linear-uniform', 'tanh-additive', 'discrete']).default('linear-gaussian'), {
    label: 'Family',
    help: 'What the random models are made of.',
    group: 'Random models',
    options: {
      'linear-gaussian': 'linear, normal noise',
      'linear-uniform': 'linear, uniform noise',
      'tanh-additive': 'additive, tanh',
      discrete: 'Bayes nets of two or three levels',
    },
  }),
  nodes: field(z.number().int().min(5).max(12).default(8), {
    label: 'Columns',
    help: 'Of a random model.',
    unit: 'columns',
    group: 'Random models',
  }),
  edgeProbability: field(z.number().min(0.05).max(0.8).default(0.35), {
    label: 'Edge probability',
    help: 'For each pair of columns.',
    group: 'Random models',
  }),
  rows: field(z.number().int().min(200).max(20_000).default(1000), {
    label: 'Rows',
    help: 'To learn from, to test on, and of each synthetic table.',
    unit: 'rows',
    group: 'Random models',
  }),
  table: field(tableSchema.nullable().default(null), {
    label: 'Real table',
    help: 'At least 50 rows; missing numbers become the mean, missing levels the most frequent.',
    widget: 'table',
    accepts: ['.csv', '.tsv', '.json', '.jsonl', '.parquet', '.arrow'],
    group: 'My tables',
  }),
  columns: field(z.string().max(5000).default(''), {
    label: 'Columns',
    help: 'Names separated by commas; all when empty.',
    group: 'My tables',
  }),
  synthetic: field(tableSchema.nullable().default(null), {
    label: 'Synthetic table',
    help: 'With the same columns; judged beside the generators that are fitted here.',
    widget: 'table',
    accepts: ['.csv', '.tsv', '.json', '.jsonl', '.parquet', '.arrow'],
    group: 'My tables',
  }),
  second: field(tableSchema.nullable().default(null), {
    label: 'Another synthetic table',
    help: 'To compare two makers.',
    widget: 'table',
    accepts: ['.csv', '.tsv', '.json', '.jsonl', '.parquet', '.arrow'],
    group: 'My tables',
  }),
  graph: field(z.string().max(20_000).default(''), {
    label: 'Causal graph',
    help: 'A DAG or CPDAG over the columns, one edge a line (age -> dose) or in any syntax of the desk; discovered by PC when empty.',
    widget: 'graph',
    group: 'My tables',
  }),
  target: field(z.string().max(200).default(''), {
    label: 'Target',
    help: 'The column of the local scores, and SMOTE’s classes; the last one when empty.',
  }),
  generators: field(z.string().max(500).default('bootstrap, independent, smote, copula, chow-liu, scm'), {
    label: 'Generators',
    help: `Separated by commas, of: ${ids.join(', ')}.`,
  }),
  alpha: field(z.number().min(0.0001).max(0.2).default(0.01), { label: 'α', help: 'A test below it is a dependence.' }),
  test: field(z.enum(['auto', 'fisher', 'g', 'mixed', 'kci']).default('auto'), {
    label: 'Independence test',
    help: 'By the kinds of columns, or one for all; the kernel test sees nonlinear dependence and takes minutes.',
    options: {
      auto: 'by the data',
      fisher: 'partial correlation',
      g: 'G test',
      mixed: 'nested regressions',
      kci: 'kernel test',
    },
  }),
  seeds: field(z.number().int().min(1).max(20).default(10), {
    label: 'Seeds',
    help: 'A new model, or a new split of your table, for each.',
    unit: 'seeds',
  }),
})

type Input = z.output<typeof input>

/** One repetition: rows to learn from and to test on, what the graph says of them, and tables from elsewhere. */
type Round = {
  train: Variables
  test: Variables
  graph: Graph
  statements: readonly Statement[]
  given: { label: string; columns: Variables }[]
  faint: number
}

export default defineMethod({
  slug: 'tabstruct',
  title: 'TabStruct',
  summary:
    'Takes a real table, its causal graph and makers of synthetic tables; tells which independences each maker keeps, and whether density, utility and privacy would have told you.',
  input,
  runsIn: ['browser', 'server'],
  cost: ({ nodes, rows, seeds, source, table, generators: chosen, test }) => {
    const n = source === 'table' ? Math.max(50, table?.columns[0]?.values.length ?? 1000) * 0.8 : rows
    const columns = source === 'table' ? (table?.columns.length ?? 8) : nodes
    const each =
      1.5e-8 * n * n * columns + 2e-8 * 400 * n * columns ** 2 + (test === 'kci' ? 2e-8 * n ** 3 * columns ** 2 : 0)
    return { seconds: 1 + seeds * (chosen.split(',').length + 2) * each, megabytes: 300 }
  },
  sample: { seeds: 3 },
  run: async (asked, { random, progress }): Promise<ReportDraft> => {
    const chosen = chosenGenerators(asked.generators)
    const prepared = asked.source === 'table' ? ownRounds(asked, random) : benchmarkRounds(asked, random)
    const { rounds, warnings, target } = prepared
    const usable = chosen.filter((generator) => {
      const why = generator.refuses?.(rounds[0]!.train)
      if (why !== undefined) warnings.push(`${generator.label} was left out: ${why}.`)
      return why === undefined
    })
    const results = new Map<string, Evaluation[]>()
    const add = (label: string, evaluation: Evaluation) =>
      results.set(label, [...(results.get(label) ?? []), evaluation])
    for (const [seed, round] of rounds.entries()) {
      const own = random.split(`seed ${seed}`)
      const protocol: Protocol = { ...round, target: target(round), alpha: asked.alpha, family: asked.test }
      for (const { label, table } of tablesOf(round, usable, protocol.target, own)) {
        add(label, evaluated(table, protocol, own.split(`evaluation ${label}`)))
        await progress(
          (seed + results.size / (usable.length + 3)) / (rounds.length + 0.2),
          `seed ${seed + 1}, ${label}`,
        )
      }
    }
    return report(results, rounds, warnings, random.split('intervals'))
  },
})

const realLabel = 'Real training rows'
const referenceLabel = 'Reference'

/** The reader's tables, the generators', the real rows themselves, and the reference that ratios are taken to. */
function tablesOf(
  { train, graph, given }: Round,
  usable: readonly Generator[],
  target: string,
  random: Random,
): { label: string; table: Variables }[] {
  const rows = rowsIn(train)
  const made = (generator: Generator) => {
    const own = random.split(generator.id)
    return generator.fit(train, { graph, target }, own.split('fit'))(own.split('sample'), rows)
  }
  const isNumeric = !Object.values(train).some(isDiscrete)
  const reference = generators.find(({ id }) => id === (isNumeric ? 'gaussian' : 'bootstrap'))!
  return [
    ...given.map(({ label, columns }) => ({ label, table: someRows(columns, rows, random.split(label)) })),
    ...usable.map((generator) => ({ label: generator.label, table: made(generator) })),
    { label: realLabel, table: train },
    { label: referenceLabel, table: made(reference) },
  ]
}

function report(
  results: ReadonlyMap<string, Evaluation[]>,
  rounds: readonly Round[],
  warnings: string[],
  random: Random,
): ReportDraft {
  const entry = (label: string): Entry => ({ label, evaluations: results.get(label)! })
  const entries = [...results.keys()].filter((label) => label !== realLabel && label !== referenceLabel).map(entry)
  const board = boardOf(entries, entry(referenceLabel), random)
  const ranked = board
    .filter(({ scores }) => scores['CI score'] !== undefined)
    .toSorted((a, b) => b.scores['CI score']!.value - a.scores['CI score']!.value)
  const byShape = board.toSorted((a, b) => b.scores.shape!.value - a.scores.shape!.value)
  const disagreement = disagreementFigure(board)
  const reference = entry(referenceLabel).evaluations
  const shown = entries.toSorted((a, b) => brokenCount(b) - brokenCount(a))[0]!
  const faint = rounds.reduce((sum, round) => sum + round.faint, 0)
  return {
    headline: headlineOf(ranked, byShape[0]!.label),
    text: [
      {
        text: `Ratios are to the reference, ${Object.values(rounds[0]!.train).some(isDiscrete) ? 'the rows drawn again with replacement' : 'the refitted Gaussian'}, sampled at the size of the training rows: a table inherits the accidental correlations of the rows it learned from, and fresh real rows would blame every maker for them.`,
      },
      {
        text: 'The score is a reconstruction: the paper’s exact statements and weights were not found (inferred from its abstract, its public metrics and its forerunner).',
      },
    ],
    numbers: [
      ...board.map(({ label, scores }) => ({
        name: `CI score, ${label}`,
        value: scores['CI score']?.value ?? null,
        ...(scores['CI score']?.low === undefined
          ? {}
          : {
              interval: { low: scores['CI score'].low, high: scores['CI score'].high!, method: 'bootstrap over seeds' },
            }),
        n: rounds.length,
      })),
      { name: 'CI score of the reference', value: mean(reference.map(({ scores }) => scores['CI score'])) },
      { name: 'statements of the first graph', value: rounds[0]!.statements.length },
    ],
    tables: [leaderboard(board, rounds.length), statementsTable(entries, entry(realLabel).evaluations[0]!)],
    figures: [
      balanceFigure(board),
      ...(disagreement ? [disagreement] : []),
      utilityFigure(entries),
      brokenFigure(rounds[0]!.graph, shown),
    ],
    warnings: [
      ...new Set(warnings),
      ...(faint > 0
        ? [
            `${faint} dependences are too faint to be found at this size (population partial correlation below 3/√n): even real rows miss some of them.`,
          ]
        : []),
      ...(board.some(({ untestable }) => untestable > 0)
        ? ['Some statements could not be tested and count for neither rate; the leaderboard says how many.']
        : []),
    ],
  }
}

/** `ranked`: best on structure first; empty where nothing could be tested. */
function headlineOf(ranked: Board, bestByShape: string): string {
  const [best, worst] = [ranked[0], ranked.at(-1)]
  if (!best || !worst)
    return 'No statement of the graph could be tested on these tables: they are too sparse or too short.'
  const [most, least] = [best, worst].map(({ scores }) => scores['CI score']!.value.toFixed(2))
  return `${best.label} keeps the structure best (CI ${most}), ${worst.label} worst (${least}); by shape alone ${bestByShape} would win.`
}

function brokenCount({ evaluations }: Entry): number {
  return evaluations[0]!.structure.tested.filter(
    ({ statement, testable, agrees }) => statement.label === 'independent' && testable && !agrees,
  ).length
}

function chosenGenerators(list: string): Generator[] {
  const wanted = [
    ...new Set(
      list
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    ),
  ]
  const unknown = wanted.filter((id) => !ids.includes(id))
  if (unknown.length > 0)
    throw refuse('generators', `There is no generator “${unknown.join(', ')}”.`, `There are ${ids.join(', ')}.`)
  if (wanted.length === 0) throw refuse('generators', 'No generator is named.', `Name some of ${ids.join(', ')}.`)
  return wanted.map((id) => generators.find((generator) => generator.id === id)!)
}

type Prepared = { rounds: Round[]; warnings: string[]; target: (round: Round) => string }

function benchmarkRounds({ family, nodes, edgeProbability, rows, seeds, target }: Input, random: Random): Prepared {
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

function ownRounds(asked: Input, random: Random): Prepared {
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

function mean(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
