/**
 * OpenAlex works: list replies `{meta, results}`, one work, an array, or one work a line (snapshot files).
 * Reference: docs.openalex.org/api-entities/works. Abstracts come as an inverted index (word → positions).
 */
import { identifierFromUrl, identifierOf } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import type { Author, Identifier, Link } from '../record.ts'
import { type Draft, finished, leftOver, link, textOf, yearOf } from './draft.ts'
import { isObject, parsedJson, sampleRecords } from './jsonRecords.ts'
import type { Source } from './source.ts'

type Work = Record<string, unknown>

export const openalex: Source = {
  id: 'openalex',
  label: 'OpenAlex',
  authority: 50,
  detect: (sample) => {
    const [work] = sampleRecords(sample)
    if (!work) return 0
    if (/openalex\.org\/W\d/i.test(String(work.id))) return 0.97
    return 'authorships' in work || 'abstract_inverted_index' in work ? 0.9 : 0
  },
  parse: (text, context) => parsedJson(text, 'work', context, (work, where) => finished(toDraft(work), where, context)),
}

const used = new Set(
  `id doi ids title display_name publication_date publication_year abstract_inverted_index authorships primary_location
  best_oa_location locations open_access topics primary_topic keywords is_retracted related_works referenced_works
  counts_by_year authors_count abstract concepts mesh sustainable_development_goals`.split(/\s+/),
)

function toDraft(work: Work): Draft {
  const places = placesOf(work)
  const date = textOf(work.publication_date)
  const preprint = places.find(({ version }) => version === 'submittedVersion')
  return {
    key: identifierOf('openalex', textOf(work.id) ?? '')?.value,
    title: textOf(work.title) ?? textOf(work.display_name),
    abstract: abstractOf(work.abstract_inverted_index) ?? textOf(work.abstract),
    identifiers: identifiersOf(work, places),
    ...peopleOf(work),
    dates: { published: date ? (parsePartialDate(date) ?? date) : undefined },
    venue: venueOf(places),
    year: yearOf(work.publication_year),
    links: linksOf(work, places),
    topics: [...namesIn(work.topics), ...namesIn(work.keywords)],
    licence: textOf(places[0]?.license) ?? textOf(preprint?.license),
    status: work.is_retracted === true ? 'retracted' : undefined,
    extra: leftOver(work, used),
  }
}

/**
 * The abstract from its inverted index: every word at each of its positions, gaps closed up. Positions that are no
 * positions are passed over.
 */
export function abstractOf(index: unknown): string | undefined {
  if (!isObject(index)) return undefined
  const words = new Map<number, string>()
  for (const [word, positions] of Object.entries(index)) {
    for (const at of Array.isArray(positions) ? positions : []) if (Number.isInteger(at) && at >= 0) words.set(at, word)
  }
  const inOrder = [...words].sort(([a], [b]) => a - b).map(([, word]) => word)
  return inOrder.join(' ') || undefined
}

function placesOf(work: Work): Work[] {
  const all = [work.primary_location, work.best_oa_location, ...(Array.isArray(work.locations) ? work.locations : [])]
  return all.filter(isObject)
}

function identifiersOf(work: Work, places: Work[]): (Identifier | undefined)[] {
  const ids = isObject(work.ids) ? work.ids : {}
  const landing = places.flatMap(({ landing_page_url: url }) => textOf(url) ?? [])
  return [
    identifierOf('openalex', textOf(work.id) ?? ''),
    identifierOf('doi', textOf(work.doi ?? ids.doi) ?? ''),
    identifierOf('mag', textOf(ids.mag) ?? ''),
    identifierOf('pmid', textOf(ids.pmid) ?? ''),
    identifierOf('pmcid', textOf(ids.pmcid) ?? ''),
    ...landing.map(identifierFromUrl).filter((found) => found?.scheme === 'arxiv'),
  ]
}

/** Lists are cut at a hundred authors; then the count says how many there are. */
function peopleOf(work: Work): Pick<Draft, 'authors' | 'authorCount' | 'organisations'> {
  const authorships = (Array.isArray(work.authorships) ? work.authorships : []).filter(isObject)
  const authors = authorships.map((authorship): Author => {
    const author = isObject(authorship.author) ? authorship.author : {}
    return {
      name: textOf(author.display_name) ?? textOf(authorship.raw_author_name) ?? '',
      affiliations: namesIn(authorship.institutions),
      orcid: textOf(author.orcid),
    }
  })
  const count =
    typeof work.authors_count === 'number' && work.authors_count > authors.length ? work.authors_count : undefined
  return {
    authors,
    authorCount: count,
    organisations: authorships.flatMap(({ institutions }) => namesIn(institutions)),
  }
}

function venueOf(places: Work[]): string | undefined {
  for (const { source } of places) {
    if (isObject(source) && source.type !== 'repository' && textOf(source.display_name))
      return textOf(source.display_name)
  }
  return undefined
}

function linksOf(work: Work, places: Work[]): (Link | undefined)[] {
  const open = isObject(work.open_access) ? work.open_access.oa_url : undefined
  return [
    ...places.map(({ landing_page_url: url }) => link('abstract', url)),
    ...places.map(({ pdf_url: url }) => link('pdf', url)),
    link('other', open),
  ]
}

function namesIn(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.filter(isObject).flatMap(({ display_name: name }) => textOf(name) ?? [])
}
