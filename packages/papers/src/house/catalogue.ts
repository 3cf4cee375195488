/** The founding catalogue: `reproductions/<slug>/paper.json`, facts and summaries in our words, found by looking. */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PapersError } from '../errors.ts'
import { parseArxivId, parseDoi } from '../identifiers.ts'
import type { Identifier, Link, LinkKind, PaperRecord } from '../record.ts'

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const partialDate = z.string().regex(/^\d{4}(-\d{2}){0,2}$/)
const linkNames = ['code', 'project', 'openreview', 'acl', 'model', 'data'] as const

const factsSchema = z.strictObject({
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: z.string().min(1),
  title: z.string().min(1),
  arxivId: z.string().refine((text) => parseArxivId(text)?.id === text, 'not a canonical arXiv id'),
  doi: z.string().optional(),
  authors: z.array(z.string().min(1)).min(1),
  organisations: z.array(z.string().min(1)).optional(),
  dates: z.strictObject({ submitted: partialDate, listed: day }),
  venue: z.string().optional(),
  links: z.partialRecord(z.enum(linkNames), z.url({ protocol: /^https$/ })).optional(),
  licence: z.string().optional().describe('of the official code'),
  onPage: z.strictObject({
    position: z.number().int().positive(),
    date: day.optional(),
    comments: z.number().int().positive().optional(),
  }),
  topics: z.array(z.string().min(1)).min(1),
  summary: z.string().min(1),
})

export type CatalogueFacts = z.infer<typeof factsSchema>

/** The records of every reproduction folder, by slug. A folder with faulty facts is an error that names the fields. */
export async function readCatalogue(folder: string): Promise<PaperRecord[]> {
  if (!existsSync(folder)) return []
  const slugs = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const found = slugs.sort().filter((slug) => existsSync(join(folder, slug, 'paper.json')))
  return Promise.all(
    found.map(async (slug) =>
      catalogueRecord(await readFacts(folder, slug), existsSync(join(folder, slug, 'method.ts'))),
    ),
  )
}

async function readFacts(folder: string, slug: string): Promise<CatalogueFacts> {
  const file = join(folder, slug, 'paper.json')
  const parsed = factsSchema.safeParse(parseJson(await readFile(file, 'utf8'), file))
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
    throw new PapersError('catalogue/invalid', `${file}: ${faults}.`, { hint: 'Compare it with another paper.json.' })
  }
  if (parsed.data.slug !== slug) throw new PapersError('catalogue/slug', `${file} calls itself “${parsed.data.slug}”.`)
  return parsed.data
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PapersError('catalogue/invalid', `${file} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

function catalogueRecord(facts: CatalogueFacts, runnable: boolean): PaperRecord {
  const { slug, name, title, authors, organisations, dates, venue, topics, summary, onPage } = facts
  return {
    key: slug,
    title,
    catalogue: { slug, name, runnable },
    identifiers: identifiersOf(facts),
    authors: authors.map((author) => ({ name: author })),
    organisations,
    dates: { submitted: dates.submitted },
    year: Number(/\b(?:19|20)\d{2}$/.exec(venue ?? '')?.[0] ?? dates.submitted.slice(0, 4)),
    venue,
    links: linksOf(facts),
    topics,
    summary,
    listing: { day: dates.listed, position: onPage.position, comments: onPage.comments },
  }
}

function identifiersOf({ arxivId, doi, links = {} }: CatalogueFacts): Identifier[] {
  const publisher = doi ? parseDoi(doi) : undefined
  const openreview = links.openreview ? new URL(links.openreview).searchParams.get('id') : undefined
  const acl = /aclanthology\.org\/([^/]+)/.exec(links.acl ?? '')?.[1]
  return [
    { scheme: 'arxiv', value: arxivId },
    ...(publisher ? [publisher] : []),
    ...(openreview ? [{ scheme: 'openreview', value: openreview } as const] : []),
    ...(acl ? [{ scheme: 'acl', value: acl } as const] : []),
  ]
}

const linkKinds: Record<(typeof linkNames)[number], LinkKind> = {
  code: 'code',
  project: 'project',
  openreview: 'discussion',
  acl: 'publisher',
  model: 'model',
  data: 'data',
}
const linkLabels: Partial<Record<(typeof linkNames)[number], string>> = {
  openreview: 'OpenReview',
  acl: 'ACL Anthology',
}

function linksOf({ links = {} }: CatalogueFacts): Link[] {
  return linkNames.flatMap((name) =>
    links[name] ? [{ kind: linkKinds[name], url: links[name], label: linkLabels[name] }] : [],
  )
}
