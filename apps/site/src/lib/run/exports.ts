/** A run taken elsewhere: as JSON, CSV, a CODECHECK configuration, a command line and a program. */
import type { FormField, Report, ReportTable } from '@causerie/lab'
import type { Cell } from './quantity.ts'

/** What is known of a run, kept or only in the tab. */
export type KnownRun = {
  id?: string
  slug: string
  input: Record<string, unknown>
  seed: number | string
  versions?: { commit?: string; package: string; engine: string; method: string }
  machine?: { processor: string; cores: number; memoryGb: number; runtime: string }
  finishedAt?: string
  seconds?: number
  report: Report
}

/** RFC 4180, lines ended by LF. */
export function csv(rows: readonly (readonly (Cell | undefined)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\n`).join('')
}

function csvCell(value: Cell | undefined): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const tableCsv = ({ columns, rows }: ReportTable): string =>
  csv([columns.map(({ name, unit }) => (unit ? `${name} (${unit})` : name)), ...rows])

export function numbersCsv({ numbers }: Report): string {
  const head = ['name', 'value', 'unit', 'low', 'high', 'level', 'method', 'n', 'seed', 'note']
  return csv([
    head,
    ...numbers.map(({ name, value, unit, interval, n, seed, note }) => [
      ...[name, value, unit, interval?.low, interval?.high, interval?.level, interval?.method, n, seed, note],
    ]),
  ])
}

export const runJson = (run: KnownRun): string => `${JSON.stringify(run, null, 2)}\n`

/** The paper as CODECHECK names it. */
export type CheckedPaper = { title: string; authors: readonly string[]; reference: string }

/**
 * `codecheck.yml` of the CODECHECK community process, version 1.0: what was produced, of which paper, how to do it again.
 * Strings are JSON strings, which YAML 1.2 reads as they are.
 */
export function codecheckYml(run: KnownRun, paper: CheckedPaper, url: string): string {
  const { report, versions } = run
  const lines = [
    '---',
    'version: https://codecheck.org.uk/spec/config/1.0/',
    'manifest:',
    ...manifest(report).flatMap(([file, comment]) => [`  - file: ${file}`, `    comment: ${JSON.stringify(comment)}`]),
    'paper:',
    `  title: ${JSON.stringify(paper.title)}`,
    '  authors:',
    ...paper.authors.map((name) => `    - name: ${JSON.stringify(name)}`),
    `  reference: ${JSON.stringify(paper.reference)}`,
    'summary: |',
    `  ${report.headline.replace(/\s+/g, ' ')}`,
    `  Re-implementation of the method, run with seed ${run.seed}${versions ? `, sources ${versions.method}` : ''}.`,
    `repository: ${JSON.stringify(url)}`,
    ...(run.finishedAt ? [`check_time: ${JSON.stringify(run.finishedAt)}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** The files a run can be downloaded as. */
export const manifest = (report: Report): [file: string, comment: string][] => [
  ['run.json', report.headline],
  ...(report.numbers.length > 0 ? [['numbers.csv', 'the figures, with their intervals'] as [string, string]] : []),
  ...report.tables.map(({ title }, at): [string, string] => [`table-${at + 1}.csv`, title]),
  ...report.figures.map(({ title }, at): [string, string] => [`figure-${at + 1}.svg`, title]),
  ...report.files.map(({ name }): [string, string] => [name, 'a file of the report']),
]

/** The run as a command. What does not fit a flag goes through a file, which the first line writes. */
export function commandLine(run: Pick<KnownRun, 'slug' | 'input' | 'seed'>, fields: readonly FormField[]): string {
  const flags: string[] = []
  const rest: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(run.input)) {
    const field = fields.find(({ path }) => path.length === 1 && path[0] === key)
    const flag = field && flagOf(field, value)
    if (flag === undefined) rest[key] = value
    else flags.push(flag)
  }
  const words = [`causerie run ${run.slug}`, ...flags.filter(Boolean), `--seed ${shellWord(String(run.seed))}`]
  if (Object.keys(rest).length === 0) return words.join(' ')
  return `cat > input.json <<'END'\n${JSON.stringify(rest)}\nEND\n${words.join(' ')} --input input.json`
}

/** '' where it is the default; `undefined` where it is no flag. */
function flagOf(field: FormField, value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) return undefined
  if (value === field.default) return ''
  const name = `--${hyphened(field.path[0]!)}`
  if (typeof value === 'boolean') return value ? name : `--no-${name.slice(2)}`
  const text = String(value)
  return text.length > 200 || text.startsWith('@') ? undefined : `${name} ${shellWord(text)}`
}

const hyphened = (key: string): string =>
  key
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z\d]+/g, '-')
    .toLowerCase()
const shellWord = (text: string): string => (/^[\w.,:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

export function typescript({ slug, input, seed }: Pick<KnownRun, 'slug' | 'input' | 'seed'>): string {
  return [
    `import { runMethod } from '@causerie/lab'`,
    `import * as reproduction from './reproductions/${slug}/method.ts'`,
    '',
    `const [method] = Object.values(reproduction).filter((each) => each?.slug === '${slug}')`,
    `const input = ${JSON.stringify(input, null, 2)}`,
    `const { report } = await runMethod(method, { input, seed: ${JSON.stringify(seed)} })`,
    'console.log(report.headline)',
    '',
  ].join('\n')
}
