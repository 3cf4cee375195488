import type { ListPage, Named, PaperCard } from '@causerie/papers'
import { error } from '@sveltejs/kit'
import { toEntry } from './entry.ts'
import { isPrintable, pageNumber } from './input.ts'

type Names = ListPage<Named & { count: number }>

/** A list of names with `?starts=&page=`. */
export async function namesPage(names: (wanted: { page: number; starts?: string }) => Promise<Names>, url: URL) {
  const starts = url.searchParams
    .get('starts')
    ?.match(/^\p{L}/u)?.[0]
    .toUpperCase()
  const list = await names({ page: pageNumber(url), ...(starts ? { starts: starts.toLowerCase() } : {}) })
  requirePage(list)
  return { list, starts }
}

/** What the page of one author, organisation or topic needs of the library's answer. */
export function shelf<Shelf extends { papers: ListPage<PaperCard> }>(
  found: Shelf | undefined,
  kind: string,
  locals: App.Locals,
) {
  if (!found)
    error(404, { message: `No such ${kind} in this library.`, hint: `The list of ${kind}s has those that are here.` })
  requirePage(found.papers)
  const { papers, ...rest } = found
  return { ...rest, papers: { ...papers, items: papers.items.map((card) => toEntry(card, locals.lastVisit)) } }
}

/** A slug as the library may be asked for it. */
export function requireSlug(slug: string, kind: string): string {
  if (slug.length <= 300 && isPrintable(slug)) return slug
  error(404, {
    message: `“${slug.slice(0, 40)}…” names no ${kind}.`,
    hint: `The list of ${kind}s has those that are here.`,
  })
}

function requirePage({ items, page }: ListPage<unknown>): void {
  if (items.length > 0 || page === 1) return
  error(404, { message: `This list has no page ${page}.`, hint: 'Go back to its first page.' })
}
