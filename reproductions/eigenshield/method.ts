/**
 * EigenShield (Darabi et al. 2025, arXiv 2502.14976): keep the covariance eigenvectors that stand out of a random-matrix
 * noise law and pass a quantile of a robustness score, project every embedding onto them, leave the classifier as it is.
 * The paper's score was not found; README.md says what is ours.
 */
import { defineMethod, field, type Random, type ReportDraft, tableSchema } from '@causerie/lab'
import { z } from 'zod'
import { causalSplits } from './claims.ts'
import { type Experiment, runExperiment, type Settings } from './experiment.ts'
import { attackFigure, overlapFigure, planeFigure, spectrumFigure, spikeTable } from './figures.ts'
import { keptSpikes } from './filter.ts'
import { readEmbeddings, splitEmbeddings } from './readEmbeddings.ts'
import { stabilityScores } from './robustnessScore.ts'
import { type Spectrum, spectrumOf } from './spectrum.ts'
import { spikedGaussian } from './worlds.ts'

const input = z.object({
  world: field(z.enum(['causal', 'spiked', 'yours']).default('causal'), {
    label: 'Embeddings',
    help: 'Where the embeddings come from: a world with four causal and four correlational directions, spikes in noise, or your table.',
    options: { causal: 'Causal and correlational directions', spiked: 'Spikes in noise', yours: 'My table' },
  }),
  p: field(z.number().int().min(50).max(256).default(128), {
    label: 'Dimensions',
    unit: 'dimensions',
    help: 'Of the two made worlds; more of them raise the noise edge.',
    group: 'Made worlds',
  }),
  n: field(z.number().int().min(100).max(2000).default(512), {
    label: 'Rows',
    unit: 'rows',
    help: 'Of the world of spikes in noise; fewer raise the noise edge.',
    group: 'Made worlds',
  }),
  thetas: field(
    z
      .string()
      .regex(
        /^\s*\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?){0,19}\s*$/,
        'write up to 20 strengths, parted by commas, as in 0.4, 1, 3',
      )
      .default('0.4, 1, 3'),
    {
      label: 'Spike strengths θ',
      help: 'Variance of each spike beyond the noise, in the world of spikes in noise.',
      group: 'Made worlds',
    },
  ),
  table: field(tableSchema.optional(), {
    label: 'Embeddings table',
    help: 'One embedding a row: number columns are its coordinates.',
    accepts: ['.csv'],
    group: 'My table',
  }),
  labelColumn: field(z.string().default('label'), {
    label: 'Label column',
    help: 'Two classes. Without it there is a spectrum, but no classifier to defend.',
    group: 'My table',
  }),
  environmentColumn: field(z.string().default('environment'), {
    label: 'Environment column',
    help: 'Two environments, for the environment reading; left out where there is none.',
    group: 'My table',
  }),
  attacked: field(tableSchema.optional(), {
    label: 'Attacked twins',
    help: 'The same rows and columns after an attack, for the attack reading.',
    accepts: ['.csv'],
    group: 'My table',
  }),
  standardise: field(z.boolean().default(false), {
    label: 'Standardise columns',
    help: 'Each coordinate to unit variance first: real embeddings fit one noise level badly otherwise.',
    group: 'My table',
  }),
  level: field(z.enum(['edge', '95', '99']).default('99'), {
    label: 'Spike test',
    help: 'What counts as above noise: the bare edge finds spikes in noise every fifth time.',
    options: { edge: 'Bare edge', 95: 'Tracy–Widom 95 %', 99: 'Tracy–Widom 99 %' },
  }),
  reading: field(z.enum(['stability', 'attack-shift', 'environment']).default('stability'), {
    label: 'Robustness score',
    help: 'The paper’s own definition was not found: three readings of it, low is kept.',
    options: {
      stability: 'Stability under resampling',
      'attack-shift': 'Shift under attack',
      environment: 'Change between environments',
    },
  }),
  keep: field(z.number().min(0.1).max(1).default(0.75), {
    label: 'Quantile kept',
    help: 'Spikes whose score is at most this quantile are kept.',
    widget: 'slider',
  }),
  repeats: field(z.number().int().min(1).max(100).default(20), {
    label: 'Resamples',
    unit: 'resamples',
    help: 'For the stability score.',
  }),
  noise: field(z.number().min(0).max(3).default(0.3), {
    label: 'Perturbation',
    unit: 'noise SD',
    help: 'Added to each resampled copy for the stability score.',
  }),
  epsilon: field(z.number().min(0.1).max(20).default(2), {
    label: 'Attack length ε',
    unit: 'L2 length',
    help: 'The curves go to twice this length.',
  }),
  adaptive: field(z.boolean().default(true), {
    label: 'Attacker knows the filter',
    help: 'The headline uses the attack through the filter; else the one made for the undefended head.',
  }),
})

