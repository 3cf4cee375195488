/** Atom 1.0 (RFC 4287). The feed has an author of its own, so that an entry whose authors nobody gave stays valid (§4.1.1). */
import type { Feed } from './feed.ts'
import type { FeedItem } from './feedItem.ts'
import { element, xmlDeclaration } from './xml.ts'

export function atom(feed: Feed, self: string): string {
  return `${xmlDeclaration}${element(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom' },
    {
      xml: lines([
        element('id', {}, feed.id),
        element('title', {}, feed.title),
        element('subtitle', {}, feed.description),
        element('updated', {}, feed.updated),
        element('link', { rel: 'self', type: 'application/atom+xml', href: self }),
        element('link', { rel: 'alternate', type: 'text/html', href: feed.home }),
        element('author', {}, { xml: element('name', {}, 'Causerie') }),
        element('generator', {}, 'Causerie'),
        ...feed.items.map(entry),
      ]),
    },
  )}\n`
}

function entry(item: FeedItem): string {
  return element(
    'entry',
    {},
    {
      xml: lines([
        element('id', {}, item.id),
        element('title', {}, item.title),
        element('updated', {}, item.updated),
        element('published', {}, item.published),
        element('link', { rel: 'alternate', type: 'text/html', href: item.url }),
        ...(item.external ? [element('link', { rel: 'related', href: item.external })] : []),
        ...item.authors.map(({ name, url }) =>
          element('author', {}, { xml: element('name', {}, name) + (url ? element('uri', {}, url) : '') }),
        ),
        ...item.topics.map(({ term, label }) => element('category', { term, label })),
        ...(item.summary ? [element('summary', {}, item.summary)] : []),
        element('content', { type: 'html' }, item.html),
      ]),
    },
  )
}

const lines = (parts: string[]): string => `\n${parts.join('\n')}\n`
