/** The three formats of a feed: how each is asked for, named and written. */
import { atom } from './atom.ts'
import type { Feed } from './feed.ts'
import { jsonFeed } from './jsonFeed.ts'
import { rss } from './rss.ts'

export type FeedFormat = { suffix: string; type: string; label: string; write(feed: Feed, self: string): string }

export const feedFormats: readonly FeedFormat[] = [
  { suffix: '.atom', type: 'application/atom+xml', label: 'Atom', write: atom },
  { suffix: '.rss', type: 'application/rss+xml', label: 'RSS', write: rss },
  { suffix: '.feed.json', type: 'application/feed+json', label: 'JSON Feed', write: jsonFeed },
]
