/**
 * Hierarchical component analysis (Jin, Syrgkanis, Kakade & Zhang 2025, arXiv 2506.10378): each base model is a domain; one ICA
 * per domain, then one flag of directions in which all unmixing matrices are triangular, gives ordered capabilities and the
 * causal weights between them. Never a point estimate alone: a bootstrap and a null stand beside it.
 */
import { defineMethod, field, integer, normal, type Random, type RunContext, tableSchema } from '@causerie/lab'
import { selectRows } from '@causerie/scm/linear-algebra'
import { quantile } from '@causerie/scm/statistics'
import { z } from 'zod'
import { capabilityRows, causalWeights, type Naming, nameCapabilities, whatIf } from './capabilities.ts'
import { distanceFigure, micFigure, weightFigure } from './figures.ts'
import { type Flag, findFlag, parallelAbove, rotated, rowAgreement } from './flag.ts'
import { flagErrors, subspaceDistance } from './flagError.ts'
import { type Domain, type Structure, syntheticLeaderboard } from './leaderboard.ts'
import { readScores, type Scores } from './readScores.ts'
import { type Unmixing, unmix } from './unmixing.ts'

const input = z.object({
  source: field(z.enum(['synthetic', 'yours']).default('synthetic'), {
    label: 'Leaderboard',
    help: 'A synthetic leaderboard whose hierarchy is known, or your table of scores.',
    options: { synthetic: 'Synthetic', yours: 'My table' },
  }),
  structure: field(z.enum(['hierarchy', 'identical', 'dense', 'unrelated']).default('hierarchy'), {
    label: 'What is true',
    help: 'Of the synthetic leaderboard: whether there is a hierarchy to be found.',
    options: {
      hierarchy: 'A hierarchy, different in each base',
      identical: 'The same hierarchy in each base',
      dense: 'Shared capabilities, no hierarchy',
      unrelated: 'Nothing shared',
    },
    group: 'Synthetic',
  }),
  noiseLaw: field(z.enum(['laplace', 'uniform', 'normal']).default('laplace'), {
    label: 'Noise',
    help: 'Normal noise leaves nothing to find the order by.',
    options: { laplace: 'Laplace', uniform: 'Uniform', normal: 'Normal' },
    group: 'Synthetic',
  }),
  rows: field(z.number().int().min(80).max(5000).default(250), {
    label: 'Models per base',
    unit: 'models',
    help: 'More of them lower the inexactness.',
    group: 'Synthetic',
  }),
  bases: field(z.number().int().min(2).max(6).default(4), {
    label: 'Base models',
    unit: 'bases',
    help: 'Of the synthetic leaderboard.',
    group: 'Synthetic',
  }),
  table: field(tableSchema.optional(), {
    label: 'Score table',
    help: 'One model a row; 3 to 12 number columns are its scores.',
    accepts: ['.csv'],
    group: 'My table',
  }),
  domainColumn: field(z.string().default('base'), {
    label: 'Base model column',
    help: 'Names the base that a model was tuned from.',
    group: 'My table',
  }),
  leastRows: field(z.number().int().min(20).max(10_000).default(100), {
    label: 'Least rows per base',
    unit: 'models',
    help: 'Bases with fewer are left out.',
    group: 'My table',
  }),
  latents: field(z.number().int().min(2).max(4).default(3), {
    label: 'Capabilities',
    unit: 'latents',
    help: 'How many ordered capabilities are looked for.',
  }),
  contrast: field(z.enum(['log-cosh', 'exp', 'cube']).default('log-cosh'), {
    label: 'ICA contrast',
    help: 'The paper uses log-cosh.',
  }),
  starts: field(z.number().int().min(1).max(20).default(5), {
    label: 'ICA starts',
    unit: 'starts',
    help: 'Tried until one settles.',
  }),
  bootstraps: field(z.number().int().min(0).max(500).default(100), {
    label: 'Bootstraps',
    unit: 'resamples',
    help: 'For the interval of the inexactness and the stability of the names.',
  }),
  nulls: field(z.number().int().min(0).max(200).default(50), {
    label: 'Null draws',
    unit: 'draws',
    help: 'The same subspaces with random rotations: what the inexactness is without a hierarchy.',
  }),
  naming: field(z.boolean().default(true), {
    label: 'Name the capabilities',
    help: 'By the benchmark that explains each best, and put them on its scale.',
  }),
})

type Input = z.output<typeof input>
type Analysis = { flag: Flag; unmixings: Unmixing[]; named: Naming | undefined }

