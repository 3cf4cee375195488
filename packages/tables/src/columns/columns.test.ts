import { describe, expect, test } from 'vitest'
import { columnNamed, completeRows, levelsOf, numericMatrix, selectRows, type Table } from '../index.ts'

const table: Table = {
  name: 'marks',
  columns: [
    { name: 'age', type: 'number', values: [31, null, 28, 44] },
    { name: 'ill', type: 'boolean', values: [true, false, null, false] },
    { name: 'city', type: 'text', values: ['b', 'a', 'b', null] },
  ],
}

describe('numericMatrix', () => {
  test('takes numbers and booleans, drops and counts rows with a missing value', () => {
    const matrix = numericMatrix(table)
    expect(matrix).toMatchObject({ names: ['age', 'ill'], rows: 2, dropped: 2 })
    expect([...matrix.values]).toEqual([31, 1, 44, 0])
    expect(matrix.columns.map((column) => [...column])).toEqual([
      [31, 44],
      [1, 0],
    ])
    expect([...matrix.kept]).toEqual([0, 3])
  })

  test('says which cell is no number, and which column is not there', () => {
    expect(() => numericMatrix(table, ['city'])).toThrow('The column “city” of marks holds no numbers: row 1 is “b”.')
    expect(() => numericMatrix(table, ['age', 'wage'])).toThrow('marks has no column “wage”.')
  })

  test('a table without one complete row is refused, and the worst column named', () => {
    const none: Table = {
      columns: [
        { name: 'a', type: 'number', values: [null, 1] },
        { name: 'b', type: 'number', values: [1, null] },
      ],
    }
    expect(() => numericMatrix(none)).toThrow(expect.objectContaining({ code: 'table/empty', details: { field: 'a' } }))
  })
})

test('levels are sorted by value or letters, and what is missing is −1', () => {
  expect(levelsOf(columnNamed(table, 'city'))).toMatchObject({ levels: ['a', 'b'], codes: Int32Array.of(1, 0, 1, -1) })
  expect(levelsOf(columnNamed(table, 'age')).levels).toEqual([28, 31, 44])
  expect(levelsOf(columnNamed(table, 'ill'))).toMatchObject({
    levels: [false, true],
    codes: Int32Array.of(1, 0, -1, 0),
  })
  expect(levelsOf({ name: 'n', type: 'number', values: [10, 9, 100] }).levels).toEqual([9, 10, 100])
})

test('rows are selected in any order, and more than once', () => {
  const { kept } = completeRows(table, ['age'])
  expect(selectRows(table, kept).columns[2]!.values).toEqual(['b', 'b', null])
  expect(selectRows(table, [3, 0, 0]).columns[0]!.values).toEqual([44, 31, 31])
})
