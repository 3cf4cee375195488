/**
 * Which paper of the library a record speaks of.
 *
 * 1. Its identifiers decide. 2. Then the source's own key, unless the titles have nothing to do with each other (one
 * public list gives 1,294 papers the key "cvpr2019-None"): such a record is keyed by its title as well. 3. Where the
 * record or the paper has no identifiers, exactly the same normalised title, if no date, author or abstract contradicts.
 * Anything fuzzier is a suggestion for a person.
 */
import { type Session, schema, sql } from '@causerie/store'
import type { Identifier, PaperRecord } from '../record.ts'
import type { Candidate } from './candidate.ts'
import { fieldsOf } from './reconcile.ts'
import { slugOf, wordsOf } from './slug.ts'

export type Known = {
  /** `scheme:value` → paper. */
  byIdentifier: Map<string, number>
  /** Record key → what the source said last under it. */
  byKey: Map<string, { paperId: number; fingerprint: string }>
  byTitle: Map<string, number[]>
  /** What matching must know of a paper. */
  papers: Map<number, KnownPaper>
}

export type KnownPaper = {
  titleKey: string
  submitted?: string
  year?: number
  abstract?: string
  surnames: string[]
  identifiers: Identifier[]
}

export type Match =
  | { kind: 'known'; key: string; paperId: number; alike: Alike[] }
  | { kind: 'new'; key: string; alike: Alike[] }

/** Another paper that may be the same work, and why. */
export type Alike = { paperId: number; reason: string }

export const identifierKey = ({ scheme, value }: Identifier): string => `${scheme}:${value}`

/** What this source said under these records' keys; enough to tell which say nothing new. */
export async function recall({ db }: Session, source: string, candidates: Candidate[]): Promise<Known['byKey']> {
  const keys = candidates.flatMap((one) => [one.record.key, one.titledKey])
  const { rows } = await db.execute(sql`select key, fingerprint, paper_id::float8 as paper_id from records
    where source = ${source} and key = any(${sql.param(keys)}::text[])`)
  return new Map(
    rows.map((row) => [row.key as string, { paperId: row.paper_id as number, fingerprint: row.fingerprint as string }]),
  )
}

/** Everything else the library knows that could concern these records. */
export async function lookUp({ db }: Session, byKey: Known['byKey'], candidates: Candidate[]): Promise<Known> {
  const identifiers = candidates.flatMap(({ record }) => record.identifiers ?? [])
  const [byIdentifier, byTitle] = await Promise.all([sameIdentifiers(db, identifiers), sameTitles(db, candidates)])
  const wanted = new Set([
    ...byIdentifier.values(),
    ...[...byKey.values()].map((one) => one.paperId),
    ...[...byTitle.values()].flat(),
  ])
  return { byIdentifier, byKey, byTitle, papers: await outlines(db, [...wanted]) }
}

async function sameIdentifiers(db: Session['db'], identifiers: Identifier[]): Promise<Map<string, number>> {
  if (identifiers.length === 0) return new Map()
  const { rows } = await db.execute(sql`select i.scheme, i.value, i.paper_id::float8 as paper_id
    from jsonb_to_recordset(${JSON.stringify(identifiers)}::jsonb) as wanted(scheme text, value text)
    join identifiers i using (scheme, value)`)
  return new Map(rows.map((row) => [`${row.scheme}:${row.value}`, row.paper_id as number]))
}

async function sameTitles(db: Session['db'], candidates: Candidate[]): Promise<Map<string, number[]>> {
  const { rows } = await db.execute(sql`select title_key, id::float8 as id from papers
    where title_key = any(${sql.param(candidates.map((one) => one.titleKey))}::text[]) and merged_into is null order by id`)
  const byTitle = new Map<string, number[]>()
  for (const row of rows) {
    const key = row.title_key as string
    byTitle.set(key, [...(byTitle.get(key) ?? []), row.id as number])
  }
  return byTitle
}

async function outlines(db: Session['db'], ids: number[]): Promise<Known['papers']> {
  if (ids.length === 0) return new Map()
  const { rows } = await db.execute(sql`select p.id::float8 as id, p.title_key, p.submitted, p.year, p.abstract,
      array(select e.slug from authorships a join people e on e.id = a.person_id where a.paper_id = p.id order by a.position) as people,
      (select coalesce(jsonb_agg(jsonb_build_object('scheme', i.scheme, 'value', i.value)), '[]'::jsonb)
       from identifiers i where i.paper_id = p.id) as identifiers
    from ${schema.papers} p where p.id = any(${sql.param(ids)}::bigint[])`)
  return new Map(
    rows.map((row) => [
      row.id as number,
      {
        titleKey: row.title_key as string,
        submitted: (row.submitted as string) ?? undefined,
        year: (row.year as number) ?? undefined,
        abstract: (row.abstract as string) ?? undefined,
        surnames: (row.people as string[]).map(lastWord),
        identifiers: row.identifiers as Identifier[],
      },
    ]),
  )
}

export function match(candidate: Candidate, known: Known): Match {
  const { record } = candidate
  const own = ownKey(candidate, known)
  const heard = known.byKey.get(own)
  const identified = [
    ...new Set((record.identifiers ?? []).flatMap((one) => known.byIdentifier.get(identifierKey(one)) ?? [])),
  ]
  const [first, ...others] = identified
  if (first !== undefined) {
    const clash = others.map((paperId) => ({ paperId, reason: `${record.key} carries the identifiers of both` }))
    return { kind: 'known', key: own, paperId: first, alike: clash }
  }
  if (heard) return { kind: 'known', key: own, paperId: heard.paperId, alike: [] }
  return matchByTitle(candidate, known, own)
}

