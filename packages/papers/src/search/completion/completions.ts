/** What the text at the caret of a search box may become: names of the library, titles of papers, fields of the language. */
import { type Store, sql } from '@causerie/store'
import type { Lexicon } from '../lexicon/lexicon.ts'
import { type FieldName, fieldNames, fieldRules } from '../query/fields.ts'
import { fieldText } from '../query/format.ts'
import { type Fragment, fragmentAt, runsAt } from './fragment.ts'
import type { CompletedName, NameKind, Wanted } from './names.ts'

export type Completion = {
  kind: NameKind | 'field'
  /** What the reader sees, and beside it how many papers have the name, or what a field is for. */
  label: string
  papers?: number
  example?: string
  /** The query with the completion in it, and where the caret then is. */
  text: string
  caret: number
  /** The slug of the paper, where the completion is one and may be opened at once. */
  slug?: string
}

type Rooms = { store: Store; lexicon: Pick<Lexicon, 'complete'> }

const inWords: Wanted = { topic: 3, author: 3, org: 2, venue: 2, paper: 3 }
const most = 10
const inField: Partial<Record<FieldName, Wanted>> = {
  author: { author: most },
  topic: { topic: most },
  org: { org: most },
  venue: { venue: most },
  like: { paper: most },
  unlike: { paper: most },
}
const fixedValues: Partial<Record<FieldName, string[]>> = { has: ['code'], is: ['runnable'] }

/** Best first; nothing in the middle of a word, in an excluded plain word, and while the lexicon is being made. */
export async function completions({ store, lexicon }: Rooms, text: string, caret: number): Promise<Completion[]> {
  const fragment = fragmentAt(text, Math.min(caret, text.length))
  if (!fragment) return []
  const { field, typed } = fragment
  const fixed = field && fixedValues[field]
  if (fixed)
    return fixed
      .filter((value) => value.startsWith(typed.toLowerCase()))
      .map((value) => valueItem(text, fragment, value))
  if (field && !inField[field]) return []
  const runs = field ? [fragment] : runsAt(text, fragment)
  const found =
    fragment.excluded && !field
      ? undefined
      : await lexicon.complete(
          runs.map((run) => run.typed),
          field ? inField[field]! : inWords,
        )
  const names = found ? await namedItems(store, text, { ...fragment, ...runs[found.of] }, found.names) : []
  return [...(field || fragment.start < fragment.end - typed.length ? [] : fieldItems(text, fragment)), ...names].slice(
    0,
    most,
  )
}

function fieldItems(text: string, fragment: Fragment): Completion[] {
  const typed = fragment.typed.toLowerCase()
  return fieldNames
    .filter((name) => name.startsWith(typed))
    .map((name) => ({
      kind: 'field',
      label: `${name}:`,
      example: fieldRules[name].example,
      ...placed(text, fragment, `${name}:`),
    }))
}

function valueItem(text: string, fragment: Fragment, value: string): Completion {
  return { kind: 'field', label: `${fragment.field}:${value}`, ...placed(text, fragment, `${value} `) }
}

async function namedItems(
  store: Store,
  text: string,
  fragment: Fragment,
  names: CompletedName[],
): Promise<Completion[]> {
  const slugs = await slugsOf(
    store,
    names.flatMap(({ id }) => (id === undefined ? [] : [id])),
  )
  return names.flatMap(({ kind, label, count, id }): Completion[] => {
    if (kind !== 'paper') {
      const written = fieldText(kind, [label])
      const inserted = fragment.field ? written.slice(written.indexOf(':') + 1) : written
      return [{ kind, label, papers: count, ...placed(text, fragment, `${inserted} `) }]
    }
    const slug = slugs.get(id!)
    if (!slug) return []
    if (fragment.field) return [{ kind, label, ...placed(text, fragment, `${slug} `) }]
    return [{ kind, label, slug, ...placed(text, fragment, `${label.replace(/\s+/g, ' ')} `) }]
  })
}

/** The text with something else in the fragment's place; one blank before what follows. */
function placed(text: string, { start, end }: Fragment, inserted: string): { text: string; caret: number } {
  const rest = inserted.endsWith(' ') ? text.slice(end).replace(/^ /, '') : text.slice(end)
  return { text: text.slice(0, start) + inserted + rest, caret: start + inserted.length }
}

/** Papers that were merged or removed since are found under what became of them, or left out. */
async function slugsOf({ db }: Store, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute(sql`select p.id::float8 as id, coalesce(kept.slug, p.slug) as slug
    from papers p left join papers kept on kept.id = p.merged_into where p.id = any(${sql.param(ids)}::bigint[])`)
  return new Map(rows.map((row) => [row.id as number, row.slug as string]))
}
