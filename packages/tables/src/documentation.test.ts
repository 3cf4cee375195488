/** The README's example runs as it stands; docs/tables.md names every code of a TablesError. */
import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import { expect, test } from 'vitest'
import * as door from './index.ts'

const here = import.meta.dirname
const readme = readFileSync(join(here, '../README.md'), 'utf8')
const docs = readFileSync(join(here, '../../../docs/tables.md'), 'utf8')

test('the first example of the README runs as it stands and prints what it says', async () => {
  const example = /^```ts\n([\s\S]*?)^```$/m.exec(readme)![1]!
  const promised = [...example.matchAll(/^console\.log.*\n\/\/ (.*)$/gm)].map(([, line]) => line)
  expect(promised.length).toBeGreaterThan(0)
  const folder = mkdtempSync(join(tmpdir(), 'causerie-tables-'))
  try {
    const file = join(folder, 'example.ts')
    writeFileSync(file, example.replace("'@causerie/tables'", inspect(new URL('./index.ts', import.meta.url).href)))
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder })
    expect(stdout.trim().split('\n')).toEqual(promised)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('docs/tables.md names every code of a TablesError, and no other', () => {
  const sources = globSync('**/*.ts', { cwd: here }).filter((path) => !path.endsWith('.test.ts'))
  const codes = sources.flatMap(
    (path) => readFileSync(join(here, path), 'utf8').match(/(?<=TablesError\(\s*')[a-z]+\/[a-z-]+/g) ?? [],
  )
  const refusals = docs.slice(docs.indexOf('## Refusals'))
  const named = [...refusals.matchAll(/`((?:table|column)\/[a-z-]+)`/g)].map(([, code]) => code!)
  expect(new Set(named)).toEqual(new Set(codes))
})

test('the README names every function of the public door', () => {
  const names = Object.keys(door).filter((name) => name !== 'rowCount')
  expect(names.length).toBeGreaterThan(5)
  for (const name of names) expect(readme, name).toContain(`\`${name}\``)
})