function matchByTitle(candidate: Candidate, known: Known, key: string): Match {
  const alike: Alike[] = []
  for (const paperId of known.byTitle.get(candidate.titleKey) ?? []) {
    const paper = known.papers.get(paperId)
    if (!paper) continue
    const doubt = contradiction(candidate.record, paper)
    const isNameless = !candidate.record.identifiers?.length || paper.identifiers.length === 0
    if (!doubt && isNameless) return { kind: 'known', key, paperId, alike: [] }
    if (!doubt) alike.push({ paperId, reason: 'the same title; each has identifiers of its own' })
    else if (doubt.kind === 'date' || doubt.kind === 'abstract')
      alike.push({ paperId, reason: `the same title, but ${doubt.text}` })
  }
  return { kind: 'new', key, alike }
}

/** The record's key, or key and title where the key has been another paper's. */
function ownKey(candidate: Candidate, known: Known): string {
  const titled = candidate.titledKey
  if (known.byKey.has(titled)) return titled
  const heard = known.byKey.get(candidate.record.key)
  const paper = heard && known.papers.get(heard.paperId)
  return paper && !isSamePaper(candidate, paper) ? titled : candidate.record.key
}

/**
 * Under one key: a title that was edited is the same paper, another title or other authors are another. A key that one
 * import gives to two titles says little: then an author must be in common.
 */
function isSamePaper({ record, titleKey, sharesKey }: Candidate, paper: KnownPaper): boolean {
  if (titleKey === paper.titleKey) return true
  if (!akin(titleKey, paper.titleKey)) return false
  return sharesKey ? authorsInCommon(record, paper) === 'some' : authorsInCommon(record, paper) !== 'none'
}

/** Whether the source said exactly this before. */
export function isHeard(candidate: Candidate, byKey: Known['byKey']): boolean {
  return [candidate.record.key, candidate.titledKey].some(
    (key) => byKey.get(key)?.fingerprint === candidate.fingerprint,
  )
}

/** Titles of one work before and after an edit share at least half of their words. */
export function akin(a: string, b: string): boolean {
  if (a === b) return true
  const words = new Set(a.split(' '))
  const others = new Set(b.split(' '))
  const shared = [...words].filter((word) => others.has(word)).length
  return shared / Math.min(words.size, others.size) >= 0.5 && shared / Math.max(words.size, others.size) >= 1 / 3
}

const daysApart = 31
const yearsApart = 2

/** What speaks against a record and a paper of the same title being one work. */
export function contradiction(
  record: PaperRecord,
  paper: KnownPaper,
): { kind: 'date' | 'authors' | 'identifier' | 'abstract'; text: string } | undefined {
  const submitted = record.dates?.submitted
  if (submitted && paper.submitted && gapInDays(submitted, paper.submitted) > daysApart) {
    return { kind: 'date', text: `submitted ${submitted} against ${paper.submitted}` }
  }
  const { year } = fieldsOf(record)
  if (year !== undefined && paper.year !== undefined && Math.abs(year - paper.year) > yearsApart) {
    return { kind: 'date', text: `of ${year} against ${paper.year}` }
  }
  const authors = authorsInCommon(record, paper)
  if (authors === 'none') return { kind: 'authors', text: 'no author in common' }
  if (authors === 'unknown' && isAnotherText(record.abstract, paper.abstract))
    return { kind: 'abstract', text: 'the abstracts are different texts and no author is known' }
  const other = record.identifiers?.find((one) =>
    paper.identifiers.some((held) => held.scheme === one.scheme && held.value !== one.value),
  )
  return other ? { kind: 'identifier', text: `another ${other.scheme} identifier` } : undefined
}

function authorsInCommon({ authors = [] }: PaperRecord, paper: KnownPaper): 'some' | 'none' | 'unknown' {
  if (authors.length === 0 || paper.surnames.length === 0) return 'unknown'
  const surnames = new Set(authors.map(({ name }) => lastWord(slugOf(name))))
  return paper.surnames.some((name) => surnames.has(name)) ? 'some' : 'none'
}

/** An abstract that was edited, cut or completed keeps most words of the shorter version; those of two works do not. */
function isAnotherText(a: string | undefined, b: string | undefined): boolean {
  if (!a || !b) return false
  const [words, others] = [a, b].map((text) => new Set(wordsOf(text)))
  const fewer = Math.min(words!.size, others!.size)
  const shared = [...words!].filter((word) => others!.has(word)).length
  return fewer >= fewestWords && shared / fewer < 0.5
}

/** Of shorter texts the common words alone may be half. */
const fewestWords = 20

/** Days between two partial dates, at their nearest. */
function gapInDays(a: string, b: string): number {
  const [first, second] = [span(a), span(b)]
  if (first.from > second.to) return (first.from - second.to) / 86_400_000
  if (second.from > first.to) return (second.from - first.to) / 86_400_000
  return 0
}

function span(date: string): { from: number; to: number } {
  const [year, month, day] = date.split('-').map(Number)
  const from = Date.UTC(year!, (month ?? 1) - 1, day ?? 1)
  if (day) return { from, to: from }
  return { from, to: month ? Date.UTC(year!, month, 0) : Date.UTC(year!, 12, 0) }
}

function lastWord(text: string): string {
  return text.slice(Math.max(text.lastIndexOf(' '), text.lastIndexOf('-')) + 1)
}
