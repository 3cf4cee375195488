import { runMethod, seededRandom } from '@causerie/lab'
import { expect, test } from 'vitest'
import claims from './claims.ts'
import method from './method.ts'

const run = async (input: Record<string, unknown>) => (await runMethod(method, { input, seed: 1 })).report

test('the sample: Suzy is a cause, with the worlds that show it', async () => {
  const report = await run(method.sample)
  expect(report.headline).toMatch(/^Yes: Suzy is a cause of Shatters = 1/)
  expect(report.tables[1]!.columns.map(({ name }) => name)).toEqual(['variable', 'actual', 'without Suzy'])
  expect(report.figures).toHaveLength(2)
})

test('a scenario of one’s own, and its faults by line', async () => {
  const scenario = 'Rain := 1\nWet = Rain\noutcome Wet = 1\nevent Rain asked'
  expect((await run({ from: 'scenario', scenario })).headline).toMatch(/^Yes: Rain .* both sufficient and necessary/)
  await expect(run({ from: 'scenario', scenario: 'Rain' })).rejects.toMatchObject({
    code: 'scenario/line',
    details: { line: 1 },
  })
})

test('nothing asked about is a No that says what to do', async () => {
  const report = await run({ from: 'scenario', scenario: 'Rain := 1\nWet = Rain\noutcome Wet = 1' })
  expect(report.headline).toMatch(/^No/)
  expect(report.warnings[0]).toContain('mark an event with “asked”')
})

test('the claims of the decision core keep their verdicts; the benchmark says that it is not here', async () => {
  const context = {
    random: seededRandom,
    quick: true,
    progress: async () => {},
    signal: new AbortController().signal,
    log: () => {},
    supplied: async () => undefined,
  }
  const states = await Promise.all(claims.map(async ({ id, check }) => [id, (await check(context)).state] as const))
  expect(Object.fromEntries(states)).toMatchObject({
    'factors-exact': 'holds',
    'beats-single-notions': 'refuted',
    'decision-invariants': 'holds',
    'ac-bench-counts': 'inconclusive',
  })
})
