import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type PaperCard, type PaperPage, parsePaperId, plural } from '@causerie/papers'
import { type Command, type Context, onePositional, UsageError } from '../command.ts'
import { ownReproductions } from '../lab/reproductions.ts'
import { type ScaffoldFacts, scaffold } from '../lab/scaffold.ts'

export const newReproductionCommand: Command = {
  name: 'new-reproduction',
  summary: 'begin the reproduction of a paper: a folder whose tests pass',
  usage: "causerie new-reproduction ARXIV-ID [--slug S] [--title T --authors 'A; B'] [--dir DIR]",
  options: {
    slug: { type: 'string', value: 'S', help: 'name of the folder (from the title)' },
    title: { type: 'string', value: 'T', help: 'title, when the library does not have the paper' },
    authors: { type: 'string', value: 'A;B', help: 'authors, joined by semicolons' },
    dir: { type: 'string', value: 'DIR', help: 'where the folder is made (reproductions/ of Causerie)' },
  },
  example: 'causerie new-reproduction 2311.11215 --slug splain-again',
  async run(context) {
    const given = onePositional(context, 'an arXiv id')
    const id = parsePaperId(given)
    if (id?.scheme !== 'arxiv' || !/^\d{4}\.\d+$/.test(id.value))
      throw new UsageError(`“${given}” is no arXiv id of the form 2311.11215.`)
    const parent = resolve(String(context.values.dir ?? ownReproductions))
    const facts = await factsOf(context, id.value, parent)
    const folder = join(parent, facts.slug)
    const files = writeNew(folder, scaffold(facts))
    if (!context.json) printNext(context, folder, files, facts.slug)
    return { result: { slug: facts.slug, folder, files } }
  },
}

async function factsOf(context: Context, arxivId: string, parent: string): Promise<ScaffoldFacts> {
  const { title, authors, slug } = context.values
  const known = title === undefined ? await fromLibrary(context, arxivId) : undefined
  const names = authors === undefined ? known?.authors.map(({ name }) => name) : String(authors).split(';')
  const facts = {
    title: String(title ?? known?.title ?? '').trim(),
    authors: (names ?? []).map((name) => name.trim()).filter((name) => name !== ''),
  }
  if (facts.title === '' || facts.authors.length === 0)
    throw new UsageError(`This library does not have arXiv ${arxivId}. Import it first, or give --title and --authors.`)
  const ownSlug = String(slug ?? slugOf(facts.title))
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(ownSlug))
    throw new UsageError(`--slug is “${ownSlug}”; expected small letters and digits, joined by hyphens.`)
  const topics = known?.topics.map(({ name }) => name) ?? []
  return {
    ...facts,
    slug: ownSlug,
    arxivId,
    topics: topics.length > 0 ? topics : ['Uncategorised'],
    submitted: known?.dates.submitted ?? `20${arxivId.slice(0, 2)}-${arxivId.slice(2, 4)}`,
    listed: new Date().toISOString().slice(0, 10),
    position: nextPosition(parent),
    ...(known?.venue !== undefined && { venue: known.venue }),
  }
}

/** The paper in the library of this home; a home that is not there is not made for it. */
async function fromLibrary({ home, operate }: Context, arxivId: string): Promise<PaperCard | undefined> {
  if (!existsSync(home)) return undefined
  const { page } = await operate<{ page: PaperPage | null }>('paper', { reference: arxivId })
  return page ?? undefined
}

/** `SPLAIN: Augmenting Warnings …` → `splain`; without a short name before a colon, the first four words. */
function slugOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '')
  const short = /^([^:]{1,30}):/.exec(plain)?.[1]
  const words = (short ?? plain).toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.slice(0, short ? 6 : 4).join('-')
}

function nextPosition(parent: string): number {
  if (!existsSync(parent)) return 1
  const positions = readdirSync(parent).flatMap((name) => {
    const file = join(parent, name, 'paper.json')
    return existsSync(file) ? [Number(JSON.parse(readFileSync(file, 'utf8')).onPage?.position) || 0] : []
  })
  return Math.max(0, ...positions) + 1
}

/** Makes the folder whole or not at all; what is there already is left alone. */
function writeNew(folder: string, files: Record<string, string>): string[] {
  if (existsSync(folder))
    throw new UsageError(`${folder} is there already. Choose another name with --slug, or work on that one.`)
  mkdirSync(folder, { recursive: true })
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { flag: 'wx' })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return Object.keys(files)
}

function printNext({ print }: Context, folder: string, files: readonly string[], slug: string): void {
  print(`${plural(files.length, 'file')} in ${folder}: ${files.join(', ')}`)
  print(`\n  npx causerie run ${slug}        runs the example\n  npx causerie check ${slug}      measures its claim`)
  print(`  npm test -- ${slug}             runs its tests`)
  print('\ndocs/laboratory.md says how to go on.')
}
