/** The library as readers ask it: one object over the store, every answer plain data. */
import { type Store, sql } from '@causerie/store'
import type { Settings } from '../house/settings.ts'
import { type LibraryIdentity, latestArrivals, libraryIdentity, revisionTimes } from './arrivals.ts'
import { cardColumns, present, toCard } from './cards.ts'
import { dailyPage, newestDay } from './days.ts'
import { type Counted, coauthors, type NamedList, type NamedPage, namedList, namedPage, topicPapers } from './lists.ts'
import { paperNumber } from './paperNumber.ts'
import { trending } from './trending.ts'
import type { DailyPage, LibraryCounts, ListPage, Named, PaperCard, PaperPage, Period, TrendingPage } from './views.ts'
import { whileUnchanged } from './whileUnchanged.ts'

type Years = NamedPage['years']

export type Library = {
  counts(): Promise<LibraryCounts>
  newestDay(): Promise<string | undefined>
  /** Throws `library/bad-period` for a key that is no day, week or month. */
  period(kind: Period['kind'], key: string): Promise<DailyPage>
  /** By slug, identifier (arXiv id with or without version, DOI) or address of one of those. */
  paper(reference: string): Promise<PaperPage | undefined>
  author(
    slug: string,
    options?: { page?: number },
  ): Promise<{ author: Named; papers: NamedPage['papers']; coauthors: Counted[]; years: Years } | undefined>
  organisation(
    slug: string,
    options?: { page?: number },
  ): Promise<{ organisation: Named; papers: NamedPage['papers']; years: Years } | undefined>
  topic(
    slug: string,
    options?: { page?: number },
  ): Promise<{ topic: Named; papers: NamedPage['papers']; years: Years } | undefined>
  authors(options?: { page?: number; starts?: string }): Promise<ListPage<Counted>>
  organisations(options?: { page?: number; starts?: string }): Promise<ListPage<Counted>>
  topics(options?: { page?: number; starts?: string }): Promise<ListPage<Counted>>
  trending(options?: { page?: number }): Promise<TrendingPage>
  identity(): Promise<LibraryIdentity>
  /** Some of these papers, the latest to come in first. */
  arrivals(ids: readonly number[], limit: number): Promise<PaperCard[]>
  /** Numbers of the papers of a topic, newest first, at most `limit`; undefined for a slug nobody has. */
  topicPapers(slug: string, limit: number): Promise<{ topic: Named; ids: number[] } | undefined>
  /** When the text of a paper was last replaced here, for those where it was. */
  revised(ids: readonly number[]): Promise<Map<number, string>>
}

export function createLibrary(
  { db }: Store,
  settings: Settings,
  { today = () => new Date().toISOString().slice(0, 10) } = {},
): Library {
  const remembered = whileUnchanged(db)
  const list = (kind: NamedList, options: { page?: number; starts?: string }) =>
    remembered(`${kind} ${JSON.stringify(options)}`, () => namedList(db, kind, options))
  const named = async <Key extends string>(list: NamedList, key: Key, slug: string, page: number) => {
    const found = await namedPage(db, list, slug, page)
    return (
      found &&
      ({ [key]: found.named, papers: found.papers, years: found.years, id: found.id } as Record<Key, Named> &
        Omit<NamedPage, 'named'> & { id: number })
    )
  }
  return {
    counts: () => remembered('counts', () => counts(db)),
    newestDay: () => newestDay(db),
    period: async (kind, key) => {
      const ask = () => dailyPage(db, kind, key, today())
      const page = await remembered(`period ${kind} ${key}`, ask)
      return page.empty ? ask() : page // why a day is empty can change without a write
    },
    paper: (reference) => paperPage(db, reference),
    author: async (slug, { page = 1 } = {}) => {
      const found = await named('people', 'author', slug, page)
      return found && { ...found, coauthors: await coauthors(db, found.id) }
    },
    organisation: (slug, { page = 1 } = {}) => named('organisations', 'organisation', slug, page),
    topic: (slug, { page = 1 } = {}) => named('topics', 'topic', slug, page),
    authors: (options = {}) => list('people', options),
    organisations: (options = {}) => list('organisations', options),
    topics: (options = {}) => list('topics', options),
    trending: ({ page = 1 } = {}) => remembered(`trending ${page}`, () => trending(db, settings.trending, page)),
    identity: () => remembered('identity', () => libraryIdentity(db)),
    arrivals: (ids, limit) => latestArrivals(db, ids, limit),
    topicPapers: (slug, limit) => topicPapers(db, slug, limit),
    revised: (ids) => revisionTimes(db, ids),
  }
}

async function counts(db: Store['db']): Promise<LibraryCounts> {
  const { rows } = await db.execute(sql`select
    (select count(*)::int from papers where merged_into is null) as papers,
    (select count(*)::int from papers where merged_into is null and abstract is not null) as abstracts,
    (select count(*)::int from people) as authors, (select count(*)::int from organisations) as organisations,
    (select count(*)::int from topics) as topics, (select count(*)::int from papers where runnable) as runnable`)
  return rows[0] as LibraryCounts
}

async function paperPage(db: Store['db'], reference: string): Promise<PaperPage | undefined> {
  const id = await paperNumber(db, reference)
  if (id === undefined) return undefined
  const [paper, versions, listings] = await Promise.all([
    db.execute(sql`${cardColumns} from papers p where p.id = ${id}`),
    db.execute(sql`select number, version, title, abstract, date, source,
      to_char(seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as seen from versions where paper_id = ${id} order by number`),
    db.execute(
      sql`select day::text as day, list as source, position, comments, votes from listings where paper_id = ${id} order by day desc, list`,
    ),
  ])
  const row = paper.rows[0]!
  return {
    ...toCard(row),
    identifiers: (row.identifiers ?? []) as PaperPage['identifiers'],
    versions: versions.rows.map(({ number, version, ...rest }) =>
      present({ ...rest, version: version ?? number }),
    ) as PaperPage['versions'],
    listings: listings.rows.map((one) => present(one)) as PaperPage['listings'],
    provenance: row.provenance as Record<string, string>,
    ...(row.licence ? { licence: row.licence as string } : {}),
  }
}
