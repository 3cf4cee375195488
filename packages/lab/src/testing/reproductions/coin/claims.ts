import { defineClaims } from '../../../index.ts'

const common = {
  source: 'a toy for tests',
  setUp: 'Throws of one seeded coin.',
  scale: 'toy',
  seconds: { full: 1, quick: 1 },
}

const share = (random: () => number, throws: number) =>
  Array.from({ length: throws }, () => (random() < 0.6 ? 1 : 0)).reduce<number>((sum, head) => sum + head, 0) / throws

export const claims = defineClaims([
  {
    ...common,
    id: 'is-biased',
    statement: 'The coin shows heads more often than tails.',
    stated: '60 % heads',
    threshold: 'More than 55 % heads.',
    refutedIf: '55 % or fewer heads.',
    check: async ({ random, quick, progress }) => {
      const throws = quick ? 1000 : 20_000
      const measured = share(random(1), throws)
      await progress(1)
      return {
        state: measured > 0.55 ? 'holds' : 'refuted',
        measured: [{ name: 'heads', value: measured, n: throws, seed: 1 }],
        baseline: [{ name: 'a fair coin', value: 0.5 }],
        seeds: [1],
        because: `${(100 * measured).toFixed(1)} % of ${throws} throws were heads.`,
      }
    },
  },
  {
    ...common,
    id: 'always-heads',
    statement: 'The coin always shows heads.',
    stated: null,
    threshold: 'Every throw is heads.',
    refutedIf: 'One throw is tails.',
    check: ({ random }) => {
      const measured = share(random(2), 100)
      return {
        state: measured === 1 ? 'holds' : 'refuted',
        measured: [{ name: 'heads', value: measured, n: 100, seed: 2 }],
        seeds: [2],
        because: `${Math.round(100 - 100 * measured)} of 100 throws were tails.`,
      }
    },
  },
  {
    ...common,
    id: 'breaks-down',
    statement: 'The check of this claim throws.',
    stated: null,
    threshold: 'none',
    refutedIf: 'never',
    check: () => {
      throw new Error('the coin rolled under the table')
    },
  },
  {
    ...common,
    id: 'never-ends',
    statement: 'The check of this claim does not end by itself, nor when it is asked to.',
    stated: null,
    threshold: 'none',
    refutedIf: 'never',
    check: () => {
      for (;;);
    },
  },
])
