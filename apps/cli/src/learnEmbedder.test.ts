/** causerie learn-embedder as another program sees it. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { causerie, inventedLines, start, temporaryHomes } from './testing.ts'

let homes: Awaited<ReturnType<typeof temporaryHomes>>
let swans: string
const telling =
  'The lakes of the north were visited in spring and in autumn, when the birds rest on their way to the sea.'
beforeAll(async () => {
  homes = await temporaryHomes()
  swans = homes.file('swans.jsonl', inventedLines(0, 400, telling))
})
afterAll(() => homes.remove())

const weightsOf = (home: string) => join(home, 'embedder.bin')

test('learns from a file, the same bytes from the same seed, and imports nothing', async () => {
  const home = homes.fresh()
  const out = homes.file('weights.bin', '')
  const words = ['learn-embedder', '--from', swans, '--seed', '3', '--json']
  const { code, stdout } = await causerie(words, { home })
  expect(code).toBe(0)
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({
    file: weightsOf(home),
    articles: expect.any(Number),
    learnt: { heldOut: { first: expect.any(Number) } },
  })
  expect(result.articles).toBeGreaterThan(350)
  await causerie([...words, '--out', out], { home })
  expect(readFileSync(out).equals(readFileSync(weightsOf(home)))).toBe(true)
  const status = JSON.parse((await causerie(['status', '--json'], { home })).stdout)
  expect((await causerie(['search', 'swans'], { home })).stdout).not.toContain('Counting swans')
  expect(status.papers).toBeLessThan(100)
})

test('adapts the weights of the program to the library, and says for whom it worked', async () => {
  const home = homes.fresh()
  await causerie(['import', swans], { home })
  const { code, stdout } = await causerie(['learn-embedder', '--adapt'], { home })
  expect(code).toBe(0)
  expect(stdout).toMatch(/Adapted to 4\d\d papers in \d+ s/)
  expect(stdout).toContain(weightsOf(home))
  expect(existsSync(weightsOf(home))).toBe(true)
})

test('five papers, or papers without abstracts, are refused with one sentence and nothing is written', async () => {
  const home = homes.fresh()
  const few = homes.file('few.jsonl', inventedLines(0, 5, telling))
  const bare = homes.file('bare.jsonl', inventedLines(0, 300).replaceAll(/"abstract":"[^"]*",/g, ''))
  for (const [file, number] of [
    [few, '5 of 5'],
    [bare, '0 of 300'],
  ] as const) {
    const { code, stdout, stderr } = await causerie(['learn-embedder', '--from', file], { home })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`cannot be learnt from ${number} papers`)
    expect(stderr.trim().split('\n')).toHaveLength(2)
  }
  expect(existsSync(weightsOf(home))).toBe(false)
})

test('a file that is not there or no list of papers, and wrong words, are said', async () => {
  const home = homes.fresh()
  const missing = await causerie(['learn-embedder', '--from', join(homes.folder, 'none.jsonl')], { home })
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('none.jsonl') })
  const poem = homes.file('poem.txt', 'Tyger tyger, burning bright\n')
  expect(await causerie(['learn-embedder', '--from', poem], { home })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none of the formats'),
  })
  for (const words of [['--minutes', 'soon'], ['--seed', '-1'], ['papers.jsonl']])
    expect(await causerie(['learn-embedder', ...words], { home })).toMatchObject({ code: 2 })
})

test('Ctrl-C ends it at once and leaves the weights that were there', async () => {
  const home = homes.fresh()
  const many = homes.file('many.jsonl', inventedLines(0, 20_000, telling))
  const { child, ended, texts } = start(['learn-embedder', '--from', many], { home })
  while (!texts.stderr.includes('held-out')) await new Promise((resolve) => setTimeout(resolve, 50))
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
  expect(existsSync(weightsOf(home))).toBe(false)
  rmSync(many)
})
