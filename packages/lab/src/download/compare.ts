/** Two reports side by side: what differs, and by how much. */
import type { Quantity, Report, ReportTable } from '../report.ts'

export type NumberComparison = {
  name: string
  unit?: string
  /** Undefined where one of the reports has no number of this name. */
  first?: Quantity
  second?: Quantity
  isSame: boolean
  /** second − first, of numbers. */
  difference?: number
  /** |difference| ÷ |first|; absent where the first is 0. */
  relative?: number
  /** Where both have intervals: whether they have a value in common. */
  intervalsMeet?: boolean
}

export type TableComparison = {
  title: string
  isSame: boolean
  /** Cells that differ; those of rows or columns that only one of them has count too. */
  cellsDifferent: number
  /** The largest difference between two numbers in one place. */
  largestDifference?: number
}

export type Comparison = {
  /** Bit for bit, all of it. */
  isSame: boolean
  headline: { first: string; second: string; isSame: boolean }
  numbers: NumberComparison[]
  /** Tables, then those of figures, by their titles. */
  tables: TableComparison[]
}

export function compareReports(first: Report, second: Report): Comparison {
  const tables = (report: Report) => [...report.tables, ...report.figures.map(({ table }) => table)]
  return {
    isSame: JSON.stringify(first) === JSON.stringify(second),
    headline: { first: first.headline, second: second.headline, isSame: first.headline === second.headline },
    numbers: paired(first.numbers, second.numbers, ({ name }) => name).map(compareNumbers),
    tables: paired(tables(first), tables(second), ({ title }) => title).map(compareTables),
  }
}

type Pair<Item> = { name: string; one?: Item; other?: Item }

/** Items of one name belong together, the n-th of it with the n-th. First those of the first, then what only the second has. */
function paired<Item>(first: readonly Item[], second: readonly Item[], nameOf: (item: Item) => string): Pair<Item>[] {
  const rest = Map.groupBy(second, nameOf)
  const pairs = first.map((one): Pair<Item> => {
    const other = rest.get(nameOf(one))?.shift()
    return { name: nameOf(one), one, ...(other !== undefined && { other }) }
  })
  const only = [...rest].flatMap(([name, items]) => items.map((other): Pair<Item> => ({ name, other })))
  return [...pairs, ...only]
}

function compareNumbers({ name, one, other }: Pair<Quantity>): NumberComparison {
  const unit = one?.unit ?? other?.unit
  const difference =
    typeof one?.value === 'number' && typeof other?.value === 'number' ? other.value - one.value : undefined
  const base = Math.abs(one?.value as number)
  return {
    name,
    ...(unit !== undefined && { unit }),
    ...(one && { first: one }),
    ...(other && { second: other }),
    isSame: one !== undefined && other !== undefined && Object.is(one.value, other.value),
    ...(difference !== undefined && { difference }),
    ...(difference !== undefined && base > 0 && { relative: Math.abs(difference) / base }),
    ...(one?.interval &&
      other?.interval && {
        intervalsMeet: one.interval.low <= other.interval.high && other.interval.low <= one.interval.high,
      }),
  }
}

function compareTables({ name, one, other }: Pair<ReportTable>): TableComparison {
  const rows = Math.max(one?.rows.length ?? 0, other?.rows.length ?? 0)
  const columns = Math.max(one?.columns.length ?? 0, other?.columns.length ?? 0)
  let cellsDifferent = 0
  let largest: number | undefined
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [a, b] = [one?.rows[row]?.[column], other?.rows[row]?.[column]]
      if (Object.is(a, b)) continue
      cellsDifferent++
      if (typeof a === 'number' && typeof b === 'number') largest = Math.max(largest ?? 0, Math.abs(a - b))
    }
  const names = (table?: ReportTable) => JSON.stringify(table?.columns)
  return {
    title: name,
    isSame: one !== undefined && other !== undefined && cellsDifferent === 0 && names(one) === names(other),
    cellsDifferent,
    ...(largest !== undefined && { largestDifference: largest }),
  }
}
