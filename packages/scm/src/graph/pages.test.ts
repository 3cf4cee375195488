/** The examples of the pages on graphs run as they stand and print what they say; what they name is public. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import { expect, test } from 'vitest'

const pages = [
  'docs/causal/graphs.md',
  'docs/causal/separation.md',
  'docs/causal/adjustment.md',
  'docs/causal/equivalence.md',
  'packages/scm/README.md',
]

test.each(pages)('the example of %s', async (page) => {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8')
  const example = /^```ts\n([\s\S]*?)^```$/m.exec(text)![1]!
  const promised = [...example.matchAll(/^console\.log.*\n\/\/ (.*)$/gm)].map(([, line]) => line)
  expect(promised.length).toBeGreaterThan(2)
  const folder = mkdtempSync(join(tmpdir(), 'causerie-pages-'))
  try {
    const file = join(folder, 'example.ts')
    writeFileSync(file, example.replace("'@causerie/scm'", inspect(new URL('../index.ts', import.meta.url).href)))
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder })
    expect(stdout.trim().split('\n')).toEqual(promised)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
