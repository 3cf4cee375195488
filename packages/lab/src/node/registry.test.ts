import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRegistry } from './registry.ts'
import { machineClass, versionsOf } from './versions.ts'

const toys = join(import.meta.dirname, '../testing/reproductions')
const lab = pathToFileURL(join(import.meta.dirname, '../index.ts')).href
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'causerie-registry-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string): string {
  const file = join(root, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

const methodCode = (slug: string) => `
  import { defineMethod } from '${lab}'
  import { z } from '${import.meta.resolve('zod')}'
  export const anyName = defineMethod({
    slug: '${slug}', title: 'T', summary: 'S.', input: z.object({}), runsIn: ['server'], sample: {},
    cost: () => ({ seconds: 1, megabytes: 1 }), run: () => ({ headline: 'H' }),
  })`

test('folders with a method or claims are found, by name, and loaded when asked for', async () => {
  const registry = openRegistry({ folders: [toys, join(root, 'not-there')] })
  expect(registry.reproductions.map(({ slug }) => slug)).toEqual(['coin', 'stubborn'])
  expect((await registry.method('coin')).title).toBe('A biased coin')
  expect((await registry.claims('coin')).map(({ id }) => id)).toContain('is-biased')
  expect(await registry.claims('stubborn')).toEqual([])
  expect(registry.moduleOf('coin')).toMatch(/^file:.*coin\/method\.ts$/)
  expect(() => registry.moduleOf('coins')).toThrow('There is no method “coins”.')
  await expect(registry.method('stuborn')).rejects.toMatchObject({
    code: 'run/unknown',
    hint: 'Did you mean stubborn?',
  })
})

test('a broken folder is named and spares the others', async () => {
  write('some/sound/method.ts', methodCode('sound'))
  write('some/torn/method.ts', 'export const = ')
  write('some/other/method.ts', methodCode('not-its-folder'))
  write('some/empty/method.ts', 'export const x = 1')
  write('some/facts-only/paper.json', '{}')
  write('some/claims-only/claims.ts', 'export const claims = []')
  write('some/file', '')
  const registry = openRegistry({ folders: [join(root, 'some')] })
  expect(registry.reproductions.map(({ slug }) => slug)).toEqual(['claims-only', 'empty', 'other', 'sound', 'torn'])
  const { methods, faults } = await registry.methods()
  expect(methods.map(({ slug }) => slug)).toEqual(['sound'])
  expect(faults.map(({ code }) => code)).toEqual(Array(3).fill('method/broken'))
  expect(faults.map(({ message }) => message.split('/some/')[1])).toEqual([
    expect.stringContaining('empty/method.ts cannot be used: it should export a method with the slug “empty”'),
    expect.stringContaining('other/method.ts cannot be used: it should export a method with the slug “other”'),
    expect.stringContaining('torn/method.ts cannot be used: '),
  ])
  await expect(registry.claims('claims-only')).rejects.toMatchObject({ code: 'method/broken' })
  await expect(registry.method('claims-only')).rejects.toMatchObject({ code: 'run/unknown' })
})

describe('packages of others', () => {
  test('are found in node_modules, scoped ones too; our own folder comes first', async () => {
    const code = methodCode('geese')
    write(
      'modules/causerie-reproduction-geese/package.json',
      '{"name":"causerie-reproduction-geese","version":"2.0.1","type":"module"}',
    )
    write('modules/causerie-reproduction-geese/method.js', code)
    write(
      'modules/@pond/causerie-reproduction-ducks/package.json',
      '{"name":"@pond/causerie-reproduction-ducks","version":"1.0.0","type":"module","causerie":{"folder":"dist"}}',
    )
    write('modules/@pond/causerie-reproduction-ducks/dist/method.js', methodCode('ducks'))
    write('modules/causerie-reproduction-coin/package.json', '{"name":"causerie-reproduction-coin","version":"1.0.0"}')
    write('modules/causerie-reproduction-coin/method.js', methodCode('coin'))
    write(
      'modules/causerie-reproduction-unbuilt/package.json',
      '{"name":"causerie-reproduction-unbuilt","version":"1.0.0"}',
    )
    write('modules/causerie-reproduction-unbuilt/method.ts', methodCode('unbuilt'))
    write('modules/causerie-reproduction-torn/package.json', '{')
    write('modules/zod/package.json', '{}')
    const registry = openRegistry({ folders: [toys], packages: [join(root, 'modules')] })
    expect(registry.reproductions.map(({ slug }) => slug)).toEqual(['coin', 'ducks', 'geese', 'stubborn'])
    expect((await registry.method('geese')).slug).toBe('geese')
    expect((await registry.method('ducks')).slug).toBe('ducks')
    expect(registry.versions('geese').package).toBe('2.0.1')
    expect(registry.reproduction('coin').folder).toBe(join(toys, 'coin'))
    expect(registry.faults.map(({ message }) => message.replace(root, ''))).toEqual([
      expect.stringContaining('causerie-reproduction-torn/package.json cannot be read'),
      expect.stringContaining('causerie-reproduction-unbuilt has neither method.js nor claims.js'),
      expect.stringContaining('causerie-reproduction-coin is left out'),
    ])
  })
})

describe('the version of a method', () => {
  const changed = (change: (folder: string) => void) => {
    const folder = mkdtempSync(join(root, 'version-'))
    cpSync(join(toys, 'coin'), folder, { recursive: true })
    writeFileSync(join(folder, 'README.md'), 'first')
    const before = versionsOf(folder, '1.0.0')
    change(folder)
    const after = versionsOf(folder, '1.0.0')
    return { method: before.method !== after.method, claims: before.claims !== after.claims }
  }
  test.each([
    ['another line in the method', (at: string) => writeFileSync(join(at, 'method.ts'), '1'), true, true],
    ['another sample', (at: string) => writeFileSync(join(at, 'sample.csv'), 'a\n1'), true, true],
    ['a renamed file', (at: string) => renameSync(join(at, 'method.ts'), join(at, 'm.ts')), true, true],
    ['another check', (at: string) => writeFileSync(join(at, 'claims.ts'), '1'), false, true],
    ['another README', (at: string) => writeFileSync(join(at, 'README.md'), 'second'), false, false],
    ['a ledger', (at: string) => writeFileSync(join(at, 'ledger.json'), '{}'), false, false],
    ['a test', (at: string) => writeFileSync(join(at, 'method.test.ts'), '1'), false, false],
  ])('%s', (_, change, method, claims) => expect(changed(change)).toEqual({ method, claims }))

  test('is of the package too, and is sixteen digits', () => {
    const folder = join(toys, 'coin')
    expect(versionsOf(folder, '1.0.0').method).toMatch(/^[\da-f]{16}$/)
    expect(versionsOf(folder, '1.0.0').method).not.toBe(versionsOf(folder, '1.0.1').method)
  })
})

test('a machine has a processor, cores, memory and a Node', () => {
  const { processor, cores, memoryGb, runtime } = machineClass()
  expect(processor.length).toBeGreaterThan(0)
  expect(cores).toBeGreaterThan(0)
  expect(memoryGb).toBeGreaterThan(0)
  expect(runtime).toBe(`node ${process.versions.node}`)
})
