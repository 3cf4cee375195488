import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type ImportSummary, plural, sources, thin } from '@causerie/papers'
import { type Command, type Context, dayOption, UsageError } from '../command.ts'

export const importCommand: Command = {
  name: 'import',
  summary: 'bring papers in from files (formats are recognised; .gz and .zst are read as they are)',
  usage: 'causerie import FILE… [--format F] [--page-date D]',
  options: {
    format: { type: 'string', value: 'F', help: `auto (default) or ${Object.keys(sources).join(', ')}` },
    'page-date': {
      type: 'string',
      value: 'D',
      help: 'the day a daily page is from (YYYY-MM-DD), when it does not say its year',
    },
  },
  example: 'causerie import daily-papers.html papers.jsonl.zst',
  async run(context) {
    if (context.positionals.length === 0) throw new UsageError('Name a file to import, or - for standard input.')
    const { format = 'auto' } = context.values
    const pageDate = dayOption(context, 'page-date')
    if (format !== 'auto' && !(String(format) in sources))
      throw new UsageError(`--format is “${format}”; expected auto or one of ${Object.keys(sources).join(', ')}.`)
    const summaries: (ImportSummary & { file: string })[] = []
    for (const file of context.positionals) {
      const summary = await importOne(context, file, { format, pageDate })
      summaries.push({ file, ...summary })
      if (!context.json) printSummary(context, file, summary)
    }
    const lost = summaries.reduce((sum, { skippedCount }) => sum + skippedCount, 0)
    return { result: summaries.length === 1 ? summaries[0] : summaries, exitCode: lost > 0 ? 3 : 0 }
  },
}

async function importOne(context: Context, file: string, options: Record<string, unknown>): Promise<ImportSummary> {
  if (file !== '-') return context.operate('import', { file: resolve(file), ...options })
  const folder = await mkdtemp(join(tmpdir(), 'causerie-'))
  try {
    const spool = join(folder, 'standard-input')
    await pipeline(process.stdin, createWriteStream(spool))
    return await context.operate('import', { file: spool, ...options })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function printSummary({ print }: Context, file: string, summary: ImportSummary): void {
  const { format, read, added, updated, unchanged, skipped, skippedCount, notes, seconds } = summary
  const rate = seconds > 0.5 ? `, ${thin(Math.round(read / seconds))} a second` : ''
  print(
    `${basename(file)}: ${plural(read, 'paper')} read as ${format} — ${thin(added)} added, ${thin(updated)} updated, ${thin(unchanged)} unchanged (${seconds.toFixed(1)} s${rate}).`,
  )
  for (const note of notes) print(`  ${note}`)
  for (const { where, reason } of skipped.slice(0, 20)) print(`  Skipped ${where}: ${reason}`)
  if (skippedCount > 20) print(`  … and ${thin(skippedCount - 20)} more; --json lists them.`)
  if (skippedCount > 0) print(`  The others are in; correct the file and import it again.`)
}
