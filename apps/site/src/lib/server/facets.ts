/** Ways to narrow an answer: links that put a condition into the query, or take it out again. */
import { type SearchPage, toggledCondition } from '@causerie/papers'
import { searchPath } from '#lib/links.ts'

export type FacetGroup = { field: 'year' | 'venue' | 'topic'; values: FacetLink[] }
export type FacetLink = { label: string; count: number; href: string; active: boolean }

const mostShown = 8

/** A group with one value narrows nothing, unless the value is the condition that made it so. */
export function facetGroups(facets: SearchPage['facets'], q: string, sort: string): FacetGroup[] {
  return (['year', 'venue', 'topic'] as const)
    .map((field) => ({
      field,
      values: facets[field].slice(0, mostShown).map((value) => facetLink(field, value, q, sort)),
    }))
    .filter(({ values }) => values.length > 1 || values.some(({ active }) => active))
}

function facetLink(
  field: FacetGroup['field'],
  { value, label, count }: SearchPage['facets']['year'][number],
  q: string,
  sort: string,
): FacetLink {
  const { text, active } = toggledCondition(q, { field, value })
  return { label, count, href: searchPath({ q: text, sort }), active }
}
