import { plural, thin } from '@causerie/papers'
import { type Command, dayOption, numberOption, onePositional, UsageError } from '../command.ts'

type Harvested = {
  read: number
  added: number
  updated: number
  unchanged: number
  skippedCount: number
  skipped: { where: string; reason: string }[]
  pages: number
  requests: number
  complete: boolean
  next?: string
  resumedFrom?: { page: number; records: number }
}

export const harvestCommand: Command = {
  name: 'harvest',
  summary: 'fetch new papers from an archive, politely; goes on where it stopped',
  usage: 'causerie harvest arxiv|hf-daily [--from D] [--date D] [--set S]',
  options: {
    from: {
      type: 'string',
      value: 'D',
      help: 'arxiv: first day of changes (YYYY-MM-DD); by default where the last harvest ended',
    },
    date: { type: 'string', value: 'D', help: 'hf-daily: the day of the page; by default today' },
    set: { type: 'string', value: 'S', help: 'arxiv: a set such as cs or cs:cs:AI' },
    'max-pages': { type: 'string', value: 'N', help: 'stop after N pages' },
    'base-url': { type: 'string', value: 'URL', help: 'another server that speaks the same protocol' },
  },
  example: 'causerie harvest arxiv --from 2025-12-10 --set cs',
  async run(context) {
    const source = onePositional(context, 'a source: arxiv or hf-daily')
    if (source !== 'arxiv' && source !== 'hf-daily')
      throw new UsageError(`There is no source “${source}”; expected arxiv or hf-daily.`)
    const { set, 'base-url': baseUrl, 'max-pages': maxPages } = context.values
    const result = await context.operate<Harvested>('harvest', {
      source,
      from: dayOption(context, 'from'),
      date: dayOption(context, 'date'),
      set,
      baseUrl,
      maxPages: maxPages === undefined ? undefined : numberOption(context, 'max-pages', 1),
    })
    if (!context.json) {
      const { print } = context
      if (result.resumedFrom) print(`Went on after page ${result.resumedFrom.page} of an earlier harvest.`)
      print(
        `${plural(result.read, 'record')} on ${plural(result.pages, 'page')} — ${thin(result.added)} added, ${thin(result.updated)} updated, ${thin(result.unchanged)} unchanged.`,
      )
      for (const { where, reason } of result.skipped.slice(0, 20)) print(`  Skipped ${where}: ${reason}`)
      if (result.next && source === 'arxiv') print(`The next harvest begins at ${result.next}.`)
    }
    return { result, exitCode: result.skippedCount > 0 ? 3 : 0 }
  },
}
