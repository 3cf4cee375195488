/** Looks a home over: is what should hold together together? Repairs what can be made again from the store. */
import { appliedMigrations, knownMigrations, sql } from '@causerie/store'
import { parseQuery } from '../search/query.ts'
import type { SearchIndex } from '../search/searchIndex.ts'
import type { House } from './house.ts'

export type Finding = { check: string; ok: boolean; detail: string; hint?: string }
export type Diagnosis = { healthy: boolean; findings: Finding[] }

export async function examine(house: House, { repair }: { repair: boolean }): Promise<Diagnosis> {
  const findings = [
    await migrations(house),
    ...(await orphans(house)),
    await counts(house),
    await indexLevel(house, repair),
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

async function indexLevel({ store, index, indexer }: House, repair: boolean): Promise<Finding> {
  const measure = async () => {
    const { rows } = await store.db.execute(sql`select count(*)::int as papers from papers where merged_into is null`)
    const papers = rows[0]!.papers as number
    return { papers, indexed: await index.count(), lag: await indexer.lag(), fault: await searchFault(index) }
  }
  let now = await measure()
  const broken = () => now.papers !== now.indexed || now.lag > 0 || now.fault !== undefined
  const wasBroken = broken()
  if (wasBroken && repair) {
    await indexer.rebuild()
    now = await measure()
  }
  const repaired = wasBroken && !broken() ? ', rebuilt now' : ''
  const detail = `${now.indexed} papers indexed of ${now.papers}${now.fault ? `, but a search fails: ${now.fault}` : repaired}`
  return {
    check: 'search index',
    ok: !broken(),
    detail,
    hint: broken() ? 'Run: causerie doctor --repair, or causerie reindex' : undefined,
  }
}

/** A question that reads every part of the index: files of it may be gone although its rows are all there. */
async function searchFault(index: SearchIndex): Promise<string | undefined> {
  const question = parseQuery('paper author:nobody venue:nowhere year:2000')
  return index.search(question, { all: true, limit: 1 }).then(
    () => undefined,
    (error: Error) => error.message.split('\n')[0]!.slice(0, 200),
  )
}
