import { type House, type SearchMode, type SearchPage, searchModes } from '@causerie/papers'
import { error } from '@sveltejs/kit'
import { pageNumber, queryText, revision } from './input.ts'

/** What `?q=&sort=&mode=&page=&asOf=` asks of the library, for the page and for the API. */
export async function searchLibrary(house: House, url: URL): Promise<SearchPage> {
  const how = { page: pageNumber(url), sort: sortOf(url), mode: modeOf(url), asOf: revision(url) }
  return house.search(queryText(url), how)
}

export const sortOf = (url: URL): 'relevance' | 'date' =>
  url.searchParams.get('sort') === 'date' ? 'date' : 'relevance'

/** Left out, words and meaning together where the library has vectors. */
export function modeOf(url: URL): SearchMode | undefined {
  const asked = url.searchParams.get('mode')
  if (asked === null || asked === '') return undefined
  const mode = searchModes.find((one) => one === asked)
  if (!mode)
    error(400, { message: `There is no mode “${asked.slice(0, 40)}”.`, hint: 'Search by hybrid, words or meaning.' })
  return mode
}