export const method = defineMethod({
  slug: 'latent-capabilities',
  title: 'HCA',
  summary:
    'Takes scores of models tuned from several base models and finds ordered latent capabilities, the causal weights between them in each base, and how far to trust them.',
  input,
  runsIn: ['browser', 'server'],
  cost: ({ bases, rows, bootstraps, nulls, latents, source, table }) => {
    const count = source === 'yours' ? (table?.columns[0]?.values.length ?? 0) : bases * rows
    const domains = source === 'yours' ? 4 : bases
    const orders = Math.min([0, 0, 2, 6, 24][latents]! ** domains, 30_000)
    return {
      seconds: 0.5 + (1 + bootstraps) * (orders * 1e-4 + count * 3e-5) + nulls * orders * 1e-4,
      megabytes: 60 + count * 5e-4,
    }
  },
  sample: { rows: 1000, bootstraps: 10, nulls: 20 },
  run: async (asked, context) => {
    const { scores, truth } = leaderboardOf(asked, context.random.split('leaderboard'))
    await context.progress(0.02, 'point estimate')
    const analysis = analyse(scores.domains, scores.benchmarks, asked, context.random.split('point'))
    const resampled = await bootstrap(scores, asked, context)
    const nulls = await nullDraws(analysis, asked, context)
    return report(asked, scores, analysis, resampled, nulls, truth)
  },
})

