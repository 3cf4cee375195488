/**
 * A search as the reader sees it: matches, counts, facets, snippets.
 *
 * Papers with every word come first; when they are fewer than five, papers with some of the words follow, so
 * that a whole sentence finds something. Order is BM25 (k₁ = 1.2, b = 0.75, LanceDB's) over title ×3, abstract, names.
 */
import { type Store, sql } from '@causerie/store'
import { loadCards } from '../library/cards.ts'
import type { FacetValue, SearchHit, SearchPage } from '../library/views.ts'
import { noDay } from './document.ts'
import { highlight, hitStems, isCommon, passage } from './highlight.ts'
import { parseQuery, type Query } from './query.ts'
import type { Ranked, SearchIndex } from './searchIndex.ts'

export type SearchOptions = { page?: number; pageSize?: number; sort?: 'relevance' | 'date' }

/** So many papers with every word are a result of their own; fewer are followed by near misses. */
const enoughToRead = 5

/** Counting and facets stop here; the page says "more than". */
const mostCounted = 2000

export async function searchPage(
  store: Store,
  index: SearchIndex,
  text: string,
  { page = 1, pageSize = 20, sort = 'relevance' }: SearchOptions = {},
): Promise<SearchPage> {
  const started = performance.now()
  const query = parseQuery(text)
  const { ranked, relaxed } = await rank(index, query, enoughToRead)
  const ordered = sort === 'date' ? byDate(index, ranked) : ranked
  const from = (page - 1) * pageSize
  const [hits, facets] = await Promise.all([
    loadHits(store, query, ordered, from, pageSize),
    facetsOf(store, index, ordered.ids),
  ])
  return {
    query: query.text,
    hits,
    total: ordered.ids.length,
    totalIsLowerBound: ordered.ids.length >= mostCounted,
    relaxed,
    sort,
    page,
    pageSize,
    facets,
    understood: understood(query, ordered.ids.length),
    milliseconds: performance.now() - started,
  }
}

/** Numbers and scores only, for programs: the best `limit` papers for a text. */
export async function searchIds(index: SearchIndex, text: string, limit: number): Promise<Ranked> {
  const { ranked } = await rank(index, parseQuery(text), limit)
  return { ids: ranked.ids.slice(0, limit), scores: ranked.scores.slice(0, limit) }
}

/** The order of all matches. Fewer than `enough` with every word: those with some of the words follow. */
async function rank(index: SearchIndex, query: Query, enough: number): Promise<{ ranked: Ranked; relaxed: boolean }> {
  const all = await index.search(query, { all: true, limit: mostCounted })
  const several =
    query.words.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter((one) => one !== '' && !isCommon(one)).length >
    1
  if (all.ids.length >= enough || !several) return { ranked: all, relaxed: false }
  const some = await index.search(query, { all: false, limit: Math.max(200, enough) })
  const first = new Set(all.ids)
  const rest = some.ids.map((id, at) => ({ id, score: some.scores[at]! })).filter(({ id }) => !first.has(id))
  return {
    ranked: {
      ids: [...all.ids, ...rest.map(({ id }) => id)],
      scores: [...all.scores, ...rest.map(({ score }) => score)],
    },
    relaxed: all.ids.length === 0 && rest.length > 0,
  }
}

function byDate(index: SearchIndex, { ids, scores }: Ranked): Ranked {
  const order = ids
    .map((id, at) => ({ id, score: scores[at]!, day: index.facts(id)?.day ?? noDay }))
    .sort((a, b) => b.day - a.day || b.id - a.id)
  return { ids: order.map(({ id }) => id), scores: order.map(({ score }) => score) }
}

async function loadHits(
  { db }: Store,
  query: Query,
  { ids, scores }: Ranked,
  from: number,
  count: number,
): Promise<SearchHit[]> {
  const score = new Map(ids.map((id, at) => [id, scores[at]!]))
  const stems = hitStems(query)
  const cards = await loadCards(db, ids.slice(from, from + count))
  return cards.map((paper) => ({
    paper,
    score: score.get(paper.id)!,
    title: highlight(paper.title, stems),
    snippet: passage(paper.abstract ?? paper.summary ?? '', stems),
  }))
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
    topic: await topicFacet(store, ids),
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
