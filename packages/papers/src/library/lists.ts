/** Lists of papers by author, organisation and topic, and the lists of those. */
import { type Database, sql } from '@causerie/store'
import { loadCards } from './cards.ts'
import type { ListPage, Named, PaperCard } from './views.ts'

export type NamedList = 'people' | 'organisations' | 'topics'
export type Counted = Named & { count: number }
export type YearCount = { year: number; count: number }
export type NamedPage = { named: Named; papers: ListPage<PaperCard>; years: YearCount[] }

const joins = {
  people: { table: 'authorships', column: 'person_id' },
  organisations: { table: 'paper_organisations', column: 'organisation_id' },
  topics: { table: 'paper_topics', column: 'topic_id' },
} as const

export const pageSize = 50

/** The papers of one author, organisation or topic, newest first; undefined for a slug nobody has. */
export async function namedPage(
  db: Database,
  list: NamedList,
  slug: string,
  page: number,
): Promise<(NamedPage & { id: number }) | undefined> {
  if (slug.includes('\0')) return undefined // no text of PostgreSQL has one
  const { rows } = await db.execute(
    sql`select id::float8 as id, name, slug from ${sql.identifier(list)} where slug = ${slug}`,
  )
  const found = rows[0] as (Named & { id: number }) | undefined
  if (!found) return undefined
  const link = joins[list]
  const of = sql`from ${sql.identifier(link.table)} x join papers p on p.id = x.paper_id
    where x.${sql.identifier(link.column)} = ${found.id} and p.merged_into is null`
  const [papers, years] = await Promise.all([
    db.execute(sql`select p.id::float8 as id, count(*) over ()::int as total ${of} group by p.id
      order by p.sort_day desc nulls last, p.id desc limit ${pageSize} offset ${(page - 1) * pageSize}`),
    db.execute(
      sql`select p.year, count(distinct p.id)::int as count ${of} and p.year is not null group by p.year order by p.year desc`,
    ),
  ])
  return {
    id: found.id,
    named: { name: found.name, slug: found.slug },
    papers: {
      items: await loadCards(
        db,
        papers.rows.map((row) => row.id as number),
      ),
      total: (papers.rows[0]?.total as number) ?? 0,
      page,
      pageSize,
    },
    years: years.rows as YearCount[],
  }
}

/** The papers of a topic as numbers, newest first. */
export async function topicPapers(
  db: Database,
  slug: string,
  limit: number,
): Promise<{ topic: Named; ids: number[] } | undefined> {
  if (slug.includes('\0')) return undefined
  const topic = await db.execute(sql`select name, slug from topics where slug = ${slug}`)
  if (!topic.rows[0]) return undefined
  const { rows } = await db.execute(sql`select p.id::float8 as id from topics t join paper_topics x on x.topic_id = t.id
    join papers p on p.id = x.paper_id and p.merged_into is null
    where t.slug = ${slug} group by p.id order by p.sort_day desc nulls last, p.id desc limit ${limit}`)
  return { topic: topic.rows[0] as Named, ids: rows.map((row) => row.id as number) }
}

/** The people who wrote most often with a person. */
export async function coauthors(db: Database, personId: number, limit = 12): Promise<Counted[]> {
  const { rows } = await db.execute(sql`select e.name, e.slug, count(distinct b.paper_id)::int as count
    from authorships a join authorships b on b.paper_id = a.paper_id and b.person_id <> a.person_id
      join people e on e.id = b.person_id join papers p on p.id = a.paper_id and p.merged_into is null
    where a.person_id = ${personId} group by e.id order by count desc, e.name limit ${limit}`)
  return rows as Counted[]
}

/** All authors, organisations or topics with their numbers of papers, most first; `starts` keeps names that begin so. */
export async function namedList(db: Database, list: NamedList, { page = 1, starts = '' }): Promise<ListPage<Counted>> {
  const link = joins[list]
  const filter =
    starts === '' ? sql`` : sql`where n.slug like ${`${starts.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&')}%`}`
  const { rows } = await db.execute(sql`select n.name, n.slug, x.count, count(*) over ()::int as total
    from (select ${sql.identifier(link.column)} as id, count(*)::int as count from ${sql.identifier(link.table)} group by 1) x
    join ${sql.identifier(list)} n on n.id = x.id ${filter}
    order by x.count desc, n.name limit ${pageSize} offset ${(page - 1) * pageSize}`)
  const items = rows.map(({ name, slug, count }) => ({ name, slug, count }) as Counted)
  return { items, total: (rows[0]?.total as number) ?? 0, page, pageSize }
}
