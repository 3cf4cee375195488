/** The other forms of a list of papers: its feeds, its map, the command that saves it. */
import { searchPath, topicPath } from './links.ts'

export type ListForms = {
  feeds: { label: string; type: string; href: string }[]
  map?: string
  save?: string
}

export const mapPath = (q: string): string => `/map?${new URLSearchParams({ q })}`
export const topicMapPath = (slug: string): string => `${topicPath(slug)}/map`
export const savedPath = (slug: string): string => `/saved/${encodeURIComponent(slug)}`

/** Where the feeds of a list stand: the suffix comes between path and query. */
export type FeedPlace = { path: string; query?: string }

export const feedPath = ({ path, query = '' }: FeedPlace, suffix: string): string => path + suffix + query

export const searchFeedPlace = (q: string): FeedPlace => {
  const [path = '', query = ''] = searchPath({ q }).split('?')
  return { path, query: `?${query}` }
}

/** As it is typed in a terminal: in single quotes, which hold everything but themselves. */
export const saveCommand = (q: string): string => `causerie saved add NAME '${q.replaceAll("'", `'\\''`)}'`
