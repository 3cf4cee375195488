/**
 * TabStruct (Jiang, Simidjievski & Jamnik 2025, arXiv 2503.09453): does a synthetic table keep the independences of the real
 * one's causal graph? Structure is measured beside density, coverage, privacy and utility, and the axes are set against each
 * other. split → fit → sample → every axis → ranks → agreement of the ranks.
 */
import { defineMethod, field, type Random, type ReportDraft, tableSchema } from '@causerie/lab'
import { ScmError } from '@causerie/scm'
import { isDiscrete, type Variables } from '@causerie/scm/independence'
import { z } from 'zod'
import { type Evaluation, evaluated, independenceTestOf, type Protocol, type TestFamily } from './evaluation.ts'
import type { Generator } from './generators/generator.ts'
import { generators } from './generators/registry.ts'
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
import { benchmarkRounds, ownRounds, type Round } from './rounds.ts'
import { rowsIn, someRows } from './rows.ts'

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
    requireTest(rounds[0]!.train, asked.test)
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

/** A test that is not for such a table is refused beside its field. */
function requireTest(columns: Variables, family: TestFamily): void {
  try {
    independenceTestOf(columns, family)
  } catch (fault) {
    if (fault instanceof ScmError) throw refuse('test', fault.message, fault.hint)
    throw fault
  }
}

function mean(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