type Input = z.output<typeof input>

export const method = defineMethod({
  slug: 'eigenshield',
  title: 'EigenShield',
  summary:
    'Takes embeddings, finds the directions that exceed a random-matrix noise law, keeps the robust ones, and shows what the filter does to a classifier under attack and when correlations turn round.',
  input,
  runsIn: ['browser', 'server'],
  cost: ({ world, p, n, repeats, table }) => {
    const columns = world === 'yours' ? (table?.columns.length ?? 1) : p
    const rows = world === 'yours' ? (table?.columns[0]?.values.length ?? 1) : world === 'causal' ? 768 : n
    const side = Math.min(columns, rows)
    return {
      seconds: 1 + ((repeats + 2) * (rows * columns * side + 12 * side ** 3)) / 4e8,
      megabytes: 60 + (rows * columns * 8 * 12) / 1e6,
    }
  },
  sample: {},
  run: async (asked, { random, progress }) => {
    await progress(0.05, 'embeddings')
    if (asked.world === 'spiked') return spikedReport(asked, random)
    if (asked.world === 'yours') return ownReport(asked, random)
    const splits = causalSplits(random.split('world'), asked.p)
    await progress(0.2, 'calibrating')
    const experiment = runExperiment(splits, settingsOf(asked), random.split('run'))
    await progress(0.95, 'figures')
    return defendedReport(asked, experiment, splits.test, roleOf(splits.world), [])
  },
})

function settingsOf({ level, reading, keep, repeats, noise, epsilon }: Input): Settings {
  return {
    level,
    reading,
    keep,
    repeats,
    noise,
    epsilon,
    epsilons: [0, 0.25, 0.5, 0.75, 1, 1.5, 2].map((share) => share * epsilon),
  }
}

/** Share of a vector's length in the causal and in the correlational span. */
function roleOf({ causal, correlational }: ReturnType<typeof causalSplits>['world']) {
  const within = (vector: Float64Array, basis: Float64Array[]) =>
    basis.reduce((sum, other) => sum + other.reduce((product, value, j) => product + value * vector[j]!, 0) ** 2, 0)
  return (vector: Float64Array) => ({ causal: within(vector, causal), correlational: within(vector, correlational) })
}

function spikedReport(asked: Input, random: Random): ReportDraft {
  const thetas = asked.thetas.split(',').map(Number)
  const { x, directions } = spikedGaussian({ n: asked.n, p: asked.p, thetas }, random.split('world'))
  const spectrum = spectrumOf(x, asked)
  const scores = stabilityScores(x, spectrum, {
    random: random.split('score'),
    repeats: asked.repeats,
    noise: asked.noise,
  })
  const kept = scores.length === 0 ? [] : keptSpikes(scores, asked.keep)
  const truth = thetas.filter((theta) => theta > Math.sqrt(spectrum.law.gamma)).length
  return {
    headline: `${spectrum.spikes} of ${asked.p} directions exceed the noise law; ${truth} of the ${thetas.length} true spikes are strong enough to be seen at all (θ > √γ = ${Math.sqrt(spectrum.law.gamma).toFixed(2)}).`,
    numbers: spectrumNumbers(spectrum, kept),
    tables: [spikeTable(spectrum, scores, kept, undefined, directions)],
    figures: [spectrumFigure(spectrum), overlapFigure(spectrum, thetas, directions)],
    warnings: misfitWarnings(spectrum, asked.standardise),
  }
}

function ownReport(asked: Input, random: Random): ReportDraft {
  const read = readEmbeddings(asked)
  if (!read.labelled) {
    const spectrum = spectrumOf(read.x, asked)
    const scores = stabilityScores(read.x, spectrum, {
      random: random.split('score'),
      repeats: asked.repeats,
      noise: asked.noise,
    })
    const kept = keptSpikes(scores, asked.keep)
    return {
      headline: `${spectrum.spikes} of ${spectrum.p} directions exceed the noise law; ${kept.length} are kept.`,
      numbers: spectrumNumbers(spectrum, kept),
      tables: [spikeTable(spectrum, scores, kept)],
      figures: [spectrumFigure(spectrum)],
      warnings: [
        ...read.warnings,
        'There are no labels, so no classifier was trained and no attack tried.',
        ...misfitWarnings(spectrum, asked.standardise),
      ],
    }
  }
  const splits = splitEmbeddings(read, random.split('splits'))
  const experiment = runExperiment(splits, { ...settingsOf(asked), twins: splits.twins }, random.split('run'))
  return defendedReport(asked, experiment, splits.test, undefined, read.warnings)
}

