/** What readers of the library are given: plain JSON, ready to be rendered, exported or sent. */
import type { Link, PartialDate } from '../record.ts'

export type Named = { name: string; slug: string }

export type PaperCard = {
  /** Number in this library; stable, not shown to readers. */
  id: number
  /** Path segment of its page: the catalogue's slug, else the arXiv id, else a slug of the title. */
  slug: string
  title: string
  /** Short name where the catalogue gives one ("TabPFN"). */
  name?: string
  authors: (Named & { affiliations?: string[] })[]
  /** Number of authors where only a number is known. */
  authorCount: number
  organisations: Named[]
  topics: Named[]
  abstract?: string
  summary?: string
  dates: {
    submitted?: PartialDate
    updated?: PartialDate
    announced?: PartialDate
    published?: PartialDate
    listed?: string
  }
  /** When this library first saw it (ISO time, UTC). */
  firstSeen: string
  venue?: string
  year?: number
  arxivId?: string
  doi?: string
  links: Link[]
  comments?: number
  votes?: number
  /** The laboratory has a method for it. */
  runnable: boolean
  status?: 'withdrawn' | 'retracted'
}

export type PaperVersion = {
  version: number
  seen: string
  date?: PartialDate
  title: string
  abstract?: string
  source: string
}

export type PaperPage = PaperCard & {
  identifiers: { scheme: string; value: string }[]
  versions: PaperVersion[]
  /** Days on which it was listed, newest first. */
  listings: { day: string; source: string; position?: number; comments?: number; votes?: number }[]
  /** Which source each field came from: { abstract: 'daily-page', title: 'catalogue' }. */
  provenance: Record<string, string>
  licence?: string
}

export type Period = { kind: 'day' | 'week' | 'month'; key: string; from: string; to: string }

export type DailyPage = {
  period: Period
  /** Sections by day, newest first; one section for a day. */
  days: { day: string; papers: PaperCard[] }[]
  total: number
  /** Neighbouring periods that have papers. */
  previous?: string
  next?: string
  /** The newest day of the library that has papers; absent in an empty library. */
  newest?: string
  /** Why there is nothing, when there is nothing: a sentence, and what to do. */
  empty?: { reason: string; hint?: string }
}

export type ListPage<Item> = { items: Item[]; total: number; page: number; pageSize: number }

export type TrendingTerm = ScoreTerm
export type TrendingPaper = { paper: PaperCard; score: number; terms: TrendingTerm[] }
export type TrendingPage = {
  formula: string
  asOf: string
  windowDays: number
  papers: TrendingPaper[]
  total: number
  page: number
  pageSize: number
}

/** One part of a score: the parts' values add up to it. */
export type ScoreTerm = { name: string; value: number; explanation: string }

export const searchModes = ['hybrid', 'words', 'meaning'] as const
export type SearchMode = (typeof searchModes)[number]

export type SearchHit = {
  paper: PaperCard
  score: number
  /** Why it stands where it stands; empty where the order is not by score. */
  terms: ScoreTerm[]
  /** Title and best passage as HTML-free segments; `hit` segments are the matched words. */
  title: Segment[]
  snippet: Segment[]
}
export type Segment = { text: string; hit?: true }

export type FacetValue = { value: string; label: string; count: number }
export type SearchPage = {
  query: string
  hits: SearchHit[]
  /** Number of papers that match; `totalIsLowerBound` when counting stopped there. */
  total: number
  totalIsLowerBound: boolean
  /** True when no paper has all the words and those with some of them are shown. */
  relaxed: boolean
  /** Papers that have every word; the others have some of them, or are near in meaning. */
  withEveryWord: number
  /** How papers were found, in the end: words alone where nothing is known of meaning. */
  mode: SearchMode
  sort: 'relevance' | 'date'
  page: number
  pageSize: number
  /** The revision the listing is of: given back with a later page, it goes on with this listing. */
  asOf: number
  facets: { year: FacetValue[]; venue: FacetValue[]; topic: FacetValue[] }
  /** What the query language made of the text, for the reader: "2020–2024 · author Schölkopf". */
  understood: string[]
  /** The query with its misspelt words put right; `hit` segments are what was changed. */
  suggestion?: { text: string; segments: Segment[] }
  milliseconds: number
}

export type LibraryCounts = {
  papers: number
  abstracts: number
  authors: number
  organisations: number
  topics: number
  runnable: number
}