function leaderboardOf(
  asked: Input,
  random: Random,
): { scores: Scores; truth: ReturnType<typeof syntheticLeaderboard>['truth'] | undefined } {
  if (asked.source === 'yours') return { scores: readScores(asked), truth: undefined }
  const { structure, noiseLaw: noise, rows, bases, latents } = asked
  const { domains, truth } = syntheticLeaderboard(
    { structure: structure as Structure, noise, rows, domains: bases, latents },
    random,
  )
  const benchmarks = ['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => `benchmark ${letter}`)
  return {
    scores: { domains, benchmarks, warnings: [], floored: benchmarks.map(() => 0) },
    truth: structure === 'unrelated' ? undefined : truth,
  }
}

/** Steps 1 to 7. */
export function analyse(
  domains: readonly Domain[],
  benchmarks: readonly string[],
  asked: Pick<Input, 'latents' | 'contrast' | 'starts' | 'naming'>,
  random: Random,
): Analysis {
  const unmixings = domains.map((domain, k) => unmix(domain, asked, random.split(k)))
  const flag = findFlag(
    unmixings.map(({ rows }) => rows),
    random.split('search'),
  )
  return {
    flag,
    unmixings,
    named: asked.naming ? nameCapabilities(flag, domains, benchmarks, random.split('naming')) : undefined,
  }
}

async function bootstrap(
  { domains, benchmarks }: Scores,
  asked: Input,
  { random, progress }: RunContext,
): Promise<{ mic: number; names: string[] }[]> {
  const found = []
  for (let b = 0; b < asked.bootstraps; b++) {
    await progress(0.05 + (0.6 * b) / asked.bootstraps, `bootstrap ${b + 1} of ${asked.bootstraps}`)
    const draw = random.split('bootstrap').split(b)
    const again = domains.map(({ name, scores }) => ({
      name,
      scores: selectRows(
        scores,
        Array.from({ length: scores.rows }, () => integer(draw, scores.rows)),
      ),
    }))
    const { flag, named } = analyse(again, benchmarks, asked, draw.split('analysis'))
    found.push({ mic: flag.maximumInexactness, names: named?.names.map(({ benchmark }) => benchmark) ?? [] })
  }
  return found
}

async function nullDraws({ unmixings }: Analysis, asked: Input, { random, progress }: RunContext): Promise<number[]> {
  const found = []
  for (let at = 0; at < asked.nulls; at++) {
    await progress(0.65 + (0.33 * at) / asked.nulls, `null draw ${at + 1} of ${asked.nulls}`)
    const draw = random.split('null').split(at)
    const turned = rotated(
      unmixings.map(({ rows }) => rows),
      draw,
      normal,
    )
    found.push(findFlag(turned, draw.split('search')).maximumInexactness)
  }
  return found
}

function report(
  asked: Input,
  scores: Scores,
  analysis: Analysis,
  resampled: { mic: number; names: string[] }[],
  nulls: number[],
  truth: ReturnType<typeof syntheticLeaderboard>['truth'] | undefined,
) {
  const { flag, unmixings, named } = analysis
  const { domains, benchmarks } = scores
  const weights = causalWeights(flag, named?.change)
  const mics = resampled.map(({ mic }) => mic)
  const mic = flag.maximumInexactness
  const belowNull = nulls.filter((value) => value <= mic).length
  const p = nulls.length > 0 ? (belowNull + 1) / (nulls.length + 1) : undefined
  const labels =
    named?.names.map(({ benchmark }, i) => `z${i + 1} (${benchmark})`) ??
    Array.from({ length: asked.latents }, (_, i) => `z${i + 1}`)
  const errors = truth && flagErrors(capabilityRows(flag), truth)
  const agreement = rowAgreement(flag.triangles)
  const interval =
    mics.length >= 10
      ? {
          low: quantile(mics, 0.025),
          high: quantile(mics, 0.975),
          method: `bootstrap percentile, ${mics.length} resamples`,
        }
      : undefined
  return {
    headline: `${labels.join(' → ')}: inexactness ${mic.toFixed(3)}${interval ? ` [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]` : ''}${p === undefined ? '' : `; without a hierarchy ${quantile(nulls, 0.5).toFixed(3)} at the median, p = ${p.toFixed(3)}`}.`,
    text: [
      {
        text: 'Each capability is fixed only up to its scale and multiples of those before it: the order of subspaces is what is found, and names are names of directions in it.',
      },
    ],
    numbers: [
      { name: 'maximum inexactness (MIC)', value: mic, ...(interval ? { interval } : {}), n: domains.length },
      ...(p === undefined
        ? []
        : [
            {
              name: 'p against the rotation null',
              value: p,
              n: nulls.length,
              note: '(draws as small + 1)/(draws + 1)',
            },
          ]),
      ...(errors ?? []).map((value, i) => ({
        name: `flag error e${i + 1}`,
        value,
        note: '1 − smallest cosine to the true span',
      })),
      {
        name: 'agreement of triangular rows between bases',
        value: agreement,
        note: 'near 1 the order is not identified',
      },
    ],
    tables: [
      ...(named ? [namesTable(named, resampled)] : []),
      {
        title: 'Inexactness per base',
        columns: [{ name: 'base' }, { name: 'models' }, { name: 'inexactness', digits: 4 }, { name: 'ICA settled' }],
        rows: domains.map(({ name, scores: x }, k) => [name, x.rows, flag.inexactness[k]!, unmixings[k]!.converged]),
      },
      {
        title: 'Unmixing matrices, rows in the order found (last capability first)',
        columns: [{ name: 'base' }, { name: 'row' }, ...benchmarks.map((name) => ({ name, digits: 3 }))],
        rows: flag.ordered.flatMap((m, k) =>
          Array.from({ length: m.rows }, (_, i) => [
            domains[k]!.name,
            i + 1,
            ...largestPositive(m.values.slice(i * m.columns, (i + 1) * m.columns)),
          ]),
        ),
      },
      {
        title: 'What if a capability rose by one: change in every benchmark',
        columns: [{ name: 'raised' }, { name: 'base' }, ...benchmarks.map((name) => ({ name, digits: 3 }))],
        rows: labels.flatMap((label, i) =>
          domains.map(({ name }, k) => [
            label,
            name,
            ...whatIf(flag, weights[k]!, named?.change ?? identityOf(asked.latents), i),
          ]),
        ),
        note: 'An intervention on that capability; what follows from it downstream is included.',
      },
    ],
    figures: [
      micFigure(mic, mics, nulls),
      weightFigure(weights, domains, labels),
      distanceFigure(domains, (a, b) => subspaceDistance(a, b, asked.latents)),
    ],
    warnings: [
      ...scores.warnings,
      ...(agreement > parallelAbove
        ? [
            'The domains do not differ: order not identified. The rows of B are parallel across base models, so a small inexactness proves nothing.',
          ]
        : []),
      ...unmixings
        .filter(({ converged }) => !converged)
        .map(
          ({ name }) =>
            `ICA did not settle for “${name}” in ${asked.starts} starts; what it found is shown all the same.`,
        ),
      ...(flag.search === 'coordinate'
        ? ['There are more than 100,000 orders of rows: they were searched base by base, from 20 starts.']
        : []),
      ...(asked.bootstraps < 10 || asked.nulls < 10
        ? ['With fewer than 10 bootstraps or null draws a point estimate stands alone: do not rely on it.']
        : []),
      ...scores.floored.flatMap((share, j) =>
        share > 0.05
          ? [
              `${(100 * share).toFixed(0)} % of models score exactly 0 on ${benchmarks[j]}: floors break the linear model.`,
            ]
          : [],
      ),
    ],
  }
}

function namesTable({ names }: Naming, resampled: { names: string[] }[]) {
  return {
    title: 'Names of the capabilities, first to last',
    columns: [
      { name: 'capability' },
      { name: 'benchmark' },
      { name: 'R²', digits: 4 },
      { name: 'R² of random directions', digits: 4 },
      { name: 'share of bootstraps with this name', digits: 2 },
    ],
    rows: names.map(({ benchmark, rSquared, ofRandomDirections }, i) => [
      `z${i + 1}`,
      benchmark,
      rSquared,
      ofRandomDirections,
      resampled.length === 0 ? null : resampled.filter((one) => one.names[i] === benchmark).length / resampled.length,
    ]),
    note: 'R² is inflated: a capability is a linear function of the scores. It says something only beside that of random directions.',
  }
}

function largestPositive(row: Float64Array): number[] {
  const leading = row.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
  return Array.from(row, (value) => (leading < 0 ? -value : value))
}

function identityOf(size: number) {
  return {
    rows: size,
    columns: size,
    values: Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0)),
  }
}
