/** Every method's sample is run, and every figure of its report drawn, by the program that the pages draw with. */
import { runMethod } from '@causerie/lab'
import { openRegistry } from '@causerie/lab/node'
import { describe, expect, test } from 'vitest'
import { still } from '../src/lib/server/lab/still.ts'

const folder = new URL('../../../reproductions', import.meta.url).pathname
const registry = openRegistry({ folders: [folder] })
const { methods, faults } = await registry.methods()
/** Seconds by the method's own estimate; longer samples are drawn by hand. */
const longest = 8

test('every method loads', () => expect(faults.map(({ message }) => message)).toEqual([]))

describe.each(methods.map((method) => ({ slug: method.slug, method })))('the figures of $slug', ({ method }) => {
  const { seconds } = method.cost(method.input.parse(method.sample) as never)
  test.skipIf(seconds > longest)('are drawn, by day and by night', { timeout: 120_000 }, async () => {
    const { report } = await runMethod(method, { input: method.sample, seed: 1 })
    for (const figure of report.figures) {
      for (const dark of [false, true]) {
        const svg = await still(figure.spec, { dark }).catch((error: Error) => error.message)
        expect(svg, figure.title).toMatch(/^<svg/)
        expect(svg, figure.title).not.toMatch(/NaN/)
        expect(svg.match(/<(?:path|text|rect|line)\b/g)?.length, figure.title).toBeGreaterThan(3)
      }
      expect(figure.table.rows.length, figure.title).toBeGreaterThan(0)
    }
  })
})
