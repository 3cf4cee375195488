/** The tables as Drizzle sees them. The SQL in migrations/ is what makes them; a test holds the two together. */
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from './drizzle.ts'

const id = () => bigint({ mode: 'number' }).generatedByDefaultAsIdentity().primaryKey()
const reference = (name: string) => bigint(name, { mode: 'number' }).notNull()
const instant = (name?: string) => (name ? timestamp(name, at) : timestamp(at))
const at = { withTimezone: true, mode: 'string' } as const

export const library = pgTable('library', {
  id: uuid().primaryKey().defaultRandom(),
  created: instant().notNull().defaultNow(),
})

export const papers = pgTable('papers', {
  id: id(),
  slug: text().notNull().unique(),
  title: text().notNull(),
  titleKey: text('title_key').notNull(),
  name: text(),
  abstract: text(),
  summary: text(),
  authorCount: integer('author_count').notNull().default(0),
  submitted: text(),
  updated: text(),
  announced: text(),
  published: text(),
  sortDay: date('sort_day', { mode: 'string' }),
  year: integer(),
  venue: text(),
  version: integer(),
  licence: text(),
  status: text().$type<'withdrawn' | 'retracted'>(),
  runnable: boolean().notNull().default(false),
  provenance: jsonb().$type<Record<string, string>>().notNull(),
  firstSeen: instant('first_seen').notNull().defaultNow(),
  changed: instant().notNull().defaultNow(),
  mergedInto: bigint('merged_into', { mode: 'number' }),
  createdRevision: bigint('created_revision', { mode: 'number' }).notNull(),
  revision: bigint({ mode: 'number' }).notNull(),
})

export const identifiers = pgTable(
  'identifiers',
  { scheme: text().notNull(), value: text().notNull(), paperId: reference('paper_id') },
  (table) => [primaryKey({ columns: [table.scheme, table.value] })],
)

export const people = pgTable('people', { id: id(), slug: text().notNull().unique(), name: text().notNull() })
export const organisations = pgTable('organisations', {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
})
export const topics = pgTable('topics', { id: id(), slug: text().notNull().unique(), name: text().notNull() })

export const authorships = pgTable(
  'authorships',
  {
    paperId: reference('paper_id'),
    position: integer().notNull(),
    personId: reference('person_id'),
    affiliations: text().array(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.position] })],
)

export const paperOrganisations = pgTable(
  'paper_organisations',
  { paperId: reference('paper_id'), position: integer().notNull(), organisationId: reference('organisation_id') },
  (table) => [primaryKey({ columns: [table.paperId, table.position] })],
)

export const paperTopics = pgTable(
  'paper_topics',
  { paperId: reference('paper_id'), position: integer().notNull(), topicId: reference('topic_id') },
  (table) => [primaryKey({ columns: [table.paperId, table.position] })],
)

export const links = pgTable(
  'links',
  {
    paperId: reference('paper_id'),
    position: integer().notNull(),
    kind: text().notNull(),
    url: text().notNull(),
    label: text(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.position] })],
)

export const listings = pgTable(
  'listings',
  {
    day: date({ mode: 'string' }).notNull(),
    list: text().notNull(),
    paperId: reference('paper_id'),
    position: integer(),
    comments: integer(),
    votes: integer(),
  },
  (table) => [primaryKey({ columns: [table.day, table.list, table.paperId] })],
)

export const versions = pgTable(
  'versions',
  {
    paperId: reference('paper_id'),
    number: integer().notNull(),
    version: integer(),
    title: text().notNull(),
    abstract: text(),
    date: text(),
    source: text().notNull(),
    seen: instant().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.number] })],
)

export const records = pgTable(
  'records',
  {
    source: text().notNull(),
    key: text().notNull(),
    paperId: reference('paper_id'),
    fingerprint: text().notNull(),
    seen: instant().notNull().defaultNow(),
    extra: jsonb(),
  },
  (table) => [primaryKey({ columns: [table.source, table.key] })],
)

export const cursors = pgTable(
  'cursors',
  {
    source: text().notNull(),
    name: text().notNull(),
    state: jsonb().notNull(),
    saved: instant().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.source, table.name] })],
)

export const imports = pgTable('imports', {
  id: id(),
  source: text().notNull(),
  origin: text().notNull(),
  started: instant().notNull().defaultNow(),
  finished: instant(),
  read: integer().notNull().default(0),
  added: integer().notNull().default(0),
  updated: integer().notNull().default(0),
  unchanged: integer().notNull().default(0),
  skipped: integer().notNull().default(0),
})

export const suggestions = pgTable('suggestions', {
  id: id(),
  keepId: reference('keep_id'),
  otherId: reference('other_id'),
  reason: text().notNull(),
  state: text().$type<'open' | 'accepted' | 'dismissed'>().notNull().default('open'),
  made: instant().notNull().defaultNow(),
  decided: instant(),
  moved: jsonb(),
})

export const savedSearches = pgTable('saved_searches', {
  slug: text().primaryKey(),
  name: text().notNull(),
  query: text().notNull(),
  made: instant().notNull().defaultNow(),
})

export const runs = pgTable('runs', {
  id: text().primaryKey(),
  slug: text().notNull(),
  input: text().notNull(),
  seed: jsonb().$type<number | string>().notNull(),
  versions: jsonb().$type<Record<string, string>>().notNull(),
  state: text().$type<'queued' | 'running' | 'done' | 'failed' | 'cancelled'>().notNull().default('queued'),
  reader: text(),
  asked: instant().notNull().defaultNow(),
  started: instant(),
  finished: instant(),
  attempts: integer().notNull().default(0),
  token: text(),
  leaseMs: integer('lease_ms'),
  heartbeat: instant(),
  machine: jsonb(),
  progress: jsonb().$type<{ share: number; stage?: string }>(),
  seconds: doublePrecision(),
  headline: text(),
  report: text(),
  error: jsonb(),
})

/** Every table of the store, parents before children: the order of a backup. */
export const tables = {
  library,
  papers,
  identifiers,
  people,
  authorships,
  organisations,
  paperOrganisations,
  topics,
  paperTopics,
  links,
  listings,
  versions,
  records,
  cursors,
  imports,
  suggestions,
  savedSearches,
  runs,
}
