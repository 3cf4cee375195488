/**
 * What can be done to a library, by name: the command line runs these in its own process or asks the owner of the home
 * to run them. Inputs are validated here; results are plain JSON.
 */
import { isAbsolute, join } from 'node:path'
import { backup, restore, sql } from '@causerie/store'
import { z } from 'zod'
import { PapersError } from '../errors.ts'
import { createFetcher } from '../harvest/fetcher.ts'
import { type Cursor, harvest, nextFrom } from '../harvest/harvest.ts'
import { heed, type ImportSummary, importFile } from '../intake/importFile.ts'
import { openIntake } from '../intake/intake.ts'
import { acceptSuggestion, dismissSuggestion, listSuggestions, undoSuggestion } from '../intake/suggestions.ts'
import { voiceOf } from '../intake/voice.ts'
import { searchModes } from '../library/views.ts'
import { programQuery } from '../search/query/programQuery.ts'
import { searchIds } from '../search/search.ts'
import { sources } from '../sources/registry.ts'
import type { SourceId } from '../sources/source.ts'
import { analyzeAfter } from './analyze.ts'
import { sayingDiskFull } from './diskFull.ts'
import { examine } from './doctor.ts'
import type { House } from './house.ts'
import { learnInput, learnIntoHome } from './learnOperation.ts'
import type { Report } from './report.ts'

const isoDay = z.iso.date()
const today = () => new Date().toISOString().slice(0, 10)
const absoluteFile = z.string().refine(isAbsolute, 'must be an absolute path')

const inputs = {
  import: z.strictObject({
    file: absoluteFile,
    format: z.enum(['auto', ...(Object.keys(sources) as [SourceId, ...SourceId[]])]).default('auto'),
    pageDate: isoDay.optional(),
  }),
  harvest: z.strictObject({
    source: z.enum(['arxiv', 'hf-daily']),
    from: isoDay.optional(),
    date: isoDay.optional(),
    set: z
      .string()
      .regex(/^[\w:.-]+$/)
      .optional(),
    baseUrl: z.url().optional(),
    maxPages: z.number().int().positive().optional(),
  }),
  search: z.strictObject({
    query: z.string(),
    limit: z.number().int().positive().max(1000).default(10),
    sort: z.enum(['relevance', 'date']).default('relevance'),
    mode: z.enum(searchModes).optional(),
  }),
  searchMany: z.strictObject({
    queries: z.array(z.strictObject({ id: z.string(), text: z.string() })).max(10_000),
    limit: z.number().int().positive().max(1000).default(100),
    mode: z.enum(searchModes).optional(),
  }),
  status: z.strictObject({}),
  reindex: z.strictObject({}),
  backup: z.strictObject({ file: absoluteFile.optional() }),
  restore: z.strictObject({ file: absoluteFile, replace: z.boolean().default(false) }),
  doctor: z.strictObject({ repair: z.boolean().default(false) }),
  learnEmbedder: learnInput(absoluteFile),
  suggestions: z.strictObject({
    state: z.enum(['open', 'accepted', 'dismissed']).default('open'),
    decide: z.strictObject({ id: z.number().int(), action: z.enum(['accept', 'dismiss', 'undo']) }).optional(),
  }),
  saved: z.strictObject({
    add: z.strictObject({ name: z.string(), query: z.string() }).optional(),
    remove: z.string().optional(),
  }),
}

export type OperationName = keyof typeof inputs
type Input<Name extends OperationName> = z.output<(typeof inputs)[Name]>

const operations: { [Name in OperationName]: (house: House, input: Input<Name>, report: Report) => Promise<unknown> } =
  {
    import: importInto,
    harvest: harvestInto,
    search: ({ search }, { query, limit, sort, mode }) => search(query, { pageSize: limit, sort, mode, patient: true }),
    searchMany,
    status: ({ status }) => status(),
    reindex: async ({ indexer, index }, _, report) => {
      await indexer.renew({
        signal: report.signal,
        onProgress: (done, of) => report.progress({ stage: 'indexing', done, of }),
      })
      return { indexed: await index.count() }
    },
    backup: async ({ store, home }, { file }, report) => {
      const target = file ?? join(home, `backup-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.jsonl.zst`)
      const rows = await backup(store, target, (done) => report.progress({ stage: 'writing', done }))
      return { file: target, rows }
    },
    restore: async ({ store, indexer }, { file, replace }, report) => {
      const rows = await restore(store, file, {
        replace: replace || (await holdsOnlyTheCatalogue(store)),
        onProgress: (done) => report.progress({ stage: 'reading', done }),
      })
      await indexer.rebuild((done) => report.progress({ stage: 'indexing', done }))
      return { rows }
    },
    learnEmbedder: learnIntoHome,
    doctor: (house, { repair }) => examine(house, { repair }),
    suggestions: async ({ store, indexer }, { state, decide }) => {
      if (decide) {
        const act = { accept: acceptSuggestion, dismiss: dismissSuggestion, undo: undoSuggestion }[decide.action]
        await act(store, decide.id)
        await indexer.catchUp()
      }
      return listSuggestions(store, { state })
    },
    saved: async ({ saved }, { add, remove }) => {
      if (remove !== undefined) await saved.remove(remove)
      if (add) await saved.add(add.name, add.query)
      return { items: await saved.list() }
    },
  }

