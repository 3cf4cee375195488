/** RSS 2.0 (RSS Advisory Board, 2.0.11), with Dublin Core for authors, who have no mail address, and Atom’s `self`. */
import type { Feed } from './feed.ts'
import type { FeedItem } from './feedItem.ts'
import { element, xmlDeclaration } from './xml.ts'

export function rss(feed: Feed, self: string): string {
  const namespaces = { 'xmlns:atom': 'http://www.w3.org/2005/Atom', 'xmlns:dc': 'http://purl.org/dc/elements/1.1/' }
  const channel = lines([
    element('title', {}, feed.title),
    element('link', {}, feed.home),
    element('description', {}, feed.description),
    element('lastBuildDate', {}, rfc822(feed.updated)),
    element('generator', {}, 'Causerie'),
    element('docs', {}, 'https://www.rssboard.org/rss-specification'),
    element('atom:link', { rel: 'self', type: 'application/rss+xml', href: self }),
    ...feed.items.map(item),
  ])
  return `${xmlDeclaration}${element('rss', { version: '2.0', ...namespaces }, { xml: element('channel', {}, { xml: channel }) })}\n`
}

function item({ id, url, title, authors, published, topics, html }: FeedItem): string {
  return element(
    'item',
    {},
    {
      xml: lines([
        element('title', {}, title),
        element('link', {}, url),
        element('guid', { isPermaLink: 'false' }, id),
        element('pubDate', {}, rfc822(published)),
        ...authors.map(({ name }) => element('dc:creator', {}, name)),
        ...topics.map(({ label }) => element('category', {}, label)),
        element('description', {}, html),
      ]),
    },
  )
}

/** `Tue, 05 Mar 2024 09:30:00 GMT`: what RFC 822 with a four-digit year allows, and HTTP writes. */
const rfc822 = (time: string): string => new Date(time).toUTCString()

const lines = (parts: string[]): string => `\n${parts.join('\n')}\n`
