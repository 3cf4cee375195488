import { expect, test } from 'vitest'
import { createInPlaceRunner } from '../inPlaceRunner.ts'
import type { Report } from '../report.ts'
import { toys } from '../testing/index.ts'
import { compareReports } from './compare.ts'

const run = async (seed: number, input: object = {}): Promise<Report> =>
  (await createInPlaceRunner(toys).run({ slug: 'coin', input: { ...input }, seed })).report

test('a report is the same as itself', async () => {
  const report = await run(1)
  const { isSame, headline, numbers, tables } = compareReports(report, await run(1))
  expect([isSame, headline.isSame]).toEqual([true, true])
  expect(numbers.every((each) => each.isSame)).toBe(true)
  expect(tables.map(({ title, isSame, cellsDifferent }) => [title, isSame, cellsDifferent])).toEqual([
    ['Noise', true, 0],
    ['Share of heads', true, 0],
  ])
})

test('of another seed, each number has its difference, and whether the intervals meet', async () => {
  const [first, second] = [await run(1), await run(2)]
  const { isSame, numbers, tables } = compareReports(first, second)
  expect(isSame).toBe(false)
  const [share, , order, rows] = numbers
  const [a, b] = [first.numbers[0]!.value as number, second.numbers[0]!.value as number]
  expect(share).toMatchObject({ name: 'share', isSame: false, difference: b - a, intervalsMeet: true })
  expect(share!.relative).toBeCloseTo(Math.abs(b - a) / a, 12)
  expect(order).not.toHaveProperty('difference')
  expect(rows).toMatchObject({ isSame: true })
  expect(tables[0]).toMatchObject({ isSame: false, cellsDifferent: 50 })
  expect(tables[0]!.largestDifference).toBeGreaterThan(0)
})

test('what only one of them has is shown as such, twins are paired in order', async () => {
  const report = await run(1)
  const [table] = report.tables
  const other: Report = {
    ...report,
    numbers: [...report.numbers.slice(1), { name: 'new', value: 3 }, { name: 'noise', value: 0 }],
    tables: [{ ...table!, rows: table!.rows.slice(1) }],
    figures: [],
  }
  const { numbers, tables } = compareReports(report, other)
  expect(numbers.map(({ name, first, second }) => [name, !!first, !!second])).toEqual([
    ['share', true, false],
    ['noise', true, true],
    ['order', true, true],
    ['rows given', true, true],
    ['noise', false, true],
    ['new', false, true],
  ])
  expect(numbers[0]!.isSame).toBe(false)
  expect(tables.map(({ isSame }) => isSame)).toEqual([false, false])
})

test('intervals that have nothing in common say so', async () => {
  const { numbers } = compareReports(await run(1, { bias: 0.2 }), await run(1, { bias: 0.8 }))
  expect(numbers[0]!.intervalsMeet).toBe(false)
})
