/**
 * Harvests: fetch a page, parse it, hand its records over, and only then remember it as done. A run that is killed
 * between the last two repeats one page (at least once; the import is idempotent), and none is ever skipped.
 * A page that is not whole is asked for again, an expired token restarts the list, a repeated token stops it.
 */
import { PapersError } from '../errors.ts'
import type { ParsedItem } from '../sources/source.ts'
import { backoff, type RandomSource, type Sleep, systemRandom, systemSleep } from './backoff.ts'
import { type DailyPlan, dailyPages } from './dailyPages.ts'
import type { Fetched, Fetcher } from './fetcher.ts'
import { type OaiPlan, oaiPages } from './oaiPages.ts'
import type { Cursor, CursorStore, Page, Protocol } from './protocol.ts'

export type { Cursor, CursorStore } from './protocol.ts'

export type HarvestPlan = OaiPlan | DailyPlan

export type HarvestOptions = {
  fetcher: Fetcher
  cursor: CursorStore
  /** Stores the page's items in one transaction; the cursor moves on when it is done. */
  onRecords(items: ParsedItem[], page: { number: number; url: string }): Promise<void> | void
  onNote?(text: string): void
  onProgress?(progress: HarvestProgress): void
  /** YYYY-MM-DD, UTC. */
  today: string
  signal?: AbortSignal
  /** Stop after so many pages; the next harvest of the same plan goes on there. */
  maxPages?: number
  /** Further tries for a page that arrives broken. */
  pageRetries?: number
  now?: () => number
  sleep?: Sleep
  random?: RandomSource
}

export type HarvestProgress = { read: number; pages: number; requests: number; cursor: Cursor }

export type HarvestResult = HarvestProgress & {
  /** Everything that was asked for is there. */
  complete: boolean
  resumedFrom?: { page: number; records: number; token: string }
  notes: string[]
}

const mostRestarts = 3
const brokenPageMs = 5000

type Run = {
  protocol: Protocol
  options: HarvestOptions & Required<Pick<HarvestOptions, 'pageRetries' | 'now' | 'sleep' | 'random'>>
  cursor: Cursor
  read: number
  pages: number
  requests: number
  notes: string[]
  resumedFrom?: HarvestResult['resumedFrom']
  restarts: number
  tokens: Set<string>
  done: boolean
}

export async function harvest(plan: HarvestPlan, options: HarvestOptions): Promise<HarvestResult> {
  const protocol = plan.source === 'arxiv' ? oaiPages(plan, options.today) : dailyPages(plan, options.today)
  const run = await begin(protocol, options)
  try {
    while (!run.done && run.pages < (options.maxPages ?? Number.POSITIVE_INFINITY)) await harvestPage(run)
  } catch (error) {
    await rememberFailure(run, error)
    throw error
  }
  if (!run.done) say(run, `Stopped after ${run.pages} pages, as asked. Harvest again to go on.`)
  const { read, pages, requests, notes, cursor, resumedFrom } = run
  return { read, pages, requests, cursor, notes, resumedFrom, complete: cursor.finishedAt !== undefined }
}

/** Where the next harvest of the same set begins: a day may repeat, none is missed. Undefined before the first page. */
export function nextFrom({ firstResponseDate, lastResponseDate }: Cursor): string | undefined {
  return (firstResponseDate ?? lastResponseDate)?.slice(0, 10)
}

async function begin(protocol: Protocol, options: HarvestOptions): Promise<Run> {
  const stored = await options.cursor.load()
  const filled = { pageRetries: 4, now: Date.now, sleep: systemSleep, random: systemRandom, ...options }
  const counters = { read: 0, pages: 0, requests: 0, restarts: 0, notes: [], tokens: new Set<string>(), done: false }
  const run: Run = { protocol, options: filled, cursor: freshCursor(protocol, filled.now()), ...counters }
  const unfinished = stored && stored.finishedAt === undefined && stored.token !== undefined
  if (unfinished && samePlan(stored, protocol)) {
    run.cursor = stored
    run.resumedFrom = { page: stored.page, records: stored.records, token: stored.token! }
    run.tokens.add(stored.token!)
  } else if (unfinished) {
    say(
      run,
      `An unfinished harvest (${stored.source} from ${stored.from}, page ${stored.page}) was set aside for this one.`,
    )
  }
  return run
}

function freshCursor({ source, baseUrl, set, from }: Protocol, now: number): Cursor {
  return { source, baseUrl, ...(set && { set }), from, page: 0, records: 0, startedAt: new Date(now).toISOString() }
}

