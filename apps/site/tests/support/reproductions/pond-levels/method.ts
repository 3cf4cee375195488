/** The method of an invented paper, with every kind of field and figure that the pages must show. */
import { defineMethod, field, integer, LabError, normal, tableSchema } from '@causerie/lab'
import type { Table } from '@causerie/tables'
import { z } from 'zod'
import { permutationTest } from './permutation.ts'

const sampleTable: Table = {
  name: 'twelve ponds',
  columns: [
    { name: 'pond', type: 'text', values: ['a', 'a', 'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'b', 'b'] },
    { name: 'level', type: 'number', values: [3.1, 2.9, 3.4, 3.6, 3.0, 3.3, 2.2, 2.8, 2.5, 3.0, 2.1, 2.6] },
  ],
}

export const pondLevels = defineMethod({
  slug: 'pond-levels',
  title: 'Levels of ponds',
  summary: 'Compares the levels of two ponds by shuffling their labels, and says how often chance differs as much.',
  input: z.object({
    table: field(tableSchema.optional(), { label: 'Levels', help: 'One row per measurement: pond and level.' }),
    shuffles: field(z.number().int().min(10).max(100_000).default(2000), {
      label: 'Shuffles',
      help: 'More of them make the p-value finer.',
      widget: 'slider',
    }),
    level: field(z.number().gt(0.5).lt(1).default(0.95), {
      label: 'Confidence',
      help: 'Of the interval.',
      group: 'Interval',
    }),
    side: field(z.enum(['both', 'greater']).default('both'), {
      label: 'Side',
      help: 'What counts as extreme.',
      options: { both: 'either way', greater: 'the first is higher' },
      group: 'Interval',
    }),
    ponds: field(z.array(z.enum(['a', 'b', 'c'])).default(['a', 'b']), {
      label: 'Ponds',
      help: 'Two are compared.',
      group: 'Which',
    }),
    drawing: field(z.boolean().default(true), {
      label: 'Draw the shuffles',
      help: 'A histogram of them.',
      group: 'Which',
    }),
    note: field(z.string().max(300).default(''), {
      label: 'Note',
      help: 'Printed with the result.',
      widget: 'text',
      group: 'Which',
    }),
    slow: field(z.number().min(0).max(60).default(0), {
      label: 'Pause',
      help: 'Waits, to be cancelled.',
      unit: 's',
      group: 'Which',
    }),
  }),
  runsIn: ['browser', 'server'],
  cost: ({ shuffles, slow }) => ({ seconds: shuffles / 2e5 + slow, megabytes: 4 }),
  sample: { table: sampleTable },
  async run({ table = sampleTable, shuffles, level, side, ponds, drawing, note, slow }, { random, progress, log }) {
    const [first, second] = ponds
    if (!first || !second)
      throw new LabError('ponds/two', 'Two ponds are needed.', { hint: 'Choose two of a, b and c.' })
    const groups = [levelsOf(table, first), levelsOf(table, second)] as const
    for (let waited = 0; waited < slow * 20; waited++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      await progress((0.5 * waited) / (slow * 20), 'waiting as asked')
    }
    await progress(0.5, 'shuffling')
    const { difference, p, shuffled } = permutationTest(...groups, { shuffles, side, random: random.split('shuffles') })
    const boot = random.split('bootstrap')
    const means = Array.from({ length: 500 }, () => mean(resampled(groups[0], boot)) - mean(resampled(groups[1], boot)))
    means.sort((a, b) => a - b)
    const tail = (1 - level) / 2
    log(`shuffled ${shuffles} times`)
    await progress(1, 'done')
    const bins = histogram(shuffled, 24)
    return {
      headline: `Pond ${first} stands ${difference.toFixed(2)} m above pond ${second}; chance does as much with $p = ${p.toPrecision(2)}$.`,
      text: [
        {
          text: 'The labels are shuffled and the difference $t$ is taken again.',
          children: [{ text: 'Ties count as extreme.', children: [{ text: 'So $p$ is never 0.' }] }],
        },
        ...(note ? [{ text: note }] : []),
      ],
      numbers: [
        {
          name: 'difference of means',
          value: difference,
          unit: 'm',
          n: groups[0].length + groups[1].length,
          interval: {
            low: means[Math.floor(tail * 500)]!,
            high: means[Math.ceil((1 - tail) * 500) - 1]!,
            level,
            method: 'bootstrap percentile, 500 resamples',
          },
        },
        { name: 'p-value', value: p, n: shuffles },
        { name: 'one draw', value: normal(random.split('draw')) },
        { name: 'differs', value: p < 0.05 },
      ],
      figures: drawing
        ? [
            {
              title: 'Differences under shuffling',
              alt: `A histogram of ${shuffles} shuffled differences, centred at 0; the observed ${difference.toFixed(2)} lies in its ${p < 0.05 ? 'tail' : 'body'}.`,
              spec: {
                $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
                data: { values: bins.map(([at, count]) => ({ at, count })) },
                layer: [
                  {
                    mark: 'bar',
                    encoding: {
                      x: {
                        field: 'at',
                        type: 'quantitative',
                        title: 'difference (m)',
                        bin: { binned: true, step: bins[1]![0] - bins[0]![0] },
                      },
                      y: { field: 'count', type: 'quantitative', title: 'shuffles' },
                    },
                  },
                  { mark: { type: 'rule', size: 2 }, encoding: { x: { datum: difference } } },
                ],
              },
              table: {
                title: 'Shuffled differences',
                columns: [{ name: 'difference', unit: 'm', digits: 3 }, { name: 'shuffles' }],
                rows: bins,
              },
            },
            {
              title: 'The levels',
              alt: 'Each level as a dot, by pond.',
              spec: {
                data: { values: groups.flatMap((group, at) => group.map((value) => ({ pond: ponds[at], value }))) },
                mark: 'point',
                encoding: {
                  x: { field: 'value', type: 'quantitative', title: 'level (m)', scale: { zero: false } },
                  y: { field: 'pond', type: 'nominal' },
                  color: { field: 'pond', type: 'nominal' },
                  tooltip: { field: 'value' },
                },
              },
              table: {
                title: 'Levels',
                columns: [{ name: 'pond' }, { name: 'level', unit: 'm' }],
                rows: groups.flatMap((group, at) => group.map((value) => [ponds[at]!, value])),
              },
            },
          ]
        : [],
      tables: [
        {
          title: 'Ponds',
          columns: [{ name: 'pond' }, { name: 'n' }, { name: 'mean $\\bar x$', unit: 'm', digits: 2 }],
          rows: groups.map((group, at) => [ponds[at]!, group.length, mean(group)]),
        },
      ],
      files: [{ name: 'shuffles.txt', mediaType: 'text/plain', content: shuffled.slice(0, 100).join('\n') }],
      warnings: groups.some((group) => group.length < 10)
        ? ['Fewer than ten levels in a pond: the interval is rough.']
        : [],
    }
  },
})

function levelsOf(table: Table, pond: string): number[] {
  const ponds = table.columns.find(({ name }) => name === 'pond')
  const levels = table.columns.find(({ name }) => name === 'level')
  if (!ponds || levels?.type !== 'number')
    throw new LabError('input/invalid', 'The table has no column “pond”, or no column “level” of numbers.', {
      details: { issues: [{ path: ['table'], message: 'columns “pond” and “level” (of numbers) are needed' }] },
    })
  const found = levels.values.filter((value, row): value is number => ponds.values[row] === pond && value !== null)
  if (found.length > 1) return found
  throw new LabError('ponds/few', `Pond ${pond} has ${found.length} levels; two are needed.`)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const resampled = (values: readonly number[], random: () => number) =>
  values.map(() => values[integer(random, values.length)]!)

function histogram(values: readonly number[], bins: number): [number, number][] {
  const low = Math.min(...values)
  const step = (Math.max(...values) - low) / bins || 1
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / step))]!++
  return counts.map((count, at) => [low + at * step, count])
}
