/** The method as a reader uses it, and every sentence it refuses with. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMethod, seededRandom } from '@causerie/lab'
import { readTable, type Table } from '@causerie/tables'
import { describe, expect, test } from 'vitest'
import method from './method.ts'

const run = async (input: Record<string, unknown>, seed: number | string = 1) =>
  (await runMethod(method, { input, seed })).report
const sampleText = (name: string) => readFileSync(join(import.meta.dirname, 'sample', name), 'utf8')
const sample = async (name: string) => (await readTable(sampleText(name), { name })).table
const refused = (input: Record<string, unknown>) =>
  run({ source: 'table', seeds: 1, generators: 'bootstrap', ...input }).then(
    () => expect.unreachable('it ran'),
    (error) => error,
  )
const random = seededRandom('tests')
const numbers = (count: number, name: string, of: (i: number) => number = () => random()) => ({
  name,
  type: 'number' as const,
  values: Array.from({ length: count }, (_, i) => of(i)),
})
const table = (...columns: Table['columns'][number][]): Table => ({ name: 'mine.csv', columns })
const three = (rows = 80) => table(numbers(rows, 'a'), numbers(rows, 'b'), numbers(rows, 'c'))

describe('random models', () => {
  test('one press shows a leaderboard, the statements and four figures with tables and alt texts', {
    timeout: 60_000,
  }, async () => {
    const report = await run({ seeds: 2, rows: 200, nodes: 6 })
    expect(report.tables.map(({ title }) => title)).toEqual([
      'Leaderboard, best on structure first',
      'Every statement of the graph, first seed',
    ])
    expect(report.figures).toHaveLength(4)
    for (const [at, { table: data, alt, spec }] of report.figures.entries()) {
      if (at < 3) expect(data.rows.length).toBeGreaterThan(0) // the last lists what was broken: nothing, at best
      expect(alt.length).toBeGreaterThan(40)
      expect(JSON.stringify(spec)).not.toMatch(/null,"y2"|NaN/)
    }
    expect(report.headline).toMatch(/Independent marginals worst/)
  })

  test('every family and every generator runs; what cannot take a table says so', { timeout: 120_000 }, async () => {
    const all = 'bootstrap, independent, smote, copula, gaussian, chow-liu, hill-climb, scm, scm-released'
    for (const family of ['linear-uniform', 'tanh-additive', 'discrete'] as const) {
      const report = await run({
        family,
        rows: 200,
        nodes: 5,
        seeds: 1,
        generators: family === 'tanh-additive' ? 'smote, scm' : all,
      })
      const makers = report.tables[0]!.rows.map(([label]) => label)
      expect(makers).toHaveLength({ 'linear-uniform': 9, 'tanh-additive': 2, discrete: 8 }[family]!)
      if (family === 'discrete') expect(report.warnings.join()).toContain('Refitted Gaussian was left out')
    }
  })

  test('the same seed gives the same report', { timeout: 60_000 }, async () => {
    const small = { seeds: 1, rows: 200, nodes: 5 }
    expect(await run(small, 'a')).toEqual(await run(small, 'a'))
  })

  test('faint dependences are counted: near-cancelling paths that even real rows miss', async () => {
    const report = await run({ seeds: 3, rows: 200, nodes: 12, edgeProbability: 0.6, generators: 'independent' })
    expect(report.warnings.join()).toMatch(/dependences are too faint to be found at this size/)
  })
})

describe('the reader’s own tables', () => {
  test('shop.csv with its graph: the synthetic table has a good shape and broken structure', {
    timeout: 60_000,
  }, async () => {
    const report = await run({
      source: 'table',
      seeds: 1,
      table: await sample('shop.csv'),
      synthetic: await sample('shop-synthetic.csv'),
      graph: sampleText('shop-graph.txt'),
    })
    const rows = new Map(report.tables[0]!.rows.map((row) => [row[0], row]))
    const score = (label: string) => Number.parseFloat(String(rows.get(label)![1]))
    expect(score('shop-synthetic.csv')).toBeLessThan(0.87)
    expect(score('SCM, residuals drawn again')).toBeGreaterThan(0.95)
  })

  test('without a graph PC finds one, and the report says what that means', { timeout: 60_000 }, async () => {
    const report = await run({
      source: 'table',
      seeds: 1,
      table: await sample('shop.csv'),
      generators: 'bootstrap, independent',
    })
    expect(report.warnings[0]).toContain('discovered by PC')
  })

  test('missing values are filled and counted, constant columns left out', async () => {
    const data = three()
    const report = await run({
      source: 'table',
      seeds: 1,
      generators: 'independent, bootstrap',
      graph: 'a -> b\nc\n',
      table: table(
        ...data.columns.slice(0, 2),
        { name: 'c', type: 'number', values: [null, ...(data.columns[2]!.values.slice(1) as number[])] },
        numbers(80, 'flat', () => 3),
      ),
    })
    expect(report.warnings).toContain('1 missing values of “c” became its mean.')
    expect(report.warnings).toContain('The column “flat” is constant and was left out.')
  })

  test('a shorter synthetic table cuts all to its rows; a constant column and unknown levels are said', {
    timeout: 60_000,
  }, async () => {
    const real = await sample('shop.csv')
    const synthetic = await sample('shop-synthetic.csv')
    const columns = synthetic.columns.map((column) => {
      const values = column.values.slice(0, 100)
      if (column.name === 'spend') return { name: 'spend', type: 'number' as const, values: values.map(() => 100) }
      return column.name === 'region' ? { ...column, values: ['island', ...values.slice(1)] } : { ...column, values }
    }) as Table['columns']
    const report = await run({
      source: 'table',
      seeds: 1,
      table: real,
      synthetic: { name: 'short.csv', columns },
      graph: sampleText('shop-graph.txt'),
      generators: 'bootstrap',
    })
    const said = report.warnings.join('\n')
    expect(said).toContain('A synthetic table has 100 rows: all tables were cut to that many')
    expect(said).toContain('“spend” is constant in short.csv: it can predict only at chance')
    expect(said).toContain('“region” has 1 levels that the real table never has: island.')
  })

  test.each([
    ['no table', {}, 'table', 'No real table was given.'],
    ['few rows', { table: three(49) }, 'table', 'mine.csv has 49 rows; 50 are the least.'],
    [
      'two columns',
      { table: table(numbers(60, 'a'), numbers(60, 'b')) },
      'table',
      '2 columns can be used; 3 are the least.',
    ],
    ['an unknown column', { table: three(), columns: 'a, z' }, 'columns', 'There is no column “z”.'],
    [
      'a text of many values',
      {
        table: table(numbers(60, 'a'), numbers(60, 'b'), {
          name: 'id',
          type: 'text',
          values: Array.from({ length: 60 }, (_, i) => `p${i}`),
        }),
      },
      'columns',
      '“id” is text with 60 different values; 50 are the most. Leave it out',
    ],
    [
      'a synthetic table without a column',
      { table: three(), synthetic: table(numbers(80, 'a'), numbers(80, 'b')) },
      'synthetic',
      'lacks the columns “c” of the real one',
    ],
    [
      'a synthetic table of other types',
      {
        table: three(),
        synthetic: table(numbers(80, 'a'), numbers(80, 'b'), {
          name: 'c',
          type: 'text',
          values: Array.from({ length: 80 }, () => 'x'),
        }),
      },
      'synthetic',
      '“c” holds numbers in the real table and text in',
    ],
    ['a graph of unknown columns', { table: three(), graph: 'a -> b\nb -> d' }, 'graph', 'The graph names “d”'],
    ['a graph that forgets a column', { table: three(), graph: 'a -> b' }, 'graph', 'does not mention “c”'],
    ['a graph with a cycle', { table: three(), graph: 'a -> b\nb -> c\nc -> a' }, 'graph', 'cycle'],
    ['a graph that is none', { table: three(), graph: 'a -> ' }, 'graph', ''],
    [
      'a complete graph',
      { table: three(), graph: 'a -> b\na -> c\nb -> c' },
      'graph',
      'a complete graph implies no independence',
    ],
    ['a graph without an edge', { table: three(), graph: 'dag { a b c }' }, 'graph', 'The graph has no edge'],
    ['an unknown target', { table: three(), target: 'z', graph: 'a -> b\nc' }, 'target', 'There is no column “z”.'],
    [
      'a G test of numbers',
      { table: three(), graph: 'a -> b\nc', test: 'g' },
      'test',
      'holds numbers; a contingency table is of levels',
    ],
    ['a kernel test of many rows', { source: 'benchmark', rows: 3000, test: 'kci' }, 'test', '2000 rows are the most'],
    ['an unknown generator', { table: three(), generators: 'smoke' }, 'generators', 'There is no generator “smoke”.'],
    ['no generator', { table: three(), generators: ' ' }, 'generators', 'No generator is named.'],
  ])('%s is refused beside its field', async (_, input, path, message) => {
    const error = await refused(input)
    expect(error, error.stack).toMatchObject({ name: 'LabError', code: 'input/invalid' })
    expect(error.details.issues[0]).toMatchObject({ path: [path], message: expect.stringContaining(message) })
  })
})
