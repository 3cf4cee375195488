import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { readOwner, socketPath, takeLock } from './lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fresh = () => mkdtempSync(join(folder, 'home-'))
const take = (home: string, purpose = 'test') => takeLock(home, createServer(), purpose)

test('one of two takers gets the home, and the other can read who has it', async () => {
  const home = fresh()
  const both = await Promise.all([take(home, 'one'), take(home, 'other')])
  const got = both.filter((lock) => lock !== undefined)
  expect(got).toHaveLength(1)
  expect(await readOwner(home)).toEqual(got[0]!.owner)
  expect(got[0]!.owner).toMatchObject({ pid: process.pid, purpose: got[0] === both[0] ? 'one' : 'other' })
  expect(got[0]!.recovered).toBe(false)
  await got[0]!.release()
})

test('ten takers at once are one owner', async () => {
  const home = fresh()
  const got = (await Promise.all(Array.from({ length: 10 }, () => take(home)))).filter((lock) => lock !== undefined)
  expect(got).toHaveLength(1)
  await got[0]!.release()
})

test('a home given back can be taken again, as if nobody had been there', async () => {
  const home = fresh()
  for (let round = 0; round < 3; round++) {
    const lock = await take(home)
    expect(lock!.recovered).toBe(false)
    await lock!.release()
    expect(await readOwner(home)).toBeUndefined()
  }
})

test('two homes have nothing to do with each other; one home by two names is one', async () => {
  const [one, other] = [fresh(), fresh()]
  expect(socketPath(one)).not.toBe(socketPath(other))
  const lock = await take(one)
  const second = await take(other)
  expect(second).toBeDefined()
  const alias = join(folder, 'alias')
  symlinkSync(one, alias)
  expect(await take(alias)).toBeUndefined()
  expect(await take(`${one}/../${one.split('/').at(-1)}/`)).toBeUndefined()
  await lock!.release()
  await second!.release()
})

test('what is told later stands beside what was told first', async () => {
  const home = fresh()
  const lock = await take(home, 'start')
  const { key } = lock!.owner
  await lock!.update({ url: 'http://127.0.0.1:4400' })
  expect(await readOwner(home)).toMatchObject({ url: 'http://127.0.0.1:4400', purpose: 'start', key })
  await lock!.release()
})

test('only its user may read the key, and no two locks have the same', async () => {
  const keys = new Set<string>()
  for (let round = 0; round < 3; round++) {
    const home = fresh()
    writeFileSync(join(home, 'lock.json'), '{}', { mode: 0o644 }) // left behind, readable by all
    const lock = await take(home)
    expect(statSync(join(home, 'lock.json')).mode & 0o777).toBe(0o600)
    expect(lock!.owner.key.length).toBeGreaterThanOrEqual(32)
    keys.add(lock!.owner.key)
    await lock!.release()
  }
  expect(keys.size).toBe(3)
})

test('a lock file that is no JSON names nobody, and keeps nobody out', async () => {
  const home = fresh()
  writeFileSync(join(home, 'lock.json'), '{"pid": 1')
  expect(await readOwner(home)).toBeUndefined()
  const lock = await take(home)
  expect(lock).toBeDefined()
  await lock!.release()
})

test('after kill -9 of the owner the home is free at once, and the next knows it was left', async () => {
  const home = fresh()
  const script = `
    import { createServer } from 'node:http'
    import { takeLock } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'lock.ts')).href)}
    const lock = await takeLock(${JSON.stringify(home)}, createServer(), 'to be killed')
    process.stdout.write(lock ? 'taken' : 'refused')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  const [said] = await once(child.stdout, 'data')
  expect(String(said)).toBe('taken')
  expect(await take(home)).toBeUndefined()
  expect(await readOwner(home)).toMatchObject({ pid: child.pid, purpose: 'to be killed' })
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  const lock = await take(home)
  expect(lock).toMatchObject({ recovered: true, owner: { pid: process.pid } })
  await lock!.release()
})
