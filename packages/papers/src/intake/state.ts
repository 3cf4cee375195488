/** The state of papers as the merge sees it, read from the tables. */
import { type Session, sql } from '@causerie/store'
import type { PaperFields, PaperState } from './reconcile.ts'

/** Current states of some papers, by number. */
export async function loadStates({ db }: Session, ids: number[]): Promise<Map<number, PaperState>> {
  if (ids.length === 0) return new Map()
  const { rows } =
    await db.execute(sql`select p.id::float8 as id, p.title, p.name, p.abstract, p.summary, p.author_count,
      p.submitted, p.updated, p.announced, p.published, p.venue, p.year, p.version, p.licence, p.status, p.runnable, p.provenance,
      (select jsonb_agg(jsonb_build_object('name', e.name, 'affiliations', a.affiliations) order by a.position)
        from authorships a join people e on e.id = a.person_id where a.paper_id = p.id) as authors,
      (select jsonb_agg(o.name order by x.position)
        from paper_organisations x join organisations o on o.id = x.organisation_id where x.paper_id = p.id) as organisations,
      (select jsonb_agg(t.name order by x.position)
        from paper_topics x join topics t on t.id = x.topic_id where x.paper_id = p.id) as topics,
      (select jsonb_agg(jsonb_build_object('kind', l.kind, 'url', l.url, 'label', l.label) order by l.position)
        from links l where l.paper_id = p.id) as links,
      (select jsonb_agg(jsonb_build_object('scheme', i.scheme, 'value', i.value)) from identifiers i where i.paper_id = p.id)
        as identifiers,
      (select jsonb_agg(jsonb_build_object('day', l.day, 'list', l.list, 'position', l.position, 'comments', l.comments,
        'votes', l.votes)) from listings l where l.paper_id = p.id) as listings
    from papers p where p.id = any(${sql.param(ids)}::bigint[])`)
  return new Map(rows.map((row) => [row.id as number, toState(withoutNulls(row) as StateRow)]))
}

type StateRow = PaperFields & Omit<PaperState, 'fields'> & { id: number; author_count: number }

function toState(row: StateRow): PaperState {
  const { id: _, provenance, identifiers = [], links = [], topics = [], listings = [], author_count, ...fields } = row
  return {
    fields: { ...fields, ...(author_count > 0 ? { authorCount: author_count } : {}) },
    provenance,
    identifiers,
    links,
    topics,
    listings,
  }
}

/** SQL's null is our absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  )
}
