import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the examples of the README run as they stand and print what they say', async () => {
  const example = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code).join('')
  const promised = [...example.matchAll(/^console\.log.*\n\/\/ (.*)$/gm)].map(([, line]) => line)
  expect(promised.length).toBeGreaterThan(0)
  const folder = mkdtempSync(join(tmpdir(), 'causerie-readme-'))
  try {
    const doors: Record<string, string> = {
      '@causerie/lab': new URL('./index.ts', import.meta.url).href,
      zod: import.meta.resolve('zod'),
    }
    const code = example.replace(/from '([^']+)'/g, (_, name: string) => `from '${doors[name]}'`)
    writeFileSync(join(folder, 'example.ts'), code)
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'example.ts')], { cwd: folder })
    expect(stdout.trim().split('\n')).toEqual(promised)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
