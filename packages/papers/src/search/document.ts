/** What the search index keeps of a paper. */

import type { PaperState } from '../intake/reconcile.ts'
import { slugOf, wordsOf } from '../intake/slug.ts'
import { sortDay } from '../intake/write.ts'
import { stemOf } from './stem.ts'

export type SearchDocument = {
  id: number
  /** Write of the store this document reflects: the index is current up to its largest. */
  revision: number
  /** Write that brought the paper in; left out where only the index can know it. */
  created?: number
  /** Text searched by words, title counted `titleWeight` times. */
  words: string
  /**
   * What is searched by field, as tokens: names `a:scholkopf a=bernhard-scholkopf o:epfl t:causal t=causal-discovery`,
   * words of the title `n:graph`, and conditions that may stand beside words in a choice `y=2024 v=icml has=code`.
   */
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
      ...titleTokens(title),
      ...conditionsOf(fields.venue, fields.year, {
        code: links.some(({ kind }) => kind === 'code'),
        runnable: fields.runnable ?? false,
      }),
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

/** The words of a title, stemmed as English, each once. */
export function titleTokens(title: string): string[] {
  return [...new Set(wordsOf(title).map((word) => `n:${stemOf(word)}`))]
}

/** Conditions as tokens: the same on the paper and in the query. */
export const conditionTokens = {
  code: 'has=code',
  runnable: 'is=runnable',
  venue: (name: string) => `v=${wordsOf(name).join('-')}`,
  /** One token a year; years before 1800 and after 2100 count as those. */
  years: ({ from, to }: { from: number; to: number }) => {
    const [first, last] = [withinCenturies(from), withinCenturies(to)]
    return Array.from({ length: last - first + 1 }, (_, at) => `y=${first + at}`)
  },
}

function withinCenturies(year: number): number {
  return Math.min(Math.max(year, 1800), 2100)
}

function conditionsOf(
  venue: string | undefined,
  year: number | undefined,
  { code, runnable }: { code: boolean; runnable: boolean },
): string[] {
  const words = wordsOf(venue ?? '')
  return [
    ...words.map((_, at) => `v=${words.slice(0, at + 1).join('-')}`), // "ICML 2024" is found as "icml" as well
    ...(year ? conditionTokens.years({ from: year, to: year }) : []),
    ...(code ? [conditionTokens.code] : []),
    ...(runnable ? [conditionTokens.runnable] : []),
  ]
}

/** The parts of which `words` was made. */
export function partsOfWords(words: string) {
  const parts = words.split(boundary).slice(titleWeight - 1)
  const [title = '', abstract = '', summary = '', people = '', others = ''] = parts
  return { title, abstract, summary, people, others }
}
