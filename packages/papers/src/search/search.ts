/**
 * A search as the reader sees it: matches, counts, facets, snippets, and why each hit stands where it stands.
 * The order by relevance is rank/rankQuery.ts. By date come the papers with every word, newest first; when they are fewer
 * than five, those with some of the words as well.
 */
import { type Store, sql } from '@causerie/store'
import { loadCards } from '../library/cards.ts'
import type { FacetValue, SearchHit, SearchMode, SearchPage } from '../library/views.ts'
import type { Embedder } from '../meaning/embedder.ts'
import { noDay } from './document.ts'
import { highlight, hitStems, isCommon, passage } from './highlight.ts'
import { createListings, indexAsOf, type Listings } from './listings.ts'
import { rankByExample } from './query/byExample.ts'
import { resolveReferences } from './query/paperReferences.ts'
import { parseQuery, type Query } from './query/query.ts'
import { explainScore, unexplained } from './rank/explain.ts'
import type { LibrarySample } from './rank/librarySample.ts'
import { type Ranking, type RankingRooms, rankQuery } from './rank/rankQuery.ts'
import { weights } from './rank/weights.ts'
import type { Ranked, SearchIndex } from './searchIndex.ts'

export type SearchOptions = {
  page?: number
  pageSize?: number
  sort?: 'relevance' | 'date'
  /** By words and meaning, or one of them; left out, both where the library has vectors. */
  mode?: SearchMode | undefined
  /** What gives a query its vector. */
  embedder?: Embedder | undefined
  /** Weight of a paper's youth in its score. */
  recency?: number
  /** Revision of the listing that a later page goes on with: `asOf` of the page before. */
  asOf?: number
  /** Remembers listings from page to page. */
  listings?: Listings<Ranking>
}

export type SearchRooms = { store: Store; index: SearchIndex; sample: LibrarySample }

/** So many papers with every word are a result of their own; fewer are followed by near misses. */
const enoughToRead = 5

/** Topics are asked of the database, paper by paper: of so many of the best. Years and venues are in memory. */
const mostForTopics = 500

/** Counting and facets stop here; the page says "more than". */
const mostCounted = 2000

export async function searchPage(
  rooms: SearchRooms,
  text: string,
  { page = 1, pageSize = 20, sort = 'relevance', listings = createListings(), ...options }: SearchOptions = {},
): Promise<SearchPage> {
  const started = performance.now()
  const { store, index } = rooms
  const { asOf = index.mark() } = options
  const query = parseQuery(text)
  const ranking = await listings[page === 1 ? 'begin' : 'goOn'](
    JSON.stringify([query.text, sort, options.mode, asOf]),
    () => order({ ...rooms, index: indexAsOf(index, asOf) }, query, sort, options),
  )
  const from = (page - 1) * pageSize
  const [hits, facets] = await Promise.all([
    loadHits(rooms, query, ranking, from, pageSize),
    facetsOf(store, index, ranking.ids),
  ])
  return {
    query: query.text,
    hits,
    total: ranking.ids.length,
    totalIsLowerBound: ranking.ids.length >= mostCounted,
    relaxed: ranking.mode !== 'meaning' && ranking.withEveryWord === 0 && ranking.ids.length > 0,
    withEveryWord: ranking.withEveryWord,
    mode: ranking.mode,
    sort,
    page,
    pageSize,
    asOf,
    facets,
    understood: [...understood(query, ranking.ids.length), ...ranking.said],
    milliseconds: performance.now() - started,
  }
}

type Ordering = Pick<SearchOptions, 'mode' | 'embedder' | 'recency'>

async function order(
  rooms: SearchRooms,
  query: Query,
  sort: 'relevance' | 'date',
  options: Ordering,
): Promise<Ranking> {
  const { store, index } = rooms
  if (namesPapers(query)) {
    const near = await nearPapers(store, index, query, options.embedder)
    return plain(sort === 'date' ? byDate(index, near) : near, { mode: 'meaning', withEveryWord: near.ids.length })
  }
  if (sort === 'relevance' && query.plain !== '')
    return rankQuery(rooms, query, { ...options, limit: mostCounted, closely: weights.closelyForPage })
  const found = await everyWordFirst(index, query)
  const { withEveryWord } = found
  return plain(sort === 'date' ? byDate(index, found) : found, { mode: 'words', withEveryWord })
}

function plain(ranked: Ranked, about: Pick<Ranking, 'mode' | 'withEveryWord'>): Ranking {
  return { ids: ranked.ids, scores: ranked.scores, scored: new Map(), said: [], ...about }
}

function namesPapers({ like, unlike }: Query): boolean {
  return like.length + unlike.length > 0
}

/** By example there is no end of matches: the nearest few hundred are the answer. */
const mostLike = 200

async function nearPapers(
  store: Store,
  index: SearchIndex,
  query: Query,
  embedder: Embedder | undefined,
): Promise<Ranked> {
  const papers = await resolveReferences(store, query, { nearestTitle: (text) => nearestTitle(store, index, text) })
  return rankByExample(index, query, { papers, limit: mostLike, embedder })
}

async function nearestTitle({ db }: Store, index: SearchIndex, text: string): Promise<string | undefined> {
  const words = parseQuery(text.replace(/[^\p{L}\p{N}]+/gu, ' '))
  const { ids } = await index.search(words, { all: false, limit: 1 })
  const [card] = await loadCards(db, ids)
  return card?.title
}

