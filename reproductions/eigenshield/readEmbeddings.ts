/** A reader's table of embeddings: which columns are coordinates, which rows can be used, and three disjoint splits. */
import { LabError, type Random, shuffled } from '@causerie/lab'
import { type Matrix, matrix, selectRows } from '@causerie/scm/linear-algebra'
import type { Column, Table } from '@causerie/tables'
import type { Splits } from './experiment.ts'
import type { LabelledEmbeddings } from './worlds.ts'

export type ReadOptions = {
  table?: Table
  attacked?: Table
  labelColumn: string
  environmentColumn: string
  standardise: boolean
  reading: string
}

export type Read = { x: Matrix; twins: Matrix | undefined; warnings: string[] } & (
  | { labelled: true; labels: Float64Array; isSecond: boolean[] }
  | { labelled: false }
)

/** Number columns beside label and environment are coordinates. Rows with anything missing are left out and named. */
export function readEmbeddings({
  table,
  attacked,
  labelColumn,
  environmentColumn,
  standardise,
  reading,
}: ReadOptions): Read {
  if (!table)
    throw new LabError('eigenshield/no-table', 'There is no table of embeddings to read.', {
      hint: 'Drop a CSV file with one embedding a row, or choose a made world.',
    })
  const label = table.columns.find(({ name }) => name === labelColumn)
  const environment = table.columns.find(({ name }) => name === environmentColumn)
  if (!label && reading === 'environment') throw missing('labels', labelColumn, table)
  if (!environment && reading === 'environment') throw missing('environments', environmentColumn, table)
  const coordinates = table.columns.filter(
    (column) => column.type === 'number' && column !== label && column !== environment,
  )
  const rows = completeRows([...coordinates, ...(label ? [label] : []), ...(environment ? [environment] : [])], table)
  const used = coordinates.filter((column) => new Set(rows.kept.map((i) => column.values[i])).size > 1)
  const constant = coordinates.filter((column) => !used.includes(column)).map(({ name }) => name)
  const warnings = [
    ...(rows.left.length > 0
      ? [`Left out ${rows.left.length} rows with something missing: ${listed(rows.left.map((i) => i + 1))}.`]
      : []),
    ...(constant.length > 0 ? [`Left out constant columns: ${listed(constant)}.`] : []),
  ]
  const x = matrixOf(used, rows.kept)
  const scales = standardise ? columnScales(x) : undefined
  const scaled = (one: Matrix) =>
    scales ? { ...one, values: one.values.map((value, at) => value / scales[at % one.columns]!) } : one
  const twins =
    attacked &&
    scaled(
      matrixOf(
        used.map(({ name }) => twinColumn(attacked, name, table)),
        rows.kept,
      ),
    )
  if (!label) return { x: scaled(x), twins, warnings, labelled: false }
  const labels = twoValues(label, rows.kept, 'label')
  const isSecond = environment
    ? Array.from(twoValues(environment, rows.kept, 'environment'), (value) => value > 0)
    : rows.kept.map(() => false)
  return { x: scaled(x), twins, warnings, labelled: true, labels, isSecond }
}

/** 40 % of the rows calibrate, 30 % train the head, 30 % test, at random. */
export function splitEmbeddings(
  read: Read & { labelled: true },
  random: Random,
): Splits & { twins: Matrix | undefined } {
  const order = shuffled(
    Array.from({ length: read.x.rows }, (_, i) => i),
    random,
  )
  const [first, second] = [Math.round(0.4 * order.length), Math.round(0.7 * order.length)]
  const part = (rows: number[]): LabelledEmbeddings => ({
    x: selectRows(read.x, rows),
    labels: Float64Array.from(rows, (i) => read.labels[i]!),
    isSecond: rows.map((i) => read.isSecond[i]!),
  })
  const splits = {
    calibrate: part(order.slice(0, first)),
    train: part(order.slice(first, second)),
    test: part(order.slice(second)),
  }
  for (const [name, { labels }] of Object.entries(splits))
    if (new Set(labels).size < 2)
      throw new LabError('eigenshield/one-class', `The rows drawn to ${name} have one label only.`, {
        hint: 'Bring more rows of the rarer label.',
      })
  return { ...splits, twins: read.twins && selectRows(read.twins, order.slice(0, first)) }
}

function completeRows(columns: readonly Column[], table: Table): { kept: number[]; left: number[] } {
  const all = Array.from({ length: table.columns[0]?.values.length ?? 0 }, (_, i) => i)
  const isComplete = (i: number) => columns.every(({ values }) => values[i] !== null && !Number.isNaN(values[i]))
  return { kept: all.filter(isComplete), left: all.filter((i) => !isComplete(i)) }
}

function matrixOf(columns: readonly Column[], rows: readonly number[]): Matrix {
  const values = Float64Array.from({ length: rows.length * columns.length }, (_, at) =>
    Number(columns[at % columns.length]!.values[rows[Math.floor(at / columns.length)]!]),
  )
  return matrix(rows.length, columns.length, values)
}

function columnScales(x: Matrix): Float64Array {
  return Float64Array.from({ length: x.columns }, (_, j) => {
    let [sum, squares] = [0, 0]
    for (let i = 0; i < x.rows; i++) sum += x.values[i * x.columns + j]! / x.rows
    for (let i = 0; i < x.rows; i++) squares += (x.values[i * x.columns + j]! - sum) ** 2 / x.rows
    return Math.sqrt(squares)
  })
}

function twinColumn(attacked: Table, name: string, table: Table): Column {
  const column = attacked.columns.find((one) => one.name === name)
  if (
    column?.type !== 'number' ||
    column.values.length !== table.columns[0]!.values.length ||
    column.values.some((value) => value === null)
  )
    throw new LabError(
      'eigenshield/twins',
      `The attacked twins need a complete number column “${name}” of ${table.columns[0]!.values.length} rows: row i must be the twin of row i.`,
    )
  return column
}

/** −1 and 1 for the two values, in alphabetical order. */
function twoValues(column: Column, rows: readonly number[], what: string): Float64Array {
  const found = [...new Set(rows.map((i) => String(column.values[i])))].sort()
  if (found.length !== 2)
    throw new LabError(
      'eigenshield/two-classes',
      `The ${what} column “${column.name}” has ${found.length} different values (${listed(found)}); this laboratory needs two.`,
      { hint: 'Keep the rows of two of them, or write one against the rest.' },
    )
  return Float64Array.from(rows, (i) => (String(column.values[i]) === found[0] ? -1 : 1))
}

function missing(what: string, name: string, table: Table): LabError {
  return new LabError(
    'eigenshield/no-column',
    `The environment reading needs ${what}, but there is no column “${name}”. The columns are ${listed(table.columns.map((column) => column.name))}.`,
    { hint: 'Name the column, or choose the stability reading.' },
  )
}

function listed(items: readonly (string | number)[]): string {
  return items.length > 8 ? `${items.slice(0, 8).join(', ')} and ${items.length - 8} more` : items.join(', ')
}
