import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { everyField } from '../form/fixture.ts'
import { parseFlags } from '../form/flags.ts'
import { canonicalInput } from '../identity.ts'
import type { Method } from '../method.ts'
import { runMethod } from '../run.ts'
import type { Run } from '../runs.ts'
import { toys } from '../testing/index.ts'
import { asCommandLine, asTypeScript, runFlags } from './copies.ts'
import { tableCsv } from './csv.ts'
import { filesOf, tablesOf } from './files.ts'

const facts = { title: 'Coins: a “study”', authors: ['Ada Quill', "Bo O'Wader"], arxivId: '2401.00042' }

async function doneRun(): Promise<Run> {
  const input = canonicalInput(toys[0]! as Method, { throws: 50 })
  const { report, seconds } = await runMethod(toys[0]!, { input, seed: 5 })
  return {
    id: 'abc',
    slug: 'coin',
    input,
    seed: 5,
    versions: { package: '0.1.0', engine: 'causerie 0.1.0', method: 'v1', commit: 'c0ffee' },
    state: 'done',
    askedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    attempts: 1,
    machine: { processor: 'Test', cores: 2, memoryGb: 8, runtime: 'node 24.0.0' },
    seconds,
    report,
  }
}

describe('CSV', () => {
  test('quotes what needs it, leaves missing cells empty, and no cell is a formula', () => {
    const table = {
      title: 'T',
      columns: [{ name: 'a, b' }, { name: 'time', unit: 's' }],
      rows: [
        ['say "hi"', 1.5],
        ['line\nbreak', null],
        ['=1+1', -2],
        ['-3', true],
        ['@sum', 1e-7],
      ],
    }
    expect(tableCsv(table)).toBe(
      '"a, b",time (s)\r\n"say ""hi""",1.5\r\n"line\nbreak",\r\n\'=1+1,-2\r\n-3,true\r\n\'@sum,1e-7\r\n',
    )
  })
})

describe('the files of a run', () => {
  test('are its JSON, each table once, its own files, copies and a CODECHECK record of them all', async () => {
    const run = await doneRun()
    const files = filesOf(run, facts)
    expect(files.map(({ name }) => name)).toEqual([
      'run.json',
      'noise.csv',
      'share-of-heads.csv',
      'files/throws.txt',
      'input.json',
      'run.ts',
      'run.sh',
      'codecheck.yml',
    ])
    expect(JSON.parse(files[0]!.content)).toEqual(run)
    const yml = files.at(-1)!.content
    for (const { name } of files.slice(0, -1)) expect(yml).toContain(`  - file: "${name}"`)
    expect(yml).toContain('  title: "Coins: a “study”"')
    expect(yml).toContain('    - name: "Bo O\'Wader"')
    expect(yml).toContain('  reference: "https://arxiv.org/abs/2401.00042"')
    expect(yml).toContain('check_time: "2026-01-01T00:00:01.000Z"')
    expect(yml).toMatch(/summary: ".*seed 5\. Commit c0ffee\./)
  })

  test('of one that is not done are its JSON alone', async () => {
    const { report, ...run } = await doneRun()
    expect(filesOf({ ...run, state: 'failed' }, facts).map(({ name }) => name)).toEqual(['run.json'])
  })

  test('tables of one title, or of none that makes a file name, have names of their own', async () => {
    const { report } = await doneRun()
    const [table] = report!.tables
    const tables = ['Noise', 'noise', '?!', 'Ünïcode (ms)'].map((title) => ({ ...table!, title }))
    expect(tablesOf({ ...report!, tables, figures: [] }).map(({ name }) => name)).toEqual([
      'noise.csv',
      'noise-2.csv',
      'table-3.csv',
      'unicode-ms.csv',
    ])
  })
})

describe('a command line', () => {
  const read = { text: async () => '', table: async () => ({}) }
  const input = canonicalInput(everyField, {
    name: 'swan',
    story: 'It\'s @night; $HOME `ls` "x"',
    levels: [1, 2.5],
    nested: false,
    model: { layers: 4 },
    edges: [{ from: 'a b', to: "c'd" }],
    threshold: 0.25,
    metrics: ['f1', 'auc'],
  })

  test('says what differs from the defaults, and a shell and the flags read it back', async () => {
    const command = asCommandLine({ slug: 'every-field', input, seed: "a 'seed'" }, { method: everyField })
    expect(command).not.toContain('--mode=')
    const script = `for word in ${command.replace('npx causerie run every-field', '')}; do printf '%s\\0' "$word"; done`
    const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
    expect(words.slice(-2)).toEqual(['--seed', "a 'seed'"])
    const again = await parseFlags(everyField, words.slice(0, -2), { read, taken: runFlags })
    expect(canonicalInput(everyField, again)).toEqual(input)
  })

  test('names a file where a table or very much is given', () => {
    const table = { columns: [{ name: 'x', type: 'number', values: [1] }] }
    const run = { slug: 'every-field', seed: 1, input: canonicalInput(everyField, { name: 'swan', data: table }) }
    expect(asCommandLine(run, { method: everyField })).toBe('npx causerie run every-field --input input.json --seed 1')
    const long = { ...run, input: canonicalInput(everyField, { name: 'swan', story: 'x'.repeat(2000) }) }
    expect(asCommandLine(long, { method: everyField })).toContain('--input input.json')
    expect(asCommandLine(run, { inputFile: 'my input.json' })).toContain("--input 'my input.json'")
  })
})

test('the copied program runs where it says, and prints the headline of the run', async () => {
  const run = await doneRun()
  const folder = mkdtempSync(join(tmpdir(), 'causerie-copy-'))
  try {
    const toysFolder = join(import.meta.dirname, '../testing')
    const door = (file: string) => `'${new URL(file, import.meta.url).href}'`
    const program = asTypeScript(run)
      .replace("'@causerie/lab'", door('../index.ts'))
      .replace("'@causerie/lab/node'", door('../node/index.ts'))
    writeFileSync(join(folder, 'run.ts'), program)
    const printed = execFileSync(process.execPath, [join(folder, 'run.ts')], { cwd: toysFolder, encoding: 'utf8' })
    expect(printed).toContain(run.report!.headline)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
