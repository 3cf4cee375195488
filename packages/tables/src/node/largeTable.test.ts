import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, describe, expect, test } from 'vitest'
import { numericMatrix, readTable } from '../index.ts'
import { openTable } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-large-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('a file opened where it lies', () => {
  test('reads some rows of some columns, missing as null', async () => {
    const table = await openTable(file('it’s.csv', 'a,b,c\n1,x,true\nNA,y,false\n3,NA,true\n'))
    expect(table.columns).toEqual([
      { name: 'a', type: 'number' },
      { name: 'b', type: 'text' },
      { name: 'c', type: 'boolean' },
    ])
    expect(await table.rowCount()).toBe(3)
    expect((await table.read({ columns: ['c', 'a'], limit: 2 })).columns).toEqual([
      { name: 'c', type: 'boolean', values: [true, false] },
      { name: 'a', type: 'number', values: [1, null] },
    ])
    expect((await table.read({ limit: 9 })).columns[1]!.values).toEqual(['x', 'y', null])
    table.close()
  })

  test('JSON Lines, Parquet and semicolons with decimal commas are the same table', async () => {
    const expected = [{ name: 'a', type: 'number', values: [1.5, 2] }]
    const parquet = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'a', data: [1.5, 2], type: 'DOUBLE' }] }))
    for (const [path, options] of [
      [file('f.jsonl', '{"a":1.5}\n{"a":2}\n'), {}],
      [file('f.json', '[{"a":1.5},{"a":2}]'), {}],
      [file('f.parquet', parquet), {}],
      [file('g.csv', 'a;b\n1,5;x\n2,0;y\n'), { delimiter: ';', decimal: ',', header: true }],
    ] as const) {
      const table = await openTable(path, options)
      expect((await table.read({ columns: ['a'], limit: 5 })).columns).toEqual(expected)
      table.close()
    }
  })

  test('a sample is of the size asked for and the same for the same seed', async () => {
    const table = await openTable(file('s.csv', `a\n${Array.from({ length: 5000 }, (_, i) => i).join('\n')}\n`), {
      threads: 1,
    })
    const sample = async (seed: number) => (await table.read({ limit: 100, sampled: { seed } })).columns[0]!.values
    const first = await sample(1)
    expect(new Set<unknown>(first).size).toBe(100)
    expect(await sample(1)).toEqual(first)
    expect(await sample(2)).not.toEqual(first)
    table.close()
  })

  test('property: means and covariances agree with those of the rows read whole, at any offset', async () => {
    const cell = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: -999, max: 999 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 8, maxLength: 40 }),
        fc.constantFrom(0, 1e9),
        async (rows, offset) => {
          const csv = `a,b\n0,0\n1,1\n${rows.map((row) => row.map((value) => (value === null ? '' : value + offset)).join(',')).join('\n')}\n`
          const table = await openTable(file('m.csv', csv), { header: true, delimiter: ',' })
          const { n, dropped, means, covariance } = await table.moments(['a', 'b'])
          table.close()
          // n · offset · 2⁻⁵² · the largest deviation; E[x²] − E[x]² would be off by hundreds.
          const rounding = 42 * offset * 2 ** -52 * 2000 + 1e-9
          const whole = numericMatrix((await readTable(csv, { name: 'm.csv' })).table)
          expect([n, dropped]).toEqual([whole.rows, whole.dropped])
          const [a, b] = whole.columns as [Float64Array, Float64Array]
          const mean = (x: Float64Array) => x.reduce((sum, value) => sum + value / n, 0)
          const product = (x: Float64Array, y: Float64Array) =>
            x.reduce((sum, value, i) => sum + (value - mean(x)) * (y[i]! - mean(y)), 0) / (n - 1)
          for (const [found, expected] of [
            [means[0], mean(a)],
            [covariance[0], product(a, a)],
            [covariance[1], product(a, b)],
            [covariance[2], product(a, b)],
            [covariance[3], product(b, b)],
          ] as const)
            expect(Math.abs(found! - expected)).toBeLessThanOrEqual(rounding + 1e-9 * Math.abs(expected))
        },
      ),
      { numRuns: 20 },
    )
  })

  test('counts every combination that occurs, rows with a missing value apart', async () => {
    const table = await openTable(file('c.csv', 'a,b\nx,1\nx,1\ny,2\nNA,2\n'))
    expect(await table.counts(['a', 'b'])).toEqual({
      names: ['a', 'b'],
      cells: [
        { values: ['x', 1], count: 2 },
        { values: ['y', 2], count: 1 },
      ],
      n: 3,
      dropped: 1,
    })
    await expect(table.counts(['a'], { maxCells: 1 })).rejects.toEqual(code('table/too-large'))
    table.close()
  })

  test('what cannot be read or asked is said', async () => {
    await expect(openTable(join(folder, 'none.csv'))).rejects.toEqual(code('table/file'))
    await expect(openTable(file('empty.csv', ''))).rejects.toEqual(code('table/empty'))
    await expect(openTable(file('torn.parquet', 'PAR1 and no more'))).rejects.toEqual(code('table/large'))
    const table = await openTable(file('t.csv', 'a,b\nx,1\ny,2\n'))
    await expect(table.moments(['a'])).rejects.toThrow('The column “a” of t.csv holds texts, not numbers.')
    await expect(table.read({ columns: ['z'], limit: 1 })).rejects.toMatchObject({
      code: 'column/unknown',
      hint: 'Its columns are a, b.',
    })
    table.close()
  })

  test('a million rows are summarised within 100 MB', { timeout: 60_000 }, async () => {
    const path = join(folder, 'long.csv')
    const lines = function* () {
      yield 'a,b\n'
      for (let block = 0; block < 200; block++)
        yield Array.from({ length: 5000 }, (_, i) => `${block * 5000 + i},${(block * 5000 + i) / 3}\n`).join('')
    }
    await pipeline(Readable.from(lines()), createWriteStream(path))
    const table = await openTable(path, { memoryMegabytes: 100, threads: 1 })
    const { n, means } = await table.moments(['a', 'b'])
    expect(n).toBe(1_000_000)
    expect(means[0]).toBeCloseTo(499_999.5, 3)
    table.close()
  })
})
