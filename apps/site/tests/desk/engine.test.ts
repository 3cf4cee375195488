/** The engine as a stranger’s page would load it: the parts it names, bundled, within the budget, and run in a real tab. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { describe, expect, test } from 'vitest'
import { findChromium, flags } from '../support/chromium.ts'

const door = fileURLToPath(new URL('../../../../packages/scm/src/index.ts', import.meta.url))

/** One call of each family, on graphs small enough to be checked by hand. */
const families = `
import { adjustmentSets, countDags, counterfactual, defineScm, formatGraph, identify, impliedIndependencies, instruments, isActualCause, isSeparated, layout, manskiBounds, parseGraph, pathsBetween, query, toCpdag, toText } from ${JSON.stringify(door)}
const graph = parseGraph('dag { X [exposure] Y [outcome] X -> Y  Z -> {X Y} }')
const model = defineScm({
  exogenous: [{ names: ['U'], cards: [4], p: [0.1, 0.2, 0.3, 0.4] }],
  endogenous: [
    { name: 'X', card: 2, parents: ['U'], table: [0, 1, 0, 1] },
    { name: 'Y', card: 2, parents: ['X', 'U'], table: [0, 0, 0, 1, 0, 0, 1, 1] },
  ],
})
globalThis.answers = {
  separated: isSeparated(graph, { x: 'X', y: 'Y', given: ['Z'] }),
  sets: adjustmentSets(graph).sets,
  instruments: instruments(parseGraph('dag { Z -> X -> Y  X <-> Y }'), { treatment: 'X', outcome: 'Y' }).map(({ instrument }) => instrument),
  paths: pathsBetween(graph, { x: 'X', y: 'Y' }).paths.length,
  implied: impliedIndependencies(parseGraph('A -> B -> C')).length,
  dags: String(countDags(toCpdag(parseGraph('A -> B -> C')))),
  estimand: toText(identify(graph, { treatment: 'X', outcome: 'Y', prefer: 'adjustment' }).estimand),
  layout: layout(graph).positions.size,
  written: formatGraph(graph, 'edges').trim().split('\\n').length,
  whatIf: query(model, { of: ['Y'], do: { X: 1 } }).p[1],
  wouldHaveBeen: counterfactual(model, { event: [{ variable: 'Y', value: 1, do: { X: 1 } }], given: [{ variable: 'X', value: 0 }] }).probability,
  cause: isActualCause(model, { context: { U: 2 }, cause: { X: 0 }, effect: { Y: 0 } }).verdict,
  bounds: manskiBounds(
    { variables: ['X', 'Y'].map((name) => ({ name, levels: ['0', '1'] })), p: Float64Array.of(0.35, 0.15, 0.1, 0.4) },
    { treatment: 'X', outcome: 'Y' },
  ).effect,
}
`
const parts = {
  'separation alone': `export { parseGraph, isSeparated } from ${JSON.stringify(door)}`,
  'graphs and identification': `export { parseGraph, formatGraph, adjustmentSets, instruments, frontDoorSets, identify, toLatex, toMathml } from ${JSON.stringify(door)}`,
  'graphs, identification and models': families,
}

describe('the engine in a tab', { timeout: 60_000 }, () => {
  const sizes: Record<string, number> = {}
  test.each(Object.entries(parts))('%s stays below 120 kB gzip', async (name, source) => {
    const code = await bundled(source)
    sizes[name] = gzipSync(code, { level: 9 }).length
    expect(sizes[name]).toBeLessThan(120_000)
  })

  test('it is tree-shakeable: a part costs less than the whole', () => {
    expect(sizes['separation alone']!).toBeLessThan(0.5 * sizes['graphs, identification and models']!)
    console.info(
      `bundle, gzip: ${Object.entries(sizes)
        .map(([name, size]) => `${name} ${(size / 1000).toFixed(1)} kB`)
        .join('; ')}`,
    )
  })

  const executablePath = findChromium()
  test.skipIf(!executablePath)('one call of each family gives its answer in Chromium', async () => {
    const browser = await chromium.launch({ executablePath: executablePath!, args: flags })
    try {
      const page = await browser.newPage()
      await page.setContent('<!doctype html>')
      await page.addScriptTag({ type: 'module', content: await bundled(families) })
      await page.waitForFunction(() => 'answers' in globalThis)
      const answers = await page.evaluate(() => (globalThis as unknown as { answers: Record<string, unknown> }).answers)
      expect(answers).toEqual({
        separated: false,
        sets: [['Z']],
        instruments: ['Z'],
        paths: 2,
        implied: 1,
        dags: '3',
        estimand: 'Σ_{Z} P(Y | X, Z) P(Z)',
        layout: 3,
        written: 3,
        whatIf: expect.closeTo(0.7, 12),
        wouldHaveBeen: expect.closeTo(0.75, 12),
        cause: true,
        bounds: { lower: expect.closeTo(-0.25, 12), upper: expect.closeTo(0.75, 12) },
      })
    } finally {
      await browser.close()
    }
  })
})

async function bundled(source: string): Promise<string> {
  const entry = '\0entry'
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input: 'entry', preserveEntrySignatures: 'strict', output: { format: 'es' } },
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? entry : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
  })) as Rolldown.RolldownOutput
  return output.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('')
}
