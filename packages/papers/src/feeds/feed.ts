/**
 * A list of papers as a feed: one neutral value, written by atom.ts, rss.ts and jsonFeed.ts.
 *
 * Ids are name-based UUIDs (RFC 9562 §5.5) under the library's own UUID, so that they survive another host, another
 * port, a proxy, and a backup restored elsewhere; one paper has one id in every feed. `published` is when the paper
 * came into this library, `updated` when its title or abstract was last replaced here: a feed shows what is new here,
 * and the paper's own date stands in its text.
 */
import { createHash } from 'node:crypto'
import type { PaperCard } from '../library/views.ts'
import { type FeedItem, feedItem } from './feedItem.ts'

export type Feed = {
  id: string
  title: string
  description: string
  /** The page that shows the same list. */
  home: string
  /** ISO time: the latest `updated` of the items; of an empty feed, when the library was made. */
  updated: string
  items: FeedItem[]
}

export type FeedOf = {
  title: string
  description: string
  /** Path and query of the list's page; with the library it makes the feed's id. */
  path: string
  /** `https://host` under which the reader sees this site. */
  origin: string
  papers: readonly PaperCard[]
  library: { id: string; created: string }
  /** When the text of a paper was last replaced (ISO time), for those where it was. */
  revised: ReadonlyMap<number, string>
}

/** More than this in one feed is an archive; readers come by far more often than it fills. */
export const mostItems = 100

export function feedOf({ title, description, path, origin, papers, library, revised }: FeedOf): Feed {
  const once = papers.filter((card, at) => papers.findIndex(({ id }) => id === card.id) === at)
  const items = once.slice(0, mostItems).map((card) =>
    feedItem(card, {
      id: urn(library.id, `paper ${card.id}`),
      origin,
      updated: latest([card.firstSeen, revised.get(card.id) ?? '']),
    }),
  )
  return {
    id: urn(library.id, `list ${path}`),
    title,
    description,
    home: origin + path,
    updated: items.length > 0 ? latest(items.map(({ updated }) => updated)) : library.created,
    items,
  }
}

const latest = (times: string[]): string => times.reduce((a, b) => (b > a ? b : a))

/** UUID version 5 of a name within a namespace, as a URN. */
export function urn(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')}`
}
