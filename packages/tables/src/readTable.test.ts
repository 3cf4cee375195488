import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { readTable, rowCount, type Table, writeCsv } from './index.ts'

const read = async (text: string | Uint8Array, options: Partial<Parameters<typeof readTable>[1]> = {}) =>
  (await readTable(text, { name: 'f.csv', ...options })).table.columns.map(({ name, type, values }) => [
    name,
    type,
    ...values,
  ])
const fails = (source: Parameters<typeof readTable>[0], options: Partial<Parameters<typeof readTable>[1]> = {}) =>
  readTable(source, { name: 'f.csv', ...options }).then(
    () => expect.unreachable('it was read'),
    (error) => error,
  )
const bytes = (text: string) => new TextEncoder().encode(text)

describe('CSV', () => {
  test('numbers, texts and booleans are told apart, and the reason is said', async () => {
    const { table, columns, notes } = await readTable('a,b,c,d\n1,x,true,7\n-2.5e3,y,FALSE,z\n', { name: 'f.csv' })
    expect(table.columns.map(({ type, values }) => [type, ...values])).toEqual([
      ['number', 1, -2500],
      ['text', 'x', 'y'],
      ['boolean', true, false],
      ['text', '7', 'z'],
    ])
    expect(columns.map(({ why }) => why)).toEqual([
      '2 of 2 values are numbers',
      'no value is a number',
      'every value is true or false',
      '1 of 2 values are numbers, but line 3 holds “z”: kept as text',
    ])
    expect(notes).toEqual(['2 rows, 4 columns.', 'Values are separated by a comma.'])
  })

  test.each([
    [
      'a semicolon and decimal commas',
      'a;b\n1,5;2\n-0,25;3\n',
      [
        ['a', 'number', 1.5, -0.25],
        ['b', 'number', 2, 3],
      ],
    ],
    [
      'a tab',
      'a\tb\n1\tx, y\n2\tz\n',
      [
        ['a', 'number', 1, 2],
        ['b', 'text', 'x, y', 'z'],
      ],
    ],
    [
      'a bar',
      'a|b\n1|2\n',
      [
        ['a', 'number', 1],
        ['b', 'number', 2],
      ],
    ],
    ['one column', 'a\n1\n2\n', [['a', 'number', 1, 2]]],
    [
      'CRLF and a byte-order mark',
      '\uFEFFa,b\r\n1,2\r\n',
      [
        ['a', 'number', 1],
        ['b', 'number', 2],
      ],
    ],
    [
      'old line ends',
      'a,b\r1,2\r3,4',
      [
        ['a', 'number', 1, 3],
        ['b', 'number', 2, 4],
      ],
    ],
    [
      'quotes, a separator, a break and a quote inside',
      'a,b\n"x, ""y""\nz",1\n',
      [
        ['a', 'text', 'x, "y"\nz'],
        ['b', 'number', 1],
      ],
    ],
    [
      'grouped thousands',
      'a;b\n1,234.5;x\n2,000;y\n',
      [
        ['a', 'number', 1234.5, 2000],
        ['b', 'text', 'x', 'y'],
      ],
    ],
    [
      'points that group under decimal commas',
      'a;b\n1.234,5;x\n12;y\n',
      [
        ['a', 'number', 1234.5, 12],
        ['b', 'text', 'x', 'y'],
      ],
    ],
    [
      'blank lines',
      'a,b\n\n1,2\n\n',
      [
        ['a', 'number', 1],
        ['b', 'number', 2],
      ],
    ],
    [
      'an empty last column',
      'a,b,\n1,2,\n',
      [
        ['a', 'number', 1],
        ['b', 'number', 2],
      ],
    ],
    [
      'row names as R writes them',
      'a,b\nr1,1,2\nr2,3,4\n',
      [
        ['row', 'text', 'r1', 'r2'],
        ['a', 'number', 1, 3],
        ['b', 'number', 2, 4],
      ],
    ],
    [
      'no header',
      '1,x\n2,y\n',
      [
        ['column 1', 'number', 1, 2],
        ['column 2', 'text', 'x', 'y'],
      ],
    ],
    [
      'years as names',
      'city,2019,2020\nLyon,3,4\n',
      [
        ['city', 'text', 'Lyon'],
        ['2019', 'number', 3],
        ['2020', 'number', 4],
      ],
    ],
  ])('%s', async (_, text, expected) => expect(await read(text)).toEqual(expected))

  test('what the reader says goes before what is guessed', async () => {
    expect(await read('city,2019\nLyon,3\n', { header: true })).toEqual([
      ['city', 'text', 'Lyon'],
      ['2019', 'number', 3],
    ])
    expect(await read('a,b\n1,2\n', { header: false })).toEqual([
      ['column 1', 'text', 'a', '1'],
      ['column 2', 'text', 'b', '2'],
    ])
    expect(await read('a;b\n1,000;2\n', { decimal: ',' })).toEqual([
      ['a', 'number', 1],
      ['b', 'number', 2],
    ])
    expect(await read('a,b\n-9,2\n', { missing: ['-9'] })).toEqual([
      ['a', 'text', null],
      ['b', 'number', 2],
    ])
  })

  test('marks of missing values become null; a dash or “None” only among numbers', async () => {
    const marks = 'a,b\nNA,x\n,None\nnull,y\n-,-\n3,z\n'
    expect(await read(marks)).toEqual([
      ['a', 'number', null, null, null, null, 3],
      ['b', 'text', 'x', 'None', 'y', '-', 'z'],
    ])
  })

  test('identifiers keep their digits as text', async () => {
    const { table, columns } = await readTable('id,card\n007,1234567890123456789\n010,5\n', { name: 'f.csv' })
    expect(table.columns.map(({ values }) => values[0])).toEqual(['007', '1234567890123456789'])
    expect(columns[0]!.why).toContain('line 2 holds “007”')
  })

  test('infinity is no JSON number and stays text', async () => {
    expect(await read('a\nInf\n1\n')).toEqual([['a', 'text', 'Inf', '1']])
  })

  test('a line break inside quotes counts in the line that is named', async () => {
    const error = await fails('a,b\n"x\ny",1\n2\n')
    expect(error).toMatchObject({ code: 'table/ragged', details: { line: 4, expected: 2, found: 1 } })
    expect(error.message).toBe('Line 4 of f.csv has 1 values; the line of names has 2.')
  })

  test.each([
    ['', 'table/empty', 'f.csv is empty: it has no line with a value.'],
    ['a,b\n', 'table/empty', 'f.csv has a line of names and no row of values.'],
    ['a,b,a\n1,2,3\n', 'table/duplicate-name', 'Columns 1 and 3 of f.csv are both called “a”.'],
    ['a,b\n1,2\n3,"4\n5,6\n', 'table/quotes', 'Line 3 of f.csv opens a quotation mark that is never closed.'],
    ['a,b\n1,"2"x\n', 'table/quotes', 'Line 2 of f.csv'],
    ['a,b\n1,2,3\n4,5\n', 'table/ragged', 'Line 2 of f.csv has 3 values; the line of names has 2.'],
  ])('%j is refused with a sentence', async (text, code, message) => {
    const error = await fails(text)
    expect(error).toMatchObject({ name: 'TablesError', code })
    expect(error.message).toContain(message)
  })

  test('a column that is not there is named, with those that are', async () => {
    const error = await fails('a,b\n1,2\n', { columns: ['b', 'c'] })
    expect(error).toMatchObject({ code: 'column/unknown', hint: 'Its columns are a, b.' })
    expect(await read('a,b\n1,2\n', { columns: ['b'] })).toEqual([['b', 'number', 2]])
  })

  test('property: what is written is read again as it was', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => `t${text.replaceAll('\r', '')}`)
    const column = fc.oneof(
      fc.record({ type: fc.constant('text' as const), values: fc.array(cell, { minLength: 3, maxLength: 3 }) }),
      fc.record({
        type: fc.constant('number' as const),
        values: fc.array(
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
          { minLength: 3, maxLength: 3 },
        ),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(column, { minLength: 1, maxLength: 4 }), async (columns) => {
        const named = columns.map((each, at) => ({ ...each, name: `c${at}` }))
        const table = { name: 'f.csv', columns: named } as Table
        const again = await readTable(writeCsv(table), { name: 'f.csv', header: true, delimiter: ',' })
        expect(again.table).toEqual(table)
      }),
    )
  })
})

