import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { StoreError } from '@causerie/store'
import { afterAll, expect, test } from 'vitest'
import { PapersError } from '../errors.ts'
import { askOwner, createControl, type Handle } from './control.ts'
import { readOwner, socketPath, takeLock } from './lock.ts'
import { keptReport } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-control-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A home owned by this process, whose operations are `handle`. */
async function owned(handle?: Handle) {
  const home = mkdtempSync(join(folder, 'home-'))
  const control = createControl()
  const lock = (await takeLock(home, control.server, 'start'))!
  if (handle) control.open(lock.owner.key, handle)
  return { home, owner: lock.owner, lock, control }
}

test('an operation runs in the owner: input there, progress, notes and result back, in order', async () => {
  const asked: unknown[] = []
  const { home, owner, lock } = await owned(async (name, input, report) => {
    asked.push([name, input])
    report.progress({ stage: 'importing', done: 1, fraction: 0.5 })
    report.note('A note with „quotes“\nand a second line.')
    report.progress({ stage: 'importing', done: 2, of: 2 })
    return { added: 2, names: ['Schölkopf', '因果'] }
  })
  const { report, progress, notes } = keptReport()
  const input = { file: '/päpers.jsonl' }
  expect(await askOwner(home, owner, 'import', input, report)).toEqual({ added: 2, names: ['Schölkopf', '因果'] })
  expect(asked).toEqual([['import', input]])
  expect(progress).toEqual([
    { stage: 'importing', done: 1, fraction: 0.5 },
    { stage: 'importing', done: 2, of: 2 },
  ])
  expect(notes).toEqual(['A note with „quotes“\nand a second line.'])
  await lock.release()
})

test('a result of many megabytes, in many pieces, arrives whole', async () => {
  const text = '因果🦢'.repeat(500_000)
  const { home, owner, lock } = await owned(async () => ({ text }))
  const answer = (await askOwner(home, owner, 'search', {}, keptReport().report)) as { text: string }
  expect(answer.text === text).toBe(true)
  await lock.release()
})

test.each([
  [
    new PapersError('file-missing', 'There is no file x.', { hint: 'Check the spelling.' }),
    'file-missing',
    'Check the spelling.',
  ],
  [
    new StoreError('store/not-empty', 'It holds papers.', { hint: 'Use --replace.' }),
    'store/not-empty',
    'Use --replace.',
  ],
  [new TypeError('x is not a function'), 'unexpected', undefined],
])('an error keeps its code, its sentence and its hint: %s', async (error, code, hint) => {
  const { home, owner, lock } = await owned(async (_, __, report) => {
    report.progress({ stage: 'importing', done: 1 })
    throw error
  })
  const { report, progress } = keptReport()
  const thrown = await askOwner(home, owner, 'import', {}, report).catch((caught) => caught)
  expect(thrown).toBeInstanceOf(PapersError)
  expect(thrown).toMatchObject({ code, message: error.message, hint })
  expect(progress).toHaveLength(1)
  await lock.release()
})

test('without the key nothing runs', async () => {
  let ran = 0
  const { home, owner, lock } = await owned(async () => ++ran)
  for (const key of ['', 'x', `${owner.key}x`, owner.key.slice(0, -1), owner.key.toUpperCase()]) {
    const asking = askOwner(home, { ...owner, key }, 'status', {}, keptReport().report)
    await expect(asking).rejects.toMatchObject({ code: 'house/refused', message: expect.stringContaining('403') })
  }
  expect(await bareStatus(home)).toBe(403)
  expect(ran).toBe(0)
  expect(await askOwner(home, owner, 'status', {}, keptReport().report)).toBe(1)
  await lock.release()
})

test('an owner that is still starting says so', async () => {
  const { home, owner, lock } = await owned()
  await expect(askOwner(home, owner, 'status', {}, keptReport().report)).rejects.toMatchObject({
    code: 'house/starting',
    hint: expect.stringContaining('again'),
  })
  await lock.release()
})

test('a request that is no JSON is an error, and the owner goes on', async () => {
  const { home, owner, lock } = await owned(async () => 'well')
  const answer = await post(home, owner.key, 'not json')
  expect(JSON.parse(answer)).toMatchObject({ type: 'error', error: { code: 'unexpected' } })
  expect(await askOwner(home, owner, 'status', {}, keptReport().report)).toBe('well')
  await lock.release()
})

test('giving up reaches the operation', async () => {
  let reached: unknown
  const { home, owner, lock } = await owned(async (_, __, { signal, progress }) => {
    progress({ stage: 'importing', done: 1 })
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    reached = signal.reason
    signal.throwIfAborted()
  })
  const interrupted = new AbortController()
  const { report, progress } = keptReport(interrupted.signal)
  const asking = askOwner(home, owner, 'import', {}, report)
  while (progress.length === 0) await delay(5)
  interrupted.abort(new PapersError('aborted', 'Interrupted.'))
  await expect(asking).rejects.toMatchObject({ code: 'aborted', message: 'Interrupted.' })
  while (!reached) await delay(5)
  expect(reached).toMatchObject({ code: 'aborted' })
  await lock.release()
})

test('an operation that ended is not called given up', async () => {
  let signal: AbortSignal | undefined
  const { home, owner, lock } = await owned(async (_, __, report) => {
    signal = report.signal
    return 'done'
  })
  expect(await askOwner(home, owner, 'status', {}, keptReport().report)).toBe('done')
  expect(signal!.aborted).toBe(false)
  await lock.release()
})

test('an owner killed in the middle is house/lost, with what to do', async () => {
  const home = mkdtempSync(join(folder, 'home-'))
  const module = (name: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href)
  const script = `
    import { createControl } from ${module('control.ts')}
    import { takeLock } from ${module('lock.ts')}
    const control = createControl()
    const lock = await takeLock(${JSON.stringify(home)}, control.server, 'start')
    control.open(lock.owner.key, (_, __, report) => {
      report.progress({ stage: 'importing', done: 1 })
      return new Promise(() => {})
    })
    setInterval(() => {}, 1000)
    process.stdout.write('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const { report, progress } = keptReport()
  const asking = askOwner(home, (await readOwner(home))!, 'import', {}, report).catch((error) => error)
  while (progress.length === 0) await delay(5)
  child.kill('SIGKILL')
  const error = await asking
  expect(error).toMatchObject({ code: 'house/lost', hint: expect.stringContaining('Run the same command again') })
})

function post(home: string, key: string | undefined, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const asking = request({ socketPath: socketPath(home), method: 'POST', path: '/', headers }, async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve(response.statusCode === 200 || text !== '' ? text : String(response.statusCode))
    })
    asking.once('error', reject)
    asking.end(body)
  })
}

const bareStatus = async (home: string) => Number(await post(home, undefined, '{"name":"status","input":{}}'))
