/** What a reader takes home of a run: every file as name, media type and text. SVG and PNG of figures are the site's. */
import type { Report, ReportTable } from '../report.ts'
import type { Run } from '../runs.ts'
import { codecheckYml, type PaperFacts } from './codecheck.ts'
import { asCommandLine, asTypeScript } from './copies.ts'
import { tableCsv } from './csv.ts'

export type DownloadFile = { name: string; mediaType: string; content: string; encoding: 'text' | 'base64' }

/** The run as it is kept: input, seed, versions, machine and report. */
export function runJson(run: Run): string {
  return `${JSON.stringify(run, null, 2)}\n`
}

/** Tables, those of figures too, each with a file name of its own. */
export function tablesOf(report: Report): { name: string; table: ReportTable }[] {
  const all = [...report.tables, ...report.figures.map(({ table }) => table)]
  const taken = new Set<string>()
  return all.map((table, at) => {
    const words = table.title
      .normalize('NFKD')
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/[\s_-]+/g, '-')
      .toLowerCase()
    const base = words.slice(0, 60) || `table-${at + 1}`
    const name = taken.has(base) ? `${base}-${at + 1}` : base
    taken.add(name)
    return { name: `${name}.csv`, table }
  })
}

/** Everything, `codecheck.yml` with its list of the others last. None of a run that is not done but its JSON. */
export function filesOf(run: Run, facts: PaperFacts): DownloadFile[] {
  const text = (name: string, mediaType: string, content: string): DownloadFile => ({
    name,
    mediaType,
    content,
    encoding: 'text',
  })
  const files = [text('run.json', 'application/json', runJson(run))]
  if (!run.report) return files
  const tables = tablesOf(run.report).map(({ name, table }) => text(name, 'text/csv; charset=utf-8', tableCsv(table)))
  const own = run.report.files.map((file) => ({ ...file, name: `files/${file.name}` }))
  const copies = [
    text('input.json', 'application/json', `${JSON.stringify(run.input, null, 2)}\n`),
    text('run.ts', 'text/plain; charset=utf-8', asTypeScript(run)),
    text('run.sh', 'text/plain; charset=utf-8', `${asCommandLine(run, { inputFile: 'input.json' })}\n`),
  ]
  const all = [...files, ...tables, ...own, ...copies]
  return [...all, text('codecheck.yml', 'text/yaml; charset=utf-8', codecheckYml(run, facts, all))]
}