describe('encodings', () => {
  test('UTF-8 with a mark, UTF-16 with and without one, and Windows-1252', async () => {
    const expected = [
      ['né', 'text', 'Gül'],
      ['b', 'number', 1],
    ]
    const text = 'né,b\nGül,1\n'
    const utf16 = (big: boolean, mark: boolean) => {
      const units = [...(mark ? '\uFEFF' : ''), ...text].map((letter) => letter.charCodeAt(0))
      return Uint8Array.from(units.flatMap((unit) => (big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])))
    }
    for (const each of [
      bytes(`\uFEFF${text}`),
      utf16(false, true),
      utf16(true, true),
      utf16(false, false),
      utf16(true, false),
    ])
      expect(await read(each)).toEqual(expected)
    const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    expect(await read(latin)).toEqual(expected)
    expect((await readTable(latin, { name: 'f.csv' })).notes.at(-1)).toBe('The text was read as WINDOWS-1252.')
  })

  test('gzip is unpacked, and refused when it is cut off or swells', async () => {
    const packed = new Uint8Array(gzipSync('a,b\n1,2\n'))
    expect(await read(packed, { name: 'f.csv.gz' })).toEqual([
      ['a', 'number', 1],
      ['b', 'number', 2],
    ])
    expect(await fails(packed.slice(0, 15), { name: 'f.csv.gz' })).toMatchObject({ code: 'table/format' })
    const bomb = new Uint8Array(gzipSync(new Uint8Array(2_000_000)))
    expect(await fails(bomb, { name: 'f.csv.gz', maxBytes: 1_000_000 })).toMatchObject({ code: 'table/too-large' })
  })

  test('a file that is no text, a spreadsheet and a large file are refused with what to do', async () => {
    expect(await fails(Uint8Array.from([97, 44, 98, 0, 10, 49, 50, 51, 52, 53, 10]))).toMatchObject({
      code: 'table/not-text',
    })
    expect(await fails(bytes('PK\x03\x04…'), { name: 'f.xlsx' })).toMatchObject({ code: 'table/format' })
    const large = { size: 2_000_000_000, arrayBuffer: () => expect.unreachable('it was read') }
    const error = await fails(Object.setPrototypeOf(large, Blob.prototype) as Blob).catch((fault) => fault)
    expect(error).toMatchObject({ code: 'table/too-large' })
    expect(error.message).toBe('f.csv has 2,000 MB; here 200 MB is the most.')
  })
})

