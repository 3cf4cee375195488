/** Which independence test answers: G for levels, the kernel test for numbers, partial correlation when it is asked for. */
import { fisherZ, gTest, type IndependenceTest, isDiscrete, kci } from '@causerie/scm/independence'
import type { TwoRows } from './generators.ts'
import { refuse } from './refuse.ts'
import { medianOverDraws } from './rows.ts'

export type TestChoice = 'auto' | 'g' | 'kci' | 'partial'

/** Above this many environments the kernel test takes the first ones only, when it was not asked for by name. */
export const mostForKernels = 600

export type Chosen = { test: IndependenceTest; used: number; notes: string[] }

export function chooseTest(draws: readonly TwoRows[], choice: TestChoice): Chosen {
  const [first] = draws
  const columns = Object.values(first!.columns)
  const allLevels = columns.every(isDiscrete)
  const noLevels = !columns.some(isDiscrete)
  const { environments } = first!
  if (choice === 'g' || (choice === 'auto' && allLevels)) {
    if (!allLevels)
      throw refuse(
        'test',
        'The G test is of levels, and a variable has numbers.',
        'Choose the kernel test, or bin the numbers.',
      )
    return { test: medianOverDraws(draws.map((draw) => gTest(draw.columns))), used: environments, notes: [] }
  }
  if (choice === 'partial') {
    if (!noLevels)
      throw refuse('test', 'Partial correlation is of numbers, and a variable has levels.', 'Choose the kernel test.')
    return {
      test: medianOverDraws(draws.map((draw) => fisherZ(draw.columns))),
      used: environments,
      notes: [
        'Partial correlation sees linear dependence only: a mechanism that varies in spread, not in mean, is invisible to it.',
      ],
    }
  }
  if (!noLevels && choice === 'auto')
    throw refuse(
      'test',
      'Some variables have numbers and some have levels.',
      'Choose the kernel test, or variables of one kind.',
    )
  if (choice === 'kci' && environments > 2000)
    throw refuse(
      'test',
      `The kernel test of ${environments.toLocaleString('en')} environments needs too much memory; 2,000 are the most.`,
      'Choose partial correlation, or give fewer environments.',
    )
  const used = choice === 'auto' ? Math.min(environments, mostForKernels) : environments
  const notes =
    used < environments
      ? [
          `The kernel test used the first ${used} of ${environments.toLocaleString('en')} environments; its time grows with their third power.`,
        ]
      : []
  return { test: medianOverDraws(draws.map((draw) => kci(firstOf(draw, used)))), used, notes }
}

function firstOf({ columns }: TwoRows, count: number): TwoRows['columns'] {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      isDiscrete(column) ? { ...column, codes: column.codes.slice(0, count) } : column.slice(0, count),
    ]),
  )
}
