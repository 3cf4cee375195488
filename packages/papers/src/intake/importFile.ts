/** Imports one file: detect its format, read it as a stream, put its records into the library, report every loss. */
import type { Readable } from 'node:stream'
import type { Store } from '@causerie/store'
import { PapersError } from '../errors.ts'
import { detectSource, sources } from '../sources/registry.ts'
import type { ParsedItem, Source, SourceId } from '../sources/source.ts'
import { type Committed, openIntake, type Tally } from './intake.ts'
import { type OpenedText, openText } from './readText.ts'
import { voiceOf } from './voice.ts'

export type Skipped = { where: string; reason: string }

export type ImportSummary = {
  format: string
  read: number
  added: number
  updated: number
  unchanged: number
  /** The first `mostReported` of them, in order. */
  skipped: Skipped[]
  skippedCount: number
  notes: string[]
  seconds: number
}

export type ImportProgress = { records: number; bytes: number; totalBytes?: number }

export type ImportOptions = {
  format?: SourceId | 'auto'
  pageDate?: string
  today: string
  signal?: AbortSignal
  onProgress?: (progress: ImportProgress) => void
  onCommit?: (write: Committed) => Promise<void>
}

const readAhead = 1000
const mostReported = 1000
const mostNotes = 100

export async function importFile(
  store: Store,
  input: string | Readable,
  options: ImportOptions,
): Promise<ImportSummary> {
  const started = performance.now()
  const text = await openText(input, { signal: options.signal })
  try {
    const source = chooseSource(text, options.format ?? 'auto')
    const summary: ImportSummary = {
      format: source.id,
      read: 0,
      added: 0,
      updated: 0,
      unchanged: 0,
      skipped: [],
      skippedCount: 0,
      notes: [],
      seconds: 0,
    }
    const tally = await readAll(store, source, text, summary, options)
    for (const note of text.notes()) addNote(summary, note.text)
    for (const [key, count] of tally.keptApart)
      addNote(
        summary,
        `The key “${key}” is shared by ${count + 1} records with different titles; each is kept as a paper of its own.`,
      )
    return {
      ...summary,
      ...{ added: tally.added, updated: tally.updated, unchanged: tally.unchanged },
      seconds: (performance.now() - started) / 1000,
    }
  } finally {
    text.close()
  }
}

function chooseSource(text: OpenedText, format: SourceId | 'auto'): Source {
  const name = text.name || 'standard input'
  if (text.head.trim() === '') throw new PapersError('file-empty', `${name} is empty.`)
  if (format !== 'auto') return sources[format]
  const detected = detectSource({ name: text.name, head: text.head })
  if (detected) return detected.source
  throw new PapersError('import/unknown-format', `${name} is in none of the formats Causerie reads.`, {
    hint: `If you know it, name it with --format: ${Object.keys(sources).join(', ')}.`,
  })
}

async function readAll(
  store: Store,
  source: Source,
  text: OpenedText,
  summary: ImportSummary,
  options: ImportOptions,
): Promise<Tally> {
  const { signal, onProgress, onCommit } = options
  const intake = openIntake(store, voiceOf(source.id), {
    signal,
    onCommit: async (_, write) => {
      onProgress?.({ records: summary.read, bytes: text.bytesRead(), totalBytes: text.totalBytes })
      if (write) await onCommit?.(write)
    },
  })
  let taken = 0
  let writing: Promise<void> = Promise.resolve() // one batch is written while the next is read
  try {
    for await (const item of source.parse(text.chunks, {
      name: text.name,
      today: options.today,
      pageDate: options.pageDate,
    })) {
      signal?.throwIfAborted()
      heed(summary, item)
      if (item.kind !== 'record') continue
      intake.take([item.record])
      if (++taken % readAhead !== 0) continue
      await writing
      writing = intake.commitFull()
      writing.catch(() => {}) // told at the next await
    }
  } finally {
    await writing.catch(() => {}) // a file that breaks off leaves nothing at work behind it
  }
  await writing
  return intake.finish()
}

/** Counts a parsed item and keeps what the reader should know. */
export function heed(
  summary: Pick<ImportSummary, 'read' | 'skipped' | 'skippedCount' | 'notes'>,
  item: ParsedItem,
): void {
  if (item.kind === 'record') summary.read++
  else if (item.kind === 'note') addNote(summary, item.text)
  else {
    summary.skippedCount++
    if (summary.skipped.length < mostReported) summary.skipped.push({ where: item.where, reason: item.reason })
  }
}

function addNote(summary: Pick<ImportSummary, 'notes'>, text: string): void {
  if (summary.notes.length < mostNotes) summary.notes.push(text)
  else if (summary.notes.length === mostNotes) summary.notes.push('Further notes are left out.')
}
