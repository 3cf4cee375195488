import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSupplied } from './supplied.ts'

const folder = mkdtempSync(join(tmpdir(), 'supplied-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a file that is there, one that is not, one that cannot be read, and no way out of the folder', async () => {
  writeFileSync(join(folder, 'bench.json'), '[1]')
  mkdirSync(join(folder, 'inner'))
  expect(await readSupplied(folder, 'bench.json')).toBe('[1]')
  expect(await readSupplied(folder, 'other.json')).toBeUndefined()
  expect(await readSupplied(folder, '../../etc/passwd')).toBeUndefined()
  await expect(readSupplied(folder, 'inner')).rejects.toMatchObject({ code: 'supply/unreadable' })
})
