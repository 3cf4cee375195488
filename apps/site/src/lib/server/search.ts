import type { House, SearchPage } from '@causerie/papers'
import { pageNumber, queryText, revision } from './input.ts'

/** What `?q=&sort=&page=&asOf=` asks of the library, for the page and for the API. */
export async function searchLibrary(house: House, url: URL): Promise<SearchPage> {
  return house.search(queryText(url), { page: pageNumber(url), sort: sortOf(url), asOf: revision(url) })
}

export const sortOf = (url: URL): 'relevance' | 'date' =>
  url.searchParams.get('sort') === 'date' ? 'date' : 'relevance'
