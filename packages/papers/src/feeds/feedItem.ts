/** One paper as an entry of a feed: plain title, people, dates, and a short page of HTML without mark-up of its own. */
import type { PaperCard } from '../library/views.ts'
import { authorLine, shortDate } from '../present/describe.ts'
import { escapeHtml } from '../present/escape.ts'
import { plainText } from '../present/typeset.ts'
import { cleanText } from '../text.ts'

export type FeedItem = {
  id: string
  /** Its page here. */
  url: string
  /** Its page where it is published. */
  external?: string
  title: string
  authors: { name: string; url?: string }[]
  published: string
  updated: string
  topics: { term: string; label: string }[]
  /** One paragraph of text. */
  summary?: string
  html: string
  /** The paper, of an item that is one. */
  card?: PaperCard
}

/** Of a paper with three thousand authors a feed names the first; the others are counted in the text. */
const mostAuthors = 50

export function feedItem(
  card: PaperCard,
  { id, origin, updated }: { id: string; origin: string; updated: string },
): FeedItem {
  const summary = card.summary ?? card.abstract
  return {
    id,
    url: `${origin}${pathOf(card.slug)}`,
    external: outside(card)[0]?.url,
    title: cleanText(plainText(card.title)) || card.slug,
    authors: card.authors
      .slice(0, mostAuthors)
      .map(({ name, slug }) => ({ name: cleanText(name), url: `${origin}/authors/${encodeURIComponent(slug)}` }))
      .filter(({ name }) => name !== ''),
    published: card.firstSeen,
    updated,
    topics: card.topics.map(({ slug, name }) => ({ term: slug, label: name })),
    summary: summary && plainText(summary),
    html: html(card),
    card,
  }
}

/** Mathematics is text here: readers of feeds drop MathML. Every character of the sources is escaped. */
function html(card: PaperCard): string {
  const line = (text: string | undefined) => text && escapeHtml(plainText(text))
  const date = card.dates.submitted ?? card.dates.published ?? card.dates.announced
  const facts = [
    authorLine(card.authors, card.authorCount, 10),
    card.organisations.map(({ name }) => name).join(', '),
    card.venue ?? '',
    date ? shortDate(date) : String(card.year ?? ''),
  ]
  return [
    card.status && `<p><strong>This paper was ${card.status}.</strong></p>`,
    `<p>${facts.filter(Boolean).map(line).join(' · ')}</p>`,
    card.summary && `<p><em>${line(card.summary)}</em></p>`,
    card.abstract && `<p>${line(card.abstract)}</p>`,
    `<p>${outside(card)
      .map(({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`)
      .join(' · ')}</p>`,
  ]
    .filter((part) => part && part !== '<p></p>')
    .join('\n')
}

const outside = ({ links }: PaperCard): { label: string; url: string }[] =>
  links
    .filter(({ url }) => /^https?:\/\//i.test(url) && URL.canParse(url))
    .map(({ kind, url, label }) => ({ label: label ?? kind, url: new URL(url).href }))

/** As the site writes it: every segment encoded, the slashes of old arXiv ids and DOIs kept. */
const pathOf = (slug: string): string => `/papers/${slug.split('/').map(encodeURIComponent).join('/')}`
