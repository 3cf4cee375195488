/** A list in the form of a feed, from the address of its page and a suffix; sent again only when it has changed. */
import { createHash } from 'node:crypto'
import { type Feed, type FeedFormat, feedFormats, feedOf } from '@causerie/papers'
import type { RequestEvent } from '@sveltejs/kit'
import { splitFeedSuffix } from '#lib/feedSuffix.ts'
import { apiError, faultOf } from './api.ts'
import { claimsFeed } from './lab/claimsFeed.ts'
import { paperList } from './paperLists.ts'

/** The answer to a request for a feed; undefined when none was asked for. */
export async function feedForm(event: RequestEvent): Promise<Response | undefined> {
  const asked = splitFeedSuffix(event.url.pathname)
  if (!asked || !isRead(event.request) || event.route.id === null) return undefined
  const format = feedFormats.find(({ suffix }) => suffix === asked.suffix)!
  try {
    return await answer(event, format)
  } catch (fault) {
    const { status, error } = faultOf(event, fault)
    return format.suffix === '.feed.json' ? apiError(status, error) : plain(status, [error.message, error.hint])
  }
}

async function answer(event: RequestEvent, format: FeedFormat): Promise<Response> {
  if (event.route.id === '/claims') {
    const feed = await claimsFeed(event.locals)
    return written(feed, format, { event, changed: feed.updated })
  }
  const list = paperList(event.route.id)
  if (!list) {
    const sentence = `There is no feed at “${event.url.pathname.slice(0, 120)}”: that page is no list of papers.`
    return plain(404, [sentence, 'Days, trending, searches, topics, authors, organisations and claims have feeds.'])
  }
  const { library } = event.locals.house
  const found = await list(event as never)
  const [identity, revised] = await Promise.all([library.identity(), library.revised(found.papers.map(({ id }) => id))])
  const feed = feedOf({
    ...found,
    title: `${found.title} · Causerie`,
    origin: event.locals.origin,
    library: identity,
    revised,
  })
  return written(feed, format, { event, changed: identity.changed })
}

function written(
  feed: Feed,
  { type, write }: FeedFormat,
  { event, changed }: { event: RequestEvent; changed: string },
) {
  const body = write(feed, event.locals.origin + event.url.pathname + event.url.search)
  // Weak: what stands in front may compress. Last-Modified is the library’s last write, since a list can change without
  // any of its papers changing.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = { etag, 'last-modified': new Date(changed).toUTCString() }
  if (isKnown(event.request.headers, headers)) return new Response(null, { status: 304, headers })
  return new Response(event.request.method === 'HEAD' ? null : body, {
    headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
  })
}

/** RFC 9110 §13.2.2: with an If-None-Match, If-Modified-Since is not looked at. */
function isKnown(
  request: Headers,
  { etag, 'last-modified': modified }: { etag: string; 'last-modified': string },
): boolean {
  const tags = request.get('if-none-match')
  if (tags !== null) return tags.split(',').some((tag) => bare(tag) === '*' || bare(tag) === bare(etag))
  const since = Date.parse(request.get('if-modified-since') ?? '')
  return since >= Date.parse(modified)
}

const bare = (tag: string): string => tag.trim().replace(/^W\//, '')
const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD'
const plain = (status: number, lines: (string | undefined)[]): Response =>
  new Response(lines.filter(Boolean).join('\n'), { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
