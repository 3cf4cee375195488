/** The examples of docs/numerics.md and docs/discovery.md run as they stand and print what they say. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const pages = ['numerics', 'discovery'].map((name) =>
  readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8'),
)
const doors: Record<string, string> = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).exports
const blocks = pages.flatMap((page) => [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block]) => block!))

test.each(blocks)('%s', async (block) => {
  const promised = [...block.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line!)
  expect(promised.length).toBeGreaterThan(0)
  const source = block.replaceAll(/'@causerie\/scm(\/[a-z-]+)?'/g, (_whole, door = '') =>
    JSON.stringify(new URL(`../${doors[`.${door}`]}`, import.meta.url).href),
  )
  const folder = mkdtempSync(join(tmpdir(), 'causerie-doors-docs-'))
  try {
    const file = join(folder, 'example.ts')
    writeFileSync(file, source)
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder })
    expect(stdout.trim().split('\n')).toEqual(promised)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
