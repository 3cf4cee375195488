/** Addresses inside the site, and the addresses of others that are safe to print as links. */
import type { Link } from '@causerie/papers'

/** Every segment encoded, the slashes of old arXiv ids and DOIs kept. */
export const paperPath = (slug: string): string => `/papers/${slug.split('/').map(encodeURIComponent).join('/')}`
export const authorPath = (slug: string): string => `/authors/${encodeURIComponent(slug)}`
export const organisationPath = (slug: string): string => `/orgs/${encodeURIComponent(slug)}`
export const topicPath = (slug: string): string => `/topics/${encodeURIComponent(slug)}`
export const dayPath = (day: string): string => `/date/${day}`

type SearchLink = {
  q: string
  sort?: string | undefined
  mode?: string | undefined
  page?: number
  asOf?: number
}

/** `asOf` goes with later pages: they continue the listing of the first. */
export function searchPath({ q, sort, mode, page, asOf }: SearchLink): string {
  const query = new URLSearchParams({ q })
  if (sort && sort !== 'relevance') query.set('sort', sort)
  if (mode) query.set('mode', mode)
  if (page && page > 1) query.set('page', String(page))
  if (page && page > 1 && asOf !== undefined) query.set('asOf', String(asOf))
  return `/search?${query}`
}

const LABELS: Record<Link['kind'], string> = {
  abstract: 'Abstract page',
  pdf: 'PDF',
  code: 'Code',
  project: 'Project',
  data: 'Data',
  model: 'Model',
  video: 'Video',
  discussion: 'Discussion',
  publisher: 'Publisher',
  other: 'Link',
}

export type OutsideLink = { label: string; url: string }

/** The links on record that are safe to print: only web addresses pass, whatever a source has written. */
export const outsideLinks = (links: Link[]): OutsideLink[] =>
  links.filter(({ url }) => isWebAddress(url)).map(({ kind, url, label }) => ({ label: label ?? LABELS[kind], url }))

export const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url)
