/** The papers that a query matches, as numbers: what feeds, saved searches and maps are made of. */
import { parseQuery } from './query.ts'
import type { SearchIndex } from './searchIndex.ts'
import type { Ranked } from './vectors.ts'

/** As many as a search counts. */
export const mostMatches = 2000

/**
 * Best first. Every word must occur: in a feed a paper with some of the words is a wrong paper. With `relaxed`, papers
 * with some of them stand in when none has all, as on the page of a search.
 */
export async function matchingPapers(index: SearchIndex, text: string, { relaxed = false } = {}): Promise<Ranked> {
  const query = parseQuery(text)
  const all = await index.search(query, { all: true, limit: mostMatches })
  if (all.ids.length > 0 || !relaxed) return all
  return index.search(query, { all: false, limit: 200 })
}
