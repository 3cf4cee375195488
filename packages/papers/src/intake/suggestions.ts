/** Two papers that may be one work: a person decides, and can take the decision back. */
import { type Database, type Session, type Store, sql } from '@causerie/store'
import { PapersError } from '../errors.ts'

export type Suggestion = {
  id: number
  state: 'open' | 'accepted' | 'dismissed'
  reason: string
  keep: { slug: string; title: string }
  other: { slug: string; title: string }
}

export async function listSuggestions(
  { db }: Store,
  { state = 'open', limit = 100 } = {},
): Promise<{ items: Suggestion[]; total: number }> {
  const { rows } = await db.execute(sql`select s.id::float8 as id, s.state, s.reason, count(*) over ()::int as total,
      jsonb_build_object('slug', k.slug, 'title', k.title) as keep, jsonb_build_object('slug', o.slug, 'title', o.title) as other
    from suggestions s join papers k on k.id = s.keep_id join papers o on o.id = s.other_id
    where s.state = ${state} order by s.id limit ${limit}`)
  return { items: rows.map(({ total: _, ...row }) => row as Suggestion), total: (rows[0]?.total as number) ?? 0 }
}

type Row = { id: number; keep_id: number; other_id: number; state: Suggestion['state']; moved: Moved | null }
type Moved = {
  identifiers: { scheme: string; value: string }[]
  records: { source: string; key: string }[]
  listings: { day: string; list: string }[]
  filled: Fillable[]
}

/** What a kept paper takes from the other when it has none of its own. */
const fillable = [
  'abstract',
  'summary',
  'venue',
  'submitted',
  'updated',
  'announced',
  'published',
  'year',
  'licence',
] as const
type Fillable = (typeof fillable)[number]

/** Makes the two one: the other's identifiers, records and listings move, gaps are filled, its address leads here. */
export async function acceptSuggestion(store: Store, id: number): Promise<void> {
  await store.transaction(async (session) => {
    const { keep_id: keep, other_id: other } = await locked(session, id, 'open')
    await requireUnmerged(session.db, [keep, other])
    const moved: Moved = {
      identifiers: await rowsOf(
        session.db,
        sql`update identifiers set paper_id = ${keep} where paper_id = ${other} returning scheme, value`,
      ),
      records: await rowsOf(
        session.db,
        sql`update records set paper_id = ${keep} where paper_id = ${other} returning source, key`,
      ),
      listings: await rowsOf(
        session.db,
        sql`update listings l set paper_id = ${keep} where paper_id = ${other} and not exists (select 1 from listings k
          where k.paper_id = ${keep} and k.day = l.day and k.list = l.list) returning day::text as day, list`,
      ),
      filled: await fill(session.db, keep, other),
    }
    await session.db.execute(sql`update papers set merged_into = ${keep} where id = ${other}`)
    await touch(session.db, [keep, other])
    await decide(session.db, id, 'accepted', moved)
  })
}

/** Takes an accepted merge apart again, row by row. */
export async function undoSuggestion(store: Store, id: number): Promise<void> {
  await store.transaction(async (session) => {
    const { keep_id: keep, other_id: other, moved } = await locked(session, id, 'accepted')
    for (const { scheme, value } of moved!.identifiers) {
      await session.db.execute(
        sql`update identifiers set paper_id = ${other} where scheme = ${scheme} and value = ${value} and paper_id = ${keep}`,
      )
    }
    for (const { source, key } of moved!.records) {
      await session.db.execute(
        sql`update records set paper_id = ${other} where source = ${source} and key = ${key} and paper_id = ${keep}`,
      )
    }
    for (const { day, list } of moved!.listings) {
      await session.db.execute(
        sql`update listings set paper_id = ${other} where day = ${day} and list = ${list} and paper_id = ${keep}`,
      )
    }
    for (const field of moved!.filled) {
      const column = sql.identifier(field)
      await session.db.execute(
        sql`update papers k set ${column} = null from papers o where k.id = ${keep} and o.id = ${other} and k.${column} = o.${column}`,
      )
    }
    await session.db.execute(sql`update papers set merged_into = null where id = ${other}`)
    await touch(session.db, [keep, other])
    await decide(session.db, id, 'open', null)
  })
}

export async function dismissSuggestion(store: Store, id: number): Promise<void> {
  await store.transaction(async (session) => {
    await locked(session, id, 'open')
    await decide(session.db, id, 'dismissed', null)
  })
}

async function locked({ db }: Session, id: number, state: Suggestion['state']): Promise<Row> {
  await db.execute(sql`select pg_advisory_xact_lock(4400002)`)
  const { rows } =
    await db.execute(sql`select id::float8 as id, keep_id::float8 as keep_id, other_id::float8 as other_id, state, moved
    from suggestions where id = ${id} for update`)
  const row = rows[0] as Row | undefined
  if (!row)
    throw new PapersError('suggestion/unknown', `There is no suggestion ${id}.`, {
      hint: 'causerie suggestions lists them.',
    })
  if (row.state !== state) throw new PapersError('suggestion/state', `Suggestion ${id} is ${row.state}, not ${state}.`)
  return row
}

async function requireUnmerged(db: Database, ids: number[]): Promise<void> {
  const { rows } = await db.execute(
    sql`select slug from papers where id = any(${sql.param(ids)}::bigint[]) and merged_into is not null`,
  )
  if (rows[0])
    throw new PapersError('suggestion/merged', `The paper “${rows[0].slug}” is already part of another.`, {
      hint: 'Undo that merge first.',
    })
}

async function fill(db: Database, keep: number, other: number): Promise<Fillable[]> {
  const filled: Fillable[] = []
  for (const field of fillable) {
    const column = sql.identifier(field)
    const { rows } = await db.execute(sql`update papers k set ${column} = o.${column} from papers o
      where k.id = ${keep} and o.id = ${other} and k.${column} is null and o.${column} is not null returning 1 as done`)
    if (rows.length > 0) filled.push(field)
  }
  return filled
}

async function touch(db: Database, ids: number[]): Promise<void> {
  await db.execute(
    sql`update papers set changed = now(), revision = (select nextval('revision')) where id = any(${sql.param(ids)}::bigint[])`,
  )
}

async function decide(db: Database, id: number, state: Suggestion['state'], moved: Moved | null): Promise<void> {
  await db.execute(
    sql`update suggestions set state = ${state}, decided = now(), moved = ${moved && JSON.stringify(moved)}::jsonb where id = ${id}`,
  )
}

async function rowsOf<Found>(db: Database, statement: ReturnType<typeof sql>): Promise<Found[]> {
  return (await db.execute(statement)).rows as Found[]
}
