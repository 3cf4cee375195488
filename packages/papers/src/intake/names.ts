/** Numbers of people, organisations and topics by name: looked up, made when new, remembered for the next batch. */
import { type Session, sql } from '@causerie/store'
import { slugOf } from './slug.ts'

export type NameTable = 'people' | 'organisations' | 'topics'

/** One importer's memory: names as written, and their numbers. The tables only grow, so what it remembers stays true. */
export type NameMemory = Record<NameTable, Map<string, number>>

const mostRemembered = 300_000

export function nameMemory(): NameMemory {
  return { people: new Map(), organisations: new Map(), topics: new Map() }
}

/** Makes the names that are missing; afterwards the answer knows every one of them. */
export async function learnNames(
  { db }: Session,
  memory: NameMemory,
  table: NameTable,
  names: readonly string[],
): Promise<(name: string) => number> {
  const ids = memory[table]
  if (ids.size > mostRemembered) ids.clear()
  const slugs = new Map<string, string>() // of the names not remembered
  for (const name of names) if (!ids.has(name) && !slugs.has(name)) slugs.set(name, slugOf(name))
  if (slugs.size > 0) {
    const bySlug = await numbersOf(db, table, slugs)
    for (const [name, slug] of slugs) ids.set(name, bySlug.get(slug)!)
  }
  return (name) => ids.get(name)!
}

/** Numbers by slug; a slug that several spellings share is named by the first. */
async function numbersOf(
  db: Session['db'],
  table: NameTable,
  slugs: Map<string, string>,
): Promise<Map<string, number>> {
  const wanted = new Map<string, string>()
  for (const [name, slug] of slugs) if (!wanted.has(slug)) wanted.set(slug, name)
  const numbers = new Map<string, number>()
  for (const row of await makeNames(db, table, wanted)) numbers.set(row.slug as string, row.id as number)
  const held = [...wanted.keys()].filter((slug) => !numbers.has(slug))
  for (const row of await findNames(db, table, held)) numbers.set(row.slug as string, row.id as number)
  return numbers
}

/** Those that were new. */
async function makeNames(db: Session['db'], table: NameTable, names: Map<string, string>) {
  const [slugs, written] = [sql.param([...names.keys()]), sql.param([...names.values()])]
  const { rows } = await db.execute(sql`insert into ${sql.identifier(table)} (slug, name)
    select * from unnest(${slugs}::text[], ${written}::text[]) on conflict (slug) do nothing
    returning slug, id::float8 as id`)
  return rows
}

async function findNames(db: Session['db'], table: NameTable, slugs: string[]) {
  if (slugs.length === 0) return []
  const { rows } = await db.execute(sql`select slug, id::float8 as id from ${sql.identifier(table)}
    where slug = any(${sql.param(slugs)}::text[])`)
  return rows
}
