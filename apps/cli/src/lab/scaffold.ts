/**
 * The files of a new reproduction. They are a small method that works — the mean of a column with a bootstrap interval —
 * with a claim of its own that can fail and tests that pass, for the author to replace part by part.
 */
export type ScaffoldFacts = {
  slug: string
  title: string
  arxivId: string
  authors: readonly string[]
  topics: readonly string[]
  submitted: string
  /** Today. */
  listed: string
  /** In the catalogue: the next number. */
  position: number
  venue?: string
}

export function scaffold(facts: ScaffoldFacts): Record<string, string> {
  return {
    'paper.json': paperJson(facts),
    'method.ts': methodTs(facts),
    'claims.ts': claimsTs(facts),
    [`${facts.slug}.test.ts`]: testTs(),
    'README.md': readme(facts),
  }
}

function paperJson({
  slug,
  title,
  arxivId,
  authors,
  topics,
  submitted,
  listed,
  position,
  venue,
}: ScaffoldFacts): string {
  const paper = {
    slug,
    name: slug,
    title,
    arxivId,
    authors,
    dates: { submitted, listed },
    ...(venue !== undefined && { venue }),
    onPage: { position },
    topics,
    summary:
      'This reproduction has just been begun. What runs is an example that has nothing to do with the paper yet.',
  }
  return `${JSON.stringify(paper, null, 2)}\n`
}

/** A text inside single quotes of TypeScript. */
function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', ' ')}'`
}

function methodTs({ slug, title }: ScaffoldFacts): string {
  return `/** An example to replace: the mean of a sample, with a bootstrap interval. Say here what the paper does, and where. */
import { defineMethod, field, integer, normal, type Random } from '@causerie/lab'
import { z } from 'zod'

const input = z.object({
  size: field(z.number().int().min(2).max(10_000).default(200), {
    label: 'Sample size',
    help: 'More cases narrow the interval.',
    unit: 'cases',
  }),
  resamples: field(z.number().int().min(100).max(10_000).default(1000), {
    label: 'Resamples',
    help: 'More of them make the ends of the interval steadier.',
    unit: 'resamples',
  }),
})

export default defineMethod({
  slug: ${literal(slug)},
  title: ${literal(title)},
  summary: 'An example to replace: draws a sample and gives its mean with a bootstrap interval.',
  input,
  runsIn: ['browser', 'server'],
  cost: ({ size, resamples }) => ({ seconds: 0.05 + (size * resamples) / 2e7, megabytes: 20 }),
  sample: {},
  async run({ size, resamples }, { random, progress }) {
    const sample = drawSample(size, random.split('sample'))
    await progress(0.1, 'resampling')
    const { low, high } = bootstrapMean(sample, resamples, random.split('bootstrap'))
    const interval = { low, high, level: 0.95, method: \`bootstrap percentile, \${resamples} resamples\` }
    const columns = [{ name: 'case' }, { name: 'value', digits: 3 }]
    const rows = sample.slice(0, 200).map((value, at) => [at + 1, value])
    return {
      headline: \`The mean of \${size} cases is \${meanOf(sample).toFixed(3)}.\`,
      numbers: [{ name: 'mean', value: meanOf(sample), interval, n: size }],
      figures: [
        {
          title: 'The sample',
          spec: {
            data: { values: rows.map(([at, value]) => ({ case: at, value })) },
            mark: 'point',
            encoding: { x: { field: 'case', type: 'quantitative' }, y: { field: 'value', type: 'quantitative' } },
          },
          alt: \`\${rows.length} cases around \${meanOf(sample).toFixed(2)}.\`,
          table: { title: 'The sample', columns, rows },
        },
      ],
    }
  },
})

/** Normal, of mean 0 and variance 1. */
export function drawSample(size: number, random: Random): number[] {
  return Array.from({ length: size }, () => normal(random))
}

/** The middle 95 % of the means of resamples. */
export function bootstrapMean(sample: readonly number[], resamples: number, random: Random) {
  const means = Array.from({ length: resamples }, () => meanOf(sample.map(() => sample[integer(random, sample.length)]!)))
  means.sort((a, b) => a - b)
  return { low: means[Math.floor(0.025 * resamples)]!, high: means[Math.ceil(0.975 * resamples) - 1]! }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
`
}

function claimsTs({ title }: ScaffoldFacts): string {
  return `/** What can fail of ${title.replaceAll('*/', '')}. Thresholds are fixed before the first run. */
import { defineClaims } from '@causerie/lab'
import { bootstrapMean, drawSample } from './method.ts'

export default defineClaims([
  {
    id: 'interval-covers',
    statement: 'The bootstrap interval of 95 % contains the true mean about that often.',
    source: 'of the example, not of the paper: replace it',
    stated: null,
    setUp: '1,000 samples (200 in a hurry) of 100 normal numbers, 400 resamples each, seed 1.',
    threshold: 'Between 90 % and 98 % of the intervals.',
    refutedIf: 'Fewer or more.',
    scale: 'example',
    seconds: { full: 10, quick: 3 },
    async check({ random, quick, progress }) {
      const repeats = quick ? 200 : 1000
      let covered = 0
      for (let at = 0; at < repeats; at++) {
        const part = random(1).split(at)
        const { low, high } = bootstrapMean(drawSample(100, part.split('sample')), 400, part.split('bootstrap'))
        if (low <= 0 && 0 <= high) covered++
        await progress(at / repeats)
      }
      const share = covered / repeats
      return {
        state: share >= 0.9 && share <= 0.98 ? 'holds' : 'refuted',
        measured: [{ name: 'intervals that contain the mean', value: share, n: repeats, seed: 1 }],
        seeds: [1],
        because: \`\${covered} of \${repeats} intervals contain the true mean.\`,
      }
    },
  },
])
`
}

function testTs(): string {
  return `import { measureClaim, runMethod } from '@causerie/lab'
import { expect, test } from 'vitest'
import claims from './claims.ts'
import method from './method.ts'

test('the sample runs, and the same seed gives the same report', async () => {
  const [one, again] = [await runMethod(method, { input: {}, seed: 1 }), await runMethod(method, { input: {}, seed: 1 })]
  expect(one.report.numbers[0]).toMatchObject({ name: 'mean', n: 200 })
  expect(again.report).toEqual(one.report)
})

test.each(claims.map((claim) => [claim.id, claim] as const))('%s keeps its verdict, in a hurry', async (_, claim) => {
  const { state, because } = await measureClaim(claim, { quick: true })
  expect(state, because).toBe('holds')
})
`
}

function readme({ title, authors, arxivId, slug }: ScaffoldFacts): string {
  return `# ${title}

${authors.join(', ')}, [arXiv ${arxivId}](https://arxiv.org/abs/${arxivId}).

**What runs here is an example, not the paper’s method yet.**

## What is faithful

Nothing yet.

## What is smaller, or ours

1. The method: a mean with a bootstrap interval stands in its place.

## Our figures beside the paper’s

\`causerie check ${slug}\` measures; none of the paper’s claims is written down yet.
`
}
