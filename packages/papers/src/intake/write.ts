/** Writes papers: new ones in bulk, changed ones whole. All within the caller's transaction. */
import { type CopyValue, type Session, sql } from '@causerie/store'
import { titleKey } from '../text.ts'
import { learnNames, type NameMemory } from './names.ts'
import type { PaperState, Reconciled } from './reconcile.ts'
import { titleSlug } from './slug.ts'

export type NewPaper = { id: number; state: PaperState; titleKey: string; slug: string }
/** `superseded`: the texts that were replaced, oldest first. */
export type ChangedPaper = { id: number; state: PaperState; superseded: Superseded[] }
type Superseded = NonNullable<Reconciled['superseded']>

const paperColumns = [
  ...['id', 'slug', 'title', 'title_key', 'name', 'abstract', 'summary', 'author_count'],
  ...['submitted', 'updated', 'announced', 'published', 'sort_day', 'year', 'venue', 'version', 'licence', 'status'],
  ...['runnable', 'provenance', 'created_revision', 'revision'],
]

export async function insertPapers(
  session: Session,
  papers: NewPaper[],
  revision: number,
  memory: NameMemory,
): Promise<void> {
  const rows = papers.map((paper) => paperRow(paper, revision))
  await Promise.all([session.copy('papers', paperColumns, rows), copyParts(session, papers, memory)])
}

function paperRow({ id, slug, titleKey, state }: NewPaper, revision: number): CopyValue[] {
  const { fields: f, provenance } = state
  return [
    ...[id, slug, f.title, titleKey, f.name, f.abstract, f.summary, f.authorCount ?? 0],
    ...[
      f.submitted,
      f.updated,
      f.announced,
      f.published,
      sortDay(state),
      f.year,
      f.venue,
      f.version,
      f.licence,
      f.status,
    ],
    ...[f.runnable ?? false, provenance, revision, revision],
  ]
}

/** The tables around papers, for papers that have no rows there. */
async function copyParts(
  session: Session,
  papers: { id: number; state: PaperState }[],
  memory: NameMemory,
): Promise<void> {
  const states = papers.map(({ state }) => state)
  const [person, organisation, topic] = await Promise.all([
    learnNames(
      session,
      memory,
      'people',
      states.flatMap(({ fields }) => fields.authors?.map(({ name }) => name) ?? []),
    ),
    learnNames(
      session,
      memory,
      'organisations',
      states.flatMap(({ fields }) => fields.organisations ?? []),
    ),
    learnNames(
      session,
      memory,
      'topics',
      states.flatMap(({ topics }) => topics),
    ),
  ])
  const rows = <Item>(
    items: (state: PaperState) => readonly Item[] | undefined,
    row: (id: number, item: Item, at: number) => CopyValue[],
  ) => papers.flatMap(({ id, state }) => items(state)?.map((item, at) => row(id, item, at)) ?? [])

  await Promise.all([
    session.copy(
      'identifiers',
      ['paper_id', 'scheme', 'value'],
      rows(
        (s) => s.identifiers,
        (id, { scheme, value }) => [id, scheme, value],
      ),
    ),
    session.copy(
      'authorships',
      ['paper_id', 'position', 'person_id', 'affiliations'],
      rows(
        (s) => s.fields.authors,
        (id, { name, affiliations }, at) => [id, at, person(name), affiliations],
      ),
    ),
    session.copy(
      'paper_organisations',
      ['paper_id', 'position', 'organisation_id'],
      rows(
        (s) => s.fields.organisations,
        (id, name, at) => [id, at, organisation(name)],
      ),
    ),
    session.copy(
      'paper_topics',
      ['paper_id', 'position', 'topic_id'],
      rows(
        (s) => s.topics,
        (id, name, at) => [id, at, topic(name)],
      ),
    ),
    session.copy(
      'links',
      ['paper_id', 'position', 'kind', 'url', 'label'],
      rows(
        (s) => s.links,
        (id, { kind, url, label }, at) => [id, at, kind, url, label],
      ),
    ),
    session.copy(
      'listings',
      ['paper_id', 'day', 'list', 'position', 'comments', 'votes'],
      rows(
        (s) => s.listings,
        (id, { day, list, position, comments, votes }) => [id, day, list, position, comments, votes],
      ),
    ),
  ])
}

