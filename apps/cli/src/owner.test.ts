/** The command while another process owns the home: it asks the owner to do the work. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type House, openHouse } from '@causerie/papers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { causerie, inventedLines, kill, start, temporaryHomes } from './testing.ts'

const handler = join(import.meta.dirname, '../../site/build/handler.js')

let homes: Awaited<ReturnType<typeof temporaryHomes>>
beforeAll(async () => {
  homes = await temporaryHomes()
})
afterAll(() => homes.remove())

describe('a home that this process serves', () => {
  const url = 'http://127.0.0.1:1'
  let house: House
  let home: string
  beforeAll(async () => {
    home = homes.fresh()
    house = await openHouse({ home, purpose: 'start' })
    await house.announce(url)
  })
  afterAll(() => house.close())

  async function answer(...words: string[]) {
    const { code, stdout, stderr } = await causerie([...words, '--json'], { home })
    return { code, stderr, result: JSON.parse(stdout) }
  }

  test('takes in what the command imports, and the owner has it at once', async () => {
    const file = homes.file('swans.jsonl', `${inventedLines(0, 40)}not json\n`)
    const { code, result } = await answer('import', file)
    expect(code).toBe(3)
    expect(result).toMatchObject({
      read: 40,
      added: 40,
      skippedCount: 1,
      skipped: [{ where: expect.stringContaining('41') }],
    })
    expect((await house.library.counts()).papers).toBe(84)
    expect((await house.search('"lake number 17"')).total).toBe(1)
    const piped = await causerie(['import', '-', '--json'], { home, input: inventedLines(40, 42) })
    expect(JSON.parse(piped.stdout)).toMatchObject({ added: 2 })
  })

  test('answers every other command as if nobody had it', { timeout: 120_000 }, async () => {
    const status = await answer('status')
    expect(status).toMatchObject({ code: 0, result: { home, papers: 86, indexed: 86 } })
    expect((await answer('search', '"lake number 17"')).result.hits[0].paper.title).toBe(
      'Counting swans on lake number 17',
    )
    expect(await answer('search', 'quetzalcoatlus')).toMatchObject({ code: 1, result: { total: 0 } })
    expect(await answer('suggestions')).toMatchObject({ code: 0, result: { total: 0 } })
    expect(await answer('doctor')).toMatchObject({ code: 0, result: { healthy: true } })
    expect(await answer('reindex')).toMatchObject({ code: 0, result: { indexed: 86 } })
    const file = join(homes.folder, 'served.jsonl.zst')
    const { result } = await answer('backup', file)
    expect(existsSync(file)).toBe(true)
    expect(await answer('restore', file, '--replace')).toEqual({ code: 0, stderr: '', result: { rows: result.rows } })
    const queries = homes.file('queries.jsonl', '{"id":"q","text":"lake number 33"}\n')
    const { stdout } = await causerie(['search', '--queries', queries], { home })
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'q',
      hits: expect.arrayContaining([{ id: 'swan-33', score: expect.any(Number) }]),
    })
  })

  test('sends its errors over with their codes', async () => {
    expect(await answer('import', '/nowhere/papers.jsonl')).toMatchObject({
      code: 1,
      result: {
        error: {
          code: 'file-missing',
          message: expect.stringContaining('/nowhere/papers.jsonl'),
          hint: expect.any(String),
        },
      },
    })
    expect(await answer('search', 'year:soon')).toMatchObject({ code: 1, result: { error: { code: 'search/query' } } })
    expect(await answer('search', 'swans', '--limit', '5000')).toMatchObject({
      code: 2,
      result: { error: { code: 'operation/input' } },
    })
  })

  test('cannot be served a second time, and the message says where it is', async () => {
    if (!existsSync(handler)) return console.info('Not run: the site is not built.')
    const ended = await causerie(['start', '--port', '0'], { home })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain(`The home ${home} is in use: start, process ${process.pid}`)
    expect(ended.stderr).toContain(url)
    expect(ended.stderr).not.toMatch(/^\s+at /m)
  })
})

test('a real server says where it is, serves while a command imports, and gives the home back when it is stopped', {
  timeout: 120_000,
}, async (context) => {
  if (!existsSync(handler)) {
    console.info('Not run: the site is not built (apps/site/build/handler.js).')
    return context.skip()
  }
  const home = homes.fresh()
  const { child, ended, texts } = start(['start', '--port', '0', '--json'], { home, timeoutMs: 110_000 })
  try {
    const ready = await new Promise<string>((resolve, reject) => {
      child.stdout!.on('data', () => texts.stdout.includes('\n') && resolve(texts.stdout))
      child.once('exit', () => reject(new Error(texts.stderr)))
    })
    const { url, ...rest } = JSON.parse(ready)
    expect(rest).toEqual({ ready: true, home, papers: 44 })
    const page = await fetch(url)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('TabPFN')
    const file = homes.file('swans.jsonl', inventedLines(0, 3))
    const imported = await causerie(['import', file, '--json'], { home })
    expect(JSON.parse(imported.stdout), imported.stderr).toMatchObject({ added: 3 })
    const results = await (await fetch(`${url}/search?q=swans+lake`)).text()
    expect(results.replace(/<[^>]*>/g, '')).toContain('Counting swans on lake number 2')
    expect((await fetch(`${url}/papers/..%2F..%2Fetc%2Fpasswd`)).status).toBe(404)
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0, signal: null })
    expect(existsSync(join(home, 'lock.json'))).toBe(false)
  } finally {
    await kill(child)
  }
})
