import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import { expect, test } from 'vitest'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the first example of the README runs as it stands and prints what it says', async () => {
  const example = /^```ts\n([\s\S]*?)^```$/m.exec(readme)![1]!
  const promised = [...example.matchAll(/^console\.log.*\n\/\/ (.*)$/gm)].map(([, line]) => line)
  expect(promised.length).toBeGreaterThan(0)
  const folder = mkdtempSync(join(tmpdir(), 'causerie-readme-'))
  try {
    const file = join(folder, 'example.ts')
    const door = new URL('./index.ts', import.meta.url).href
    writeFileSync(file, example.replace("'@causerie/store'", inspect(door)))
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder })
    expect(stdout.trim().split('\n')).toEqual(promised)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the README names every code of a StoreError', () => {
  const sources = ['backup', 'embedded', 'migrate', 'server'].map((name) =>
    readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8'),
  )
  const codes = new Set(sources.flatMap((source) => source.match(/store\/[a-z-]+(?=')/g) ?? []))
  const named = new Set([...readme.matchAll(/^\| `(store\/[a-z-]+)`/gm)].map(([, code]) => code!))
  expect(named).toEqual(codes)
})