describe('JSON', () => {
  test('records, columns, lines and our own tables are one table', async () => {
    const expected = [
      ['a', 'number', 1, null],
      ['b', 'text', 'x', 'y'],
    ]
    const name = 'f.json'
    expect(await read('[{"a":1,"b":"x"},{"b":"y"}]', { name })).toEqual(expected)
    expect(await read('{"a":[1,null],"b":["x","y"]}', { name })).toEqual(expected)
    expect(await read('{"a":1,"b":"x"}\n\n{"b":"y","a":null}\n', { name: 'f.jsonl' })).toEqual(expected)
    expect(await read('{"a":1,"b":"x"}\n{"b":"y"}\n', { name: 'unnamed' })).toEqual(expected)
    const { table } = await readTable('[{"a":1,"b":"x"},{"b":"y"}]', { name })
    expect(await read(JSON.stringify(table), { name })).toEqual(expected)
  })

  test.each([
    ['f.json', '{"a": [1, 2', 'table/json', 'f.json is not JSON'],
    ['f.json', '3', 'table/json', 'f.json is JSON, but no table.'],
    ['f.json', '[]', 'table/empty', 'f.json is empty'],
    ['f.json', '{"a":[1],"b":[1,2]}', 'table/ragged', 'The column “b” of f.json has 2 values; “a” has 1.'],
    ['f.json', '[{"a":{"b":1}}]', 'column/nested', 'Row 1 of the column “a” of f.json holds a record, not one value.'],
    ['f.jsonl', '{"a":1}\n{"a":\n', 'table/json', 'Line 2 of f.jsonl is not JSON'],
    ['f.jsonl', '{"a":1}\n\n[1]\n', 'table/json', 'Line 3 of f.jsonl is no record'],
  ])('%s %j is refused', async (name, text, code, message) => {
    const error = await fails(text, { name })
    expect(error).toMatchObject({ code })
    expect(error.message).toContain(message)
  })

  test('a column of mixed types is text and says from which row', async () => {
    const { columns } = await readTable('[{"a":1},{"a":"x"}]', { name: 'f.json' })
    expect(columns[0]).toMatchObject({ type: 'text', why: 'it mixes types (row 2 holds "x"): kept as text' })
  })
})

