/**
 * The intake: records go in by batches, each batch one transaction. A kill between batches loses nothing that was
 * reported; running the same import again completes it, since what is already in is recognised by its fingerprint.
 */
import { type Session, type Store, sql } from '@causerie/store'
import type { PaperRecord } from '../record.ts'
import { type Candidate, candidateOf, keyMemory } from './candidate.ts'
import { identifierKey, isHeard, type Known, lookUp, match, recall } from './match.ts'
import { type NameMemory, nameMemory } from './names.ts'
import { firstState, type PaperState, reconcile, type Voice } from './reconcile.ts'
import { loadStates } from './state.ts'
import { meeting, withFollowers } from './turns.ts'
import { type ChangedPaper, freeSlugs, insertPapers, type NewPaper, updatePapers } from './write.ts'

export type Tally = { added: number; updated: number; unchanged: number; keptApart: Map<string, number> }

/** One write of the store: its number, the number of the write before it, and the papers as they are now. */
export type Committed = {
  revision: number
  before: number
  allNew: boolean
  papers: { id: number; state: PaperState }[]
}

export type Intake = {
  /** Takes records in the order given, and does what needs no database: also while a batch is being written. */
  take(records: Iterable<PaperRecord>): void
  /** Commits full batches of what was taken; one call at a time. */
  commitFull(): Promise<void>
  /** Both. */
  put(records: PaperRecord[]): Promise<void>
  /** Commits what is left. */
  finish(): Promise<Tally>
  readonly tally: Tally
}

export type IntakeOptions = {
  batchSize?: number
  /** Called after each committed batch; `write` is absent when it changed nothing. */
  onCommit?: (tally: Tally, write: Committed | undefined) => void | Promise<void>
  signal?: AbortSignal
}

/** One lock for everything that writes papers: revisions are then committed in their order. */
const writeLock = 4400002

export function openIntake(
  store: Store,
  voice: Voice,
  { batchSize = 1000, onCommit, signal }: IntakeOptions = {},
): Intake {
  const tally: Tally = { added: 0, updated: 0, unchanged: 0, keptApart: new Map() }
  let memory = nameMemory()
  const keys = keyMemory()
  let pending: Candidate[] = []

  async function commit(): Promise<void> {
    signal?.throwIfAborted()
    const candidates = pending.slice(0, batchSize)
    let write: Committed | undefined
    let later: Candidate[]
    try {
      const counts = await store.transaction((session) => writeBatch(session, voice, candidates, memory))
      ;({ write, later } = counts)
      tally.added += counts.added
      tally.updated += counts.updated
      tally.unchanged += counts.unchanged
      for (const key of counts.keptApart) tally.keptApart.set(key, (tally.keptApart.get(key) ?? 0) + 1)
    } catch (error) {
      memory = nameMemory() // names made in a transaction that failed do not exist
      throw error
    }
    pending = [...later, ...pending.slice(batchSize)]
    await onCommit?.(tally, write)
  }

  function take(records: Iterable<PaperRecord>): void {
    for (const record of records) pending.push(candidateOf(record, keys))
  }

  async function commitFull(): Promise<void> {
    while (pending.length >= batchSize) await commit()
  }

  return {
    tally,
    take,
    commitFull,
    put(records) {
      take(records)
      return commitFull()
    },
    async finish() {
      while (pending.length > 0) await commit()
      return tally
    },
  }
}

type Counts = {
  added: number
  updated: number
  unchanged: number
  keptApart: string[]
  write?: Committed
  /** Records that wait for the next batch. */
  later: Candidate[]
}

async function writeBatch(
  session: Session,
  voice: Voice,
  candidates: Candidate[],
  memory: NameMemory,
): Promise<Counts> {
  const [, byKey] = await Promise.all([
    session.db.execute(sql`select pg_advisory_xact_lock(${sql.raw(String(writeLock))})`),
    recall(session, voice.source, candidates),
  ])
  const known = await lookUp(
    session,
    byKey,
    candidates.filter((one) => !isHeard(one, byKey)),
  )
  const waiting = withFollowers(candidates, meeting(candidates), known)
  const batch = candidates.filter((one) => !waiting.has(one))
  const plan = planBatch(batch, known)
  const states = await loadStates(
    session,
    plan.known.map(({ paperId }) => paperId),
  )
  const { changed, updated, moved } = settle(plan.known, states, known, voice)
  const added = await numberPapers(session, plan.fresh, voice)
  const records = [...plan.known, ...plan.fresh.map((one, at) => ({ ...one, paperId: added[at]!.id }))]
  const write = changed.length + added.length > 0 ? await writePapers(session, changed, added, memory) : undefined
  await writeRecords(session, voice.source, records, byKey)
  await suggest(session, [
    ...moved,
    ...plan.fresh.flatMap((one, at) => one.alike.map((alike) => ({ ...alike, other: added[at]!.id }))),
  ])
  return {
    added: added.length,
    updated,
    unchanged: batch.length - added.length - updated,
    keptApart: plan.keptApart,
    write,
    later: candidates.filter((one) => waiting.has(one)),
  }
}