/** Numbers and scores only, for programs: the best `limit` papers for a text. */
export async function searchIds(
  rooms: RankingRooms,
  text: string,
  { limit, ...options }: Ordering & { limit: number },
): Promise<Ranked> {
  const query = parseQuery(text)
  if (query.plain === '') return rooms.index.search(query, { all: true, limit })
  return rankQuery(rooms, query, { ...options, limit })
}

/**
 * Numbers of the papers a query matches, best first: what feeds, saved searches and maps are made of. Every word must occur,
 * since in a feed a paper with some of the words is a wrong paper; of more than 2,000 these are the last to come in.
 * `relaxed` gives what the page of a search lists.
 */
export async function matchingPapers(
  rooms: SearchRooms,
  text: string,
  { relaxed = false, ...options }: Ordering & { relaxed?: boolean } = {},
): Promise<Ranked> {
  const query = parseQuery(text)
  if (relaxed || namesPapers(query)) return order(rooms, query, 'relevance', options)
  return lastToCome(rooms.index, await rooms.index.search(query, { all: true, limit: mostFollowed }))
}

/** A feed of more papers than this would be of everything. */
const mostFollowed = 1_000_000

function lastToCome(index: SearchIndex, found: Ranked): Ranked {
  if (found.ids.length <= mostCounted) return found
  const created = (id: number) => index.facts(id)?.created ?? 0
  const last = new Set(found.ids.toSorted((a, b) => created(b) - created(a) || b - a).slice(0, mostCounted))
  const kept = found.ids.flatMap((id, at) => (last.has(id) ? [at] : []))
  return { ids: kept.map((at) => found.ids[at]!), scores: kept.map((at) => found.scores[at]!) }
}

/** Fewer than five with every word: those with some of the words follow. */
async function everyWordFirst(index: SearchIndex, query: Query): Promise<Ranked & { withEveryWord: number }> {
  const all = await index.search(query, { all: true, limit: mostCounted })
  const withEveryWord = all.ids.length
  if (withEveryWord >= enoughToRead || !hasSeveralWords(query)) return { ...all, withEveryWord }
  const some = await index.search(query, { all: false, limit: 200 })
  const first = new Set(all.ids)
  const rest = some.ids.flatMap((id, at) => (first.has(id) ? [] : [{ id, score: some.scores[at]! }]))
  return {
    ids: [...all.ids, ...rest.map(({ id }) => id)],
    scores: [...all.scores, ...rest.map(({ score }) => score)],
    withEveryWord,
  }
}

function hasSeveralWords({ words }: Query): boolean {
  const parts = words.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))
  return parts.filter((one) => one !== '' && !isCommon(one)).length > 1
}

function byDate(index: SearchIndex, { ids, scores }: Ranked): Ranked {
  const order = ids
    .map((id, at) => ({ id, score: scores[at]!, day: index.facts(id)?.day ?? noDay }))
    .sort((a, b) => b.day - a.day || b.id - a.id)
  return { ids: order.map(({ id }) => id), scores: order.map(({ score }) => score) }
}

async function loadHits(
  { store, sample }: SearchRooms,
  query: Query,
  { ids, scores, scored }: Ranking,
  from: number,
  count: number,
): Promise<SearchHit[]> {
  const score = new Map(ids.map((id, at) => [id, scores[at]!]))
  const stems = hitStems(query)
  const [cards, statistics] = await Promise.all([
    loadCards(store.db, ids.slice(from, from + count)),
    scored.size > 0 ? sample.statistics() : undefined,
  ])
  return cards.map((paper) => {
    const parts = scored.get(paper.id)
    const whole = score.get(paper.id)!
    return {
      paper,
      score: whole,
      terms: parts && statistics ? explainScore(parts, statistics) : unexplained(whole),
      title: highlight(paper.title, stems),
      snippet: passage(paper.abstract ?? paper.summary ?? '', stems),
    }
  })
}

async function facetsOf(store: Store, index: SearchIndex, ids: number[]): Promise<SearchPage['facets']> {
  const years = new Map<string, number>()
  const venues = new Map<string, number>()
  for (const id of ids) {
    const facts = index.facts(id)
    if (!facts) continue
    if (facts.year > 0) years.set(String(facts.year), (years.get(String(facts.year)) ?? 0) + 1)
    if (facts.venue !== '') venues.set(facts.venue, (venues.get(facts.venue) ?? 0) + 1)
  }
  return {
    year: values(years, (a, b) => b.value.localeCompare(a.value)).slice(0, 15),
    venue: values(venues, byCount).slice(0, 12),
    topic: await topicFacet(store, ids.slice(0, mostForTopics)),
  }
}

async function topicFacet({ db }: Store, ids: number[]): Promise<FacetValue[]> {
  if (ids.length === 0) return []
  const { rows } = await db.execute(sql`select t.slug as value, t.name as label, count(*)::int as count
    from paper_topics x join topics t on t.id = x.topic_id where x.paper_id = any(${sql.param(ids)}::bigint[])
    group by t.id order by count desc, t.name limit 12`)
  return rows as FacetValue[]
}

function values(counts: Map<string, number>, order: (a: FacetValue, b: FacetValue) => number): FacetValue[] {
  return [...counts].map(([value, count]) => ({ value, label: value, count })).sort(order)
}

function byCount(a: FacetValue, b: FacetValue): number {
  return b.count - a.count || a.value.localeCompare(b.value)
}

function understood(query: Query, found: number): string[] {
  const words = query.words.flatMap((text) => text.split(/\s+/))
  if (found > 0 || words.length === 0 || !words.every(isCommon)) return query.understood
  return [...query.understood, 'only words too common to search for']
}
