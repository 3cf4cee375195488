/** A reader's leaderboard: a row per model, a column that names its base model, number columns for the benchmarks. */
import { LabError } from '@causerie/lab'
import { type Matrix, matrix, selectRows } from '@causerie/scm/linear-algebra'
import type { Column, Table } from '@causerie/tables'
import type { Domain } from './leaderboard.ts'

export type Scores = {
  domains: Domain[]
  benchmarks: string[]
  /** What was left out, and what the reader should know. */
  warnings: string[]
  /** Share of rows at exactly 0, per benchmark. */
  floored: number[]
}

export type ReadOptions = { table?: Table; domainColumn: string; latents: number; leastRows: number }

export function readScores({ table, domainColumn, latents, leastRows }: ReadOptions): Scores {
  if (!table)
    throw fault(
      'no-table',
      'There is no table of scores to read.',
      'Drop a CSV file with one model a row, or choose the synthetic leaderboard.',
    )
  const base = table.columns.find(({ name }) => name === domainColumn)
  if (!base)
    throw fault(
      'no-column',
      `There is no column “${domainColumn}”. The columns are ${listed(table.columns.map(({ name }) => name))}.`,
      'Name the column that holds the base model.',
    )
  const scores = table.columns.filter((column) => column.type === 'number' && column !== base)
  if (scores.length < 3 || scores.length > 12)
    throw fault(
      'columns',
      `There are ${scores.length} number columns of scores; between 3 and 12 are needed.`,
      'Leave out what is no benchmark.',
    )
  if (latents > scores.length)
    throw fault(
      'rank',
      `${latents} latents were asked for, but there are only ${scores.length} scores.`,
      'Ask for fewer latents.',
    )
  const all = Array.from({ length: base.values.length }, (_, i) => i)
  const complete = all.filter(
    (i) => base.values[i] !== null && scores.every(({ values }) => Number.isFinite(values[i] as number)),
  )
  const rows = withoutCopies(complete, scores)
  const names = [...new Set(rows.map((i) => String(base.values[i])))]
  const x = matrixOf(scores, rows)
  const groups = names.map((name) => ({ name, scores: selectRows(x, rowsOf(rows, base, name)) }))
  const domains = groups.filter((group) => group.scores.rows >= leastRows)
  if (domains.length < 2)
    throw fault(
      'one-domain',
      `At least two base models are needed, but ${domains.length === 1 ? `only “${domains[0]!.name}” has` : 'none has'} ${leastRows} rows. There are ${listed(groups.map((group) => `${group.name} (${group.scores.rows})`))}.`,
      'Lower the least number of rows, or bring more models.',
    )
  requireVariation(domains, scores)
  const few = domains.filter((domain) => domain.scores.rows < 80).map(({ name }) => name)
  return {
    domains,
    benchmarks: scores.map(({ name }) => name),
    floored: scores.map(({ values }) => rows.filter((i) => values[i] === 0).length / rows.length),
    warnings: [
      ...(complete.length < all.length
        ? [`Left out ${all.length - complete.length} rows with something missing.`]
        : []),
      ...(rows.length < complete.length
        ? [
            `Left out ${complete.length - rows.length} rows with exactly the scores of another: merged models and re-uploads.`,
          ]
        : []),
      ...(domains.length < groups.length
        ? [`Left out ${groups.length - domains.length} base models with fewer than ${leastRows} rows.`]
        : []),
      ...(few.length > 0 ? [`Fewer than 80 rows: ${listed(few)}. Their unmixing is unsure.`] : []),
    ],
  }
}

function withoutCopies(rows: readonly number[], scores: readonly Column[]): number[] {
  const seen = new Set<string>()
  return rows.filter((i) => {
    const key = scores.map(({ values }) => values[i]).join(' ')
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function rowsOf(rows: readonly number[], base: Column, name: string): number[] {
  return [...rows.keys()].filter((at) => String(base.values[rows[at]!]) === name)
}

function requireVariation(domains: readonly Domain[], scores: readonly Column[]): void {
  for (const { name, scores: x } of domains)
    for (const [j, column] of scores.entries()) {
      const first = x.values[j]
      let isConstant = true
      for (let i = 0; i < x.rows && isConstant; i++) isConstant = x.values[i * x.columns + j] === first
      if (isConstant)
        throw fault(
          'constant',
          `All models of “${name}” have the score ${first} on “${column.name}”.`,
          'Leave out that benchmark or that base model.',
        )
    }
}

function matrixOf(columns: readonly Column[], rows: readonly number[]): Matrix {
  const values = Float64Array.from({ length: rows.length * columns.length }, (_, at) =>
    Number(columns[at % columns.length]!.values[rows[Math.floor(at / columns.length)]!]),
  )
  return matrix(rows.length, columns.length, values)
}

function fault(code: string, message: string, hint: string): LabError {
  return new LabError(`latent-capabilities/${code}`, message, { hint })
}

function listed(items: readonly string[]): string {
  return items.length > 8 ? `${items.slice(0, 8).join(', ')} and ${items.length - 8} more` : items.join(', ')
}