function defendedReport(
  asked: Input,
  experiment: Experiment,
  test: Parameters<typeof planeFigure>[1],
  roleOfVector: ReturnType<typeof roleOf> | undefined,
  warnings: string[],
): ReportDraft {
  const { spectrum, scores, kept, evaluations, shifted } = experiment
  const [none, shield] = evaluations
  const at = asked.epsilon
  const epsilons = settingsOf(asked).epsilons!
  const which = asked.adaptive ? 'adaptive' : 'transfer'
  const index = epsilons.indexOf(at)
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const attack = asked.adaptive ? 'an attack that knows the filter' : 'an attack made for the undefended head'
  const turned = shifted && { none: shifted[0]!.accuracy, shield: shifted[1]!.accuracy }
  return {
    headline: `Under ${attack} (ε = ${at}) the classifier stays right in ${percent(shield![which][index]!)} of cases with the filter, ${percent(none![which][index]!)} without${turned ? `; when the correlation turns round, in ${percent(turned.shield)} with, ${percent(turned.none)} without` : ''}.`,
    text: [{ text: verdict(turned) }],
    numbers: [
      { name: 'clean accuracy, filtered', value: shield!.clean, n: test.x.rows },
      { name: 'clean accuracy, undefended', value: none!.clean, n: test.x.rows },
      ...spectrumNumbers(spectrum, kept),
    ],
    tables: [
      {
        title: `Defences at ε = ${at}`,
        columns: [
          'defence',
          'clean',
          'class −1',
          'class 1',
          'transferred attack',
          'adaptive attack',
          ...(shifted ? ['correlation turned round'] : []),
        ].map((name, column) => (column === 0 ? { name } : { name, digits: 3 })),
        rows: evaluations.map(({ name, clean, perClass, transfer, adaptive }, row) => [
          name,
          clean,
          ...perClass,
          transfer[index]!,
          adaptive[index]!,
          ...(shifted ? [shifted[row]!.accuracy] : []),
        ]),
        note: 'Shares of test rows. A refusal counts as an error on clean rows and as safe under attack. PCA of the kept rank is what the filter has to beat.',
      },
      spikeTable(spectrum, scores, kept, roleOfVector),
    ],
    figures: [spectrumFigure(spectrum), attackFigure(evaluations, epsilons), planeFigure(experiment, test, at)],
    warnings: [
      ...warnings,
      ...misfitWarnings(spectrum, asked.standardise),
      ...(shield!.clean < 0.6
        ? ['Behind the filter the clean accuracy is near chance: the directions that carry the label were cut away.']
        : []),
    ],
  }
}

function verdict(turned: { none: number; shield: number } | undefined): string {
  if (!turned)
    return 'What the kept directions have in common: they come out again when the rows are resampled. Whether they are causes cannot be told from these data.'
  return turned.shield >= turned.none
    ? 'What the kept directions have in common here: they lose nothing when the correlational mechanism is turned round, as causal directions would.'
    : 'What the kept directions have in common here: they are strong. They are not the causal ones: accuracy falls when the correlational mechanism is turned round.'
}

function spectrumNumbers({ law, spikes, threshold, misfit, n }: Spectrum, kept: readonly number[]) {
  return [
    { name: 'spikes', value: spikes, n },
    { name: 'kept', value: kept.length },
    { name: 'noise variance', value: law.sigma2 },
    { name: 'upper edge of noise', value: law.high },
    { name: 'spike threshold', value: threshold },
    { name: 'distance of the bulk from the noise law', value: misfit, note: 'Kolmogorov' },
  ]
}

function misfitWarnings({ misfit }: Spectrum, isStandardised: boolean): string[] {
  if (misfit < 0.1) return []
  return [
    `The bulk of the eigenvalues lies ${misfit.toFixed(2)} from the noise law (Kolmogorov’s distance): one noise level does not fit, and many “spikes” may be none.${isStandardised ? '' : ' Try to standardise the columns.'}`,
  ]
}
