/** A toy for tests: throws of a biased coin, with every part of a report. */
import { z } from 'zod'
import { defineMethod, exactExp, field, normal, shuffled, tableSchema } from '../../../index.ts'

export const method = defineMethod({
  slug: 'coin',
  title: 'A biased coin',
  summary: 'Throws a coin and estimates its bias. A toy for tests.',
  input: z.object({
    throws: field(z.number().int().min(1).max(5_000_000).default(1000), {
      label: 'Throws',
      help: 'More of them narrow the interval.',
      unit: 'throws',
    }),
    bias: field(z.number().min(0).max(1).default(0.6), { label: 'Bias', help: 'How often it shows heads.' }),
    data: field(tableSchema.optional(), { label: 'Your throws', help: 'A table with a column of throws.' }),
  }),
  runsIn: ['browser', 'server'],
  cost: ({ throws }) => ({ seconds: throws / 1e7, megabytes: 1 }),
  sample: { throws: 2000 },
  async run({ throws, bias, data }, { random, progress, log }) {
    const coin = random.split('coin')
    let heads = 0
    const path: [number, number][] = []
    for (let at = 1; at <= throws; at++) {
      if (coin() < bias) heads++
      if (at % Math.ceil(throws / 20) === 0 || at === throws) {
        path.push([at, heads / at])
        await progress(at / throws, at < throws / 2 ? 'throwing' : 'still throwing')
      }
    }
    log(`${heads} heads`)
    const share = heads / throws
    const error = 1.959963984540054 * Math.sqrt((share * (1 - share)) / throws)
    const noise = Array.from({ length: 50 }, () => exactExp(normal(random)) / Math.sqrt(1 + normal(random) ** 2))
    const table = {
      title: 'Share of heads',
      columns: [{ name: 'throws' }, { name: 'share', digits: 3 }],
      rows: path,
    }
    return {
      headline: `${heads} heads in ${throws} throws.`,
      text: [{ text: 'The coin was thrown.', children: [{ text: 'Each throw is independent.' }] }],
      numbers: [
        {
          name: 'share',
          value: share,
          n: throws,
          interval: { low: share - error, high: share + error, method: 'Wald' },
        },
        { name: 'noise', value: noise.reduce((sum, value) => sum + value, 0) },
        { name: 'order', value: shuffled(['a', 'b', 'c', 'd'], random).join('') },
        { name: 'rows given', value: data?.columns[0]?.values.length ?? null },
      ],
      tables: [{ title: 'Noise', columns: [{ name: 'noise' }], rows: noise.map((value) => [value]) }],
      figures: [
        {
          title: 'Share of heads',
          spec: {
            data: { values: path.map(([at, value]) => ({ throws: at, share: value })) },
            mark: 'line',
            encoding: { x: { field: 'throws', type: 'quantitative' }, y: { field: 'share', type: 'quantitative' } },
          },
          alt: `The share of heads over ${throws} throws ends at ${share.toFixed(3)}.`,
          table,
        },
      ],
      files: [{ name: 'throws.txt', mediaType: 'text/plain', content: `${heads}\n` }],
      warnings: throws < 100 ? ['Few throws: the interval is rough.'] : [],
    }
  },
})
