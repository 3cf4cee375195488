/** What is known of a run, kept or only in the tab. */
import type { Report, ReportTable, Run } from '@causerie/lab'

export type KnownRun = Pick<Run, 'slug' | 'input' | 'seed' | 'machine' | 'finishedAt' | 'seconds'> & {
  id?: string
  versions?: Run['versions']
  report: Report
}

/** A run as something to paste. */
export type Copies = { command: string; program: string }

/** The figures of a report as a table, for CSV. */
export function numbersTable({ numbers }: Report): ReportTable {
  const columns = ['name', 'value', 'unit', 'low', 'high', 'level', 'method', 'n', 'seed', 'note']
  return {
    title: 'Figures',
    columns: columns.map((name) => ({ name })),
    rows: numbers.map(({ name, value, unit, interval, n, seed, note }) =>
      [name, value, unit, interval?.low, interval?.high, interval?.level, interval?.method, n, seed, note].map(
        (cell) => cell ?? null,
      ),
    ),
  }
}
