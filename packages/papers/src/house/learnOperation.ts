/** The operation behind `causerie learn-embedder`: articles from the library or a file, weights into the home. */
import { sql } from '@causerie/store'
import { z } from 'zod'
import { PapersError } from '../errors.ts'
import { openText } from '../intake/readText.ts'
import { adaptWeights } from '../meaning/adapt.ts'
import { homeWeights, shippedWeights } from '../meaning/openEmbedder.ts'
import { readWeights, writeWeights } from '../meaning/staticFile.ts'
import type { Article } from '../meaning/training/corpus.ts'
import { learnApart } from '../meaning/training/learnApart.ts'
import { detectSource } from '../sources/registry.ts'
import type { House } from './house.ts'
import type { Report } from './report.ts'

export const learnInput = (absoluteFile: z.ZodType<string>) =>
  z.strictObject({
    from: z.union([z.literal('library'), absoluteFile]).default('library'),
    seed: z.number().int().nonnegative().max(0xffffffff).default(1),
    minutes: z.number().positive().max(1440).optional(),
    out: absoluteFile.optional(),
    adapt: z.boolean().default(false),
  })

export type LearnResult = {
  file: string
  articles: number
  seconds: number
  /** Absent where weights were adapted: nothing was held out. */
  learnt?: {
    epochs: number
    /** Papers of the test part, which decided nothing: how often a title finds its abstract at rank 1. */
    heldOut: { articles: number; first: number; meanReciprocalRank: number }
  }
}

export async function learnIntoHome(
  { home, store }: Pick<House, 'home' | 'store'>,
  { from, out, ...how }: z.output<ReturnType<typeof learnInput>>,
  report: Report,
): Promise<LearnResult> {
  const started = performance.now()
  const file = out ?? homeWeights(home)
  const articles = from === 'library' ? await articlesOfLibrary(store) : await articlesOfFile(from, report)
  const result = how.adapt ? await adaptTo(articles, file, report) : await learnFrom(articles, file, how, report)
  return { file, ...result, seconds: (performance.now() - started) / 1000 }
}

async function learnFrom(
  articles: Article[],
  file: string,
  { seed, minutes }: { seed: number; minutes?: number },
  report: Report,
) {
  const { weights, epochs, test, ...learnt } = await learnApart(articles, {
    ...{ seed, minutes, signal: report.signal },
    onProgress: ({ stage, fraction, tokens, look }) => {
      report.progress({ stage: `${stage} (tokens)`, done: tokens, fraction })
      if (!look) return
      const { articles, first } = look.found
      report.note(
        `Loss ${look.loss.toFixed(3)}; ${(100 * first).toFixed(1)} % of ${articles} held-out abstracts found first by their title.`,
      )
    },
  })
  await writeWeights(file, weights)
  return { articles: learnt.articles, learnt: { epochs, heldOut: test } }
}

/** The weights of the program, never those of an earlier adaptation, made at home among the articles. */
async function adaptTo(articles: Article[], file: string, report: Report) {
  const texts = articles.map(({ title, abstract }) => `${title}\n${abstract}`)
  const weights = await adaptWeights(await readWeights(shippedWeights), texts, {
    signal: report.signal,
    onProgress: (done) => report.progress({ stage: 'adapting', done, of: texts.length }),
  })
  await writeWeights(file, weights)
  return { articles: articles.length }
}

async function articlesOfLibrary({ db }: House['store']): Promise<Article[]> {
  const { rows } = await db.execute(
    sql`select title, coalesce(abstract, '') as abstract from papers where merged_into is null order by id`,
  )
  return rows as Article[]
}

/** Any file that can be imported; nothing of it goes into the library. */
async function articlesOfFile(file: string, report: Report): Promise<Article[]> {
  const text = await openText(file, { signal: report.signal })
  try {
    const source = detectSource({ name: text.name, head: text.head })?.source
    if (!source)
      throw new PapersError('import/unknown-format', `${file} is in none of the formats Causerie reads.`, {
        hint: 'Name a file that causerie import takes, or learn from the library.',
      })
    const articles: Article[] = []
    for await (const item of source.parse(text.chunks, { name: text.name, today: '' })) {
      report.signal.throwIfAborted()
      if (item.kind !== 'record') continue
      articles.push({ title: item.record.title, abstract: item.record.abstract ?? '' })
      if (articles.length % 1000 === 0) report.progress({ stage: 'reading papers', done: articles.length })
    }
    return articles
  } finally {
    text.close()
  }
}
