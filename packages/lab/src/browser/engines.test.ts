/** What gives the same bits in Chromium and Node, and what does not: docs/laboratory.md tells writers of methods. */
import { expect, test } from 'vitest'
import { findChromium, openTabs } from '../testing/tab.ts'

const same = ['ceil', 'floor', 'fround', 'round', 'sign', 'sqrt', 'trunc']

/** Runs on both sides: the bits of each function at numbers of all sizes. */
function bitsOf(names: string[]): Record<string, string> {
  const numbers = Array.from(
    { length: 4000 },
    (_, at) => (((at * 2654435761) % 4294967296) / 4294967296 - 0.5) * 10 ** ((at % 9) - 4),
  )
  return Object.fromEntries(
    names.map((name) => {
      const values = numbers.map((number) => (Math as unknown as Record<string, (x: number) => number>)[name]!(number))
      return [name, values.map((value) => (Number.isNaN(value) ? 'NaN' : value)).join()]
    }),
  )
}

test('the functions that IEEE 754 fixes agree', async (context) => {
  const chromium = findChromium()
  if (!chromium) return context.skip()
  const tabs = await openTabs(chromium)
  const { page } = await tabs.open()
  const there = (await page.evaluate(`(${bitsOf})(${JSON.stringify(same)})`)) as Record<string, string>
  await tabs.close()
  expect(there).toEqual(bitsOf(same))
})
