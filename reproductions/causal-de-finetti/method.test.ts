/** The method as a reader uses it: generators, own tables, and every sentence it refuses with. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMethod, seededRandom } from '@causerie/lab'
import { readTable, type Table } from '@causerie/tables'
import { describe, expect, test } from 'vitest'
import { ownData } from './environments.ts'
import method from './method.ts'

const run = async (input: Record<string, unknown>, seed: number | string = 1) =>
  (await runMethod(method, { input, seed })).report
const refused = (input: Record<string, unknown>) =>
  run(input).then(
    () => expect.unreachable('it ran'),
    (error) => error,
  )
const sample = async (name: string) =>
  (await readTable(readFileSync(join(import.meta.dirname, 'sample', name)), { name })).table
const columns = (values: Record<string, readonly (number | string | null)[]>): Table => ({
  name: 'mine.csv',
  columns: Object.entries(values).map(([name, cells]) =>
    typeof cells.find((cell) => cell !== null) === 'string'
      ? { name, type: 'text', values: cells as string[] }
      : { name, type: 'number', values: cells as number[] },
  ),
})
const repeated = (count: number, each: (i: number) => number | string) =>
  Array.from({ length: count }, (_, i) => each(i))

describe('the generators', () => {
  test('the sample finds the truth within seconds, with three figures that each have a table', async () => {
    const report = await run({}, 1)
    expect(report.headline).toMatch(/the truth is/)
    expect(report.figures.map(({ title }) => title)).toEqual([
      'The graph found',
      'Dependence across rows of one environment',
      'Distance from the true DAG, by environments',
    ])
    for (const { table, alt, spec } of report.figures) {
      expect(table.rows.length).toBeGreaterThan(0)
      expect(alt.length).toBeGreaterThan(40)
      expect(JSON.stringify(spec)).not.toContain('undefined')
    }
  })

  test('the same seed gives the same report, another seed another', async () => {
    const small = { environments: 500, repetitions: 2 }
    expect(await run(small, 'a')).toEqual(await run(small, 'a'))
    expect(await run(small, 'b')).not.toEqual(await run(small, 'a'))
  })

  test('the exact pair: direction at concentration 1, “not identifiable” where mechanisms stand still', async () => {
    expect((await run({ source: 'beta', environments: 10_000 })).headline).toMatch(/^X → Y, from 10,000/)
    const blind = await run({ source: 'beta', environments: 10_000, concentration: 1e7 })
    expect(blind.headline).toMatch(/^Not identifiable/)
    expect(blind.text[0]!.text).toContain('mechanisms do not vary')
  })

  test('a continuous pair is cut to what the kernel test can take, and says so', async () => {
    const report = await run({ source: 'continuous', environments: 4000, repetitions: 0, test: 'partial' })
    expect(report.warnings.join()).toContain('600 environments')
    expect(report.warnings.join()).toContain('linear dependence only')
  })
})

describe('the reader’s own table', () => {
  test('hospitals.csv: infection is the effect of both others', async () => {
    const report = await run({
      source: 'table',
      table: await sample('hospitals.csv'),
      environment: 'hospital',
      alpha: 0.01,
    })
    expect(report.headline).toMatch(/from 2,000 environments\.$/)
    for (const edge of ['transfer → infection', 'protocol → infection']) expect(report.headline).toContain(edge)
    expect(report.numbers.find(({ name }) => name === 'edges')!.value).toBe(2)
  })

  test('sites.csv, numbers: rainfall makes the yield, whichever row of a site was drawn first', {
    timeout: 60_000,
  }, async () => {
    for (const seed of [1, 2, 3]) {
      const report = await run(
        { source: 'table', table: await sample('sites.csv'), environment: 'site', repetitions: 0 },
        seed,
      )
      expect(report.numbers.find(({ name }) => name === 'the rule as released')!.value).toBe('rainfall → yield')
    }
  })

  test('rows that are ordered within their environment are shuffled first', () => {
    const table = columns({
      environment: repeated(400, (i) => Math.floor(i / 2)),
      a: repeated(400, (i) => i % 2),
      b: repeated(400, (i) => (i * 7) % 5),
    })
    const { draws } = ownData(table, { environment: 'environment', variables: [], draws: 1, random: seededRandom(1) })
    const first = (draws[0]!.columns['a;1'] as { codes: Int32Array }).codes
    const ones = first.reduce((sum, code) => sum + code, 0)
    expect(Math.abs(ones - 100)).toBeLessThan(4 * Math.sqrt(50)) // unshuffled it would be 0
    const second = (draws[0]!.columns['a;2'] as { codes: Int32Array }).codes
    for (const [at, code] of first.entries()) expect(code + second[at]!).toBe(1) // never a row with itself
  })

  test('rows are drawn twenty times; the unit stays the environment', async () => {
    const table = columns({
      site: repeated(300, (i) => Math.floor(i / 5)),
      a: repeated(300, (i) => (i * 7919) % 2),
      b: repeated(300, (i) => ((i * 104_729) % 4 < 2 ? 1 : 0)),
    })
    const { draws } = ownData(table, { environment: 'site', variables: [], draws: 20, random: seededRandom(1) })
    expect(draws).toHaveLength(20)
    expect(draws[0]!.environments).toBe(60)
    const report = await run({ source: 'table', table, environment: 'site' })
    expect(report.tables.find(({ title }) => title === 'Every test that was run')!.note).toContain(
      'median of 20 draws of rows',
    )
    expect(report.numbers.find(({ name }) => name === 'environments')!.value).toBe(60)
  })

  test('environments with one row are left out and listed, rows with a missing value counted', async () => {
    const table = columns({
      environment: [...repeated(60, (i) => `e${Math.floor(i / 2)}`), 'alone', 'lonely', 'e0'],
      a: [...repeated(60, (i) => (i * 7919) % 2), 1, 0, null],
      b: [...repeated(60, (i) => Math.floor(i / 3) % 2), 1, 0, 1],
    } as Record<string, (number | string)[]>)
    const report = await run({ source: 'table', table })
    expect(report.warnings[0]).toBe('Environments with fewer than two rows were left out: alone, lonely.')
    expect(report.warnings[1]).toBe('1 rows with a missing value were left out.')
  })

  const rows = 60
  const environment = repeated(rows, (i) => Math.floor(i / 2))
  const a = repeated(rows, (i) => (i * 7919) % 2)
  test.each([
    ['no table', { table: null }, 'table', 'No table was given.'],
    ['no environment column', { table: columns({ a, b: a }) }, 'environment', 'exchangeable groups are required'],
    [
      'an unknown variable',
      { table: columns({ environment, a, b: a }), variables: 'a, c' },
      'variables',
      'There is no column “c”.',
    ],
    [
      'the environment as a variable',
      { table: columns({ environment, a }), variables: 'a, environment' },
      'variables',
      'cannot be a variable too',
    ],
    ['one variable', { table: columns({ environment, a }) }, 'variables', '1 variables are chosen; 2 to 8'],
    [
      'nine variables',
      { table: columns({ environment, ...Object.fromEntries(repeated(9, (i) => `v${i}`).map((name) => [name, a])) }) },
      'variables',
      '9 variables are chosen',
    ],
    [
      'a constant column',
      { table: columns({ environment, a, b: repeated(rows, () => 3) }) },
      'variables',
      'The column “b” is constant.',
    ],
    [
      'a column of mixed type',
      { table: columns({ environment, a, b: repeated(rows, (i) => (i === 7 ? 'n.a.' : `${i}`)) }) },
      'variables',
      'neither numbers nor a few levels',
    ],
    [
      'kinds that do not go together',
      { table: columns({ environment, a, b: repeated(rows, (i) => i * 1.5) }) },
      'test',
      'Some variables have numbers and some have levels.',
    ],
    [
      'a G test of numbers',
      {
        table: columns({ environment, b: repeated(rows, (i) => i * 1.5), c: repeated(rows, (i) => (i * i) % 31) }),
        test: 'g',
      },
      'test',
      'The G test is of levels',
    ],
    [
      'few environments',
      { table: columns({ environment: repeated(12, (i) => Math.floor(i / 2)), a: a.slice(0, 12), b: a.slice(0, 12) }) },
      'table',
      'Only 6 environments',
    ],
  ])('%s is refused beside its field', async (_, input, path, message) => {
    const error = await refused({ source: 'table', ...input })
    expect(error).toMatchObject({ name: 'LabError', code: 'input/invalid' })
    expect(error.details.issues[0]).toMatchObject({ path: [path], message: expect.stringContaining(message) })
  })

  test('too many environments for the kernel test are refused', async () => {
    const many = repeated(4400, (i) => Math.floor(i / 2))
    const table = columns({
      environment: many,
      b: repeated(4400, (i) => (i * 37) % 101),
      c: repeated(4400, (i) => (i * 61) % 103),
    })
    expect((await refused({ source: 'table', table, test: 'kci' })).message).toContain('2,000 are the most')
  })
})

test('a cancelled run ends', async () => {
  const abort = new AbortController()
  abort.abort()
  await expect(runMethod(method, { input: {}, seed: 1 }, { signal: abort.signal })).rejects.toMatchObject({
    code: 'run/cancelled',
  })
})
