/** Commands that keep a home in order: status, reindex, backup, restore, doctor, suggestions. */
import { resolve } from 'node:path'
import { type Diagnosis, type HouseStatus, plural, type Suggestion, thin } from '@causerie/papers'
import { type Command, onePositional, UsageError } from '../command.ts'

export const statusCommand: Command = {
  name: 'status',
  summary: 'what this home holds',
  usage: 'causerie status',
  options: {},
  example: 'causerie status',
  async run(context) {
    const status = await context.operate<HouseStatus>('status', {})
    if (!context.json) {
      const { print } = context
      print(`Causerie ${status.version} · ${status.home} · ${status.database} database`)
      print(`${plural(status.papers, 'paper')}, ${thin(status.indexed)} in the search index`)
      if (status.meaning) print(vectorsLine(status.meaning, status.upkeep))
      if (status.lastImport) print(`last import: ${status.lastImport.origin} (${status.lastImport.finished} UTC)`)
      for (const { source, saved, lastError } of status.harvests)
        print(`${source.replace('harvest:', 'harvest of ')}: ${saved} UTC${lastError ? `, failed: ${lastError}` : ''}`)
    }
    return { result: status }
  },
}

function vectorsLine(
  { embedder, missing, wanted }: NonNullable<HouseStatus['meaning']>,
  upkeep: HouseStatus['upkeep'],
): string {
  const parts = [`vectors by ${embedder}`]
  if (missing > 0) parts.push(`${plural(missing, 'paper')} without`)
  if (wanted) parts.push(`${wanted} is wanted`)
  if (upkeep && upkeep.job !== 'tidying') parts.push(`${upkeep.job}: ${thin(upkeep.done)} of ${thin(upkeep.of)}`)
  return parts.join(' · ')
}

export const reindexCommand: Command = {
  name: 'reindex',
  summary: 'make the search index anew from the store',
  usage: 'causerie reindex',
  options: {},
  example: 'causerie reindex',
  async run(context) {
    const result = await context.operate<{ indexed: number }>('reindex', {})
    if (!context.json) context.print(`${plural(result.indexed, 'paper')} indexed.`)
    return { result }
  },
}

export const backupCommand: Command = {
  name: 'backup',
  summary: 'write everything the library holds to one file',
  usage: 'causerie backup [FILE]',
  options: {},
  example: 'causerie backup library.jsonl.zst',
  async run(context) {
    const [file] = context.positionals
    const result = await context.operate<{ file: string; rows: number }>('backup', { file: file && resolve(file) })
    if (!context.json) context.print(`${plural(result.rows, 'row')} written to ${result.file}`)
    return { result }
  },
}

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'read a backup into this home (a new one, or --replace what is there)',
  usage: 'causerie restore FILE [--replace]',
  options: { replace: { type: 'boolean', help: 'give up what the library holds now' } },
  example: 'causerie restore library.jsonl.zst --home new-home',
  async run(context) {
    const file = resolve(onePositional(context, 'a backup to restore'))
    const result = await context.operate<{ rows: number }>('restore', {
      file,
      replace: context.values.replace === true,
    })
    if (!context.json) context.print(`${plural(result.rows, 'row')} restored.`)
    return { result }
  },
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'look the home over; exit code 1 when something is wrong',
  usage: 'causerie doctor [--repair]',
  options: { repair: { type: 'boolean', help: 'make the index anew when it disagrees with the store' } },
  example: 'causerie doctor',
  async run(context) {
    const diagnosis = await context.operate<Diagnosis>('doctor', { repair: context.values.repair === true })
    if (!context.json) {
      for (const { check, ok, detail, hint } of diagnosis.findings)
        context.print(`${ok ? '✓' : '✗'} ${check}: ${detail}${hint ? `. ${hint}` : ''}`)
    }
    return { result: diagnosis, exitCode: diagnosis.healthy ? 0 : 1 }
  },
}

export const suggestionsCommand: Command = {
  name: 'suggestions',
  summary: 'papers that may be one work: list them, accept, dismiss, or undo a merge',
  usage: 'causerie suggestions [--accept ID | --dismiss ID | --undo ID] [--state S]',
  options: {
    accept: { type: 'string', value: 'ID', help: 'make the two papers one' },
    dismiss: { type: 'string', value: 'ID', help: 'they are two works' },
    undo: { type: 'string', value: 'ID', help: 'take an accepted merge apart again' },
    state: { type: 'string', value: 'S', help: 'open (default), accepted or dismissed' },
  },
  example: 'causerie suggestions --accept 3',
  async run(context) {
    const { values, json, print } = context
    const chosen = (['accept', 'dismiss', 'undo'] as const).filter((action) => values[action] !== undefined)
    if (chosen.length > 1) throw new UsageError('One of --accept, --dismiss, --undo at a time.')
    const [action] = chosen
    const decide = action && { action, id: Number(values[action]) }
    if (decide && !Number.isInteger(decide.id))
      throw new UsageError(`--${action} is “${values[action!]}”; expected the number of a suggestion.`)
    const { state = 'open' } = values
    if (!['open', 'accepted', 'dismissed'].includes(String(state)))
      throw new UsageError(`--state is “${state}”; expected open, accepted or dismissed.`)
    const list = await context.operate<{ items: Suggestion[]; total: number }>('suggestions', {
      state,
      decide,
    })
    if (!json) {
      if (list.total === 0) print('Nothing to decide.')
      for (const { id, keep, other, reason } of list.items)
        print(`${id}. ${keep.title}\n   ${keep.slug} and ${other.slug}: ${reason}`)
      if (list.total > list.items.length) print(`… and ${thin(list.total - list.items.length)} more.`)
    }
    return { result: list }
  },
}
