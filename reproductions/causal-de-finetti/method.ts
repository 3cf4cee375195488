/**
 * Causal de Finetti (Guo, Tóth, Schölkopf & Huszár 2022, arXiv 2203.15756): the direction of causes from two rows of each of
 * many environments whose mechanisms vary independently. `bivariate.ts` and `multivariate.ts` are its two algorithms.
 */
import { defineMethod, field, type Random, type ReportDraft, tableSchema } from '@causerie/lab'
import { z } from 'zod'
import { comparison, dagAnswer, type Given, neededFor, pairAnswer } from './answers.ts'
import { concentrated, jointOfTwoRows, mutualInformation, standardFamily } from './betaBernoulli.ts'
import { chooseTest, mostForKernels } from './chooseTest.ts'
import { dagCurve, pairCurve } from './curves.ts'
import { ownData } from './environments.ts'
import { betaPair, binaryDag, continuousPair } from './generators.ts'
import { refuse } from './refuse.ts'
import { crossRowFigure, curveFigure } from './reports.ts'

const input = z.object({
  source: field(z.enum(['binary', 'continuous', 'beta', 'table']).default('binary'), {
    label: 'Data',
    help: 'Three generators whose truth is known, or a table of your own.',
    options: {
      binary: 'Binary DAG (the paper’s generator)',
      continuous: 'Continuous pair (the paper’s generator)',
      beta: 'Binary pair with an exact distribution',
      table: 'My own table',
    },
  }),
  environments: field(z.number().int().min(20).max(20_000).default(4000), {
    label: 'Environments',
    help: 'Each has two rows and is one unit of every test. Continuous pairs use at most 600.',
    unit: 'environments',
    group: 'Generator',
  }),
  nodes: field(z.number().int().min(2).max(6).default(3), {
    label: 'Variables',
    help: 'Of the binary DAG.',
    unit: 'nodes',
    group: 'Generator',
  }),
  concentration: field(z.number().min(1).max(1e8).default(1), {
    label: 'Concentration',
    help: 'Of the exact pair: the larger, the less its mechanisms vary between environments. At 1 direction shows; towards 10⁷ it cannot.',
    unit: '× the Beta parameters',
    group: 'Generator',
  }),
  repetitions: field(z.number().int().min(0).max(100).default(10), {
    label: 'Repetitions of the curve',
    help: 'For each of three sizes, of the two generators of the paper; 0 leaves the curve out.',
    unit: 'repetitions',
    group: 'Generator',
  }),
  table: field(tableSchema.nullable().default(null), {
    label: 'Table',
    help: 'One row for each observation, at least two for each environment; one column says which environment.',
    widget: 'table',
    accepts: ['.csv', '.tsv', '.json', '.jsonl', '.parquet', '.arrow'],
    group: 'My table',
  }),
  environment: field(z.string().max(200).default('environment'), {
    label: 'Environment column',
    help: 'Rows with the same value here are exchangeable.',
    group: 'My table',
  }),
  variables: field(z.string().max(2000).default(''), {
    label: 'Variables',
    help: 'Names separated by commas, two to eight; all other columns when empty.',
    group: 'My table',
  }),
  draws: field(z.number().int().min(1).max(100).default(20), {
    label: 'Draws of rows',
    help: 'How often two rows of each environment are drawn, and which comes first; p-values are medians over the draws.',
    unit: 'draws',
    group: 'My table',
  }),
  alpha: field(z.number().min(0.0001).max(0.2).default(0.05), {
    label: 'α',
    help: 'A test below it is a dependence. The paper takes 0.05; 0.01 orders better from 4,000 environments on.',
  }),
  test: field(z.enum(['auto', 'g', 'kci', 'partial']).default('auto'), {
    label: 'Independence test',
    help: 'G for levels, kernels for numbers; partial correlation is quick and sees lines only.',
    options: { auto: 'by the data', g: 'G test', kci: 'kernel test', partial: 'partial correlation' },
  }),
  coParents: field(z.boolean().default(true), {
    label: 'Condition on co-parents',
    help: 'Off as in the released code, which loses them; wrong for 24 of the 543 DAGs of four nodes even with perfect tests.',
  }),
})

type Input = z.output<typeof input>