function samePlan(a: Pick<Cursor, 'source' | 'baseUrl' | 'set' | 'from'>, b: typeof a): boolean {
  return a.source === b.source && a.baseUrl === b.baseUrl && a.set === b.set && a.from === b.from
}

async function harvestPage(run: Run): Promise<void> {
  const { token } = run.cursor
  const url = run.protocol.url(token)
  const page = await wholePage(run, url, token)
  if (page.kind === 'expired') return restart(run, page.reason)
  for (const note of page.notes ?? []) say(run, note)
  await run.options.onRecords(page.items, { number: run.cursor.page + 1, url })
  await advance(run, page)
  await refuseLoop(run, page.next)
  const { read, pages, requests, cursor } = run
  run.options.onProgress?.({ read, pages, requests, cursor })
}

/** Asks until the page is whole, within the budget for broken pages; network trouble is the fetcher's affair. */
async function wholePage(run: Run, url: string, token: string | undefined): Promise<Page> {
  const { fetcher, signal, pageRetries, sleep, random } = run.options
  for (let tries = 1; ; tries++) {
    const reply = await fetcher.get(url, { signal, accept: run.protocol.accept })
    run.requests += reply.requests
    try {
      const page = await run.protocol.read(reply, token)
      noteGuesses(run, reply)
      return page
    } catch (error) {
      if (!(error instanceof PapersError) || error.code !== 'harvest/bad-page' || tries > pageRetries) throw error
      say(run, `${error.message} Asking again (${tries} of ${pageRetries}).`)
      await stoppable(() => sleep(backoff(tries, { baseMs: brokenPageMs, random }), signal), signal)
    }
  }
}

function noteGuesses(run: Run, { guessedBytes }: Fetched): void {
  if (guessedBytes === 0) return
  say(
    run,
    `Page ${run.cursor.page + 1} holds bytes that do not fit its encoding (${guessedBytes}); they were read as Windows-1252.`,
  )
}

/** The page is stored: move the cursor behind it. */
async function advance(run: Run, page: Page & { kind: 'records' }): Promise<void> {
  const count = page.items.filter(({ kind }) => kind === 'record').length
  const { token: _, lastError: __, ...before } = run.cursor
  run.done = page.next === undefined
  run.cursor = {
    ...before,
    page: before.page + 1,
    records: before.records + count,
    firstResponseDate: before.firstResponseDate ?? page.responseDate,
    lastResponseDate: page.responseDate ?? before.lastResponseDate,
    ...(page.next !== undefined && { token: page.next }),
    ...(run.done && run.protocol.completes && { finishedAt: new Date(run.options.now()).toISOString() }),
  }
  run.read += count
  run.pages++
  await run.options.cursor.save(run.cursor)
}

async function restart(run: Run, reason: string): Promise<void> {
  if (++run.restarts > mostRestarts) {
    throw new PapersError(
      'harvest/token-expired',
      `The archive forgot its place in the list ${run.restarts} times: ${reason}.`,
      {
        hint: 'Harvest a later day or a smaller set, so that the list ends before its token expires.',
      },
    )
  }
  say(run, `The archive no longer knows its place in the list (${reason}); starting again from ${run.cursor.from}.`)
  await forgetToken(run)
}

/** A token that comes back would be asked for again without end. */
async function refuseLoop(run: Run, next: string | undefined): Promise<void> {
  if (next === undefined) return
  if (!run.tokens.has(next)) return void run.tokens.add(next)
  await forgetToken(run) // or the next harvest would go on inside the loop
  throw new PapersError(
    'harvest/loop',
    `The archive sent the same place in the list twice (${JSON.stringify(next)}).`,
    {
      hint: 'The records so far are in. The next harvest starts the list again; if it stops here again, report it to the archive.',
      details: { token: next },
    },
  )
}

async function forgetToken(run: Run): Promise<void> {
  const { token: _, firstResponseDate: __, ...kept } = run.cursor
  run.cursor = kept
  run.tokens.clear()
  await run.options.cursor.save(run.cursor)
}

async function rememberFailure(run: Run, error: unknown): Promise<void> {
  if (run.options.signal?.aborted) return // stopping is no failure
  run.cursor = { ...run.cursor, lastError: error instanceof Error ? error.message : String(error) }
  await Promise.resolve(run.options.cursor.save(run.cursor)).catch(() => {}) // the first error is the one to report
}

async function stoppable(work: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!signal?.aborted) throw error
    throw new PapersError('aborted', 'Stopped the harvest, as requested.', { cause: error })
  }
}

function say(run: Run, text: string): void {
  run.notes.push(text)
  run.options.onNote?.(text)
}
