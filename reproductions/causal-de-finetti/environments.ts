/** The reader's own table: an environment column and variables; two rows of every environment, drawn at random. */
import { type Random, shuffled } from '@causerie/lab'
import { type Column, columnsNamed, completeRows, levelsOf, type Table } from '@causerie/tables'
import type { TwoRows } from './generators.ts'
import { refuse } from './refuse.ts'
import { inRow } from './rows.ts'

export type OwnData = {
  /** Of two rows an environment each. Of exactly two rows it is their order that is drawn: either may be the first. */
  draws: readonly TwoRows[]
  /** Environments with fewer than two complete rows: left out. */
  dropped: readonly string[]
  /** Rows in which a variable is missing: left out. */
  missing: number
  rowsPooled: number
}

export type OwnDataOptions = {
  environment: string
  /** All others when empty. */
  variables: readonly string[]
  draws: number
  random: Random
}

const mostLevels = 10

/**
 * Rows are taken in random order within their environment, so that a column of time does no harm; a draw takes two of them.
 * Refuses a table without the column, with fewer than 2 or more than 8 variables, a column of mixed type, a constant one.
 */
export function ownData(table: Table, { environment, variables, draws, random }: OwnDataOptions): OwnData {
  if (!table.columns.some(({ name }) => name === environment))
    throw refuse(
      'environment',
      `${table.name ?? 'The table'} has no column “${environment}”: exchangeable groups are required.`,
      `Name the column that says which rows belong together; there are ${table.columns.map(({ name }) => name).join(', ')}.`,
    )
  const unknown = variables.filter((name) => !table.columns.some((column) => column.name === name))
  if (unknown.length > 0)
    throw refuse(
      'variables',
      `There is no column ${unknown.map((name) => `“${name}”`).join(', ')}.`,
      `The columns are ${table.columns.map(({ name }) => name).join(', ')}.`,
    )
  const chosen =
    variables.length > 0 ? [...variables] : table.columns.map(({ name }) => name).filter((name) => name !== environment)
  if (chosen.includes(environment))
    throw refuse('variables', `“${environment}” is the environment and cannot be a variable too.`)
  if (chosen.length < 2 || chosen.length > 8)
    throw refuse(
      'variables',
      `${chosen.length} variables are chosen; 2 to 8 can be ordered.`,
      'Name the ones you ask about, separated by commas.',
    )
  const { kept, dropped: missing } = completeRows(table, [environment, ...chosen])
  const groups = Map.groupBy(kept, (row) => String(columnsNamed(table, [environment])[0]!.values[row]))
  const usable = [...groups].filter(([, rows]) => rows.length >= 2)
  const dropped = [...groups].filter(([, rows]) => rows.length < 2).map(([name]) => name)
  if (usable.length < 10)
    throw refuse(
      'table',
      `Only ${usable.length} environments have two complete rows; 10 are the least.`,
      'Each environment is one unit of every test, however many rows it has.',
    )
  const columns = columnsNamed(table, chosen).map((column) => ({ name: column.name, at: valuesOf(column, kept) }))
  const drawn = Array.from({ length: draws }, (_, i) => oneDraw(columns, usable, random.split(`draw ${i}`)))
  return { draws: drawn, dropped, missing, rowsPooled: usable.reduce((sum, [, rows]) => sum + rows.length, 0) }
}

type Values = { numbers: (row: number) => number } | { levels: number; code: (row: number) => number }

/** Numbers with more than two values as numbers; everything with at most ten different ones as levels. */
function valuesOf(column: Column, kept: Int32Array): Values {
  const { levels, codes } = levelsOf(column)
  const occurring = new Set(Array.from(kept, (row) => codes[row]!))
  if (occurring.size < 2) throw refuse('variables', `The column “${column.name}” is constant.`, 'Leave it out.')
  if (column.type === 'number' && occurring.size > 2) return { numbers: (row) => column.values[row]! }
  if (levels.length > mostLevels)
    throw refuse(
      'variables',
      `The column “${column.name}” has ${levels.length} different texts: it is neither numbers nor a few levels.`,
      'If a few cells are no numbers, correct them; otherwise leave the column out or merge its levels.',
    )
  return { levels: levels.length, code: (row) => codes[row]! }
}

function oneDraw(
  columns: readonly { name: string; at: Values }[],
  usable: readonly [string, number[]][],
  random: Random,
): TwoRows {
  const pairs = usable.map(([, rows]) => shuffled(rows, random).slice(0, 2) as [number, number])
  const made = columns.flatMap(({ name, at }) =>
    ([1, 2] as const).map((row) => {
      const taken = pairs.map((pair) => pair[row - 1]!)
      const column =
        'numbers' in at
          ? Float64Array.from(taken, at.numbers)
          : { levels: at.levels, codes: Int32Array.from(taken, at.code) }
      return [inRow(name, row), column] as const
    }),
  )
  return { variables: columns.map(({ name }) => name), environments: usable.length, columns: Object.fromEntries(made) }
}
