/** Products of matrices. */
import { ScmError } from '../errors.ts'
import type { Matrix } from './matrix.ts'

/** A·B, [a.rows, b.columns]. Throws `linear-algebra/shape` when the inner sizes differ. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw innerSizes('multiply', a, `${b.rows} × ${b.columns}`)
  const { rows, columns: inner } = a
  const { columns } = b
  const product = new Float64Array(rows * columns)
  const whole = inner - (inner % 4)
  for (let i = 0; i < rows; i++) {
    const row = product.subarray(i * columns, (i + 1) * columns)
    const factors = a.values.subarray(i * inner, (i + 1) * inner)
    // Four rows of B at a time: each entry of the product is then read and written a quarter as often.
    for (let k = 0; k < whole; k += 4) addRows(row, factors, b.values, k)
    for (let k = whole; k < inner; k++) addScaled(row, factors[k]!, b.values, k * columns)
  }
  return { rows, columns, values: product }
}

/** row ← row + Σ factors[k + r] · (row k + r of B), r = 0 … 3 */
function addRows(row: Float64Array, factors: Float64Array, values: Float64Array, k: number): void {
  const columns = row.length
  const [first, second, third, fourth] = [k * columns, (k + 1) * columns, (k + 2) * columns, (k + 3) * columns]
  const p = factors[k]!
  const q = factors[k + 1]!
  const r = factors[k + 2]!
  const s = factors[k + 3]!
  for (let j = 0; j < columns; j++)
    row[j]! += p * values[first + j]! + q * values[second + j]! + r * values[third + j]! + s * values[fourth + j]!
}

function addScaled(row: Float64Array, factor: number, values: Float64Array, from: number): void {
  for (let j = 0; j < row.length; j++) row[j]! += factor * values[from + j]!
}

/** A·x, [a.rows]. */
export function multiplyVector(a: Matrix, x: ArrayLike<number>): Float64Array {
  if (a.columns !== x.length) throw innerSizes('multiplyVector', a, `a vector of ${x.length}`)
  const product = new Float64Array(a.rows)
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.columns
    let sum = 0
    for (let j = 0; j < a.columns; j++) sum += a.values[from + j]! * x[j]!
    product[i] = sum
  }
  return product
}

/** AᵀA, [a.columns, a.columns], exactly symmetric; half the work of `multiply(transpose(a), a)`. */
export function gram({ rows, columns, values }: Matrix): Matrix {
  const product = new Float64Array(columns * columns)
  // Four rows of A at a time: each entry of the product is then read and written a quarter as often.
  const whole = rows - (rows % 4)
  for (let r = 0; r < whole; r += 4) addFourRows(product, values, r * columns, columns)
  for (let r = whole; r < rows; r++) addRow(product, values, r * columns, columns)
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) product[i * columns + j] = product[j * columns + i]!
  return { rows: columns, columns, values: product }
}

function addFourRows(product: Float64Array, values: Float64Array, at: number, columns: number): void {
  const [second, third, fourth] = [at + columns, at + 2 * columns, at + 3 * columns]
  for (let i = 0; i < columns; i++) {
    const a = values[at + i]!
    const b = values[second + i]!
    const c = values[third + i]!
    const d = values[fourth + i]!
    const row = i * columns
    for (let j = i; j < columns; j++)
      product[row + j]! +=
        a * values[at + j]! + b * values[second + j]! + c * values[third + j]! + d * values[fourth + j]!
  }
}

function addRow(product: Float64Array, values: Float64Array, at: number, columns: number): void {
  for (let i = 0; i < columns; i++) {
    const a = values[at + i]!
    const row = i * columns
    for (let j = i; j < columns; j++) product[row + j]! += a * values[at + j]!
  }
}

function innerSizes(name: string, a: Matrix, other: string): ScmError {
  return new ScmError('linear-algebra/shape', `${name}: inner sizes differ, ${a.rows} × ${a.columns} and ${other}.`, {
    hint: 'Transpose one of them?',
  })
}
