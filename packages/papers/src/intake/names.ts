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
    const [wanted, named] = [[...missing.keys()], [...missing.values()]]
    const target = sql.identifier(table)
    await db.execute(sql`insert into ${target} (slug, name)
      select * from unnest(${sql.param(wanted)}::text[], ${sql.param(named)}::text[]) on conflict (slug) do nothing`)
    const { rows } = await db.execute(
      sql`select slug, id::float8 as id from ${target} where slug = any(${sql.param(wanted)}::text[])`,
    )
    for (const row of rows) ids.set(row.slug as string, row.id as number)
  }
  return (name) => ids.get(remember(slugs, name))!
}

function remember(slugs: Map<string, string>, name: string): string {
  let slug = slugs.get(name)
  if (slug === undefined) {
    slug = slugOf(name)
    slugs.set(name, slug)
  }
  return slug
}