export default defineMethod({
  slug: 'causal-de-finetti',
  title: 'Causal de Finetti',
  summary:
    'Takes environments of two or more exchangeable rows; finds the causal order and the edges from independences between rows of one environment, without assuming the form of any mechanism.',
  input,
  runsIn: ['browser', 'server'],
  cost: (asked) => ({
    seconds: secondsOf(asked),
    megabytes: asked.source === 'continuous' || asked.source === 'table' ? 400 : 150,
  }),
  sample: {},
  run: async (asked, { random, progress }): Promise<ReportDraft> => {
    const given = dataOf(asked, random)
    const chosen = chooseTest(given.draws, asked.test)
    await progress(0.1, 'testing')
    const answer =
      given.draws[0]!.variables.length === 2
        ? pairAnswer(given, chosen.test, asked)
        : dagAnswer(given, chosen.test, asked)
    await progress(0.4, 'comparing')
    const curve = await curveOf(asked, random, (share) => progress(0.5 + 0.5 * share, 'repeating'))
    return {
      headline: answer.headline,
      text: answer.text,
      numbers: [...answer.numbers, ...given.numbers, { name: 'environments', value: chosen.used }],
      tables: [...answer.tables, comparison(given, asked.alpha)],
      figures: [...answer.figures, crossRowFigure(chosen.test, given.draws[0]!.variables), ...curve],
      warnings: [...given.warnings, ...chosen.notes, ...answer.warnings],
    }
  },
})

function dataOf(asked: Input, random: Random): Given {
  const { source, environments, nodes, concentration, table, environment, variables, draws } = asked
  if (source === 'table') {
    if (table === null) throw refuse('table', 'No table was given.', 'Drop a file, or choose a generator.')
    const names = variables
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
    const own = ownData(table, { environment, variables: names, draws, random: random.split('rows') })
    const warnings = [
      ...(own.dropped.length > 0
        ? [
            `Environments with fewer than two rows were left out: ${own.dropped.slice(0, 10).join(', ')}${own.dropped.length > 10 ? `, … (${own.dropped.length})` : ''}.`,
          ]
        : []),
      ...(own.missing > 0 ? [`${own.missing} rows with a missing value were left out.`] : []),
    ]
    return { draws: own.draws, warnings, numbers: [{ name: 'rows used', value: own.rowsPooled }] }
  }
  const made = random.split('data')
  if (source === 'binary') {
    const data = binaryDag(made, { nodes, environments })
    return { draws: [data], truth: data.graph, warnings: [], numbers: [] }
  }
  if (source === 'continuous') {
    const used = Math.min(environments, mostForKernels)
    const data = continuousPair(made, used)
    const warnings =
      used < environments
        ? [
            `The continuous pair was drawn with ${used} environments: the kernel test's time grows with their third power.`,
          ]
        : []
    return { draws: [data], truth: data.graph, warnings, numbers: [] }
  }
  const family = concentrated(standardFamily, concentration)
  const data = betaPair(made, family, environments)
  const joint = jointOfTwoRows(family)
  const information = mutualInformation(joint, 'y1', 'x2', ['y2'])
  return {
    draws: [data],
    truth: data.graph,
    warnings: [],
    numbers: [
      {
        name: 'exact I(Y₁;X₂|Y₂)',
        value: information,
        unit: 'nats',
        note: 'what tells the direction; 0 where mechanisms do not vary',
      },
      {
        name: 'environments needed',
        value: neededFor(information),
        note: 'for 80 % power at α 0.05 with 2 degrees of freedom: 9.63 / (2 I)',
      },
    ],
  }
}

async function curveOf(
  { source, environments, nodes, repetitions, alpha }: Input,
  random: Random,
  progress: (share: number) => Promise<void>,
) {
  if (repetitions < 2 || (source !== 'binary' && source !== 'continuous')) return []
  const largest = source === 'binary' ? environments : Math.min(environments, 200)
  const sizes = [...new Set([largest / 4, largest / 2, largest].map((size) => Math.max(20, Math.round(size))))]
  const options = { alpha, sizes, repetitions, random: random.split('curve'), progress }
  if (source === 'continuous')
    return [
      curveFigure(await pairCurve(options), {
        title: 'Pairs exactly right, by environments',
        axis: 'share exactly right',
        chance: { value: 1 / 3, label: 'a guess among three' },
      }),
    ]
  const points = await dagCurve(options, Math.max(nodes, 2))
  const chance = nodes === 3 ? { chance: { value: 0.2625, label: 'a DAG drawn from the true class' } } : {}
  return [
    curveFigure(points, { title: 'Distance from the true DAG, by environments', axis: 'normalised SHD', ...chance }),
  ]
}

function secondsOf({ source, environments, nodes, repetitions, table, draws }: Input): number {
  if (source === 'binary') return 1 + (repetitions + 1) * environments * nodes ** 3 * 2e-6
  if (source === 'beta') return 1
  const size =
    source === 'continuous'
      ? Math.min(environments, mostForKernels)
      : Math.min(mostForKernels, (table?.columns[0]?.values.length ?? 0) / 2)
  const kernels = (n: number) => 0.05 + 3 * 2e-8 * n ** 3
  return source === 'continuous' ? 1 + kernels(size) + repetitions * kernels(200) * 1.2 : 1 + kernels(size) * draws * 2
}
