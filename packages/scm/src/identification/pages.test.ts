/** The examples of the pages on identification run as they stand and print what they say. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import { expect, test } from 'vitest'

const pages = ['identification', 'estimands', 'counterfactual-identification']
const examples = pages.flatMap((page) => {
  const text = readFileSync(new URL(`../../../../docs/causal/${page}.md`, import.meta.url), 'utf8')
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code], at) => [page, at + 1, code!] as const)
})

test('every page has an example', () => {
  expect(new Set(examples.map(([page]) => page)).size).toBe(pages.length)
})

test.each(examples)('docs/causal/%s.md, example %i', async (_, __, code) => {
  const promised = [...code.matchAll(/^console\.log.*\n\/\/ (.*)$/gm)].map(([, line]) => line)
  expect(promised.length).toBeGreaterThan(0)
  const folder = mkdtempSync(join(tmpdir(), 'causerie-pages-'))
  try {
    const file = join(folder, 'example.ts')
    writeFileSync(file, code.replace("'@causerie/scm'", inspect(new URL('../index.ts', import.meta.url).href)))
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder })
    expect(stdout.trim().split('\n')).toEqual(promised)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
