/**
 * What the algorithms are asked about: variables of two rows of one environment. `X;1` is X in the first row, `X;2` in the
 * second. A test over them has the environments as its units: each contributes one of each, whatever its number of rows.
 */
import type { IndependenceTest, TestResult } from '@causerie/scm/independence'

export type Row = 1 | 2

export function inRow(variable: string, row: Row): string {
  return `${variable};${row}`
}

/** One test of several draws of rows: statistic and p-value are medians, unreliable where more than half of the draws are. */
export function medianOverDraws(draws: readonly IndependenceTest[]): IndependenceTest {
  const [first] = draws
  if (draws.length === 1) return first!
  return {
    name: `${first!.name}, median of ${draws.length} draws of rows`,
    variables: first!.variables,
    test: (x, y, given) => {
      const results = draws.map((draw) => draw.test(x, y, given)).sort((a, b) => a.pValue - b.pValue)
      const middle = (results.length - 1) / 2
      const [low, high] = [results[Math.floor(middle)]!, results[Math.ceil(middle)]!]
      const unsure = results.filter(({ reliable }) => !reliable)
      const result: TestResult = {
        ...low,
        statistic: (low.statistic + high.statistic) / 2,
        pValue: (low.pValue + high.pValue) / 2,
        reliable: 2 * unsure.length <= results.length,
      }
      delete result.reason
      return result.reliable || unsure[0]!.reason === undefined ? result : { ...result, reason: unsure[0]!.reason }
    },
  }
}
