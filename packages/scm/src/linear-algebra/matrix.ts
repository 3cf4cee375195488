/** A dense matrix of doubles with its shape, and how one is made and read. Nothing here changes what it is given. */
import { ScmError } from '../errors.ts'

/** Row-major: the entry in row i and column j is `values[i * columns + j]`. */
export type Matrix = {
  readonly rows: number
  readonly columns: number
  /** [rows, columns] */
  readonly values: Float64Array
}

/** Zeros, or `values` in row-major order: a `Float64Array` is taken over, not copied. Throws `linear-algebra/shape`. */
export function matrix(rows: number, columns: number, values?: ArrayLike<number>): Matrix {
  if (values !== undefined && values.length !== rows * columns)
    throw new ScmError(
      'linear-algebra/shape',
      `A matrix of ${rows} × ${columns} has ${rows * columns} entries, but ${values.length} were given.`,
    )
  const held = values instanceof Float64Array ? values : Float64Array.from(values ?? { length: rows * columns }, zero)
  return { rows, columns, values: held }
}

const zero = (value: number | undefined) => value ?? 0

/** One inner array per row, all equally long. Throws `linear-algebra/shape`. */
export function fromRows(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0
  const values = new Float64Array(rows.length * columns)
  for (const [i, row] of rows.entries()) {
    if (row.length !== columns)
      throw new ScmError(
        'linear-algebra/shape',
        `Row ${i} of the matrix has ${row.length} entries, the first has ${columns}.`,
      )
    values.set(row, i * columns)
  }
  return { rows: rows.length, columns, values }
}

/** One inner array per column, all equally long. Throws `linear-algebra/shape`. */
export function fromColumns(columns: readonly ArrayLike<number>[]): Matrix {
  return transpose(fromRows(columns))
}

export function identity(size: number): Matrix {
  return diagonal(new Float64Array(size).fill(1))
}

/** A square matrix with these on its diagonal and zero elsewhere. */
export function diagonal(entries: ArrayLike<number>): Matrix {
  const size = entries.length
  const values = new Float64Array(size * size)
  for (let i = 0; i < size; i++) values[i * size + i] = entries[i]!
  return { rows: size, columns: size, values }
}

export function transpose({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(values.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j]!
  return { rows: columns, columns: rows, values: turned }
}

/** A copy of row i, [columns]. */
export function rowOf({ columns, values }: Matrix, i: number): Float64Array {
  return values.slice(i * columns, (i + 1) * columns)
}

/** A copy of column j, [rows]. */
export function columnOf({ rows, columns, values }: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]!)
}

/** The columns of these numbers, in this order. */
export function selectColumns({ rows, columns, values }: Matrix, chosen: readonly number[]): Matrix {
  const picked = new Float64Array(rows * chosen.length)
  for (let i = 0; i < rows; i++)
    for (const [at, j] of chosen.entries()) picked[i * chosen.length + at] = values[i * columns + j]!
  return { rows, columns: chosen.length, values: picked }
}

/** The rows of these numbers, in this order; a number may come twice, as in a bootstrap. */
export function selectRows({ columns, values }: Matrix, chosen: ArrayLike<number>): Matrix {
  const picked = new Float64Array(chosen.length * columns)
  for (let at = 0; at < chosen.length; at++)
    picked.set(values.subarray(chosen[at]! * columns, (chosen[at]! + 1) * columns), at * columns)
  return { rows: chosen.length, columns, values: picked }
}

/** Throws `linear-algebra/shape` unless the matrix is square, `linear-algebra/not-finite` at NaN or infinity. */
export function requireSquare(what: string, { rows, columns, values }: Matrix): void {
  if (rows !== columns)
    throw new ScmError('linear-algebra/shape', `${what} needs a square matrix, this one is ${rows} × ${columns}.`)
  requireFinite(what, { rows, columns, values })
}

/** Throws `linear-algebra/not-finite` with the place of the first entry that is NaN or infinite. */
export function requireFinite(what: string, { columns, values }: Matrix): void {
  const at = values.findIndex((value) => !Number.isFinite(value))
  if (at < 0) return
  throw new ScmError(
    'linear-algebra/not-finite',
    `${what} needs finite numbers, but row ${Math.floor(at / columns)}, column ${at % columns} is ${values[at]}.`,
    {
      hint: 'Leave out or fill in what is missing first.',
      details: { row: Math.floor(at / columns), column: at % columns },
    },
  )
}

/** 2ᵏ with largest |entry| / 2ᵏ in [1, 2), so that squares neither overflow nor vanish; 1 for a matrix of zeros. Exact to divide by. */
export function binaryScale(values: Float64Array): number {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  return largest === 0 ? 1 : 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))))
}
