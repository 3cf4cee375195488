/** Claims of an invented paper, one for each state that a board must show. */
import { defineClaims, normal } from '@causerie/lab'
import { permutationTest } from './permutation.ts'

const common = { source: 'Table 2', scale: 'reduced: 12 ponds of 400', seconds: { full: 1, quick: 1 } }

export const claims = defineClaims([
  {
    ...common,
    id: 'size-kept',
    statement: 'Under the null the test at $5\\,\\%$ rejects one time in twenty.',
    stated: '$0.050$ of 10,000 tests',
    setUp: '200 pairs of samples of six, 99 shuffles each.',
    threshold: 'At most 0.09 rejected.',
    refutedIf: 'more than 0.09 are rejected',
    check({ random }) {
      const stream = random(1)
      const draw = () => Array.from({ length: 6 }, () => normal(stream))
      const rejected = Array.from({ length: 200 }, () =>
        permutationTest(draw(), draw(), { shuffles: 99, side: 'both', random: stream }),
      ).filter(({ p }) => p <= 0.05).length
      const share = rejected / 200
      return {
        state: share <= 0.09 ? 'holds' : 'refuted',
        measured: [
          { name: 'rejected', value: share, n: 200, interval: { low: Math.max(0, share - 0.03), high: share + 0.03 } },
        ],
        baseline: [{ name: 'wanted', value: 0.05 }],
        seeds: [1],
        because: `${rejected} of 200 were rejected.`,
      }
    },
  },
  {
    ...common,
    id: 'power-full',
    statement: 'A difference of half a metre is always found.',
    stated: '1.00',
    setUp: 'Twelve levels, a difference of 0.5 m, noise of 1 m.',
    threshold: 'All of 50 found.',
    refutedIf: 'one of 50 is missed',
    check({ random }) {
      const stream = random(2)
      const draw = (shift: number) => Array.from({ length: 6 }, () => normal(stream) + shift)
      const found = Array.from({ length: 50 }, () =>
        permutationTest(draw(0.5), draw(0), { shuffles: 99, side: 'both', random: stream }),
      ).filter(({ p }) => p <= 0.05).length
      return {
        state: found === 50 ? 'holds' : 'refuted',
        measured: [{ name: 'found', value: found / 50, n: 50 }],
        seeds: [2],
        because: `${50 - found} of 50 were missed.`,
      }
    },
  },
  {
    ...common,
    id: 'never-asked',
    statement: 'Ducks do not mind.',
    stated: null,
    setUp: 'Ducks are asked.',
    threshold: 'None minds.',
    refutedIf: 'a duck minds',
    scale: 'full: every duck',
    check: () => {
      throw new Error('there are no ducks here')
    },
  },
])