/** Operations after which the index must follow the store. */
const writing: ReadonlySet<OperationName> = new Set(['import', 'harvest', 'restore', 'reindex', 'suggestions'])

/** Runs an operation by name. Throws `operation/unknown` and `operation/input` before anything is done. */
export async function runOperation(house: House, name: string, input: unknown, report: Report): Promise<unknown> {
  if (!(name in operations)) throw new PapersError('operation/unknown', `There is no operation “${name}”.`)
  const known = name as OperationName
  const parsed = inputs[known].safeParse(input)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
    throw new PapersError('operation/input', `${name} cannot run: ${faults}.`)
  }
  const listing = known === 'suggestions' && !('decide' in parsed.data && parsed.data.decide)
  if (house.reader && writing.has(known) && !listing)
    throw new PapersError('house/reader', `${name} cannot run here: this process only reads the search index.`, {
      hint: 'Run it where SEARCH_READER is not set.',
    })
  return sayingDiskFull(house.home, () => operations[known](house, parsed.data as never, report)).finally(() =>
    house.upkeep.wake(),
  )
}

async function importInto(
  house: House,
  { file, format, pageDate }: Input<'import'>,
  report: Report,
): Promise<ImportSummary> {
  const { store, indexer } = house
  const entry = await beginImport(store, format, file)
  const summary = await importFile(store, file, {
    format,
    pageDate,
    today: today(),
    signal: report.signal,
    onCommit: (write) => indexer.take(write),
    onProgress: ({ records, bytes, totalBytes }) =>
      report.progress({ stage: 'importing', done: records, fraction: totalBytes ? bytes / totalBytes : undefined }),
  })
  report.progress({ stage: 'indexing', done: summary.added + summary.updated })
  let analyzed: Promise<void> | undefined
  const analyzeMeanwhile = () => {
    analyzed = analyzeAfter(store, summary)
    analyzed.catch(() => {}) // told below
  }
  await indexer
    .catchUp({ onLevel: analyzeMeanwhile })
    .catch((error) =>
      report.note(`The papers are stored, but the index is behind (${error.message}). Run: causerie reindex`),
    )
  await (analyzed ?? analyzeAfter(store, summary))
  await entry.end(summary)
  await settled(house, report)
  return summary
}

/** The papers are in whatever becomes of this. */
async function settled(house: House, report: Report): Promise<void> {
  await house.settleIn(report).catch((error: Error) => {
    report.signal.throwIfAborted()
    report.note(`The embedder has not learnt from the library (${error.message}); it is tried again later.`)
  })
}

async function beginImport({ db }: House['store'], source: string, origin: string) {
  const { rows } = await db.execute(
    sql`insert into imports (source, origin) values (${source}, ${origin}) returning id::float8 as id`,
  )
  const id = rows[0]!.id as number
  return {
    end: ({
      format,
      read,
      added,
      updated,
      unchanged,
      skippedCount,
    }: Omit<ImportSummary, 'skipped' | 'notes' | 'seconds'>) =>
      db.execute(sql`update imports set finished = now(), source = ${format}, read = ${read}, added = ${added}, updated = ${updated},
        unchanged = ${unchanged}, skipped = ${skippedCount} where id = ${id}`),
  }
}

