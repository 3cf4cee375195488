/** What the search index keeps of a paper. */

import type { PaperState } from '../intake/reconcile.ts'
import { slugOf, wordsOf } from '../intake/slug.ts'
import { sortDay } from '../intake/write.ts'

export type SearchDocument = {
  id: number
  /** Write of the store this document reflects: the index is current up to its largest. */
  revision: number
  /** Write that brought the paper in; left out where only the index can know it. */
  created?: number
  /** Text searched by words, title counted `titleWeight` times. */
  words: string
  /** Names searched by field: `a:scholkopf a=bernhard-scholkopf o:epfl t:causal t=causal-discovery`. */
  fields: string
  /** In lower case, for filters; `venueName` is as written. */
  venue: string
  venueName: string
  year: number
  /** Days since 1970 of the paper's date; `noDay` when it has none. */
  day: number
  code: boolean
  runnable: boolean
}

/**
 * Counting the title's words several times is BM25F with that weight: the score of one field in which each source
 * field's term frequencies are multiplied (Robertson, Zaragoza & Taylor 2004, §3). 3 is usual for titles; not tuned.
 */
const titleWeight = 3

/** A word of no text, between the parts of every paper, so that no phrase reaches from one part into the next. */
export const boundaryWord = 'xpartboundaryx'
const boundary = `\n${boundaryWord}\n`

export const noDay = -1_000_000

export type PaperToIndex = { id: number; state: PaperState }

export function searchDocument({ id, state }: PaperToIndex, revision: number, created?: number): SearchDocument {
  const { fields, topics, links } = state
  const authors = fields.authors?.map(({ name }) => name) ?? []
  const organisations = fields.organisations ?? []
  const title = fields.name && !fields.title.includes(fields.name) ? `${fields.title} (${fields.name})` : fields.title
  const day = sortDay(state)
  return {
    id,
    revision,
    created,
    words: [
      ...Array<string>(titleWeight).fill(title),
      fields.abstract ?? '',
      fields.summary ?? '',
      authors.join(', '),
      [...organisations, fields.venue ?? '', ...topics].join(', '),
    ].join(boundary),
    fields: [
      ...authors.flatMap((name) => fieldTokens('a', name)),
      ...organisations.flatMap((name) => fieldTokens('o', name)),
      ...topics.flatMap((name) => fieldTokens('t', name)),
    ].join(' '),
    venue: (fields.venue ?? '').toLowerCase(),
    venueName: fields.venue ?? '',
    year: fields.year ?? 0,
    day: day ? Math.floor(Date.parse(day) / 86_400_000) : noDay,
    code: links.some(({ kind }) => kind === 'code'),
    runnable: fields.runnable ?? false,
  }
}

/** The texts of a paper as `words` holds them; what meaning is made of and what is looked at again after a search. */
export type PaperTexts = { title: string; abstract: string; names: string }

export function textsOfWords(words: string): PaperTexts {
  const [title = '', ...parts] = words.split(boundary).slice(titleWeight - 1)
  const [abstract = '', summary = '', ...names] = parts
  return { title, abstract: abstract || summary, names: names.filter((part) => part !== '').join(', ') }
}

/** A name under its field's letter: each word, and the whole. */
export function fieldTokens(letter: 'a' | 'o' | 't', name: string): string[] {
  return [...wordsOf(name).map((word) => `${letter}:${word}`), `${letter}=${slugOf(name)}`]
}
