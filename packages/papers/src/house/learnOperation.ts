/** The operation behind `causerie learn-embedder`: articles from the library or a file, weights into the home. */
import { sql } from '@causerie/store'
import { z } from 'zod'
import { PapersError } from '../errors.ts'
import { openText } from '../intake/readText.ts'
import { homeWeights } from '../meaning/openEmbedder.ts'
import { writeWeights } from '../meaning/staticFile.ts'
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
  })

export type LearnResult = {
  file: string
  articles: number
  epochs: number
  seconds: number
  /** Held-out abstracts found at rank 1 by their titles, of how many; the test part, which decided nothing. */
  heldOut: { articles: number; first: number; meanReciprocalRank: number }
}

export async function learnIntoHome(
  { home, store }: Pick<House, 'home' | 'store'>,
  { from, seed, minutes, out }: z.output<ReturnType<typeof learnInput>>,
  report: Report,
): Promise<LearnResult> {
  const started = performance.now()
  const articles = from === 'library' ? await articlesOfLibrary(store) : await articlesOfFile(from, report)
  const learnt = await learnApart(articles, {
    ...{ seed, minutes, signal: report.signal },
    onProgress: ({ stage, fraction, tokens, look }) => {
      report.progress({ stage: `${stage} (tokens)`, done: tokens, fraction })
      if (look) {
        const { articles, first } = look.found
        const share = (100 * first).toFixed(1)
        report.note(
          `Loss ${look.loss.toFixed(3)}; ${share} % of ${articles} held-out abstracts found first by their title.`,
        )
      }
    },
  })
  report.signal.throwIfAborted()
  const file = out ?? homeWeights(home)
  await writeWeights(file, learnt.weights)
  const { articles: learntFrom, epochs, test } = learnt
  return { file, articles: learntFrom, epochs, seconds: (performance.now() - started) / 1000, heldOut: test }
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
