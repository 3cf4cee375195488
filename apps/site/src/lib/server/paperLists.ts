/** Every list of papers that has feeds, by its route: what it is called, where its page is, which papers it has. */
import { feedFormats, mostItems, type PaperCard } from '@causerie/papers'
import { error, type RequestEvent } from '@sveltejs/kit'
import { authorPath, organisationPath, searchPath, topicPath } from '#lib/links.ts'
import {
  type FeedPlace,
  feedPath,
  type ListForms,
  mapPath,
  saveCommand,
  savedPath,
  searchFeedPlace,
  topicMapPath,
} from '#lib/listForms.ts'
import { periodPath, periodTitle } from '#lib/periods.ts'
import { queryText } from './input.ts'
import { requireSlug } from './names.ts'
import { findSaved, newestMatches } from './saved.ts'

export type PaperList = { title: string; description: string; path: string; papers: PaperCard[] }

type Event = Pick<RequestEvent<Record<string, string>>, 'locals' | 'params' | 'url'>
type Lister = (event: Event) => Promise<PaperList>

const lists: Record<string, Lister> = {
  '/': latestEditions,
  '/today': latestEditions,
  '/date/[day]': period('day'),
  '/week/[week]': period('week'),
  '/month/[month]': period('month'),
  '/trending': async ({ locals }) => {
    const { papers, windowDays } = await locals.house.library.trending()
    return {
      title: 'Trending',
      description: `Trending papers of ${windowDays} days`,
      path: '/trending',
      papers: papers.map(({ paper }) => paper),
    }
  },
  '/search': async ({ locals, url }) => {
    const q = requireQuery(url)
    const { papers } = await newestMatches(locals.house, q, mostItems)
    return {
      title: q,
      description: `Papers that match ${q}, the latest to come in first`,
      path: searchPath({ q }),
      papers,
    }
  },
  '/saved/[slug]': async ({ locals, params }) => {
    const { name, query, slug } = await findSaved(locals.house, params.slug!)
    const { papers } = await newestMatches(locals.house, query, mostItems)
    return {
      title: name,
      description: `Papers that match ${query}, the latest to come in first`,
      path: savedPath(slug),
      papers,
    }
  },
  '/topics/[slug]': named('topic', topicPath),
  '/authors/[slug]': named('author', authorPath),
  '/orgs/[slug]': named('organisation', organisationPath),
}

/** The list of a route; undefined where there is none. */
export const paperList = (route: string | null): Lister | undefined =>
  route !== null && Object.hasOwn(lists, route) ? lists[route] : undefined

/** The papers of the newest editions, so that who looks once a week misses no day. */
async function latestEditions({ locals }: Event): Promise<PaperList> {
  const papers: PaperCard[] = []
  let day = await locals.house.library.newestDay()
  for (let editions = 0; day && editions < 7 && papers.length < mostItems; editions++) {
    const edition = await locals.house.library.period('day', day)
    papers.push(...edition.days.flatMap((section) => section.papers))
    day = edition.previous
  }
  return { title: 'Daily papers', description: 'The papers of the latest days', path: '/', papers }
}

function period(kind: 'day' | 'week' | 'month'): Lister {
  return async ({ locals, params }) => {
    const page = await locals.house.library.period(kind, Object.values(params)[0]!)
    const title = periodTitle(page.period)
    return {
      title,
      description: `The papers of ${title}`,
      path: periodPath(kind, page.period.key),
      papers: page.days.flatMap(({ papers }) => papers),
    }
  }
}

function named(kind: 'topic' | 'author' | 'organisation', path: (slug: string) => string): Lister {
  return async ({ locals, params }) => {
    const found: Record<string, unknown> | undefined = await locals.house.library[kind](requireSlug(params.slug!, kind))
    if (!found) error(404, { message: `No such ${kind} in this library.`, code: `library/unknown-${kind}` })
    const { name, slug } = found[kind] as { name: string; slug: string }
    const { items } = found.papers as { items: PaperCard[] }
    return { title: name, description: `Papers of the ${kind} ${name}, newest first`, path: path(slug), papers: items }
  }
}

function requireQuery(url: URL): string {
  const q = queryText(url)
  if (q !== '') return q
  error(400, {
    message: 'A feed of a search needs a search.',
    hint: 'For example /search.atom?q=causal+discovery',
    code: 'search/empty',
  })
}

/** The other forms of the list that a page shows; undefined where the page is no list. */
export function listForms(route: string | null, url: URL): ListForms | undefined {
  const place = feedPlace(route, url)
  if (!place) return undefined
  const feeds = feedFormats.map(({ label, type, suffix }) => ({ label, type, href: feedPath(place, suffix) }))
  const q = queryText(url)
  if (route === '/search') return { feeds, map: mapPath(q), save: saveCommand(q) }
  if (route === '/topics/[slug]') return { feeds, map: topicMapPath(decodeURIComponent(url.pathname.split('/')[2]!)) }
  return { feeds }
}

function feedPlace(route: string | null, url: URL): FeedPlace | undefined {
  if (!paperList(route)) return undefined
  if (route === '/') return { path: '/today' }
  if (route !== '/search') return { path: url.pathname }
  const q = queryText(url)
  return q === '' ? undefined : searchFeedPlace(q)
}