type Planned = { candidate: Candidate; key: string; alike: { paperId: number; reason: string }[] }
type Plan = { known: (Planned & { paperId: number })[]; fresh: Planned[]; keptApart: string[] }

function planBatch(batch: Candidate[], known: Known): Plan {
  const plan: Plan = { known: [], fresh: [], keptApart: [] }
  const keys = new Set<string>()
  for (const candidate of batch) {
    if (isHeard(candidate, known.byKey)) continue
    const found = match(candidate, known)
    const key = keys.has(found.key) ? candidate.titledKey : found.key
    if (key !== candidate.record.key) plan.keptApart.push(candidate.record.key)
    keys.add(key)
    if (found.kind === 'known') plan.known.push({ candidate, key, paperId: found.paperId, alike: found.alike })
    else plan.fresh.push({ candidate, key, alike: found.alike })
  }
  return plan
}

/** The new state of each known paper; identifiers that belong to another paper stay there. */
function settle(planned: Plan['known'], states: Map<number, PaperState>, known: Known, voice: Voice) {
  const changed = new Map<number, ChangedPaper>()
  let updated = 0
  const moved: { paperId: number; other: number; reason: string }[] = []
  for (const { candidate, paperId, alike } of planned) {
    const before = states.get(paperId)
    if (!before) throw new Error(`paper ${paperId} is named by an identifier and is not there`)
    const identifiers = candidate.record.identifiers?.filter(
      (one) => (known.byIdentifier.get(identifierKey(one)) ?? paperId) === paperId,
    )
    const { state, changed: isChanged, superseded } = reconcile(before, { ...candidate.record, identifiers }, voice)
    if (isChanged) {
      const replaced = changed.get(paperId)?.superseded ?? [] // by another record of this batch, under another key
      changed.set(paperId, { id: paperId, state, superseded: superseded ? [...replaced, superseded] : replaced })
      states.set(paperId, state)
      updated++
    }
    moved.push(...alike.map((one) => ({ paperId, other: one.paperId, reason: one.reason })))
  }
  return { changed: [...changed.values()], updated, moved }
}

async function numberPapers(session: Session, fresh: Planned[], voice: Voice): Promise<NewPaper[]> {
  if (fresh.length === 0) return []
  const states = fresh.map(({ candidate }) => firstState(candidate.record, voice))
  const wished = fresh.map(({ candidate }) => candidate.record.catalogue?.slug)
  const [slugs, { rows }] = await Promise.all([
    freeSlugs(session, states, wished),
    session.db.execute(
      sql`select nextval('papers_id_seq')::float8 as id from generate_series(1, ${fresh.length}::int)`,
    ),
  ])
  return fresh.map(({ candidate }, at) => ({
    id: rows[at]!.id as number,
    state: states[at]!,
    titleKey: candidate.titleKey,
    slug: slugs[at]!,
  }))
}

async function writePapers(
  session: Session,
  changed: ChangedPaper[],
  added: NewPaper[],
  memory: NameMemory,
): Promise<Committed> {
  const { rows } = await session.db.execute(
    sql`select nextval('revision')::float8 as revision, (select coalesce(max(revision), 0)::float8 from papers) as before`,
  )
  const { revision, before } = rows[0] as { revision: number; before: number }
  await updatePapers(session, changed, revision, memory)
  await insertPapers(session, added, revision, memory)
  const papers = [...changed.map(({ id, state }) => ({ id, state })), ...added.map(({ id, state }) => ({ id, state }))]
  return { revision, before, allNew: changed.length === 0, papers }
}

/** Keys not heard before are copied, the others written over one statement. */
async function writeRecords(
  { db, copy }: Session,
  source: string,
  planned: (Planned & { paperId: number })[],
  heard: Known['byKey'],
): Promise<void> {
  const extraOf = ({ record: { extra = null } }: Candidate) => (extra === null ? null : JSON.stringify(extra))
  const fresh = planned.filter(({ key }) => !heard.has(key))
  await copy(
    'records',
    ['source', 'key', 'paper_id', 'fingerprint', 'extra'],
    fresh.map(({ candidate, key, paperId }) => [source, key, paperId, candidate.fingerprint, extraOf(candidate)]),
  )
  if (fresh.length === planned.length) return
  const rows = planned
    .filter(({ key }) => heard.has(key))
    .map(({ candidate, key, paperId }) => ({
      ...{ key, paper_id: paperId, fingerprint: candidate.fingerprint, extra: candidate.record.extra ?? null },
    }))
  await db.execute(sql`update records set paper_id = r.paper_id, fingerprint = r.fingerprint, extra = r.extra, seen = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(key text, paper_id bigint, fingerprint text, extra jsonb)
    where records.source = ${source} and records.key = r.key`)
}

async function suggest({ db }: Session, pairs: { paperId: number; other: number; reason: string }[]): Promise<void> {
  for (const { paperId, other, reason } of pairs) {
    const [keep, drop] = paperId < other ? [paperId, other] : [other, paperId]
    await db.execute(sql`insert into suggestions (keep_id, other_id, reason) values (${keep}, ${drop}, ${reason})
      on conflict (keep_id, other_id) do nothing`)
  }
}