/** Writes papers whose state changed: the row is updated, its parts are written anew, the replaced text is kept. */
export async function updatePapers(
  session: Session,
  papers: ChangedPaper[],
  revision: number,
  memory: NameMemory,
): Promise<void> {
  if (papers.length === 0) return
  const { db } = session
  const ids = sql.param(papers.map(({ id }) => id))
  for (const { id, state } of papers) await updateRow(session, id, state, revision)
  for (const table of ['identifiers', 'authorships', 'paper_organisations', 'paper_topics', 'links', 'listings']) {
    await db.execute(sql`delete from ${sql.identifier(table)} where paper_id = any(${ids}::bigint[])`)
  }
  await copyParts(session, papers, memory)
  for (const { id, superseded } of papers) for (const text of superseded) await keepVersion(session, id, text)
}

async function updateRow({ db }: Session, id: number, state: PaperState, revision: number): Promise<void> {
  const { fields: f, provenance } = state
  await db.execute(sql`update papers set title = ${f.title}, title_key = ${titleKey(f.title)}, name = ${f.name ?? null},
    abstract = ${f.abstract ?? null}, summary = ${f.summary ?? null}, author_count = ${f.authorCount ?? 0},
    submitted = ${f.submitted ?? null}, updated = ${f.updated ?? null}, announced = ${f.announced ?? null},
    published = ${f.published ?? null}, sort_day = ${sortDay(state)}, year = ${f.year ?? null}, venue = ${f.venue ?? null},
    version = ${f.version ?? null}, licence = ${f.licence ?? null}, status = ${f.status ?? null},
    runnable = ${f.runnable ?? false}, provenance = ${JSON.stringify(provenance)}::jsonb, changed = now(),
    revision = ${revision} where id = ${id}`)
}

async function keepVersion({ db }: Session, id: number, text: Superseded): Promise<void> {
  await db.execute(sql`insert into versions (paper_id, number, version, title, abstract, date, source)
    select ${id}, coalesce(max(number), 0) + 1, ${text.version ?? null}, ${text.title}, ${text.abstract ?? null},
      ${text.date ?? null}, ${text.source} from versions where paper_id = ${id}`)
}

/** The earliest day the best-known date allows: what lists are sorted by. */
export function sortDay({ fields }: PaperState): string | null {
  const date =
    fields.submitted ?? fields.published ?? fields.announced ?? (fields.year && String(fields.year).padStart(4, '0'))
  if (!date) return null
  return `${date}-01-01`.slice(0, 10)
}

/**
 * A free slug for each new paper: the catalogue's, else the arXiv id, else the title's; with the year and then a number
 * where that is taken.
 */
export async function freeSlugs(
  { db }: Session,
  states: PaperState[],
  preferred: (string | undefined)[],
): Promise<string[]> {
  const wished = states.map((state, at) => preferred[at] ?? arxivId(state) ?? titleSlug(state.fields.title))
  const { rows } = await db.execute(sql`select slug from papers where slug = any(${sql.param(wished)}::text[])`)
  const taken = new Set(rows.map((row) => row.slug as string))
  const slugs: string[] = []
  for (const [at, slug] of wished.entries()) {
    const free = taken.has(slug) ? await nextFree(db, taken, `${slug}-${states[at]!.fields.year ?? 'x'}`) : slug
    taken.add(free)
    slugs.push(free)
  }
  return slugs
}

async function nextFree(db: Session['db'], taken: Set<string>, slug: string): Promise<string> {
  for (let number = 1; ; number++) {
    const free = number === 1 ? slug : `${slug}-${number}`
    if (taken.has(free)) continue
    const { rows } = await db.execute(sql`select 1 from papers where slug = ${free}`)
    if (rows.length === 0) return free
  }
}

function arxivId(state: PaperState): string | undefined {
  return state.identifiers.find(({ scheme }) => scheme === 'arxiv')?.value
}
