/** Looks a home over: is what should hold together together? Repairs what can be made again from the store. */
import { appliedMigrations, knownMigrations, sql } from '@causerie/store'
import { searchFault } from '../search/searchFault.ts'
import type { House } from './house.ts'

export type Finding = { check: string; ok: boolean; detail: string; hint?: string }
export type Diagnosis = { healthy: boolean; findings: Finding[] }

export async function examine(house: House, { repair }: { repair: boolean }): Promise<Diagnosis> {
  const findings = [
    await migrations(house),
    ...(await orphans(house)),
    await counts(house),
    await runs(house),
    await indexLevel(house, repair),
    vectors(house),
  ]
  return { healthy: findings.every(({ ok }) => ok), findings }
}

async function migrations({ store }: House): Promise<Finding> {
  const [applied, known] = await Promise.all([appliedMigrations(store.db), knownMigrations()])
  const ok = applied.length === known.length
  return {
    check: 'migrations',
    ok,
    detail: `${applied.length} of ${known.length} applied`,
    hint: ok ? undefined : 'Restart Causerie.',
  }
}

/** Rows that belong to no paper: there are none unless the database was edited by hand. */
async function orphans({ store }: House): Promise<Finding[]> {
  const tables = ['authorships', 'paper_organisations', 'paper_topics', 'links']
  return Promise.all(
    tables.map(async (table) => {
      const { rows } = await store.db.execute(sql`select count(*)::int as lost from ${sql.identifier(table)} x
        where not exists (select 1 from papers p where p.id = x.paper_id)`)
      const lost = rows[0]!.lost as number
      return {
        check: table,
        ok: lost === 0,
        detail: lost === 0 ? 'every row belongs to a paper' : `${lost} rows belong to no paper`,
        hint: lost ? 'Restore the latest backup.' : undefined,
      }
    }),
  )
}

async function counts({ store }: House): Promise<Finding> {
  const { rows } = await store.db.execute(sql`select count(*)::int as wrong from papers p
    where exists (select 1 from authorships a where a.paper_id = p.id)
      and p.author_count <> (select count(*) from authorships a where a.paper_id = p.id)`)
  const wrong = rows[0]!.wrong as number
  return {
    check: 'author counts',
    ok: wrong === 0,
    detail: wrong === 0 ? 'agree with the names' : `${wrong} papers disagree with their names`,
  }
}

/** Runs that were interrupted are no fault: whoever runs the laboratory next takes them up. */
async function runs({ store, runs }: House): Promise<Finding> {
  const { rows } = await store.db.execute(sql`select count(*)::int as kept,
      count(*) filter (where state = 'queued')::int as queued, count(*) filter (where state = 'running')::int as running,
      count(*) filter (where state = 'done' and headline is null)::int as unreadable from runs`)
  const { kept, queued, running, unreadable } = rows[0] as Record<'kept' | 'queued' | 'running' | 'unreadable', number>
  const lost = (await runs.lost()).length
  const said = [
    `${kept} kept`,
    ...(queued > 0 ? [`${queued} waiting`] : []),
    ...(running > lost ? [`${running - lost} under way`] : []),
    ...(lost > 0 ? [`${lost} interrupted, taken up when the laboratory is next at work`] : []),
    ...(unreadable > 0 ? [`${unreadable} done without a headline`] : []),
  ]
  return {
    check: 'runs',
    ok: unreadable === 0,
    detail: said.join(', '),
    hint: unreadable > 0 ? 'Restore the latest backup.' : undefined,
  }
}

type Comparison = {
  papers: number
  indexed: number
  /** Papers of the store that the index has not. */
  absent: number[]
  /** Papers of the index that the store has not. */
  orphans: number[]
  /** Papers of which the index has an older, or a later, state than the store. */
  stale: number[]
  twice: number
  fault?: string
}

/** Index and store, paper by paper. */
async function compare({ store, index }: House): Promise<Comparison> {
  const fault = await searchFault(index)
  const { rows } = await store.db.execute(
    sql`select id::float8 as id, revision::float8 as revision from papers where merged_into is null`,
  )
  const indexed = await index.revisions().catch((error: Error) => ({ error }))
  if ('error' in indexed) {
    return {
      papers: rows.length,
      indexed: 0,
      absent: [],
      orphans: [],
      stale: [],
      twice: 0,
      fault: indexed.error.message,
    }
  }
  const absent: number[] = []
  const stale: number[] = []
  const left = new Map(indexed.map(({ id, revision }) => [id, revision]))
  const twice = indexed.length - left.size
  for (const { id, revision } of rows as { id: number; revision: number }[]) {
    if (!left.has(id)) absent.push(id)
    else if (left.get(id) !== revision) stale.push(id)
    left.delete(id)
  }
  return { papers: rows.length, indexed: indexed.length, absent, orphans: [...left.keys()], stale, twice, fault }
}

async function indexLevel(house: House, repair: boolean): Promise<Finding> {
  let now = await compare(house)
  const broken = () => faultsOf(now).length > 0
  const wasBroken = broken()
  if (wasBroken && repair) {
    await house.indexer.rebuild()
    now = await compare(house)
  }
  return {
    check: 'search index',
    ok: !broken(),
    detail: [
      `${now.indexed} papers indexed of ${now.papers}`,
      ...faultsOf(now),
      ...(wasBroken && !broken() ? ['rebuilt now'] : []),
    ].join(', '),
    hint: broken() ? 'Run: causerie doctor --repair, or causerie reindex' : undefined,
  }
}

function faultsOf({ absent, orphans, stale, twice, fault }: Comparison): string[] {
  const some = (ids: number[], what: string) =>
    ids.length === 0 ? [] : [`${ids.length} ${what} (${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''})`]
  return [
    ...some(absent, 'missing in the index'),
    ...some(orphans, 'no longer in the store'),
    ...some(stale, 'in another state than the store'),
    ...(twice > 0 ? [`${twice} indexed twice`] : []),
    ...(fault ? [`but a search fails: ${fault}`] : []),
  ]
}

/** Vectors: there are none without an embedder; some may be waiting, all may be being made anew. */
function vectors({ index, embedder, upkeep }: House): Finding {
  const { meaning } = index
  const doing = upkeep.doing()
  const progress = doing ? `${doing.job}, ${doing.done} of ${doing.of}` : undefined
  const check = 'vectors'
  if (!meaning && !embedder) return { check, ok: true, detail: 'none; search is by words' }
  const made = meaning ? `${meaning.embedder}, ${meaning.dimension} numbers each` : 'none'
  if (embedder && embedder.id !== meaning?.embedder) {
    const detail = `${made}; ${embedder.id} is wanted${progress ? ` (${progress})` : ''}`
    return {
      check,
      ok: doing !== undefined,
      detail,
      hint: doing ? undefined : 'Run: causerie reindex, or causerie start',
    }
  }
  if (!meaning || meaning.missing === 0) return { check, ok: true, detail: made }
  return {
    check,
    ok: doing !== undefined,
    detail: `${made}; ${meaning.missing} papers wait for theirs${progress ? ` (${progress})` : ''}`,
    hint: doing ? undefined : 'Run: causerie start, which makes them; see its notes when it cannot',
  }
}
