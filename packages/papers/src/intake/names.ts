/** Numbers of people, organisations and topics by name: looked up, made when new, remembered for the next batch. */
import { type Session, sql } from '@causerie/store'
import { slugOf } from './slug.ts'

export type NameTable = 'people' | 'organisations' | 'topics'

/** One importer's memory. The tables only grow, so what it remembers stays true; 300,000 names take 56 MB. */
export type NameMemory = Record<NameTable, { ids: Map<string, number>; slugs: Map<string, string> }>

const mostRemembered = 300_000

export function nameMemory(): NameMemory {
  const empty = () => ({ ids: new Map<string, number>(), slugs: new Map<string, string>() })
  return { people: empty(), organisations: empty(), topics: empty() }
}

/** Makes the names that are missing; afterwards `idOf` knows every one of them. */
export async function learnNames(
  { db }: Session,
  memory: NameMemory,
  table: NameTable,
  names: Iterable<string>,
): Promise<(name: string) => number> {
  const { ids, slugs } = memory[table]
  if (ids.size > mostRemembered) {
    ids.clear()
    slugs.clear()
  }
  const missing = new Map<string, string>()
  for (const name of names) {
    const slug = remember(slugs, name)
    if (!ids.has(slug) && !missing.has(slug)) missing.set(slug, name)
  }
  if (missing.size > 0) {
    for (const row of await makeNames(db, table, missing)) ids.set(row.slug as string, row.id as number)
    const held = [...missing.keys()].filter((slug) => !ids.has(slug))
    for (const row of await findNames(db, table, held)) ids.set(row.slug as string, row.id as number)
  }
  return (name) => ids.get(remember(slugs, name))!
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

function remember(slugs: Map<string, string>, name: string): string {
  let slug = slugs.get(name)
  if (slug === undefined) {
    slug = slugOf(name)
    slugs.set(name, slug)
  }
  return slug
}