describe('Parquet and Arrow', () => {
  const parquet = () =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'a', data: [1.5, null, 3], type: 'DOUBLE' },
          { name: 'b', data: ['x', 'y', null], type: 'STRING' },
          { name: 'c', data: [true, false, true], type: 'BOOLEAN' },
          { name: 'd', data: [1n, 2n, 3n], type: 'INT64' },
        ],
      }),
    )
  const expected = [
    ['a', 'number', 1.5, null, 3],
    ['b', 'text', 'x', 'y', null],
    ['c', 'boolean', true, false, true],
    ['d', 'number', 1, 2, 3],
  ]

  test('Parquet is told by its first bytes, whatever its name', async () => {
    expect(await read(parquet(), { name: 'f' })).toEqual(expected)
    expect(await read(parquet(), { columns: ['d'] })).toEqual([expected[3]])
    expect(await fails(parquet(), { columns: ['d', 'e'] })).toMatchObject({ code: 'column/unknown' })
    expect(await fails(parquet().slice(0, 60), { name: 'f.parquet' })).toMatchObject({ code: 'table/parquet' })
    expect(await fails(bytes('a,b\n'), { name: 'f.parquet' })).toMatchObject({ code: 'table/format' })
  })

  test('Arrow files and streams, dictionaries and dates included', async () => {
    const {
      DateMillisecond,
      Float64,
      tableToIPC,
      vectorFromArray,
      Table: ArrowTable,
      Utf8,
      Dictionary,
      Int32,
    } = await import('apache-arrow')
    const arrow = new ArrowTable({
      a: vectorFromArray([1.5, null], new Float64()),
      b: vectorFromArray(['x', 'x'], new Dictionary(new Utf8(), new Int32())),
      d: vectorFromArray([new Date('2026-11-24T00:00:00Z'), null], new DateMillisecond()),
    })
    const wanted = [
      ['a', 'number', 1.5, null],
      ['b', 'text', 'x', 'x'],
      ['d', 'text', '2026-11-24T00:00:00.000Z', null],
    ]
    expect(await read(tableToIPC(arrow, 'file'), { name: 'f' })).toEqual(wanted)
    expect(await read(tableToIPC(arrow, 'stream'), { name: 'f' })).toEqual(wanted)
    expect(await fails(tableToIPC(arrow, 'file').slice(0, 200), { name: 'f.arrow' })).toMatchObject({
      code: expect.stringMatching(/^table\//),
    })
  })
})

test('a table of 100,000 rows is read whole', async () => {
  const text = `a,b,c\n${Array.from({ length: 100_000 }, (_, i) => `${i},${i / 7},w${i % 10}`).join('\n')}\n`
  const { table } = await readTable(text, { name: 'f.csv' })
  expect(rowCount(table)).toBe(100_000)
  expect(table.columns.map(({ values }) => values.at(-1))).toEqual([99_999, 99_999 / 7, 'w9'])
})