async function harvestInto(house: House, input: Input<'harvest'>, report: Report): Promise<unknown> {
  const { home, store, indexer, settings } = house
  requireContact(home, settings.contact)
  const name = [input.source, input.set, input.date, input.baseUrl].filter(Boolean).join(' ')
  const cursor = cursorStore(store, `harvest:${input.source}`, name)
  const plan = await harvestPlan(input, cursor)
  const { pauseMs, timeoutMs, maxMegabytes } = settings.harvest
  const fetcher = createFetcher({
    contact: settings.contact,
    pauseMs,
    timeoutMs,
    maxBytes: maxMegabytes * 1e6,
    allowLoopback: input.baseUrl !== undefined,
    signal: report.signal,
  })
  const summary = { read: 0, added: 0, updated: 0, unchanged: 0, skipped: [], skippedCount: 0, notes: [] as string[] }
  const voice = voiceOf(input.source === 'arxiv' ? 'arxiv-oai' : 'hf-daily')
  const result = await harvest(plan, {
    fetcher,
    cursor,
    today: today(),
    signal: report.signal,
    maxPages: input.maxPages,
    onNote: (text) => report.note(text),
    onProgress: ({ read, pages }) => report.progress({ stage: `harvesting, page ${pages}`, done: read }),
    onRecords: async (items) => {
      const intake = openIntake(store, voice, {
        onCommit: async (_, write) => void (write && (await indexer.take(write))),
      })
      for (const item of items) heed(summary, item)
      await intake.put(items.flatMap((item) => (item.kind === 'record' ? [item.record] : [])))
      const { added, updated, unchanged } = await intake.finish()
      summary.added += added
      summary.updated += updated
      summary.unchanged += unchanged
    },
  })
  await indexer.catchUp()
  await settled(house, report)
  const { pages, requests, complete, resumedFrom, notes } = result
  return {
    ...summary,
    pages,
    requests,
    complete,
    resumedFrom,
    notes: [...notes, ...summary.notes],
    next: nextFrom(result.cursor),
  }
}

/** Archives block clients that do not say who runs them. */
function requireContact(home: string, contact: string): void {
  if (contact.trim() !== '') return
  throw new PapersError('harvest/contact', 'A harvest tells the archive whom to write to, and no contact is set yet.', {
    hint: `Set "contact" in ${join(home, 'settings.json')} to your mail address or a page where you can be reached.`,
  })
}

async function harvestPlan(
  { source, from, date, set, baseUrl }: Input<'harvest'>,
  cursor: { load(): Promise<Cursor | undefined> },
) {
  if (source === 'hf-daily') return { source, date: date ?? from ?? today(), baseUrl } as const
  const last = from ? undefined : await cursor.load()
  const start = from ?? (last && (last.finishedAt ? nextFrom(last) : last.from))
  if (!start) {
    throw new PapersError('harvest/from', 'harvest arxiv needs to know where to begin the first time.', {
      hint: `For example: --from ${today()}`,
    })
  }
  return { source, from: start, set, baseUrl } as const
}

function cursorStore({ db }: House['store'], source: string, name: string) {
  return {
    async load(): Promise<Cursor | undefined> {
      const { rows } = await db.execute(sql`select state from cursors where source = ${source} and name = ${name}`)
      return rows[0]?.state as Cursor | undefined
    },
    async save(cursor: Cursor): Promise<void> {
      await db.execute(sql`insert into cursors (source, name, state) values (${source}, ${name}, ${JSON.stringify(cursor)}::jsonb)
        on conflict (source, name) do update set state = excluded.state, saved = now()`)
    },
  }
}

/** A home nobody has put anything into yet: the founding catalogue comes with every home and is no loss. */
async function holdsOnlyTheCatalogue({ db }: House['store']): Promise<boolean> {
  const { rows } = await db.execute(sql`select 1 from records where source <> 'catalogue'
    union all select 1 from saved_searches limit 1`)
  return rows.length === 0
}

type Answer = { id: string; hits: { id: string; score: number }[] }

/** Many queries for a program: the papers' own ids (the source's key, else the slug) with their scores. */
async function searchMany(
  { store, index, sample, settings, queryEmbedder }: House,
  { queries, limit, mode }: Input<'searchMany'>,
  report: Report,
): Promise<Answer[]> {
  const answers: Answer[] = []
  const how = { mode, embedder: queryEmbedder(), recency: settings.search.recency }
  for (const { id, text } of queries) {
    report.signal.throwIfAborted()
    const { ids, scores } = await searchIds({ index, sample }, programQuery(text), { ...how, limit })
    const names = await ownIds(store, ids)
    answers.push({ id, hits: ids.map((paper, at) => ({ id: names.get(paper)!, score: scores[at]! })) })
    report.progress({ stage: 'searching', done: answers.length, of: queries.length })
  }
  return answers
}

/** The id under which a paper's first source knows it: what whoever imported a collection calls it. */
async function ownIds({ db }: House['store'], ids: number[]): Promise<Map<number, string>> {
  const { rows } = await db.execute(sql`select p.id::float8 as id, coalesce(
      (select r.key from records r where r.paper_id = p.id and r.source <> 'catalogue' order by r.seen, r.source limit 1), p.slug) as name
    from papers p where p.id = any(${sql.param(ids)}::bigint[])`)
  return new Map(rows.map((row) => [row.id as number, row.name as string]))
}
