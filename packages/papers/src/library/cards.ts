/** Papers as readers see them, read from the store by number. */
import { type Database, type SQL, sql } from '@causerie/store'
import type { Link } from '../record.ts'
import type { Named, PaperCard } from './views.ts'

/** The cards of some papers, in the order asked for; numbers that name no paper are left out. */
export async function loadCards(db: Database, ids: number[]): Promise<PaperCard[]> {
  if (ids.length === 0) return []
  const { rows } = await db.execute(sql`${cardColumns} from papers p where p.id = any(${sql.param(ids)}::bigint[])`)
  const cards = new Map(rows.map((row) => [row.id as number, toCard(row)]))
  return ids.flatMap((id) => cards.get(id) ?? [])
}

/** Everything a card shows, in one row: the parts come as JSON. */
export const cardColumns: SQL = sql`select p.id::float8 as id, p.slug, p.title, p.name, p.abstract, p.summary, p.author_count,
  p.submitted, p.updated, p.announced, p.published, p.venue, p.year, p.status, p.runnable, p.version, p.licence, p.provenance,
  to_char(p.first_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as first_seen,
  (select jsonb_agg(jsonb_build_object('name', e.name, 'slug', e.slug, 'affiliations', a.affiliations) order by a.position)
    from authorships a join people e on e.id = a.person_id where a.paper_id = p.id) as authors,
  (select jsonb_agg(jsonb_build_object('name', o.name, 'slug', o.slug) order by x.position)
    from paper_organisations x join organisations o on o.id = x.organisation_id where x.paper_id = p.id) as organisations,
  (select jsonb_agg(jsonb_build_object('name', t.name, 'slug', t.slug) order by x.position)
    from paper_topics x join topics t on t.id = x.topic_id where x.paper_id = p.id) as topics,
  (select jsonb_agg(jsonb_build_object('kind', l.kind, 'url', l.url, 'label', l.label) order by l.position)
    from links l where l.paper_id = p.id) as links,
  (select jsonb_agg(jsonb_build_object('scheme', i.scheme, 'value', i.value) order by i.scheme, i.value)
    from identifiers i where i.paper_id = p.id) as identifiers,
  (select jsonb_build_object('day', max(l.day), 'comments', max(l.comments), 'votes', max(l.votes))
    from listings l where l.paper_id = p.id) as listed`

type Row = Record<string, unknown>

export function toCard(row: Row): PaperCard {
  const identifiers = (row.identifiers ?? []) as { scheme: string; value: string }[]
  const listed = (row.listed ?? {}) as { day?: string; comments?: number; votes?: number }
  const authors = (row.authors ?? []) as (Named & { affiliations: string[] | null })[]
  const arxivId = identifiers.find(({ scheme }) => scheme === 'arxiv')?.value
  const doi = identifiers.find(({ scheme }) => scheme === 'doi')?.value
  return present({
    id: row.id,
    slug: row.slug,
    title: row.title,
    name: row.name,
    authors: authors.map(({ name, slug, affiliations }) =>
      affiliations?.length ? { name, slug, affiliations } : { name, slug },
    ),
    authorCount: row.author_count,
    organisations: row.organisations ?? [],
    topics: row.topics ?? [],
    abstract: row.abstract,
    summary: row.summary,
    dates: present({
      submitted: row.submitted,
      updated: row.updated,
      announced: row.announced,
      published: row.published,
      listed: listed.day,
    }),
    firstSeen: row.first_seen,
    venue: row.venue,
    year: row.year,
    arxivId,
    doi,
    links: [
      ...linksOf(arxivId, doi),
      ...((row.links ?? []) as (Link & { label: string | null })[]).map((link) => present(link) as Link),
    ].filter(firstOfItsUrl),
    comments: listed.comments,
    votes: listed.votes,
    runnable: row.runnable,
    status: row.status,
  }) as PaperCard
}

/** Links that follow from the identifiers. */
function linksOf(arxivId: string | undefined, doi: string | undefined): Link[] {
  const links: Link[] = []
  if (arxivId) {
    links.push({ kind: 'abstract', url: `https://arxiv.org/abs/${arxivId}`, label: 'arXiv' })
    links.push({ kind: 'pdf', url: `https://arxiv.org/pdf/${arxivId}` })
  }
  if (doi) links.push({ kind: 'publisher', url: `https://doi.org/${doi}`, label: 'DOI' })
  return links
}

function firstOfItsUrl({ url }: Link, at: number, all: Link[]): boolean {
  const plain = (text: string) => text.replace(/^https?:\/\/(www\.)?/, '').replace(/(v\d+)?(\.pdf)?\/?$/, '')
  return all.findIndex((other) => plain(other.url) === plain(url)) === at
}

/** The object without its absent values. */
export function present<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>
}
