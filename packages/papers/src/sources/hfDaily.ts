/**
 * Hugging Face's paper lists: `GET /api/daily_papers` (hf-daily) and `GET /api/papers/search` (hf-search), one
 * shape: an array of entries with a nested `paper`. A field is read inside first, then outside. Also read, as
 * hf-daily: `{count, papers: [{title, authors, arxiv_id, summary}]}`, one day of arXiv as some public archives keep it.
 * Machine summaries (`ai_summary`) are somebody's words about the paper, not its abstract: kept in `extra`.
 */
import { arxivIdProblem, parseArxivId } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import type { Author, Link, PaperRecord } from '../record.ts'
import { cleanText } from '../text.ts'
import { arxivLinks, present } from './arxivFields.ts'
import { isObject, jsonRecords } from './jsonRecords.ts'
import type { ParseContext, ParsedItem, Sample, Source } from './source.ts'

export const hfDaily: Source = {
  id: 'hf-daily',
  label: 'Hugging Face Daily Papers',
  authority: 50,
  detect: ({ head }: Sample) => {
    if (/^\s*\{\s*"count"\s*:\s*\d+\s*,\s*"papers"\s*:\s*\[/.test(head) && head.includes('"arxiv_id"')) return 0.95
    if (!isEntryList(head)) return 0
    return /"submittedOnDaily(?:At|By)"|"submittedBy"/.test(head) ? 0.95 : 0.5
  },
  parse: (text, context) => parseEntries(text, context, { listed: true }),
}

export const hfSearch: Source = {
  id: 'hf-search',
  label: 'Hugging Face paper search',
  authority: 50,
  detect: ({ head }: Sample) =>
    isEntryList(head) && !/"submittedOnDaily(?:At|By)"|"submittedBy"/.test(head) ? 0.9 : 0,
  parse: (text, context) => parseEntries(text, context, { listed: false }),
}

type Fields = Record<string, unknown>
/** One entry, looked at from inside out. */
type Entry = { inner: Fields; outer: Fields }

function isEntryList(head: string): boolean {
  return /^\s*\[\s*\{/.test(head) && /"paper"\s*:\s*\{/.test(head) && /"(?:upvotes|numComments|publishedAt)"/.test(head)
}

async function* parseEntries(
  text: AsyncIterable<string>,
  context: ParseContext,
  { listed }: { listed: boolean },
): AsyncIterable<ParsedItem> {
  for await (const item of jsonRecords(text, { noun: 'entry', name: context.name })) {
    if (item.kind !== 'value') {
      yield item
      continue
    }
    const { where, number } = item
    const entry = entryOf(item.value)
    const problem = entry ? problemOf(entry) : 'It is not an object.'
    if (problem) yield { kind: 'skipped', where, reason: problem }
    else yield { kind: 'record', where, record: toRecord(entry!, listed ? number : undefined, context) }
  }
}

function entryOf(value: unknown): Entry | undefined {
  if (!isObject(value)) return undefined
  return { inner: isObject(value.paper) ? value.paper : value, outer: value }
}

/** Inside first, then outside. */
function field({ inner, outer }: Entry, name: string): unknown {
  return inner[name] ?? outer[name]
}

function textOf(entry: Entry, name: string): string | undefined {
  const value = field(entry, name)
  return typeof value === 'string' ? cleanText(value) || undefined : undefined
}

/** A count; the hub knows no negative votes or comments. */
function countOf(entry: Entry, name: string): number | undefined {
  const value = field(entry, name)
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}

function givenId(entry: Entry): unknown {
  return entry.inner.id ?? entry.inner.arxiv_id
}

function problemOf(entry: Entry): string | undefined {
  const id = givenId(entry)
  if (typeof id !== 'string')
    return `Its arXiv id is ${JSON.stringify(id) ?? 'missing'}, expected text such as "9901.00042".`
  if (!parseArxivId(id)) return arxivIdProblem(id) ?? `${JSON.stringify(id)} is not an arXiv id.`
  return textOf(entry, 'title') ? undefined : `${id} has no title.`
}

function toRecord(entry: Entry, position: number | undefined, context: ParseContext): PaperRecord {
  const { id, version } = parseArxivId(givenId(entry) as string)!
  const day = position === undefined ? undefined : listingDay(entry, context)
  const counts = { comments: countOf(entry, 'numComments'), votes: countOf(entry, 'upvotes') }
  const aiKeywords = field(entry, 'ai_keywords')
  return present<PaperRecord>({
    key: day ? `${day}/${id}` : id, // one paper in a thousand is listed on two days
    title: textOf(entry, 'title')!,
    identifiers: [{ scheme: 'arxiv', value: id }],
    abstract: textOf(entry, 'summary'),
    authors: authorsOf(entry.inner.authors),
    organisations: organisationOf(entry),
    dates: datesOf(entry),
    links: linksOf(entry, id),
    topics: Array.isArray(aiKeywords) ? distinctTexts(aiKeywords) : [],
    version,
    listing: day ? present({ day, position, ...counts }) : undefined,
    extra: extraOf(entry, day ? {} : counts),
  })
}

/** The page's own day, if known, else the day it was put on the list; an archived day carries it in its file name. */
function listingDay(entry: Entry, { pageDate, name }: ParseContext): string | undefined {
  const listedAt =
    textOf(entry, 'submittedOnDailyAt') ?? (entry.inner === entry.outer ? undefined : entry.outer.publishedAt)
  const inName = /(?:^|\D)(\d{4}-\d{2}-\d{2})(?:\D|$)/.exec(name)?.[1]
  return (
    pageDate ??
    (typeof listedAt === 'string' ? parsePartialDate(listedAt) : undefined) ??
    parsePartialDate(inName ?? '')
  )
}

function authorsOf(value: unknown): Author[] {
  const people = Array.isArray(value) ? value : []
  const shown = people.filter((person) => !(isObject(person) && person.hidden === true))
  return distinctNames(shown.map((person) => (isObject(person) ? person.name : person)))
}

function distinctNames(names: unknown[]): Author[] {
  const clean = names.filter((name) => typeof name === 'string').map(cleanText)
  return clean.filter((name) => name !== '').map((name) => ({ name }))
}

function distinctTexts(values: unknown[]): string[] {
  const clean = values.filter((value) => typeof value === 'string').map(cleanText)
  return [...new Set(clean.filter((value) => value !== ''))]
}

function organisationOf(entry: Entry): string[] {
  const organisation = field(entry, 'organization')
  return isObject(organisation) ? distinctTexts([organisation.fullname || organisation.name]) : []
}

function datesOf({ inner }: Entry): PaperRecord['dates'] {
  const submitted = typeof inner.publishedAt === 'string' ? parsePartialDate(inner.publishedAt) : undefined
  return submitted ? { submitted } : undefined
}

function linksOf(entry: Entry, id: string): Link[] {
  const discussion: Link = { kind: 'discussion', url: `https://huggingface.co/papers/${id}` }
  const isOurs = entry.inner.arxiv_id === undefined // an archived day of arXiv has no page on the hub
  return [
    ...arxivLinks(id),
    ...webLink('code', entry, 'githubRepo'),
    ...webLink('project', entry, 'projectPage'),
    ...(isOurs ? [discussion] : []),
  ]
}

/** Readers put anything into these fields; only web addresses become links. */
function webLink(kind: Link['kind'], entry: Entry, name: string): Link[] {
  const address = textOf(entry, name)
  return address && /^https?:\/\//i.test(address) && URL.canParse(address) ? [{ kind, url: address }] : []
}

const used = new Set(
  `id arxiv_id title summary authors publishedAt submittedOnDailyAt upvotes numComments ai_keywords githubRepo projectPage
  organization paper`.split(/\s+/),
)

/** Fields nobody read, without the people who listed the paper; `unlisted` are counts that found no listing. */
function extraOf({ inner, outer }: Entry, unlisted: Fields): unknown {
  const rest = Object.entries({ ...outer, ...inner }).filter(
    ([name]) => !used.has(name) && !/^submitted(?:OnDaily)?By$/.test(name),
  )
  const extra = present({ ...Object.fromEntries(rest), ...unlisted })
  return Object.keys(extra).length > 0 ? extra : undefined
}
