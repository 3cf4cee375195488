/** JSON Feed 1.1 (jsonfeed.org). What only papers have stands under `_causerie`, as the format asks of extensions. */
import type { Feed } from './feed.ts'
import type { FeedItem } from './feedItem.ts'

export function jsonFeed(feed: Feed, self: string): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.description,
    home_page_url: feed.home,
    feed_url: self,
    items: feed.items.map(item),
  })
}

function item({ id, url, external, title, authors, published, updated, topics, summary, html, card }: FeedItem) {
  return {
    id,
    url,
    external_url: external,
    title,
    content_html: html,
    summary,
    date_published: published,
    date_modified: updated,
    authors: authors.length > 0 ? authors : undefined,
    tags: topics.length > 0 ? topics.map(({ label }) => label) : undefined,
    ...(card && {
      _causerie: {
        about: 'What this library knows of the paper: its reference here, identifiers, venue and dates.',
        slug: card.slug,
        arxiv: card.arxivId,
        doi: card.doi,
        venue: card.venue,
        year: card.year,
        dates: card.dates,
        runnable: card.runnable,
      },
    }),
  }
}
