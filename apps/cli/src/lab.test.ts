/** The laboratory from the command line, over toys: no home, no database, no server. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openHouse } from '@causerie/papers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { causerie, start } from './testing.ts'

// Each test starts the command a few times, some two seconds each on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const root = join(import.meta.dirname, '../../..')
const toys = join(root, 'packages/lab/src/testing/reproductions')
let folder: string
let checked: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'causerie-lab-'))
  checked = join(folder, 'checked')
  mkdirSync(join(checked, 'coin-claims'), { recursive: true })
  const claims = pathToFileURL(join(toys, 'coin/claims.ts')).href
  writeFileSync(join(checked, 'coin-claims/claims.ts'), `export { claims } from '${claims}'`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const home = () => join(folder, 'no-home')
const lab = (...words: string[]) =>
  causerie(words, { home: home(), env: { CAUSERIE_REPRODUCTIONS: [toys, checked].join(delimiter) } })
const answer = async (...words: string[]) => {
  const ended = await lab(...words, '--json')
  return { ...ended, result: JSON.parse(ended.stdout) }
}
function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('causerie run', () => {
  test('runs the sample, says what came out and how to do it again, and makes no home', async () => {
    const { code, stdout, stderr } = await lab('run', 'coin')
    expect({ code, stderr: stderr.replace(/^\d+ heads\n/, '') }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^\d+ heads in 2000 throws\.\n/)
    expect(stdout).toMatch(/share {2}0\.\d+ {2}\(95 % Wald 0\.\d+ … 0\.\d+\) {2}n = 2.?000/)
    expect(stdout).toContain('Again: npx causerie run coin --throws=2000 --seed 1')
    expect(existsSync(home())).toBe(false)
  })

  test('takes fields, a seed, a file of input and a table; flags come over the file', async () => {
    const input = file('input.json', '{"throws": 77, "bias": 0.25}')
    const table = file('throws.csv', 'side\nheads\ntails\nheads\n')
    const { code, result } = await answer('run', 'coin', '--input', input, '--bias=1', '--data', table, '--seed', 'x')
    expect(code).toBe(0)
    expect(result).toMatchObject({
      slug: 'coin',
      seed: 'x',
      state: 'done',
      input: { throws: 77, bias: 1, data: { columns: [{ name: 'side', type: 'text' }] } },
      versions: { method: expect.stringMatching(/^[\da-f]{16}$/), engine: expect.stringContaining('causerie') },
      machine: { runtime: `node ${process.versions.node}` },
      report: { headline: '77 heads in 77 throws.' },
    })
    expect(result.report.numbers.at(-1)).toMatchObject({ name: 'rows given', value: 3 })
    expect(result.id).toMatch(/^[\da-f]{32}$/)
  })

  test('--out writes report, tables and files, which read back', async () => {
    const out = join(folder, 'out')
    const { code } = await lab('run', 'coin', '--throws', '50', '--out', out)
    expect(code).toBe(0)
    const names = [
      'codecheck.yml',
      'files',
      'input.json',
      'noise.csv',
      'run.json',
      'run.sh',
      'run.ts',
      'share-of-heads.csv',
    ]
    expect(readdirSync(out).toSorted()).toEqual(names)
    const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))
    const again = await answer('run', 'coin', '--input', join(out, 'input.json'))
    expect(again.result.report).toEqual(run.report)
    expect(again.result.id).toBe(run.id)
  })

  test('every fault of the words comes at once, with code 2 and its flag', async () => {
    const { code, result } = await answer('run', 'coin', '--throw', '5', '--bias', '2', '--data', 'lost.csv')
    expect(code).toBe(2)
    expect(result.error).toMatchObject({ code: 'input/flags' })
    expect(result.error.issues).toEqual([
      { flag: 'throw', message: expect.stringContaining('did you mean --throws?') },
      { flag: 'data', message: 'lost.csv cannot be read: there is no such file' },
      { flag: 'bias', message: expect.any(String) },
    ])
    const words = await lab('run', 'coin', '--bias', '2')
    expect(words.stderr).toContain('--bias: ')
    expect(words.stderr).not.toMatch(/^\s+at /m)
  })

  test.each([
    [['run'], 2, 'Name a method. There are: '],
    [['run', 'coins'], 2, 'Did you mean coin?'],
    [['run', 'coin', '--input', '/nowhere.json'], 1, 'there is no such file'],
    [['run', 'stubborn', '--does', 'refuse'], 1, 'There is no swan on line 3.\nAdd one.'],
    [['run', 'stubborn', '--does', 'throw'], 1, 'Stubborn failed: undefined is not a swan'],
  ])('%j ends with code %i and a sentence', async (words, code, sentence) => {
    const ended = await lab(...words)
    expect(ended.code).toBe(code)
    expect(ended.stderr).toContain(sentence)
    expect(ended.stderr).not.toMatch(/defect|^\s+at /m)
  })

  test('--help explains the fields of the method that is named', async () => {
    const { code, stdout } = await lab('run', 'coin', '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--throws N')
    expect(stdout).toContain('(throws; 1 … 5000000; default 1000)')
  })

  test('Ctrl-C cancels, with code 130', { timeout: 120_000 }, async () => {
    const env = { CAUSERIE_REPRODUCTIONS: toys }
    for (const does of ['wait', 'spin']) {
      const { child, ended, texts } = start(['run', 'stubborn', '--does', does], { env })
      while (!texts.stderr.includes('began')) await new Promise((resolve) => setTimeout(resolve, 20))
      child.kill('SIGINT')
      expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('The run was cancelled.') })
    }
  })
})

describe('causerie check', () => {
  const ledger = () => JSON.parse(readFileSync(join(checked, 'coin-claims/ledger.json'), 'utf8'))

  test('measures, prints the board and keeps the verdict; refuted at first is a result and no failure', async () => {
    const held = await lab('check', 'coin-claims', '--claim', 'is-biased', '--quick')
    expect(held.code).toBe(0)
    expect(held.stdout).toMatch(/^✓ holds {2}coin-claims is-biased {2}\(\d+\.\d s, quick\)\n/)
    expect(held.stdout).toContain('    stated    60 % heads\n')
    expect(held.stdout).toContain('    baseline  a fair coin  0.5\n')
    const { code, result } = await answer('check', 'coin-claims', '--claim', 'always-heads')
    expect(code).toBe(0)
    expect(result.claims).toMatchObject([{ id: 'always-heads', state: 'refuted', before: 'unmeasured', isLost: false }])
    expect(ledger().claims.map((each: { id: string }) => each.id)).toEqual(['is-biased', 'always-heads'])
  })

  test('a claim that held and is refuted is code 1, and --dry-run keeps nothing', async () => {
    const path = join(checked, 'coin-claims/ledger.json')
    await lab('check', 'coin-claims', '--claim', 'always-heads')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"refuted"', '"holds"'))
    const before = readFileSync(path, 'utf8')
    const { code, stdout } = await lab('check', 'coin-claims', '--claim', 'always-heads', '--dry-run')
    expect(code).toBe(1)
    expect(stdout).toContain('✗ refuted NOW  coin-claims always-heads')
    expect(stdout).toContain('1 held before. Nothing was kept.')
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('a check that breaks down is inconclusive with the reason, and code 1', async () => {
    const { code, result } = await answer('check', 'coin-claims', '--claim', 'breaks-down', '--dry-run')
    expect(code).toBe(1)
    expect(result.claims[0]).toMatchObject({ state: 'inconclusive', fault: { code: 'run/failed' } })
  })

  test.each([
    [['check', 'coin-claim'], 'Did you mean coin-claims?'],
    [['check', 'coin-claims', '--claim', 'is-bias'], 'Did you mean is-biased?'],
  ])('%j is a mistake', async (words, sentence) => {
    const ended = await lab(...words)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(sentence)
  })
})

describe('causerie new-reproduction', () => {
  const facts = ['--title', "Geese: 'Counting' \\ them", '--authors', 'Ada Quill; Bo Wader']

  test('makes a folder that runs, whose claim holds and whose tests pass', { timeout: 120_000 }, async () => {
    // Inside the repository, so that it finds the packages; coverage/ is nobody’s.
    mkdirSync(join(root, 'coverage'), { recursive: true })
    const parent = mkdtempSync(join(root, 'coverage/scaffold-'))
    try {
      const made = await answer('new-reproduction', '2401.00042', '--dir', parent, ...facts)
      expect(made.code, made.stderr).toBe(0)
      expect(made.result).toMatchObject({ slug: 'geese', folder: join(parent, 'geese') })
      const env = { CAUSERIE_REPRODUCTIONS: parent }
      expect((await causerie(['run', 'geese'], { env })).stdout).toContain('The mean of 200 cases is')
      const check = await causerie(['check', 'geese', '--quick', '--json'], { env })
      expect(JSON.parse(check.stdout).claims).toMatchObject([{ id: 'interval-covers', state: 'holds' }])
      const { spawnSync } = await import('node:child_process')
      const vitest = join(root, 'node_modules/vitest/vitest.mjs')
      const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
      const tests = spawnSync(process.execPath, [vitest, 'run', '--root', parent], { env: outside, encoding: 'utf8' })
      expect(tests.status, tests.stdout + tests.stderr).toBe(0)
      expect(tests.stdout).toMatch(/2 passed/)
      const house = await openHouse({ home: join(folder, 'with-geese'), catalogue: parent })
      await house.close()
      const again = await lab('new-reproduction', '2401.00042', '--dir', parent, ...facts)
      expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') })
    } finally {
      rmSync(parent, { recursive: true, force: true })
    }
  })

  test('takes the facts from a library that has the paper', { timeout: 60_000 }, async () => {
    const full = join(folder, 'home')
    const house = await openHouse({ home: full })
    await house.close()
    const words = ['new-reproduction', '2311.11215', '--slug', 'splain-again', '--dir', folder, '--json']
    const { code, stdout, stderr } = await causerie(words, { home: full })
    expect(code, stderr).toBe(0)
    const paper = JSON.parse(readFileSync(join(JSON.parse(stdout).folder, 'paper.json'), 'utf8'))
    expect(paper).toMatchObject({ slug: 'splain-again', arxivId: '2311.11215', dates: { submitted: '2023-11-19' } })
    expect(paper.title).toMatch(/^SPLAIN: /)
    expect(paper.authors).toHaveLength(7)
  })

  test.each([
    [['new-reproduction'], 'Name an arXiv id.'],
    [['new-reproduction', 'swan'], 'is no arXiv id'],
    [['new-reproduction', '2401.00042'], 'give --title and --authors'],
    [['new-reproduction', '2401.00042', ...facts, '--slug', 'A B'], '--slug is “A B”'],
  ])('%j is a mistake', async (words, sentence) => {
    const ended = await lab(...words)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(sentence)
  })
})
