/** What readers may send, cut to size at the door. */
import { error } from '@sveltejs/kit'

const LONGEST_REFERENCE = 300
const LAST_PAGE = 100_000

export function pageNumber(url: URL): number {
  const text = url.searchParams.get('page') ?? '1'
  const page = Number(text)
  if (/^\d{1,6}$/.test(text) && page >= 1 && page <= LAST_PAGE) return page
  error(400, { message: `“${text.slice(0, 40)}” is not a page number.`, hint: 'Pages are counted from 1.' })
}

/** The revision a listing is of, as our own links carry it; anything else is left unread. */
export function revision(url: URL): number | undefined {
  const text = url.searchParams.get('asOf') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** A paper's slug, arXiv id or DOI: printable, of bounded length, and no way up a folder tree. */
export const isReference = (text: string): boolean =>
  text.length > 0 &&
  text.length <= LONGEST_REFERENCE &&
  isPrintable(text) &&
  !text.split('/').some((segment) => segment === '..' || segment === '.' || segment === '')

export const isPrintable = (text: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(text)

/** A query with its control characters read as spaces. */
export const queryText = (url: URL): string =>
  (url.searchParams.get('q') ?? '').replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim()
