/** A library for the intake's tests, and ways to look at all of it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableName, migrate, openDatabase, type Store, schema, sql } from '@causerie/store'
import type { PaperRecord } from '../record.ts'
import { type IntakeOptions, openIntake, type Tally } from './intake.ts'
import type { Voice } from './reconcile.ts'

const authorities: Record<string, number> = { reference: 30, aggregator: 50, venue: 70, archive: 80, curator: 90 }

export const voiceOf = (source: string): Voice => ({
  source,
  list: 'daily-papers',
  authorityOf: (name) => authorities[name] ?? 0,
})

export type TestLibrary = Awaited<ReturnType<typeof openLibrary>>

/** One embedded library per test file; `clear` empties it. */
export async function openLibrary() {
  const home = await mkdtemp(join(tmpdir(), 'causerie-intake-'))
  const store = await openDatabase({ folder: join(home, 'database') })
  await migrate(store)
  const names = Object.values(schema.tables).map(getTableName)
  return {
    store,
    clear: () => clear(store, names),
    close: () => store.close().then(() => rm(home, { recursive: true, force: true })),
    /** Every row of every table. */
    rows: async () => {
      const all: Record<string, string[]> = {}
      for (const name of names) {
        const { rows } = await store.db.execute(sql`select to_jsonb(t)::text as row from ${sql.identifier(name)} t`)
        all[name] = rows.map(({ row }) => row as string).sort()
      }
      return all
    },
    papers: () => papersOf(store),
    suggestions: () => suggestionsOf(store),
    select: async (query: string) => (await store.db.execute(sql.raw(query))).rows,
    take: (source: string, records: PaperRecord[], options?: IntakeOptions) => take(store, source, records, options),
  }
}

/** Deletes every row and numbers papers from 1 again: for a few rows much faster than TRUNCATE, which makes new files. */
function clear(store: Store, names: string[]): Promise<void> {
  return store.transaction(async ({ db }) => {
    for (const name of names.toReversed()) await db.execute(sql.raw(`delete from ${name}`))
    await db.execute(sql`select setval(pg_get_serial_sequence('papers', 'id'), 1, false)`)
  })
}

/** What came of an import, with `keptApart` only where there is something in it. */
export async function take(store: Store, source: string, records: PaperRecord[], options?: IntakeOptions) {
  const intake = openIntake(store, voiceOf(source), options)
  await intake.put(records)
  return counts(await intake.finish())
}

export function counts({ added, updated, unchanged, keptApart }: Tally) {
  return { added, updated, unchanged, ...(keptApart.size > 0 ? { keptApart: Object.fromEntries(keptApart) } : {}) }
}

export type PaperView = {
  slug: string
  title: string
  identifiers: string[]
  authors: string[]
  versions: string[]
  records: string[]
  [field: string]: unknown
}

/** The papers as a reader could tell them apart: no numbers, no moments. */
async function papersOf({ db }: Store): Promise<PaperView[]> {
  const { rows } = await db.execute(sql`select
      to_jsonb(p) - 'id' - 'first_seen' - 'changed' - 'revision' - 'created_revision' || jsonb_build_object(
        'identifiers', array(select i.scheme || ':' || i.value from identifiers i where i.paper_id = p.id order by 1),
        'authors', array(select e.name from authorships a join people e on e.id = a.person_id where a.paper_id = p.id order by a.position),
        'organisations', array(select o.name from paper_organisations x join organisations o on o.id = x.organisation_id
          where x.paper_id = p.id order by x.position),
        'topics', array(select t.name from paper_topics x join topics t on t.id = x.topic_id where x.paper_id = p.id order by 1),
        'links', array(select l.url from links l where l.paper_id = p.id order by 1),
        'listings', array(select to_jsonb(l) - 'paper_id' from listings l where l.paper_id = p.id order by 1),
        'versions', array(select v.title || coalesce(': ' || v.abstract, '') from versions v where v.paper_id = p.id order by v.number),
        'records', array(select r.source || ' ' || r.key from records r where r.paper_id = p.id order by 1)) as paper
    from papers p`)
  const papers = rows.map(({ paper }) => paper as PaperView)
  return papers.sort((a, b) => (a.slug < b.slug ? -1 : 1))
}

async function suggestionsOf({ db }: Store): Promise<[string, string, string][]> {
  const { rows } = await db.execute(sql`select k.slug as keep, o.slug as other, s.reason
    from suggestions s join papers k on k.id = s.keep_id join papers o on o.id = s.other_id order by 1, 2`)
  return rows.map(({ keep, other, reason }) => [keep, other, reason] as [string, string, string])
}
