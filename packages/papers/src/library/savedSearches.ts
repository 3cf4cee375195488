/** Searches kept under a name: each has a page and feeds of its own. */
import { type Store, sql } from '@causerie/store'
import { PapersError } from '../errors.ts'
import { slugOf, wordsOf } from '../intake/slug.ts'
import { parseQuery } from '../search/query/query.ts'

export type SavedSearch = { slug: string; name: string; query: string; made: string }

export type SavedSearches = {
  /** By name. */
  list(): Promise<SavedSearch[]>
  find(slug: string): Promise<SavedSearch | undefined>
  /** Throws `library/saved-name`, `library/saved-query`, `library/saved-taken` or what the query language says. */
  add(name: string, query: string): Promise<SavedSearch>
  /** By name or slug. Throws `library/saved-unknown`. */
  remove(name: string): Promise<SavedSearch>
}

const longestName = 80
const longestQuery = 2000

export function createSavedSearches({ db }: Store): SavedSearches {
  const find = async (slug: string) => {
    if (slug.includes('\0')) return undefined // no text of PostgreSQL has one
    const { rows } = await db.execute(sql`select ${columns} from saved_searches where slug = ${slug}`)
    return rows[0] as SavedSearch | undefined
  }
  const list = async () => {
    const { rows } = await db.execute(sql`select ${columns} from saved_searches order by lower(name), slug`)
    return rows as SavedSearch[]
  }
  return {
    find,
    list,
    async add(given, query) {
      const name = requireName(given)
      requireQuery(query)
      const slug = slugOf(name)
      await db.execute(sql`insert into saved_searches (slug, name, query) values (${slug}, ${name}, ${query.trim()})
        on conflict (slug) do nothing`)
      const saved = (await find(slug))!
      if (saved.query !== query.trim()) throw taken(saved)
      return saved
    },
    async remove(name) {
      const saved = await find(slugOf(name))
      if (!saved)
        throw unknown(
          name,
          (await list()).map((one) => one.name),
        )
      await db.execute(sql`delete from saved_searches where slug = ${saved.slug}`)
      return saved
    },
  }
}

const columns = sql`slug, name, query, to_char(made at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as made`

function requireName(given: string): string {
  const name = given.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim()
  if (name.length <= longestName && wordsOf(name).length > 0) return name
  throw new PapersError(
    'library/saved-name',
    name.length > longestName
      ? `“${name.slice(0, 40)}…” is too long for a name: it has ${name.length} characters, at most ${longestName} are kept.`
      : `“${given.slice(0, longestName)}” cannot be the name of a search: it has no letter and no digit.`,
    { hint: 'A name becomes an address: causerie saved add swans "counting swans" is found at /saved/swans.' },
  )
}

/** A search that cannot be read, or looks for nothing, is refused when it is saved and not when it is read. */
function requireQuery(query: string): void {
  if (query.trim() === '' || query.length > longestQuery || query.includes('\0')) {
    throw new PapersError('library/saved-query', `A search of ${query.trim().length} characters cannot be saved.`, {
      hint: `Give between 1 and ${longestQuery} characters, in the language of docs/search.md.`,
    })
  }
  parseQuery(query)
}

function taken({ name, query }: SavedSearch): PapersError {
  return new PapersError('library/saved-taken', `The name “${name}” is taken: it looks for “${query}”.`, {
    hint: `Choose another name, or first: causerie saved remove ${JSON.stringify(name)}`,
  })
}

function unknown(name: string, names: string[]): PapersError {
  return new PapersError('library/saved-unknown', `No search is saved as “${name.slice(0, 80)}”.`, {
    hint:
      names.length > 0
        ? `There are: ${names.slice(0, 10).join(', ')}.`
        : 'None is saved yet: causerie saved add NAME QUERY',
  })
}
