import type { House, PaperCard, SavedSearch } from '@causerie/papers'
import { error } from '@sveltejs/kit'
import { isPrintable } from './input.ts'

/** The saved search of an address, or the 404 that says so. */
export async function findSaved(house: House, slug: string): Promise<SavedSearch> {
  const saved = slug.length <= 300 && isPrintable(slug) ? await house.saved.find(slug) : undefined
  if (saved) return saved
  return error(404, {
    code: 'library/saved-unknown',
    message: 'No search is saved under this name.',
    hint: 'The list at /saved has those that are; causerie saved add NAME QUERY makes one.',
  })
}

/** The papers that match, the latest to come in first. */
export async function newestMatches(
  house: House,
  query: string,
  most: number,
): Promise<{ papers: PaperCard[]; total: number }> {
  const { ids } = await house.matching(query)
  return { papers: await house.library.arrivals(ids, most), total: ids.length }
}
